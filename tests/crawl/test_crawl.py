"""A real crawl of a real server: what is asked, what is not, and what is kept."""

from __future__ import annotations

import gzip
import itertools
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from basics import HCSM

from hcsm_scraper.settings import CONCURRENT_REQUESTS

WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4


def article(number: int, links: str = "", words: str = WORDS) -> str:
    return (
        f'<html lang="en"><head><title>Article {number}</title>'
        f'<meta property="og:type" content="article"></head><body><main><article>'
        f"<h1>Article {number}</h1><p>{words}</p><p>{number} {words}</p></article></main>"
        f"{links}</body></html>"
    )


def index(*paths: str) -> str:
    return (
        "<html><body>"
        + "".join(f'<h2><a href="{p}">{p}</a></h2>' for p in paths)
        + "</body></html>"
    )


def rows(storage, question: str) -> list[tuple]:
    with closing(sqlite3.connect(storage / "archive.db")) as connection:
        return connection.execute(question).fetchall()


def articles(storage) -> list[str]:
    return [
        url.rsplit("/", 1)[-1] for (url,) in rows(storage, "SELECT url FROM articles ORDER BY url")
    ]


def gaps(storage) -> dict[str, str]:
    found = rows(storage, "SELECT url, reason FROM gaps WHERE closed_at IS NULL")
    return {"/" + url.split("/", 3)[3]: reason for url, reason in found}


def test_a_blog_is_kept_with_no_configuration(site, crawl) -> None:
    site.page("/", index("/one", "/two"))
    site.page("/one", article(1))
    site.page("/two", article(2))

    done = crawl(site)

    assert done.code == 0, done.output
    assert articles(done.storage) == ["one", "two"]


def test_nothing_that_robots_forbids_is_asked_for_even_at_once(site, crawl) -> None:
    forbidden = [f"/private/{n}" for n in range(8)]
    site.page("/", index(*forbidden, "/open"))
    site.page("/robots.txt", "User-agent: *\nDisallow: /private/", **{"Content-Type": "text/plain"})
    site.page("/open", article(1))
    for path in forbidden:
        site.page(path, article(2))

    done = crawl(site)

    assert [p for p in site.paths if p.startswith("/private")] == []
    assert gaps(done.storage) == dict.fromkeys(forbidden, "robots")
    assert site.paths.count("/robots.txt") == 1
    assert articles(done.storage) == ["open"]


@pytest.mark.parametrize("status", [500, 503])
def test_while_robots_cannot_be_read_nothing_else_is_asked_for(site, crawl, status) -> None:
    site.page("/", index("/one"))
    site.pages["/robots.txt"] = site.Answer(b"oops", status=status)

    done = crawl(site)

    assert set(site.paths) == {"/robots.txt"}
    assert gaps(done.storage) == {"/": "robots-unreachable"}
    assert done.code != 0


def test_one_request_at_a_time(site, crawl) -> None:
    site.page("/", index(*(f"/{n}" for n in range(12))))
    for n in range(12):
        site.page(f"/{n}", article(n))

    crawl(site)

    spans = sorted((asked.began, asked.ended) for asked in site.log)
    assert all(ended <= began for (_, ended), (began, _) in itertools.pairwise(spans))


def test_query_traps_are_never_asked_for(site, crawl) -> None:
    traps = ["/one?share=twitter", "/one?replytocom=3", "/one?like_comment=3", "/wp-login.php"]
    site.page("/", index("/one"))
    site.page("/one", article(1, "".join(f'<a href="{t}">x</a>' for t in traps)))

    crawl(site)

    assert not set(site.paths) & set(traps)


def test_an_endless_calendar_is_given_up_and_said_so(site, crawl) -> None:
    def month(request):
        number = int(request.path.rsplit("/", 1)[-1])
        return site.Answer(
            f'<html><body><a href="/agenda/{number + 1}">later</a></body></html>'.encode()
        )

    site.page("/", index("/one", "/two") + '<a href="/agenda/1">agenda</a>')
    site.page("/one", article(1))
    site.page("/two", article(2))
    site.pages |= {f"/agenda/{number}": month for number in range(1, 200)}

    run = crawl(site)

    assert articles(run.storage) == ["one", "two"]
    assert sum(path.startswith("/agenda/") for path in site.paths) == 50
    assert gaps(run.storage) == {"/agenda/51": "budget"}


