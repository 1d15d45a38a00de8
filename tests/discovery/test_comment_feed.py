"""Comment feeds: comments under their articles, with the parents that the feed tells."""

from __future__ import annotations

import pytest

from archive.records import Moment, ParentState, Route
from hcsm_scraper.discovery.feed import read_feed

ARTICLE = "https://blog.example.org/2015/03/04/phones/"
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Comments on: Phones</title>
<item><title>By: Maeve</title><link>{article}#comment-9</link><dc:creator><![CDATA[Maeve]]></dc:creator>
<pubDate>Thu, 05 Mar 2015 14:29:25 +0000</pubDate><guid isPermaLink="false">https://blog.example.org/?p=4711#comment-9</guid>
<description>{line_text}So true.</description>
<content:encoded><![CDATA[<p>{line} <a href="{article}#comment-7">Renée</a>.</p>
<p>So <b>true</b>.</p>]]></content:encoded></item>
<item><title>By: Renée</title><link>{article}comment-page-2/#comment-7</link><dc:creator><![CDATA[Renée]]></dc:creator>
<guid isPermaLink="false">https://blog.example.org/?p=4711#comment-7</guid>
<content:encoded><![CDATA[<p>See <a href="https://other.example/">this</a>.</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0"><title>Comments on Phones</title>
<entry><title>By: Maeve</title><link rel="alternate" href="{article}#comment-9" type="text/html"/>
<author><name>Maeve</name><uri>http://maeve.example/</uri></author><id>{article}#comment-9</id>
<updated>2015-03-05T14:29:25Z</updated><published>2015-03-05T14:29:25Z</published>
<content type="html"><![CDATA[<p>So true.</p>]]></content>
<thr:in-reply-to ref="{article}#comment-7" href="{article}#comment-7" type="text/html"/></entry>
<entry><title>By: Renée</title><link rel="alternate" href="{article}#comment-7" type="text/html"/>
<author><name>Renée</name></author><id>{article}#comment-7</id><published>2015-03-05T10:00:00Z</published>
<content type="html"><![CDATA[<p>Well.</p>]]></content>
<thr:in-reply-to ref="{article}" href="{article}" type="text/html"/></entry></feed>"""
BLOGGER = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0"><title>Comments on Ward: Rounds</title>
<entry><id>tag:blogger.com,1999:blog-11.post-222</id><published>2015-03-05T14:29:25.001-05:00</published>
<title>I walk too</title><content type="html">I walk too</content>
<link rel="related" href="http://www.blogger.com/feeds/11/42/comments/default/111"/>
<link rel="alternate" type="text/html" href="https://ward.example.org/2015/03/rounds.html?showComment=1425583765001#c222"/>
<author><name>Cy</name><uri>http://www.blogger.com/profile/1</uri></author>
<thr:in-reply-to href="https://ward.example.org/2015/03/rounds.html" ref="tag:blogger.com,1999:blog-11.post-42"/></entry></feed>"""


def feed(template: str, line: str = "In reply to") -> str:
    text = template.replace("{article}", ARTICLE).replace("{line_text}", f"{line} Renée. ")
    return text.replace("{line}", line)


def test_rss_tells_the_parent_in_a_line_that_is_not_the_text(fetched) -> None:
    for line in ("In reply to", "Als Antwort auf", "En réponse à"):
        page = read_feed(fetched(feed(RSS, line), ARTICLE + "feed/"))
        (article,) = page.evidence
        answer, first = article.comments

        assert (article.route, article.article_url) == (Route.COMMENT_FEED, ARTICLE)
        assert (answer.key, answer.parent_key, answer.depth) == ("9", "7", 2)
        assert answer.text == "So true."
        assert answer.published == Moment("2015-03-05T14:29:25+00:00")
        assert (first.key, first.parent_state, first.text) == ("7", ParentState.NONE, "See this.")
        assert page.leads == ()


def test_atom_tells_the_parent_and_the_author_s_page(fetched) -> None:
    (article,) = read_feed(fetched(feed(ATOM), ARTICLE + "feed/atom/")).evidence
    answer, first = article.comments

    assert (answer.parent_key, answer.parent_state) == ("7", ParentState.KNOWN)
    assert (answer.author, answer.author_url) == ("Maeve", "http://maeve.example/")
    assert (first.parent_key, first.parent_state) == (None, ParentState.NONE)


def test_blogger_s_comments_stand_under_their_article(fetched) -> None:
    page = read_feed(fetched(BLOGGER, "https://ward.example.org/feeds/42/comments/default"))
    (article,) = page.evidence
    (comment,) = article.comments

    assert article.article_url == "https://ward.example.org/2015/03/rounds.html"
    assert (comment.key, comment.parent_key, comment.author) == ("222", "111", "Cy")


@pytest.mark.parametrize("mark", ["comment-", "comment_", "comment", "c"])
@pytest.mark.parametrize("key", ["7", "140501-101200"])
def test_a_comment_is_told_by_its_place_on_the_page(fetched, mark: str, key: str) -> None:
    said = feed(ATOM).replace("<thr:", "<x:").replace("#comment-7", f"#{mark}{key}")
    page = read_feed(fetched(said.replace("#comment-9", f"#{mark}9"), ARTICLE + "feed/atom/"))

    assert [x.key for one in page.evidence for x in one.comments] == ["9", key]
    assert page.leads == ()


def test_a_comment_feed_without_comments_is_no_feed_of_articles(fetched) -> None:
    empty = "<rss version='2.0'><channel><title>Comments on: Phones</title></channel></rss>"
    page = read_feed(fetched(empty, ARTICLE + "feed/"))

    assert (page.leads, page.evidence, page.blog_title) == ((), (), None)


def test_comments_of_a_whole_blog_are_told_apart_by_article(fetched) -> None:
    other = ARTICLE.replace("phones", "letters")
    items = "".join(
        f"<item><link>{url}#comment-{n}</link><guid>{url}#comment-{n}</guid><description>x</description></item>"
        for n, url in enumerate((ARTICLE, other, ARTICLE), 1)
    )
    content = f"<rss version='2.0'><channel><title>Comments for B</title>{items}</channel></rss>"
    page = read_feed(fetched(content, "https://blog.example.org/comments/feed/"))

    assert [(x.article_url, len(x.comments)) for x in page.evidence] == [(ARTICLE, 2), (other, 1)]
