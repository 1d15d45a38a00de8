"""Feeds as WordPress, Blogger, Medium and Substack write them, and as nobody should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import LeadRole, Moment, PageKind, Route
from hcsm_scraper.discovery.feed import is_feed, read_feed
from hcsm_scraper.discovery.feed_markup import MAX_ENTRIES

FEED = "https://blog.example.org/feed/"
HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>Notes &amp; Queries</title><link>https://blog.example.org</link>"""
ITEM = """<item><title>Why doctors never call &#8211; a reply</title>
<link>https://blog.example.org/2015/03/04/phones/?utm_source=rss</link>
<dc:creator><![CDATA[Anna Berg]]></dc:creator>
<pubDate>Wed, 04 Mar 2015 18:22:05 -0500</pubDate>
<category><![CDATA[#HCSM]]></category><category><![CDATA[Phones & Co]]></category>
<guid isPermaLink="false">https://blog.example.org/?p=4711</guid>
<description><![CDATA[My daughter was seven when she asked me. [&#8230;]]]></description>
<content:encoded><![CDATA[<p>My daughter was seven when she <em>asked</em> me.</p><p>I laughed.</p>
<p>The post <a href="https://blog.example.org/2015/03/04/phones/">Why doctors never call</a> appeared first on <a href="https://blog.example.org">Notes</a>.</p>]]></content:encoded>
<slash:comments>12</slash:comments></item>"""
TAIL = "</channel></rss>"
ATOM = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0"><title type="text">Ward &amp; round</title>
<link rel="next" href="https://ward.example.org/feeds/posts/default?start-index=26"/>
<entry><id>tag:blogger.com,1999:blog-11.post-42</id><title>Rounds</title>
<published>2015-03-04T18:22:05.000-05:00</published><updated>2015-03-06T01:00:00.000-05:00</updated>
<category scheme="http://www.blogger.com/atom/ns#" term="hcsm"/>
<content type="html">&lt;p&gt;We walk.&lt;/p&gt;</content>
<link rel="replies" type="application/atom+xml" href="https://ward.example.org/feeds/42/comments/default"/>
<link rel="alternate" type="text/html" href="https://ward.example.org/2015/03/rounds.html"/>
<author><name>Ben Ode</name><email>noreply@blogger.com</email></author><thr:total>3</thr:total></entry></feed>"""


def test_an_entry_is_a_lead_and_evidence(fetched) -> None:
    page = read_feed(fetched(HEAD + ITEM + TAIL, FEED))
    (lead,), (article,) = page.leads, page.evidence

    assert (PageKind.FEED, "Notes & Queries", None) == (page.kind, page.blog_title, page.problem)
    assert lead.url == article.article_url == "https://blog.example.org/2015/03/04/phones/"
    assert (LeadRole.ARTICLE, "feed") == (lead.role, lead.route)
    assert Route.FEED is article.route
    assert article.title == "Why doctors never call – a reply"
    assert article.authors == ("Anna Berg",)
    assert article.published == Moment("2015-03-04T23:22:05+00:00")
    assert article.modified is None
    assert article.categories == ("#HCSM", "Phones & Co")
    assert article.key == "4711"
    assert article.comments_announced == 12
    assert article.excerpt == "My daughter was seven when she asked me. […]"
    assert article.text == "My daughter was seven when she asked me.\nI laughed."


def test_an_atom_entry_keeps_both_times_and_its_feed_goes_on(fetched) -> None:
    page = read_feed(fetched(ATOM, "https://ward.example.org/feeds/posts/default"))
    (article,) = page.evidence

    assert article.published == Moment("2015-03-04T23:22:05+00:00")
    assert article.modified == Moment("2015-03-06T06:00:00+00:00")
    assert (article.key, article.comments_announced) == ("42", 3)
    assert article.categories == ("hcsm",)
    assert article.text == "We walk."
    assert page.leads[0].lastmod == "2015-03-06T06:00:00+00:00"
    assert page.leads[1].role is LeadRole.FEED
    assert page.leads[1].url.endswith("start-index=26")


@pytest.mark.parametrize(("name", "authors"), [("Ben Ode", ("Ben Ode",)), ("Ward &amp; round", ())])
def test_who_wrote_an_atom_feed_wrote_its_entries(fetched, name: str, authors: object) -> None:
    own = ATOM[ATOM.index("<author>") : ATOM.index("</author>") + len("</author>")]
    of_all = f"<author><name>{name}</name></author>"
    feed = ATOM.replace(own, "").replace("<entry>", f"{of_all}<entry>", 1)
    with_own = ATOM.replace("<entry>", "<author><name>Ida Lund</name></author><entry>", 1)

    assert read_feed(fetched(feed, FEED)).evidence[0].authors == authors
    assert read_feed(fetched(with_own, FEED)).evidence[0].authors == ("Ben Ode",)


def test_a_description_alone_is_an_excerpt(fetched) -> None:
    item = "<item><title>A</title><link>https://blog.example.org/a/</link><description>Short.</description></item>"
    (article,) = read_feed(fetched(HEAD + item + TAIL, FEED)).evidence

    assert (article.text, article.excerpt) == (None, "Short.")


def test_content_that_goes_on_at_the_article_is_not_its_text(fetched) -> None:
    item = """<item><title>A</title><link>https://blog.example.org/a/</link><content:encoded><![CDATA[<p>Well begun.</p>
    <p><a href="https://blog.example.org/a/">Continue reading</a></p>]]></content:encoded></item>"""

    assert read_feed(fetched(HEAD + item + TAIL, FEED)).evidence[0].text is None


def test_rss_1_has_one_date_and_it_is_that_of_publication(fetched) -> None:
    feed = """<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel rdf:about="https://b.example.org/"><title>B</title></channel>
    <item rdf:about="https://b.example.org/x"><title>X</title><link>https://b.example.org/x</link>
    <dc:date>2004-05-06T07:08:09Z</dc:date></item></rdf:RDF>"""
    (article,) = read_feed(fetched(feed, "https://b.example.org/feed/rdf/")).evidence

    assert article.published == Moment("2004-05-06T07:08:09+00:00")
    assert article.modified is None


def test_a_link_blog_entry_is_its_own_page_not_what_it_links(fetched) -> None:
    item = """<item><title>Look</title><link>https://elsewhere.example/study</link>
    <guid isPermaLink="true">https://blog.example.org/look/</guid></item>"""

    assert read_feed(fetched(HEAD + item + TAIL, FEED)).leads[0].url.endswith("org/look/")


