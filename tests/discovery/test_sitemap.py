"""Sitemaps as blogs publish them: roles by name, gzip, text, limits, and broken ones."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import LeadRole, PageKind
from hcsm_scraper.discovery.sitemap import MAX_URLS, is_sitemap, read_sitemap
from hcsm_scraper.robots import sitemaps_in

SITE = "https://blog.example.org/"
URLSET = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://blog.example.org/2015/03/04/phones/ </loc><lastmod>2015-03-06T01:00:00+00:00</lastmod>
<image:image><image:loc>https://blog.example.org/a.jpg</image:loc></image:image>
<news:news><news:title>Phones</news:title></news:news></url>
<url><loc>https://blog.example.org/2015/03/05/letters/</loc></url>
<url><loc>https://blog.example.org/wp-content/a.pdf</loc></url></urlset>"""
INDEX = """<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="/s.xsl"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://blog.example.org/post-sitemap.xml.gz</loc>
<lastmod>2015-03-06</lastmod></sitemap></sitemapindex>"""


def test_a_list_of_articles_gives_leads_with_their_dates(fetched) -> None:
    page = read_sitemap(fetched(URLSET, SITE + "post-sitemap.xml"))

    assert (PageKind.SITEMAP, None) == (page.kind, page.problem)
    assert [(x.url, x.role, x.lastmod) for x in page.leads] == [
        (SITE + "2015/03/04/phones/", LeadRole.ARTICLE, "2015-03-06T01:00:00+00:00"),
        (SITE + "2015/03/05/letters/", LeadRole.ARTICLE, None),
    ]


def test_an_index_leads_to_sitemaps(fetched) -> None:
    (lead,) = read_sitemap(fetched(INDEX, SITE + "sitemap.xml")).leads

    assert (LeadRole.SITEMAP, "2015-03-06") == (lead.role, lead.lastmod)


@pytest.mark.parametrize(
    ("name", "role", "route"),
    [
        ("wp-sitemap-posts-post-1.xml", LeadRole.ARTICLE, "sitemap"),
        ("post-sitemap12.xml", LeadRole.ARTICLE, "sitemap"),
        ("sitemap-1.xml", LeadRole.ARTICLE, "sitemap"),
        ("heritage-sitemap.xml", LeadRole.ARTICLE, "sitemap"),
        ("wp-sitemap-posts-page-1.xml", LeadRole.PAGE, "sitemap"),
        ("page-sitemap.xml", LeadRole.PAGE, "sitemap"),
        ("sitemap-pages.xml", LeadRole.PAGE, "sitemap"),
        ("sitemap-pt-page-2015-03.xml", LeadRole.PAGE, "sitemap"),
        ("wp-sitemap-taxonomies-category-1.xml", LeadRole.ARCHIVE, "category"),
        ("category-sitemap.xml", LeadRole.ARCHIVE, "category"),
        ("wp-sitemap-taxonomies-post_tag-1.xml", LeadRole.ARCHIVE, "tag-archive"),
        ("post_tag-sitemap2.xml", LeadRole.ARCHIVE, "tag-archive"),
        ("sitemap-tags.xml", LeadRole.ARCHIVE, "tag-archive"),
        ("wp-sitemap-users-1.xml", LeadRole.ARCHIVE, "author-archive"),
        ("author-sitemap.xml", LeadRole.ARCHIVE, "author-archive"),
    ],
)
def test_a_sitemap_s_name_tells_what_it_lists(
    fetched, name: str, role: LeadRole, route: str
) -> None:
    lead = read_sitemap(fetched(URLSET, SITE + name)).leads[0]

    assert (role, route) == (lead.role, lead.route)


def test_the_home_page_is_no_article(fetched) -> None:
    content = f"<urlset><url><loc>{SITE}</loc></url></urlset>"

    assert LeadRole.PAGE is read_sitemap(fetched(content, SITE + "sitemap.xml")).leads[0].role