def test_a_full_crawl_asks_for_each_page_only_if_it_has_changed(site, crawl) -> None:
    def one(request):
        if request.headers.get("If-None-Match") == '"v1"':
            return site.Answer(status=304)
        return site.Answer(article(1).encode(), headers={"ETag": '"v1"'})

    site.page("/", index("/one"))
    site.pages["/one"] = one
    first = crawl(site)
    second = crawl(site, "--full")

    assert (first.code, second.code) == (0, 0)
    assert [a.headers.get("If-None-Match") for a in site.log if a.path == "/one"] == [None, '"v1"']
    assert rows(second.storage, "SELECT count(*) FROM article_versions") == [(1,)]
    assert articles(second.storage) == ["one"]


def test_a_redirect_is_followed_captured_and_not_kept_twice(site, crawl) -> None:
    site.page("/", index("/old"))
    site.pages["/old"] = site.Answer(status=301, headers={"Location": "/new"})
    site.page("/new", article(1))

    done = crawl(site)

    assert articles(done.storage) == ["new"]
    assert (301,) in rows(done.storage, "SELECT status FROM captures")


def test_a_redirect_loop_ends(site, crawl) -> None:
    site.page("/", index("/a", "/one"))
    site.pages["/a"] = site.Answer(status=302, headers={"Location": "/b"})
    site.pages["/b"] = site.Answer(status=302, headers={"Location": "/a"})
    site.page("/one", article(1))

    done = crawl(site)

    assert articles(done.storage) == ["one"]
    assert site.paths.count("/a") == 1


def test_no_other_port_or_private_address_is_ever_asked(site, other_site, crawl) -> None:
    canary = other_site.url
    other_site.page("/", article(9))
    site.page("/", index("/go", "/one", canary, "http://169.254.169.254/x", "http://2130706433/"))
    site.pages["/go"] = site.Answer(status=302, headers={"Location": canary})
    site.page(
        "/one",
        article(
            1, words=f'Short. <a href="{canary}story">Continue reading this post on Medium</a>'
        ),
    )
    site.page("/sitemap.xml", f"<urlset><url><loc>{canary}</loc></url></urlset>")

    done = crawl(site)

    assert other_site.log == []
    assert articles(done.storage) == ["one"]
    assert gaps(done.storage)["/story"] == "address"


def test_a_private_address_is_refused_unless_allowed(site, crawl) -> None:
    site.page("/", index("/one"))

    done = crawl(site, allow=False)

    assert site.log == []
    assert done.code == 1
    assert "--allow-address" in str(rows(done.storage, "SELECT detail FROM gaps"))


def test_retry_after_of_an_hour_is_asked_once_and_kept_for_later(site, crawl) -> None:
    site.page("/", index("/one", "/two"))
    busy = site.Answer(b"later", status=429, headers={"Retry-After": "3600"})
    site.pages["/one"] = busy
    site.page("/two", article(2))

    first = crawl(site)
    asked = len(site.log)
    second = crawl(site)

    assert site.paths.count("/one") == 1
    assert [a.path for a in site.log[asked:]] in ([], ["/robots.txt"])
    assert gaps(second.storage) == {"/one": "http-429"}
    assert (first.code, second.code) == (5, 5)


def test_a_page_that_fails_twice_is_asked_again_and_kept(site, crawl) -> None:
    failures = iter([503, 503])

    def flaky(_request):
        status = next(failures, None)
        return site.Answer(b"oops", status=status) if status else site.Answer(article(1).encode())

    site.page("/", index("/one"))
    site.pages["/one"] = flaky

    done = crawl(site)

    assert done.code == 0, done.output
    assert (articles(done.storage), gaps(done.storage)) == (["one"], {})


def test_bombs_endless_bodies_and_half_streams_cost_one_page_each(site, crawl) -> None:
    def endless(request) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        try:
            for _ in range(2000):
                request.wfile.write(b"<p>more</p>" * 4096)
        except OSError:
            pass

    def half(request) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<html>half")

    packed = {"Content-Encoding": "gzip"}
    site.page("/", index("/bomb", "/endless", "/half", "/cut", "/one"))
    site.pages["/bomb"] = site.Answer(gzip.compress(b"0" * 60_000_000), headers=packed)
    site.pages["/cut"] = site.Answer(gzip.compress(article(2).encode())[:-9], headers=packed)
    site.pages["/endless"] = site.Answer(endless)
    site.pages["/half"] = site.Answer(half)
    site.page("/one", article(1))

    done = crawl(site, timeout=120)

    assert articles(done.storage) == ["one"]
    assert gaps(done.storage) == {
        "/bomb": "unreadable",
        "/cut": "unreadable",
        "/endless": "network",
        "/half": "network",
    }
    assert done.code == 3


