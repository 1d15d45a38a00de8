"""Write the crawls of a study as one HTML page with small plots, which needs no network."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, StorageOption, reading, study_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.history import CrawlFacts

_RUNS = 60  # of a blog, in its plots


def run(
    out: Annotated[Path, typer.Option(help="The HTML file.")] = Path("hcsm-report.html"),
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Write all crawls as an HTML page: requests, changes, gaps and what to look at, per blog.

    Example: hcsm report --out report.html
    """
    from archive import history
    from archive.errors import StorageError
    from archive.web.site import templates

    study = study_of(config, storage)
    with reading(study) as connection:
        found = history.crawls(connection)
    of_blog: dict[str, list[CrawlFacts]] = defaultdict(list)
    for one in reversed(found):
        if "articles" in one.report:
            of_blog[one.blog_url].append(one)
    blogs = [of_blog[url] for url in sorted(of_blog)]
    page = templates().get_template("report.html")
    try:
        said = page.render(study=study, blogs=blogs, most=_RUNS, figures=_figures)
        out.write_text(said, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(f"{out}: {len(found)} crawls of {len(of_blog)} blogs")
    return 0


def _figures(runs: Sequence[CrawlFacts]) -> dict[str, list[int]]:
    """What is plotted, a value for each crawl."""
    said = [run.report for run in runs]
    kept, read = ([x.get(name, {}) for x in said] for name in ("kept", "read"))
    return {
        "requests": [x["requests"] for x in said],
        "articles new or changed": [sum(x["articles"].values()) for x in said],
        "comments new or changed": [sum(x["comments"].values()) for x in said],
        "gaps open": [x.get("gaps", 0) for x in kept],
        "articles read without author, date or text": [
            sum(number for name, number in x.items() if name != "articles") for x in read
        ],
    }
