"""Write the crawls of a study as one HTML page with small plots, which needs no network."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.reports import Run

_RUNS = 60  # of a blog, in its plots
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Crawls of {name}</title>
<style>body{{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}td,th{{text-align:left;padding:.2rem .5rem}}
td:first-child{{white-space:nowrap}}td:last-child,th:last-child{{text-align:right}}
figure{{margin:.5rem 0}}tr:nth-child(even){{background:#f4f4f4}}
svg{{height:40px;width:100%;fill:#37a}}.look{{color:#a20}}</style>
<h1>Crawls of {name}</h1>
<p>A change that no list of a blog (REST, sitemap, feed) shows is found after {days} days at the
latest.</p>
{blogs}
</html>
"""


def run(
    out: Annotated[Path, typer.Option(help="The HTML file.")] = Path("hcsm-report.html"),
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Write all crawls as an HTML page: requests, changes, gaps and what to look at, per blog.

    Example: hcsm report --out report.html
    """
    from archive import reports
    from archive.engine import open_engine
    from archive.errors import StorageError
    from archive.study import find_study

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        found = reports.runs(connection)
    engine.dispose()
    of_blog: dict[str, list[Run]] = defaultdict(list)
    for one in reversed(found):
        if "articles" in one.report:
            of_blog[one.blog_url].append(one)
    blogs = "\n".join(_blog(url, of_blog[url]) for url in sorted(of_blog))
    try:
        days = study.revisit.sweep_days
        page = _PAGE.format(name=escape(study.name), days=days, blogs=blogs)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(f"{out}: {len(found)} crawls of {len(of_blog)} blogs")
    return 0


def _blog(url: str, runs: Sequence[Run]) -> str:
    shown = runs[-_RUNS:]
    changes = [sum(x.report["articles"].values()) for x in shown]
    plots = _plot("requests", [x.report["requests"] for x in shown])
    plots += _plot("articles new or changed", changes)
    plots += _plot("comments new or changed", [sum(x.report["comments"].values()) for x in shown])
    look_at = "".join(f'<p class="look">{escape(x)}</p>' for x in runs[-1].report["look_at"])
    rows = "".join(_row(x) for x in reversed(shown))
    heads = "crawl (UTC)|requests|articles|comments|gaps|kB"
    head = "".join(f"<th>{x}</th>" for x in heads.split("|"))
    name = f"{runs[-1].blog_name} " if runs[-1].blog_name else ""
    return (
        f"<h2>{escape(name + url)}</h2>{look_at}{plots}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(one: Run) -> str:
    from archive.reports import in_words

    said = one.report
    statuses = ", ".join(f"{count} × {status}" for status, count in said["by_status"].items())
    cells = [
        f"{one.started_at[:16].replace('T', ' ')} {one.mode}, {one.state}",
        statuses or "none",
        in_words(said["articles"]),
        in_words(said["comments"]),
        f"{said['gaps_opened']} opened, {said['gaps_closed']} closed",
        f"{said['bytes'] / 1000:,.0f}",
    ]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _plot(name: str, values: Sequence[int]) -> str:
    """Bars, one a crawl, oldest first."""
    top = max(*values, 1)
    bars = "".join(
        f'<rect x="{10 * n}" y="{40 - 40 * value / top:.1f}" width="8" '
        f'height="{40 * value / top:.1f}"><title>{value}</title></rect>'
        for n, value in enumerate(values)
    )
    box = f'viewBox="0 0 {10 * _RUNS} 40" preserveAspectRatio="none" role="img"'
    return f"<figure><figcaption>{name}, at most {top}</figcaption><svg {box}>{bars}</svg></figure>"
