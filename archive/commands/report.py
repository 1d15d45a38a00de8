"""Write the crawls of a study as one HTML page with small plots, which needs no network."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, StorageOption, reading, study_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.history import CrawlFacts

_RUNS = 60  # of a blog, in its plots
_OVERVIEW = "blog|last crawl (UTC)|#articles|#comments|#open gaps|#requests"
_HEADS = "crawl (UTC)|requests|articles|comments|articles read|gaps|#kB"
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Crawls of {name}</title>
<style>body{{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}td,th{{text-align:left;padding:.2rem .5rem}}
td,th{{vertical-align:top}}.n{{text-align:right}}tr:nth-child(even){{background:#8881}}
.plots{{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 1.5rem}}
figure{{margin:.5rem 0}}svg{{height:40px;width:100%;fill:#37a;border-bottom:1px solid #8888}}
.look{{color:#a20}}:root{{color-scheme:light dark}}
@media (prefers-color-scheme:dark){{.look{{color:#f97}}svg{{fill:#6ad}}}}</style>
<h1>Crawls of {name}</h1>
<h2>To look at</h2>
{look_at}
<h2>Blogs</h2>
{overview}
<p>A change that no list of a blog (REST, sitemap, feed) shows is found after {days} days at the
latest.</p>
{blogs}
</html>
"""


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

    study = study_of(config, storage)
    with reading(study) as connection:
        found = history.crawls(connection)
    of_blog: dict[str, list[CrawlFacts]] = defaultdict(list)
    for one in reversed(found):
        if "articles" in one.report:
            of_blog[one.blog_url].append(one)
    newest = [of_blog[url][-1] for url in sorted(of_blog)]
    parts = {
        "look_at": _to_look_at(newest),
        "overview": _table(_OVERVIEW, [_summary(x) for x in newest]),
        "blogs": "\n".join(_blog(of_blog[x.blog_url]) for x in newest),
    }
    try:
        days = study.revisit.sweep_days
        page = _PAGE.format(name=escape(study.name), days=days, **parts)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(f"{out}: {len(found)} crawls of {len(of_blog)} blogs")
    return 0


def _to_look_at(newest: Sequence[CrawlFacts]) -> str:
    said = [
        f'<li class="look"><a href="#{escape(x.blog_url)}">{_name(x)}</a>: {escape(sentence)}</li>'
        for x in newest
        for sentence in x.report["look_at"]
    ]
    return f"<ul>{''.join(said)}</ul>" if said else "<p>Nothing in the last crawl of any blog.</p>"


def _summary(one: CrawlFacts) -> list[str]:
    kept = one.report.get("kept", {})
    counts = [f"{kept[x]:,}" if x in kept else "" for x in ("articles", "comments", "gaps")]
    link = f'<a href="#{escape(one.blog_url)}">{_name(one)}</a>'
    return [link, f"{_minute(one)}, {one.state}", *counts, str(one.report["requests"])]


def _blog(runs: Sequence[CrawlFacts]) -> str:
    shown = runs[-_RUNS:]
    changes = [sum(x.report["articles"].values()) for x in shown]
    plots = _plot("requests", [x.report["requests"] for x in shown])
    plots += _plot("articles new or changed", changes)
    plots += _plot("comments new or changed", [sum(x.report["comments"].values()) for x in shown])
    plots += _plot("gaps open", [x.report.get("kept", {}).get("gaps", 0) for x in shown])
    plots += _plot("articles read without author, date or text", [_lacking(x) for x in shown])
    look_at = "".join(f'<p class="look">{escape(x)}</p>' for x in runs[-1].report["look_at"])
    return (
        f'<h2 id="{escape(runs[-1].blog_url)}">{_name(runs[-1])}</h2>{look_at}'
        f'<div class="plots">{plots}</div>' + _table(_HEADS, [_row(x) for x in reversed(shown)])
    )


def _row(one: CrawlFacts) -> list[str]:
    from archive.reports import in_words

    said = one.report
    statuses = ", ".join(f"{count} × {status}" for status, count in said["by_status"].items())
    read = said.get("read", {})
    lacks = ", ".join(f"{n} no {x}" for x, n in read.items() if n and x != "articles")
    return [
        f"{_minute(one)} {one.mode}, {one.state}",
        statuses or "none",
        in_words(said["articles"]),
        in_words(said["comments"]),
        f"{read['articles']}: {lacks or 'complete'}" if read.get("articles") else "none",
        f"{said['gaps_opened']} opened, {said['gaps_closed']} closed",
        f"{said['bytes'] / 1000:,.0f}",
    ]


def _lacking(one: CrawlFacts) -> int:
    return sum(n for name, n in one.report.get("read", {}).items() if name != "articles")


def _name(one: CrawlFacts) -> str:
    return escape(f"{one.blog_name} {one.blog_url}" if one.blog_name else one.blog_url)


def _minute(one: CrawlFacts) -> str:
    return one.started_at[:16].replace("T", " ")


def _table(heads: str, rows: Sequence[Sequence[str]]) -> str:
    """`heads` that begin with # are of numbers; cells are HTML."""
    names = heads.split("|")
    marks = [' class="n"' if x.startswith("#") else "" for x in names]
    head = "".join(f"<th{mark}>{x.lstrip('#')}</th>" for x, mark in zip(names, marks, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{m}>{x}</td>" for x, m in zip(row, marks, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _plot(name: str, values: Sequence[int]) -> str:
    """Bars, one a crawl, oldest first."""
    top = max(*values, 1)
    bars = "".join(
        f'<rect x="{10 * n}" y="{40 - 40 * value / top:.1f}" width="8" '
        f'height="{40 * value / top:.1f}"><title>{value}</title></rect>'
        for n, value in enumerate(values)
    )
    box = f'viewBox="0 0 {10 * _RUNS} 40" preserveAspectRatio="none" role="img"'
    caption = f"<figcaption>{name}, at most {max(values)}</figcaption>"
    return f"<figure>{caption}<svg {box}>{bars}</svg></figure>"
