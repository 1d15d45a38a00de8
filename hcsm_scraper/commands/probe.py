"""Look at a blog before it is crawled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, JsonOption, echo_json, study_of
from hcsm_scraper.commands import AllowAddressOption, DelayOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hcsm_scraper.probing import Finding


def run(
    url: Annotated[str, typer.Argument(help="Home page of a blog.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
    delay: DelayOption = None,
    allow_address: AllowAddressOption = None,
) -> int:
    """Tell a blog's software, routes, rights and size, with at most eight requests.

    It asks as a crawl does (robots.txt, delay, addresses) and stores nothing.

    Example: hcsm probe https://blog.example.org/
    """
    from archive.presentation import harmless
    from hcsm_scraper.probing import probe

    study = study_of(config)
    finding = probe(study, url, delay=delay, allow_addresses=allow_address or [])
    if as_json:
        echo_json(finding)
    else:
        for line in _lines(finding):
            typer.echo(("" if line == finding.url else "    ") + harmless(line))
    return 0 if finding.reached else 1


def _lines(finding: Finding) -> Iterator[str]:
    yield finding.url
    if finding.title:
        yield finding.title
    if not finding.reached:
        yield f"not read: {finding.problem or 'no answer'}"
        return
    software = " ".join(x for x in (finding.platform, finding.version) if x)
    yield f"software: {software or 'unknown'}"
    least = "at least " if finding.articles_at_least else ""
    counted = f"{least}{finding.articles} (by {finding.articles_from})"
    yield f"articles: {counted if finding.articles is not None else 'unknown'}"
    for name, address in finding.routes.items():
        yield f"{name.replace('_', ' ')}: {address}"
    if finding.crawl_delay:
        yield f"crawl-delay: {finding.crawl_delay:g} seconds"
    rights = finding.rights
    for name in rights.__slots__ if rights is not None else ():
        if said := getattr(rights, name):
            yield f"{name.replace('_', ' ')}: {said}"
    for address, reason in finding.refused.items():
        yield f"refused: {address}: {reason}"
    yield f"{len(finding.requests)} requests"