def test_gzip_and_text_are_read_too(fetched) -> None:
    whole = gzip.compress(URLSET.encode())
    text = f"\ufeff{SITE}a/\r\n\r\n{SITE}b/\n"

    zipped = fetched(whole, SITE + "sitemap.xml.gz", "application/gzip")
    plain = fetched(text, SITE + "sitemap.txt", "text/plain")
    assert is_sitemap(zipped)
    assert is_sitemap(plain)
    assert len(read_sitemap(zipped).leads) == 2
    assert [x.url for x in read_sitemap(plain).leads] == [SITE + "a/", SITE + "b/"]
    assert len(read_sitemap(fetched(gzip.compress(URLSET.encode() * 200)[:-9], SITE)).leads) == 2


def test_entities_of_its_own_make_a_sitemap_refused(fetched) -> None:
    content = (
        '<!DOCTYPE u [<!ENTITY a "https://x.example/y">]><urlset><url><loc>&a;</loc></url></urlset>'
    )
    page = read_sitemap(fetched(content, SITE + "sitemap.xml"))

    assert page.leads == ()
    assert "entities" in (page.problem or "")


def test_more_than_the_protocol_allows_is_cut_and_said(fetched) -> None:
    rows = "".join(f"<url><loc>{SITE}{n}/</loc></url>" for n in range(MAX_URLS + 3))
    page = read_sitemap(fetched(f"<urlset>{rows}</urlset>", SITE + "sitemap.xml"))

    assert len(page.leads) == MAX_URLS
    assert "the rest is left out" in (page.problem or "")


def test_a_gzip_bomb_is_refused(fetched) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 200_000_000, 1)
    page = read_sitemap(fetched(bomb, SITE + "sitemap.xml.gz"))

    assert "larger than" in (page.problem or "")


def test_a_torn_sitemap_gives_what_came_before_the_tear(fetched) -> None:
    page = read_sitemap(fetched(URLSET[: URLSET.index("letters")], SITE + "sitemap.xml"))

    assert page.leads[0].url == SITE + "2015/03/04/phones/"


def test_a_sitemap_says_how_many_addresses_are_none(fetched) -> None:
    rows = "".join(f"<url><loc>{x}</loc></url>" for x in (SITE + "one/", "http://[x", ""))

    page = read_sitemap(fetched(f"<urlset>{rows}</urlset>", SITE + "sitemap.xml"))

    assert [x.url for x in page.leads] == [SITE + "one/"]
    assert page.problem == "2 of 3 things listed are no web addresses"


def test_an_empty_sitemap_says_so(fetched) -> None:
    page = read_sitemap(fetched("<urlset></urlset>", SITE + "sitemap.xml"))

    assert (page.leads, page.problem) == ((), "lists nothing")


def test_pages_and_feeds_are_no_sitemaps(fetched) -> None:
    assert not is_sitemap(
        fetched("<html><body>sitemap</body></html>", SITE + "sitemap/", "text/html")
    )
    assert not is_sitemap(fetched("<rss><channel/></rss>", SITE + "feed/"))
    assert not is_sitemap(fetched("https://x.example/", SITE + "notes.txt", "text/plain"))


def test_robots_txt_names_sitemaps_anywhere() -> None:
    text = "\ufeffSitemap: https://blog.example.org/sitemap.xml\nUser-agent: *\nDisallow: /x\n sitemap:/news.xml # x\nSitemap:\n"

    assert sitemaps_in(text, SITE + "robots.txt") == [SITE + "sitemap.xml", SITE + "news.xml"]


def test_a_hostile_robots_txt_names_nothing() -> None:
    assert sitemaps_in("\n" * 500_000 + "sitemap" * 100_000 + " " * 500_000, SITE) == []


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_reader(fetched, noise: bytes) -> None:
    for content in (noise, b"<urlset>" + noise, b"\x1f\x8b" + noise, gzip.compress(noise)):
        document = fetched(content, SITE + "sitemap.xml")
        is_sitemap(document)
        assert read_sitemap(document).kind is PageKind.SITEMAP


@given(st.text(max_size=200))
def test_no_robots_txt_breaks_the_reader(text: str) -> None:
    sitemaps_in(text, SITE + "robots.txt")