def test_a_kill_at_any_moment_loses_nothing_and_keeps_nothing_twice(site, crawl, tmp_path) -> None:
    paths = [f"/{n}" for n in range(40)]
    site.page("/", index(*paths))
    for n, path in enumerate(paths):
        site.page(path, article(n))
    command = [*HCSM, "crawl", site.url, "--delay", "0.02"]
    command += ["--storage", str(tmp_path / "data"), "--allow-address", f"127.0.0.1:{site.port}"]
    kills = (1, 9, 22)
    for asked_so_far in kills:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while len(site.log) < asked_so_far and time.monotonic() < deadline:
            time.sleep(0.005)
        process.kill()
        process.wait()

    done = crawl(site)

    assert done.code == 0, done.output
    assert len(articles(done.storage)) == 40
    assert rows(done.storage, "PRAGMA integrity_check") == [("ok",)]
    assert rows(done.storage, "SELECT count(*) FROM crawls") == [(1,)]
    asked = [p for p in site.paths if p in paths]
    in_hand = CONCURRENT_REQUESTS  # one on the wire, one on its way to its keeper
    assert len(asked) <= len(paths) + in_hand * len(kills), "only what was in hand is asked again"
    for file in (done.storage / "warc").glob("*.warc.gz"):
        checked = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from warcio.cli import main; sys.exit(main())",
                "check",
                str(file),
            ],
            check=False,
        )
        assert checked.returncode == 0


def test_reading_anew_gives_the_same_rows_without_network(site, crawl, tmp_path) -> None:
    site.page("/", index("/one", "/two"))
    site.page("/one", article(1))
    site.page("/two", article(2))
    storage = crawl(site).storage
    question = "SELECT id, title, text, digest, first_seen FROM articles ORDER BY id"
    before = rows(storage, question)
    site.close()

    done = subprocess.run(
        [*HCSM, "reread", "--storage", str(storage)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert "0 rows changed, 0 new, 0 gone" in done.stdout
    assert rows(storage, question) == before


def test_scrapys_own_command_crawls_too(site, tmp_path) -> None:
    from pathlib import Path

    import hcsm_scraper

    site.page("/", index("/one"))
    site.page("/one", article(1))
    project = Path(hcsm_scraper.__file__).parent.parent
    options = [f"HCSM_STORAGE={tmp_path}/data", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False"]
    options.append(f"HCSM_ALLOW_ADDRESSES=127.0.0.1:{site.port}")

    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "blog", "-a", f"url={site.url}"]
        + [part for option in options for part in ("-s", option)],
        capture_output=True,
        text=True,
        check=False,
        cwd=project,
    )

    assert done.returncode == 0, done.stderr
    assert articles(tmp_path / "data") == ["one"]


def test_a_page_that_reserves_its_use_is_a_gap_where_the_study_says_so(
    site, crawl, tmp_path
) -> None:
    site.page("/", index("/one", "/two"))
    site.page("/one", article(1), **{"X-Robots-Tag": "noai"})
    site.page("/two", article(2))
    (tmp_path / "hcsm.toml").write_text('[rights]\nnot_kept = ["noai"]\n')

    done = crawl(site)

    assert articles(done.storage) == ["two"]
    assert gaps(done.storage) == {"/one": "rights"}
    assert rows(done.storage, "SELECT rights FROM captures WHERE url LIKE '%/two'") == [("{}",)]
    command = [*HCSM, "reread", "--storage", str(done.storage)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    assert articles(done.storage) == ["two"], "reading anew leaves it out, too"


def test_a_value_is_traced_to_its_bytes(site, crawl, tmp_path) -> None:
    site.page("/", index("/one"))
    site.page("/one", article(1).replace("<head>", '<head><meta name="author" content="Ada Lee">'))
    storage = crawl(site).storage

    def why(field: str) -> subprocess.CompletedProcess[str]:
        asked = ["why", f"{site.url}one", "--field", field, "--storage", str(storage)]
        return subprocess.run(
            [*HCSM, *asked],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )

    said = why("title").stdout
    assert said.startswith("title: Article 1")
    assert "the bytes are the ones kept" in said
    assert ".warc.gz at byte" in said
    (file,) = (storage / "warc").glob("*.warc.gz")
    content = bytearray(file.read_bytes())
    content[-2000:] = bytes(2000)
    file.write_bytes(content)
    assert "no record at byte" in why("title").stdout
    assert why("mood").returncode == 2
