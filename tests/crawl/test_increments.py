"""What a crawl after the first asks for, what it finds, and that it finds each change once."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from basics import HCSM, hcsm

from archive.balance import FATES


def rows(storage, question: str) -> list[tuple]:
    with closing(sqlite3.connect(storage / "archive.db")) as connection:
        return connection.execute(question).fetchall()


def slugs(storage, where: str = "vanished_at IS NULL") -> list[str]:
    found = rows(storage, f"SELECT url FROM articles WHERE {where} ORDER BY url")
    return [url.rstrip("/").rsplit("/", 1)[-1] for (url,) in found]


def comments(storage) -> dict[str, str]:
    question = "SELECT key, text FROM comments WHERE vanished_at IS NULL ORDER BY key"
    return dict(rows(storage, question))


def versions(storage, crawl: int) -> tuple[int, int]:
    """(of articles, of comments) that a crawl has added."""
    return tuple(
        rows(storage, f"SELECT count(*) FROM {kind}_versions WHERE crawl_id = {crawl}")[0][0]
        for kind in ("article", "comment")
    )


def asked_since(site, count: int) -> list[str]:
    return [asked.path for asked in site.log[count:]]


def test_comments_that_no_page_shows_come_from_rest_with_their_parents(blog, site, crawl) -> None:
    storage = crawl(site).storage

    assert comments(storage)["13"] == "An answer to what was trashed."
    found = rows(storage, "SELECT key, parent_key, parent_state FROM comments ORDER BY key")
    assert found[:3] == [("11", None, "none"), ("12", "11", "known"), ("13", "9", "known")]


def test_rest_completes_what_a_page_does_not_say(blog, site, crawl) -> None:
    storage = crawl(site).storage

    said = rows(storage, "SELECT authors, categories, published FROM articles")
    assert set(said) == {('["Ruth"]', '["Tweet & chats"]', "2014-01-01T10:00:00+00:00")}


def test_rest_without_permalinks_is_read_too(blog, site, crawl) -> None:
    blog.has_plain_links = True

    assert "13" in comments(crawl(site).storage)


def test_what_stands_behind_a_password_is_never_kept(blog, site, crawl) -> None:
    blog.articles[6] = blog.Article(6, "secret", is_protected=True)
    blog.comments[15] = blog.Comment(15, 6, "Secret too.")

    storage = crawl(site).storage

    assert "secret" not in slugs(storage, "1")
    assert "15" not in comments(storage)


def test_rest_that_is_refused_is_no_gap(blog, site, crawl) -> None:
    refused = site.Answer(b'{"code":"rest_disabled"}', status=401)
    blog._list = lambda *_: refused

    done = crawl(site)

    assert done.code == 0, done.output
    assert rows(done.storage, "SELECT DISTINCT reason FROM gaps") == [("comments-missing",)]
    assert len(slugs(done.storage)) == 5


def test_where_rest_is_declared_and_refused_feeds_tell_what_it_would(blog, site, crawl) -> None:
    blog.is_rest_refused = blog.has_comment_feeds = True
    storage = crawl(site).storage
    blog.edit(1, text="Edited. " + blog.WORDS)
    count = len(site.log)

    crawl(site)

    assert "13" in comments(storage), "the feed of its article shows it, no page does"
    assert versions(storage, 2) == (1, 0)
    assert not [x for x in asked_since(site, count) if "wp-json" in x], "not every day"
    assert rows(storage, "SELECT reason FROM gaps WHERE closed_at IS NULL") == []


@pytest.mark.parametrize(
    "answer", [{"status": 301, "headers": {"Location": "/"}}, {"body": b"<html><p>No.</p></html>"}]
)
def test_a_page_in_place_of_rest_is_a_refusal_too(blog, site, crawl, answer) -> None:
    blog._list = lambda *_: site.Answer(**answer)
    blog.has_comment_feeds = True
    storage = crawl(site).storage
    blog.edit(1, text="Edited. " + blog.WORDS)

    crawl(site)

    assert "13" in comments(storage)
    assert versions(storage, 2) == (1, 0)


def test_feeds_are_left_alone_where_rest_answers(blog, site, crawl) -> None:
    blog.has_comment_feeds = True

    crawl(site)

    assert [path for path in site.paths if "feed" in path] == ["/feed/"]


def test_rest_that_refuses_after_a_year_hides_no_change(blog, site, crawl) -> None:
    crawl(site)
    blog.is_rest_refused = True
    blog.edit(1, text="Edited. " + blog.WORDS)
    del blog.articles[4]
    blog.articles[7] = blog.Article(7, "fresh", modified="2015-05-05T05:05:05")

    storage = crawl(site).storage
    blog.edit(2, text="Edited, too. " + blog.WORDS, modified="2016-06-06T06:06:06")
    crawl(site)

    assert slugs(storage) == ["article-1", "article-2", "article-3", "article-5", "fresh"]
    edited = rows(storage, "SELECT url FROM articles WHERE text LIKE 'Edited%' ORDER BY url")
    assert [url.rsplit("/", 2)[1] for (url,) in edited] == ["article-1", "article-2"]


def test_rest_is_asked_again_by_the_next_sweep_after_it_refused(blog, site, crawl) -> None:
    blog.is_rest_refused = True
    crawl(site)
    blog.is_rest_refused = False
    crawl(site, "--full")
    count = len(site.log)

    storage = crawl(site).storage

    assert len(asked_since(site, count)) == 3
    assert "13" in comments(storage)


def test_a_blog_with_rest_on_which_nothing_changed_is_asked_three_times(blog, site, crawl) -> None:
    crawl(site)
    count = len(site.log)

    storage = crawl(site).storage

    assert len(asked_since(site, count)) == 3
    assert versions(storage, 2) == (0, 0)


def test_a_blog_with_a_sitemap_only_is_asked_for_its_lists(blog, site, crawl) -> None:
    blog.has_rest = False
    crawl(site)
    count = len(site.log)

    crawl(site)

    assert sorted(asked_since(site, count)) == [
        "/feed/",
        "/feed/atom/?orderby=modified",
        "/wp-sitemap.xml",
    ]


def test_each_change_is_found_once_and_nothing_else_asked(blog, site, crawl) -> None:
    crawl(site)
    count = len(site.log)
    blog.edit(1, text="Edited. " + blog.WORDS)
    blog.edit(3, slug="renamed")
    blog.moved["/article-3/"] = "/renamed/"
    del blog.articles[4]
    blog.articles[7] = blog.Article(7, "fresh", modified="2015-05-05T05:05:05")
    del blog.comments[12]
    blog.comments[10] = blog.Comment(10, 5, "Approved late.")
    blog.comments[16] = blog.Comment(16, 5, "New.")

    storage = crawl(site).storage
    asked = asked_since(site, count)
    again = crawl(site).storage

    assert slugs(storage) == ["article-1", "article-2", "article-5", "fresh", "renamed"]
    assert slugs(storage, "vanished_at IS NOT NULL") == ["article-3", "article-4"]
    assert rows(storage, "SELECT text LIKE 'Edited.%' FROM articles WHERE url LIKE '%/article-1/'")
    assert "/article-2/" not in asked
    assert "/article-5/" not in asked, "new comments come with their list"
    assert {*comments(storage)} >= {"10", "11", "13", "14", "16"}
    assert "12" not in comments(storage)
    assert versions(storage, 2)[0] == 5, "edited, renamed, its former address, deleted, new"
    assert versions(again, 3) == (0, 0)


def test_where_an_article_went_is_kept_with_its_last_version(blog, site, crawl) -> None:
    crawl(site)
    blog.edit(3, slug="renamed")
    blog.moved["/article-3/"] = "/renamed/"

    storage = crawl(site).storage

    last = rows(storage, "SELECT content FROM article_versions ORDER BY id DESC LIMIT 2")
    moved = [json.loads(content).get("moved_to") for (content,) in last]
    assert f"{site.url}renamed/" in moved


def test_an_old_comment_edited_in_place_is_found_by_a_sweep(blog, site, crawl) -> None:
    crawl(site)
    blog.comments[11] = blog.Comment(11, 1, "Edited by a moderator.")
    blog.comments |= {n: blog.Comment(n, 5, f"Later {n}.") for n in range(20, 140)}
    crawl(site)

    storage = crawl(site, "--full").storage

    assert comments(storage)["11"] == "Edited by a moderator."


def test_without_rest_what_left_the_sitemap_is_looked_at(blog, site, crawl) -> None:
    blog.has_rest = False
    crawl(site)
    del blog.articles[2]
    blog.articles[8] = blog.Article(8, "fresh")

    done = crawl(site)

    assert slugs(done.storage, "vanished_at IS NOT NULL") == ["article-2"]
    assert "fresh" in slugs(done.storage)
    assert rows(done.storage, "SELECT DISTINCT reason FROM gaps") == [("comments-missing",)]


def test_without_rest_an_edit_is_found_by_the_feed_of_the_newest_changes(blog, site, crawl) -> None:
    blog.has_rest = False
    crawl(site)
    blog.edit(1, text="Edited. " + blog.WORDS)

    storage = crawl(site).storage

    assert versions(storage, 2) == (1, 0)


def test_without_rest_a_sitemap_that_dates_changes_shows_all_of_them(blog, site, crawl) -> None:
    blog.has_rest, blog.has_lastmod = False, True
    blog.articles |= {n: blog.Article(n, f"article-{n}") for n in range(20, 40)}
    crawl(site)
    count = len(site.log)
    for n in range(20, 32):
        blog.edit(n, text="Edited. " + blog.WORDS)

    storage = crawl(site).storage

    assert versions(storage, 2) == (12, 0)
    assert len([x for x in asked_since(site, count) if x.startswith("/article-")]) == 12


def test_on_blogger_a_new_comment_under_an_old_article_is_found_by_the_feed_of_all_comments(
    site, crawl
) -> None:
    atom = {"Content-Type": "application/atom+xml"}
    head = (
        "<head><meta content='blogger' name='generator'/><link rel='alternate' "
        "type='application/atom+xml' href='/feeds/posts/default'/></head>"
    )
    words = "A ward at night is never quite asleep, and those who watch over it write. " * 5
    site.page(
        "/", f"<html>{head}<body><h2><a href='/2015/03/ward.html'>Ward</a></h2></body></html>"
    )
    site.page(
        "/2015/03/ward.html",
        f"<html>{head}<body><h3 class='post-title entry-title'>Ward</h3><div class='post-body "
        f"entry-content' id='post-body-91'><p>{words}</p></div></body></html>",
    )
    feed = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Ward</title>{}</feed>"
    site.page("/feeds/posts/default", feed.format(""), **atom)
    site.page("/feeds/comments/default", feed.format(""), **atom)
    crawl(site)
    count = len(site.log)
    comment = (
        "<entry><id>tag:blogger.com,1999:blog-5.post-501</id><published>2025-03-05T10:00:00Z"
        "</published><content type='html'>I read it ten years later.</content><link rel='alternate' "
        f"href='{site.url}2015/03/ward.html?showComment=1741168800000#c501'/>"
        "<author><name>Bo Lee</name></author></entry>"
    )
    site.page("/feeds/comments/default", feed.format(comment), **atom)

    storage = crawl(site).storage

    assert comments(storage) == {"501": "I read it ten years later."}
    assert sorted(asked_since(site, count)) == [
        "/2015/03/ward.html",
        "/feeds/comments/default",
        "/feeds/posts/default",
    ]


def test_without_rest_and_dates_even_all_articles_may_change_at_once(blog, site, crawl) -> None:
    blog.has_rest = False
    crawl(site)
    for n in range(1, 6):
        blog.edit(n, text="Edited. " + blog.WORDS, modified=f"2015-05-05T05:05:{n:02}")

    storage = crawl(site).storage

    assert versions(storage, 2) == (5, 0)
    assert rows(storage, "SELECT reason FROM gaps WHERE url LIKE '%paged%'") == []


def test_without_rest_and_dates_more_edits_than_a_feed_shows_are_found_on_its_next_pages(
    blog, site, crawl
) -> None:
    blog.has_rest = False
    blog.articles |= {n: blog.Article(n, f"article-{n}") for n in range(20, 60)}
    crawl(site)
    for n in range(20, 32):
        blog.edit(n, text="Edited. " + blog.WORDS, modified=f"2015-05-05T05:05:{n}")
    count = len(site.log)

    storage = crawl(site).storage
    asked = asked_since(site, count)
    count = len(site.log)
    crawl(site)

    assert versions(storage, 2) == (12, 0)
    assert sum("paged=" in path for path in asked) == 4, "up to what is known"
    assert not [path for path in asked_since(site, count) if "paged=" in path]


def test_reading_anew_after_increments_gives_the_same_rows(blog, site, crawl, tmp_path) -> None:
    crawl(site)
    blog.edit(1, text="Edited. " + blog.WORDS)
    del blog.articles[4]
    del blog.comments[12]
    storage = crawl(site).storage
    questions = (
        "SELECT id, title, text, digest, first_seen, vanished_at FROM articles ORDER BY id",
        "SELECT id, parent_key, text, digest, vanished_at FROM comments ORDER BY id",
        "SELECT article_id, crawl_id, digest FROM article_versions ORDER BY 1, 2",
        "SELECT comment_id, crawl_id, digest FROM comment_versions ORDER BY 1, 2",
    )
    before = [rows(storage, question) for question in questions]

    command = [*HCSM, "reread", "--storage", str(storage)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)

    assert [rows(storage, question) for question in questions] == before


def test_reading_anew_does_not_change_when_a_gap_is_tried_again(
    blog, site, study, tmp_path
) -> None:
    blog.has_rest = False  # what answers a trashed comment is announced, and nowhere to be had
    archive = study("study", str(tmp_path / "data"), site)
    with (archive.folder / "hcsm.toml").open("a") as file:
        file.write("[revisit]\nsweep_days = 30\n")
    archive.run("crawl")
    when = "SELECT url, reason, next_try_at FROM gaps WHERE closed_at IS NULL"
    before = archive.rows(when)

    archive.run("reread")

    assert [reason for _, reason, _ in before] == ["comments-missing"]
    assert archive.rows(when) == before


def test_kills_in_a_first_crawl_and_in_an_increment_leave_no_trace(
    blog, site, crawl, tmp_path
) -> None:
    blog.articles |= {n: blog.Article(n, f"article-{n}") for n in range(30, 50)}

    def killed_after(requests: int) -> None:
        count = len(site.log) + requests
        command = [*HCSM, "crawl", site.url, "--delay", "0"]
        command += ["--storage", str(tmp_path / "data")]
        command += ["--allow-address", f"127.0.0.1:{site.port}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while len(site.log) < count and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.002)
        process.kill()
        process.wait()

    for requests in (4, 9):
        killed_after(requests)
    crawl(site)
    blog.edit(1, text="Edited. " + blog.WORDS)
    del blog.articles[4]
    del blog.comments[12]
    for requests in (2, 5):
        killed_after(requests)
    disturbed = _export(crawl(site).storage, tmp_path / "disturbed")
    (tmp_path / "data").rename(tmp_path / "first")
    crawl(site)

    assert rows(tmp_path / "first", "PRAGMA integrity_check") == [("ok",)]
    assert disturbed == _export(tmp_path / "data", tmp_path / "undisturbed")


def test_commands_tell_what_has_changed_and_where_each_article_is(
    blog, site, crawl, tmp_path
) -> None:
    blog.articles[6] = blog.Article(6, "secret", is_protected=True)
    crawl(site)
    blog.edit(1, text="Edited. " + blog.WORDS)
    del blog.articles[4]
    blog.comments[11] = blog.Comment(11, 1, "Edited by <b>a moderator</b>.")
    del blog.comments[14]
    storage = crawl(site).storage

    def told(*arguments: str) -> str:
        return hcsm(*arguments, "--storage", str(storage), cwd=tmp_path).stdout

    diff = told("diff", f"{site.url}article-1/")
    newest = json.loads(told("runs", "--json", "--limit", "1"))["report"]
    ledger = json.loads(told("status", "--json"))["blogs"][0]["ledger"]
    told("report", "--out", "report.html")

    assert "{+Edited.+}" in diff
    assert "comment changed: #11 Ann: [-First.-] {+Edited by a moderator.+}" in diff
    assert newest["articles"] == {"new": 0, "changed": 1, "vanished": 1, "moved": 0}
    assert newest["comments"] == {"new": 0, "changed": 1, "vanished": 1, "moved": 0}
    assert newest["requests"] == sum(newest["by_status"].values())
    assert ledger["known"] == sum(ledger[fate] for fate in FATES)
    assert (ledger["kept"], ledger["gone"], ledger["gaps"]) == (4, 1, 1)
    stated = {x["url"].rsplit("/", 1)[-1]: x["total"] for x in ledger["stated"]}
    assert (stated["posts"], stated["comments"]) == (5, 3)
    report = (tmp_path / "report.html").read_text()
    assert "<svg" in report
    assert "is found after 7 days" in report


def _export(storage: Path, out: Path) -> dict[str, bytes]:
    command = [*HCSM, "export", "csv", "--storage", str(storage)]
    subprocess.run([*command, "--out", str(out), "--identities", "plain"], check=True)
    return {file.name: file.read_bytes() for file in sorted(out.glob("*.csv"))}
