"""From a blog's URL to a CSV row: the demo blog, crawled by the command that a user types."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from basics import hcsm

from hcsm_scraper.demo.content import blog
from hcsm_scraper.demo.server import DemoSite, demo_site


@dataclass
class Walk:
    site: DemoSite
    articles: list[dict[str, str]]
    comments: list[dict[str, str]]
    folder: Path

    def article(self, part_of_url: str) -> dict[str, str]:
        (row,) = [
            a for a in self.articles if part_of_url in a["url"] and a["kind"] != "continuation"
        ]
        return row


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    folder = tmp_path_factory.mktemp("walk")
    with demo_site() as site:
        allowed = [part for a in site.addresses for part in ("--allow-address", a)]
        done = hcsm("crawl", site.blog_url, *allowed, "--delay", "0", cwd=folder)
        assert done.returncode == 0, done.stderr
    done = hcsm("export", "csv", "--out", "csv", "--identities", "plain", cwd=folder)
    assert done.returncode == 0, done.stderr
    found = []
    for name in ("articles", "comments"):
        with (folder / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
            found.append(list(csv.DictReader(opened)))
    return Walk(site, *found, folder)


def test_every_article_is_a_row_and_nothing_else(walk: Walk) -> None:
    kept = {a["url"].removeprefix(walk.site.blog_url.rstrip("/")) for a in walk.articles}
    written = {a.path for a in blog().articles} | {a.path for a in blog().statics}

    assert {path for path in kept if path.startswith("/")} == written
    assert [a["kind"] for a in walk.articles].count("continuation") == 1


def test_the_reference_page_is_exactly_right(walk: Walk) -> None:
    stub = walk.article("/2015/03/04/")

    assert stub["categories"] == "#HCSM"
    assert stub["continued_at"].startswith(walk.site.medium_url)
    assert (stub["comments_open"], stub["comment_count"], stub["comments_announced"]) == (
        "true",
        "0",
        "0",
    )
    assert stub["truncated"] == "false"
    said = next(a for a in blog().articles if a.path.startswith("/2015/03/04/"))
    assert said.title == stub["title"]
    *paragraphs, pointer = re.findall(r"<p>(.*?)</p>", said.parts[0], re.DOTALL)
    assert "Continue reading this post on Medium" in pointer
    assert stub["text"].split("\n") == paragraphs
    for form in (
        "Fill in your details",
        "WordPress.com Logo",
        "Log Out",
        "Connecting to",
        "Leave a Reply",
        "Share this",
    ):
        assert form not in "".join(str(a) for a in walk.articles + walk.comments)


def test_the_stub_is_joined_to_its_continuation(walk: Walk) -> None:
    stub = walk.article("/2015/03/04/")
    (onward,) = [a for a in walk.articles if a["kind"] == "continuation"]

    assert (onward["url"], onward["continues_from"]) == (stub["continued_at"], stub["url"])
    assert int(onward["word_count"]) > int(stub["word_count"])
    assert onward["text"] not in stub["text"]


def test_titles_authors_dates_and_topics_are_as_they_were_written(walk: Walk) -> None:
    authors = {"mlindqvist": "Maren Lindqvist", "tvelarde": "Tomás Velarde"}
    for article in blog().articles:
        row = walk.article(article.path)
        assert (row["title"], row["authors"]) == (article.title, authors[article.author])
        assert set(row["categories"].split("|")) - {""} == set(article.categories)
        assert set(row["tags"].split("|")) - {""} == set(article.tags)
        assert row["published_precision"] == "second"


def test_every_comment_is_a_row_under_its_parent(walk: Walk) -> None:
    rows = {int(c["comment_id"].rsplit("-", 1)[1]): c for c in walk.comments}
    written = [c for article in blog().articles for c in article.comments]

    assert len(rows) == len(walk.comments) == len(written)
    for comment in written:
        row = rows[comment.id]
        parent = int(row["parent_id"].rsplit("-", 1)[1]) if row["parent_id"] else None
        assert parent == comment.parent
        assert (row["kind"] == "pingback") is comment.pingback
        if not comment.pingback:
            assert row["author"] == comment.author
    assert any(c["by_article_author"] == "true" for c in walk.comments)
    assert max(int(c["depth"]) for c in walk.comments) >= 3


@pytest.mark.parametrize("format_", ["csv", "excel", "jsonl", "corpus"])
def test_no_export_names_who_commented(walk: Walk, format_: str) -> None:
    done = hcsm("export", format_, "--out", f"hidden/{format_}", cwd=walk.folder)
    assert done.returncode == 0, done.stderr
    files = [x for x in (walk.folder / "hidden" / format_).rglob("*") if x.is_file()]
    whole = "".join(file.read_text("utf-8-sig") for file in files)
    said = [c for a in blog().articles for c in a.comments if not c.pingback and not c.user]

    assert len({comment.author for comment in said}) > 10
    assert [c.author for c in said if re.search(rf"\b{re.escape(c.author)}\b", whole)] == []
    assert [c.url for c in said if c.url and c.url in whole] == []


def test_an_article_of_several_pages_is_one_text(walk: Walk) -> None:
    article = next(a for a in blog().articles if len(a.parts) > 1)

    assert int(walk.article(article.path)["word_count"]) > 200


def test_nothing_forbidden_was_asked_for_and_nothing_twice(walk: Walk) -> None:
    paths = walk.site.paths()

    assert not [
        p
        for p in paths
        if "staff-room" in p or "share=" in p or "replytocom" in p or "like_comment" in p
    ]
    assert len(paths) == len(set(paths))
    assert all("hcsm-archive/" in asked.agent for asked in walk.site.asked)


def test_the_demo_ends_with_the_csv_and_what_to_type_next(tmp_path: Path) -> None:
    done = hcsm("demo", "--out", "here", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "here/csv/articles.csv" in done.stdout
    assert "hcsm crawl https://example.wordpress.com/" in done.stdout
    assert (tmp_path / "here" / "csv" / "comments.csv").exists()


def test_the_demo_touches_no_folder_of_yours(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    done = hcsm("demo", "--out", str(tmp_path), cwd=tmp_path)

    assert done.returncode == 2
    assert (tmp_path / "thesis.txt").exists()
