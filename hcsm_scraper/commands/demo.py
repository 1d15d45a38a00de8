"""The whole way on a small blog that ships with the project, on this machine only."""

from __future__ import annotations

import csv
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.errors import HcsmError, WrongUseError

if TYPE_CHECKING:
    from hcsm_scraper.demo.server import DemoSite

_ROWS = 5


def run(
    out: Annotated[Path, typer.Option(help="Folder for the demo's archive and CSV files.")] = Path(
        "hcsm-demo"
    ),
    serve: Annotated[
        bool, typer.Option("--serve", help="Only serve the blog, until Ctrl-C.")
    ] = False,
) -> int:
    """Serve a small blog on this machine, crawl it, and show the CSV.

    The crawl is the command that you type for a real blog. Nothing leaves this machine.

    Example: hcsm demo --out /tmp/hcsm-demo
    """
    from hcsm_scraper.demo.server import demo_site

    with demo_site() as site:
        if serve:
            _serve(site)
            return 0
        _empty(out)
        addresses = [part for address in site.addresses for part in ("--allow-address", address)]
        storage = ["--storage", str(out / "data")]
        typer.echo(
            f"A small blog is served at {site.blog_url}, a second host at {site.medium_url}\n"
        )
        _type("crawl", site.blog_url, *addresses, "--delay", "0", *storage)
        _type("status", *storage)
        _type("search", "waiting", "room", "--limit", "2", *storage)
        _type("export", "csv", "--out", str(out / "csv"), *storage)
    _tell(out)
    return 0


def _serve(site: DemoSite) -> None:
    import time

    typer.echo(f"{site.blog_url} and {site.medium_url}, until Ctrl-C")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


def _empty(out: Path) -> None:
    """A demo begins anew; a folder that is not a demo's is never touched."""
    known = {"data", "csv"}
    if out.exists() and not {x.name for x in out.iterdir()} <= known:
        raise WrongUseError(f"{out} holds other things than a demo; name another folder with --out")
    for name in known:
        shutil.rmtree(out / name, ignore_errors=True)


def _type(*arguments: str) -> None:
    """Shows the command and runs it, as a user would."""
    typer.echo(f"$ hcsm {shlex.join(arguments)}")
    command = [sys.executable, "-m", "hcsm_scraper", *arguments]
    done = subprocess.run(command, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise HcsmError(f"hcsm {arguments[0]} ended with exit code {done.returncode}")
    typer.echo("")


def _tell(out: Path) -> None:
    articles = _rows(out / "csv" / "articles.csv")
    comments = _rows(out / "csv" / "comments.csv")
    typer.echo(f"{out / 'csv' / 'articles.csv'}: its first rows")
    for row in articles[:_ROWS]:
        typer.echo(
            f"  {row['published'][:10]:<10}  {row['kind']:<12}  {row['title'][:48]:<48}  "
            f"{row['authors']}; {row['categories'] or '-'}; {row['comment_count']} comments"
        )
    typer.echo(f"\n{out / 'csv' / 'comments.csv'}: its first answers")
    for row in [row for row in comments if row["parent_id"]][:_ROWS]:
        typer.echo(
            f"  {_number(row['comment_id'])} answers {_number(row['parent_id'])}, "
            f"depth {row['depth']}, {row['author']}: {row['text'][:60]}"
        )
    _tell_continuation(articles)
    typer.echo(
        f"\nAll columns are explained in {out / 'csv' / 'codebook.csv'}. Now on a real blog:\n"
        "  . .venv/bin/activate\n"
        "  hcsm crawl https://example.wordpress.com/\n"
        "  hcsm export csv --out csv\n"
    )


def _tell_continuation(articles: list[dict[str, str]]) -> None:
    by_url = {row["url"]: row for row in articles}
    for stub in articles:
        if (onward := by_url.get(stub["continued_at"])) is not None:
            typer.echo(
                f"\n“{stub['title']}” has {stub['word_count']} words here and goes on at\n"
                f"  {onward['url']}\n"
                f"  which is kept as a row of its own: {onward['word_count']} words"
            )


def _number(comment_id: str) -> str:
    return comment_id.rsplit("-", 1)[-1]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
