"""`hcsm probe`: what it tells of a blog, what it asks for, and that it leaves nothing behind."""

from __future__ import annotations

import json
import subprocess

import pytest
from basics import hcsm

from hcsm_scraper.demo.server import demo_site


@pytest.fixture
def probe(tmp_path):
    def run(url: str, *options: str) -> subprocess.CompletedProcess[str]:
        return hcsm("probe", url, "--delay", "0", *options, cwd=tmp_path)

    return run


def told(done: subprocess.CompletedProcess[str]) -> dict:
    return json.loads(done.stdout)


def test_a_blog_is_told_with_its_routes_and_size_and_nothing_is_stored(probe, tmp_path) -> None:
    with demo_site() as site:
        allowed = [part for a in site.addresses for part in ("--allow-address", a)]
        done = probe(site.blog_url, *allowed, "--json")
        asked = site.paths()

    finding = told(done)
    assert done.returncode == 0, done.stderr
    assert (finding["platform"], finding["reached"]) == ("wordpress", True)
    assert {"feed", "sitemap"} <= set(finding["routes"])
    assert finding["articles"] > 5
    assert [x.split("/", 3)[3] for x in finding["requests"]] == [x.lstrip("/") for x in asked]
    assert len(asked) <= 8
    assert list(tmp_path.iterdir()) == []


def test_rights_are_told_as_the_blog_says_them(site, probe) -> None:
    site.page(
        "/",
        '<html><head><title>Ward</title><meta name="robots" content="noarchive">'
        '<meta name="generator" content="Hugo 0.148.1"></head><body>'
        '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a></body></html>',
        **{
            "X-Robots-Tag": "noai",
            "TDM-Reservation": "1",
            "TDM-Policy": "https://ward.example/tdm",
        },
    )

    finding = told(probe(site.url, "--allow-address", f"127.0.0.1:{site.port}", "--json"))

    assert finding["rights"] == {
        "robots_meta": "noarchive",
        "x_robots_tag": "noai",
        "tdm_reservation": "1",
        "tdm_policy": "https://ward.example/tdm",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert (finding["platform"], finding["version"], finding["articles"]) == (
        "static",
        "0.148.1",
        None,
    )


def test_what_robots_and_the_host_say_of_a_silent_home_page_is_told(site, probe) -> None:
    plain = {"Content-Type": "text/plain"}
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.5\n", **plain)
    site.page("/", "<html><head><title>Ward</title></head></html>")
    said = [{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://ward.example/tdm"}]
    site.page("/.well-known/tdmrep.json", json.dumps(said), **{"Content-Type": "application/json"})

    done = probe(site.url, "--allow-address", f"127.0.0.1:{site.port}")

    assert "tdm reservation: 1" in done.stdout
    assert "tdm policy: https://ward.example/tdm" in done.stdout
    assert "crawl-delay: 0.5 seconds" in done.stdout
    assert "refused" not in done.stdout


def test_a_blogger_feed_tells_how_many_articles_there_are(site, probe) -> None:
    site.page(
        "/",
        "<html><head><meta content='blogger' name='generator'/>"
        '<link rel="alternate" type="application/atom+xml" href="/feeds/posts/default"/></head></html>',
    )
    site.pages["/feeds/posts/default"] = site.Answer(
        b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' "
        b"xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'><title>Ward</title>"
        b"<openSearch:totalResults>321</openSearch:totalResults></feed>",
        headers={"Content-Type": "application/atom+xml"},
    )
    site.pages["/feeds/comments/default"] = site.pages["/feeds/posts/default"]

    finding = told(probe(site.url, "--allow-address", f"127.0.0.1:{site.port}", "--json"))

    assert (finding["articles"], finding["articles_at_least"]) == (321, False)
    assert finding["routes"]["comment_feed"] == f"{site.url}feeds/comments/default"


def test_what_robots_forbids_is_not_looked_at(site, probe) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /\n", **{"Content-Type": "text/plain"})
    site.page("/", "<html></html>")

    done = probe(site.url, "--allow-address", f"127.0.0.1:{site.port}")

    assert done.returncode == 1
    assert "robots.txt forbids it" in done.stdout
    assert site.paths == ["/robots.txt"]


def test_a_private_address_is_not_asked_unless_allowed(site, probe) -> None:
    done = probe(site.url)

    assert done.returncode == 1
    assert "not public" in done.stdout
    assert site.paths == []


def test_an_address_that_is_none_is_one_sentence(probe) -> None:
    done = probe("http://")

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
