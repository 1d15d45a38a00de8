"""What a blog says about the use of its pages: recorded, asked for once, and obeyed."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
from contextlib import closing

from basics import HCSM

TDMREP = "/.well-known/tdmrep.json"
WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4


def article(number: int, head: str = "", body: str = "") -> str:
    return (
        f'<html><head><title>Article {number}</title><meta property="og:type" content="article">'
        f"{head}</head><body><article><h1>Article {number}</h1><p>{number} {WORDS}</p>{body}"
        "</article></body></html>"
    )


def index(*paths: str) -> str:
    return "".join(f'<h2><a href="{path}">{path}</a></h2>' for path in paths)


def rows(storage, question: str) -> list[tuple]:
    with closing(sqlite3.connect(storage / "archive.db")) as connection:
        return connection.execute(question).fetchall()


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def gaps(storage) -> dict[str, tuple[str, str]]:
    found = rows(storage, "SELECT url, reason, detail FROM gaps WHERE closed_at IS NULL")
    return {path_of(url): (reason, detail) for url, reason, detail in found}


def recorded(storage) -> dict[str, dict[str, str]]:
    """The signals of each page, by path, as its last capture has them."""
    found = rows(storage, "SELECT url, rights FROM captures WHERE rights IS NOT NULL ORDER BY id")
    return {path_of(url): json.loads(rights) for url, rights in found}


def articles(storage) -> list[str]:
    found = rows(storage, "SELECT url FROM articles WHERE vanished_at IS NULL ORDER BY url")
    return [path_of(url) for (url,) in found]


def reread(storage, folder) -> None:
    command = [*HCSM, "reread", "--storage", str(storage)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)


def reserve(site, *rules: dict[str, object]) -> None:
    body = json.dumps(rules).encode()
    site.pages[TDMREP] = site.Answer(body, headers={"Content-Type": "application/json"})


def test_a_hosts_reservations_are_asked_for_once_and_recorded_with_each_page(site, crawl) -> None:
    site.page("/", index("/mine/1", "/mine/2", "/free/3"))
    site.page("/mine/1", article(1))
    site.page("/mine/2", article(2), **{"TDM-Reservation": "0"})
    site.page("/free/3", article(3))
    policy = "https://blog.example/tdm"
    reserve(site, {"location": "/mine/", "tdm-reservation": 1, "tdm-policy": policy})

    crawl(site)
    done = crawl(site)

    assert site.paths.count(TDMREP) == 1
    assert site.paths[:3] == ["/robots.txt", TDMREP, "/"]
    said = recorded(done.storage)
    assert said["/mine/1"] == {"tdm-policy": policy, "tdm-reservation": "tdmrep.json"}
    assert said["/mine/2"] == {"tdm-no-reservation": "header"}
    assert said["/free/3"] == {}
    assert gaps(done.storage) == {}
    kept = rows(done.storage, f"SELECT status, is_read FROM captures WHERE url LIKE '%{TDMREP}'")
    assert kept == [(200, 1)], "kept as any answer"


def test_a_host_without_reservations_has_no_gap_and_is_not_asked_again(site, crawl) -> None:
    site.page("/", index("/one"))
    site.page("/one", article(1))

    crawl(site)
    done = crawl(site)

    assert site.paths.count(TDMREP) == 1
    assert (done.code, gaps(done.storage), articles(done.storage)) == (0, {}, ["/one"])


def test_reservations_that_robots_forbids_are_not_asked_for(site, crawl) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /.well", **{"Content-Type": "text/plain"})
    site.page("/", index("/one"))
    site.page("/one", article(1))

    done = crawl(site)

    assert TDMREP not in site.paths
    assert (gaps(done.storage), articles(done.storage)) == ({}, ["/one"])


def test_reservations_are_read_where_the_same_site_redirects_to_and_nowhere_else(
    site, other_site, crawl
) -> None:
    site.page("/", index("/one"))
    site.page("/one", article(1))
    reserve(site, {"location": "/", "tdm-reservation": 1})
    site.pages["/tdm.json"] = site.pages[TDMREP]
    site.page(TDMREP, "", Location="/tdm.json")
    site.pages[TDMREP].status = 301
    reserve(other_site, {"location": "/", "tdm-reservation": 1})

    done = crawl(site, "--allow-address", f"127.0.0.1:{other_site.port}")

    assert recorded(done.storage)["/one"] == {"tdm-reservation": "tdmrep.json"}
    site.page(TDMREP, "", Location=f"{other_site.url}.well-known/tdmrep.json")
    site.pages[TDMREP].status = 301
    crawl(site, "--storage", str(done.storage.parent / "again"))
    assert other_site.paths == []
    assert recorded(done.storage.parent / "again")["/one"] == {}


def test_what_a_host_reserves_is_not_kept_where_the_study_says_so(site, crawl, tmp_path) -> None:
    site.page("/", index("/mine/1", "/free/2"))
    site.page("/mine/1", article(1))
    site.page("/free/2", article(2))
    reserve(site, {"location": "/mine/", "tdm-reservation": 1})
    (tmp_path / "hcsm.toml").write_text('[rights]\nnot_kept = ["tdm-reservation"]\n')

    done = crawl(site)

    assert articles(done.storage) == ["/free/2"]
    assert gaps(done.storage)["/mine/1"] == ("rights", "tdmrep.json says tdm-reservation")
    assert recorded(done.storage)["/mine/1"] == {"tdm-reservation": "tdmrep.json"}
    reread(done.storage, tmp_path)
    assert articles(done.storage) == ["/free/2"], "reading anew leaves it out, too"


def test_the_host_of_a_continuation_is_asked_for_its_own_reservations(
    site, other_site, crawl
) -> None:
    target = f"{other_site.url}@anna/ward-1a2b3c4d5e6f"
    site.page("/", index("/one"))
    onward = f'<p><a href="{target}">Continue reading this post on Medium</a></p>'
    site.page("/one", article(1, body=onward))
    other_site.page(path_of(target), article(2))
    other_site.pages[TDMREP] = other_site.Answer(status=403, body=b"no")

    done = crawl(site, "--allow-address", f"127.0.0.1:{other_site.port}")
    crawl(site, "--allow-address", f"127.0.0.1:{other_site.port}")

    assert other_site.paths == ["/robots.txt", TDMREP, path_of(target)]
    assert (gaps(done.storage), recorded(done.storage)["/one"]) == ({}, {})


def written(storage) -> bytes:
    """All that WARC files hold, unpacked."""
    return b"".join(gzip.decompress(x.read_bytes()) for x in (storage / "warc").glob("*.warc.gz"))


def test_of_a_page_that_is_not_to_be_captured_no_byte_is_written(site, crawl, tmp_path) -> None:
    meta = '<meta name="robots" content="noarchive">'
    site.page("/", index("/head", "/meta", "/host/1", "/open", "/old"))
    site.page(
        "/head", article(1, body="<p>HEADWORD</p>"), **{"X-Robots-Tag": "noai", "ETag": '"1"'}
    )
    site.page("/meta", article(2, head=meta, body="<p>METAWORD</p>"))
    site.page("/host/1", article(3, body="<p>HOSTWORD</p>"))
    site.page("/open", article(4, body="<p>OPENWORD</p>"), **{"TDM-Reservation": "0"})
    site.pages["/old"] = site.Answer(
        b"MOVEDWORD", status=301, headers={"Location": "/open", "X-Robots-Tag": "noai"}
    )
    reserve(site, {"location": "/host/", "tdm-reservation": 1})
    (tmp_path / "hcsm.toml").write_text(
        '[rights]\nnot_captured = ["noai", "noarchive", "tdm-reservation"]\n'
    )

    done = crawl(site)
    reread(done.storage, tmp_path)

    assert done.code == 0, done.output
    assert articles(done.storage) == ["/open"]
    assert gaps(done.storage) == {
        "/head": ("rights", "X-Robots-Tag says noai"),
        "/meta": ("rights", "robots meta says noarchive"),
        "/host/1": ("rights", "tdmrep.json says tdm-reservation"),
    }
    kept = written(done.storage)
    assert [x for x in (b"HEADWORD", b"METAWORD", b"HOSTWORD", b"MOVEDWORD") if x in kept] == []
    assert b"OPENWORD" in kept
    question = "SELECT url, status, error, digest, headers FROM captures WHERE warc_file IS NULL"
    refused = {path_of(url): tuple(said) for url, *said in rows(done.storage, question)}
    assert set(refused) == {"/head", "/meta", "/host/1"}
    assert refused["/head"] == (200, "rights: X-Robots-Tag says noai", None, "[]")
    assert recorded(done.storage)["/meta"] == {"noarchive": "robots meta"}
    verify = [*HCSM, "verify", "--storage", str(done.storage)]
    subprocess.run(verify, check=True, capture_output=True, cwd=tmp_path)


def test_what_is_not_captured_is_tried_again_and_kept_once_it_may_be(site, crawl, tmp_path) -> None:
    site.page("/", index("/one"))
    site.page("/one", article(1), **{"X-Robots-Tag": "noai", "ETag": '"1"'})
    (tmp_path / "hcsm.toml").write_text('[rights]\nnot_captured = ["noai"]\n')

    done = crawl(site)
    crawl(site, "--full")
    assert gaps(done.storage) == {"/one": ("rights", "X-Robots-Tag says noai")}
    site.page("/one", article(1), ETag='"1"')
    crawl(site, "--full")

    assert (articles(done.storage), gaps(done.storage)) == (["/one"], {})
    assert not any("If-None-Match" in asked.headers for asked in site.log if asked.path == "/one")


def test_an_article_that_was_kept_stays_when_its_page_no_longer_may_be_captured(
    site, crawl, tmp_path
) -> None:
    site.page("/", index("/one"))
    site.page("/one", article(1))
    (tmp_path / "hcsm.toml").write_text('[rights]\nnot_captured = ["noai"]\n')
    crawl(site)
    site.page("/one", article(1, body="<p>LATERWORD</p>"), **{"X-Robots-Tag": "noai"})

    done = crawl(site, "--full")

    assert (articles(done.storage), list(gaps(done.storage))) == (["/one"], ["/one"])
    assert b"LATERWORD" not in written(done.storage)
    asked = rows(done.storage, "SELECT text LIKE '%LATERWORD%' FROM articles")
    assert asked == [(0,)]


def test_lists_that_are_not_to_be_captured_are_gaps_too(blog, site, crawl, tmp_path) -> None:
    reserve_lists = {"location": "/wp-json/", "tdm-reservation": 1}
    get = blog.get

    def answer(path: str, default: object) -> object:
        body = json.dumps([reserve_lists]).encode()
        return site.Answer(body) if path == TDMREP else get(path, default)

    blog.get = answer
    (tmp_path / "hcsm.toml").write_text('[rights]\nnot_captured = ["tdm-reservation"]\n')

    done = crawl(site)

    assert len(articles(done.storage)) == 5
    refused = [x for x, (reason, _) in gaps(done.storage).items() if reason == "rights"]
    assert refused
    assert all(x.startswith("/wp-json/") for x in refused)
    assert b"X-WP-Total" not in written(done.storage)


def says_noindex(blog, *paths: str) -> None:
    """Every answer of REST, as WordPress does; and these pages."""
    get = blog.get

    def answer(path: str, default: object) -> object:
        found = get(path, default)
        if path.startswith("/wp-json/") or path in paths:
            found.headers["X-Robots-Tag"] = "noindex"
        return found

    blog.get = answer


def test_a_study_that_captures_no_noindex_does_without_the_lists_of_rest(
    blog, site, crawl, tmp_path
) -> None:
    says_noindex(blog, "/article-2/")
    (tmp_path / "hcsm.toml").write_text('[rights]\nnot_captured = ["noindex"]\n')

    done = crawl(site)

    assert articles(done.storage) == [f"/article-{n}/" for n in (1, 3, 4, 5)]
    refused = {x for x, (reason, _) in gaps(done.storage).items() if reason == "rights"}
    assert "/article-2/" in refused
    assert any(x.startswith("/wp-json/wp/v2/posts") for x in refused)
    assert b"X-WP-Total" not in written(done.storage)


def test_a_study_that_keeps_no_noindex_asks_the_pages_and_reads_the_lists_of_rest(
    blog, site, crawl, tmp_path
) -> None:
    says_noindex(blog, "/article-2/")
    (tmp_path / "hcsm.toml").write_text('[rights]\nnot_kept = ["noindex"]\n')

    done = crawl(site)

    assert articles(done.storage) == [f"/article-{n}/" for n in (1, 3, 4, 5)]
    refused = {x: said for x, said in gaps(done.storage).items() if said[0] == "rights"}
    assert refused == {"/article-2/": ("rights", "X-Robots-Tag says noindex")}
    routes = rows(done.storage, "SELECT DISTINCT route FROM evidence ORDER BY route")
    assert ("rest",) in routes
    reread(done.storage, tmp_path)
    assert articles(done.storage) == [f"/article-{n}/" for n in (1, 3, 4, 5)]