def test_nobody_is_not_an_author(fetched) -> None:
    item = "<item><link>https://blog.example.org/a/</link><dc:creator>admin</dc:creator></item>"

    assert read_feed(fetched(HEAD + item + TAIL, FEED)).evidence[0].authors == ()


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel><title>&a;</title></channel></rss>',
        '<rss><!ENTITY a "b"><channel/></rss>',
    ],
)
def test_entities_of_its_own_make_a_feed_refused(fetched, content: str) -> None:
    for spelled in (content.encode(), content.encode("utf-16")):
        page = read_feed(fetched(spelled, FEED))

        assert (page.leads, page.evidence) == ((), ())
        assert "entities" in (page.problem or "")


def test_what_is_too_large_is_refused(fetched) -> None:
    page = read_feed(fetched(HEAD + " " * 17_000_000, FEED))

    assert "larger than" in (page.problem or "")


def test_too_many_entries_are_cut_and_said(fetched) -> None:
    items = "".join(
        f"<item><link>https://blog.example.org/{n}/</link></item>" for n in range(MAX_ENTRIES + 5)
    )
    page = read_feed(fetched(HEAD + items + TAIL, FEED))

    assert len(page.leads) == MAX_ENTRIES
    assert "the rest is left out" in (page.problem or "")


def test_a_torn_feed_gives_what_came_before_the_tear(fetched) -> None:
    page = read_feed(fetched((HEAD + ITEM + ITEM)[:-200], FEED))

    assert page.leads[0].url == "https://blog.example.org/2015/03/04/phones/"


@pytest.mark.parametrize("unit", ["<a ", "<b>", "<item>", "&", "<![CDATA[", "<!--", "<item a='"])
def test_hostile_markup_is_read_to_its_end(fetched, unit: str) -> None:
    document = fetched(HEAD + "<item><description>" + unit * 400_000, FEED)

    assert read_feed(document).url == FEED


def test_feeds_are_known_by_content(fetched) -> None:
    assert is_feed(fetched(HEAD + TAIL, FEED, "text/html"))
    assert is_feed(fetched(ATOM, FEED, "text/plain"))
    assert not is_feed(fetched("<!doctype html><html><p>&lt;rss&gt; <rss></p></html>", FEED))
    assert not is_feed(fetched('<urlset xmlns="x"/>', FEED))


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_no_bytes_break_the_reader(fetched, noise: bytes) -> None:
    for content in (noise, HEAD.encode() + noise, (HEAD + ITEM).encode() + noise + TAIL.encode()):
        assert read_feed(fetched(content, FEED)).kind is PageKind.FEED


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_no_wrong_value_breaks_the_reader(fetched, data: st.DataObject) -> None:
    text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
    tags = st.sampled_from(
        "title link guid pubDate dc:creator category description content:encoded slash:comments "
        "atom:updated atom:published atom:link atom:author author dc:date enclosure".split()
    )
    parts = data.draw(st.lists(st.tuples(tags, text), max_size=8))
    inner = "".join(f"<{tag}><![CDATA[{said}]]></{tag}>" for tag, said in parts)
    page = read_feed(fetched(f"{HEAD}<item>{inner}</item>{TAIL}", FEED))

    assert page.kind is PageKind.FEED
