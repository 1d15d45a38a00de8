"""WordPress pages of all eras, in the core's true markup, read field by field."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.records import (
    ArticleKind,
    CommentKind,
    Evidence,
    LeadRole,
    Page,
    PageKind,
    ParentState,
)
from hcsm_scraper.document import Document
from hcsm_scraper.reading import read

URL = "http://blog.example/2015/03/04/patients-tweet/"
WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 3


def page_of(html: str, url: str = URL, status: int = 200, **headers: str) -> Page:
    return read(
        Document(
            url=url,
            captured_at=datetime(2026, 1, 2, tzinfo=UTC),
            status=status,
            headers=(("Content-Type", "text/html"), *headers.items()),
            content=html.encode(),
        )
    )


def evidence_of(html: str, url: str = URL) -> Evidence:
    (evidence,) = page_of(html, url).evidence
    return evidence


def classic(
    comments: str = "", body: str = f"<p>{WORDS}</p>", classes: str = "single single-post"
) -> str:
    """twentytwelve and its kin: post_class(), html5 comments."""
    return f"""<!DOCTYPE html><html lang="en-US"><head><title>Patients tweet | Rounds</title>
<link rel="canonical" href="{URL}"><link rel="shortlink" href="http://blog.example/?p=12">
<link rel="stylesheet" href="/wp-content/themes/x/style.css">
<link rel="alternate" type="application/rss+xml" title="Rounds" href="http://blog.example/feed/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="{URL}feed/">
<meta property="og:type" content="article"><meta property="og:title" content="Patients tweet">
<meta property="article:published_time" content="2015-03-04T23:22:05+00:00"></head>
<body class="{classes} postid-12"><h1 class="site-title"><a href="/">Rounds</a></h1>
<article id="post-12" class="post-12 post type-post hentry category-hcsm tag-twitter">
<h1 class="entry-title">Patients tweet</h1>
<span class="author vcard"><a class="url fn n" href="/author/mreed/" rel="author">Marisol Reed, RN</a></span>
<div class="entry-content">{body}</div>
<footer class="entry-meta"><span class="cat-links">Posted in <a href="/category/hcsm/" rel="category tag">#HCSM</a></span>
<span class="tags-links">Tagged <a href="/tag/twitter/" rel="tag">twitter</a></span></footer></article>
<div id="comments" class="comments-area">{comments}
<div id="respond" class="comment-respond"><h3 id="reply-title">Leave a Reply</h3>
<form action="/wp-comments-post.php" id="commentform"><p>Fill in your details below</p></form></div></div></body></html>"""


def html5_comment(
    number: int, depth: int, text: str, children: str = "", author: str = "Ada", reply: bool = True
) -> str:
    link = f'<div class="reply"><a class="comment-reply-link" href="?replytocom={number}#respond">Reply</a></div>'
    return f"""<li id="comment-{number}" class="comment even thread-even depth-{depth}">
<article id="div-comment-{number}" class="comment-body"><footer class="comment-meta">
<div class="comment-author vcard"><b class="fn"><a href="http://ada.example/" rel="external nofollow" class="url">{author}</a></b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="{URL}#comment-{number}"><time datetime="2015-03-0{depth}T10:00:00-05:00">March {depth}</time></a></div></footer>
<div class="comment-content"><p>{text}</p></div>{link if reply else ""}</article>
{f'<ol class="children">{children}</ol>' if children else ""}</li>"""


def test_an_article_is_read_from_a_classic_theme() -> None:
    found = evidence_of(classic())

    assert (found.title, found.authors, found.key) == (
        "Patients tweet",
        ("Marisol Reed, RN",),
        "12",
    )
    assert found.published is not None
    assert found.published.iso == "2015-03-04T23:22:05+00:00"
    assert (found.categories, found.tags, found.language) == (("#HCSM",), ("twitter",), "en-US")
    assert (found.comments_open, found.comments_announced) == (True, 0)
    assert found.text == WORDS.strip()
    assert (found.article_url, found.kind) == (URL, ArticleKind.ARTICLE)


def test_threads_are_rows_with_their_parents() -> None:
    answers = html5_comment(2, 2, "No.", html5_comment(3, 3, "Why?"), author="Bo Yıldız")
    thread = f'<h2 class="comments-title">3 thoughts on “5 tweets”</h2><ol class="comment-list">{html5_comment(1, 1, "Yes.", answers)}</ol>'

    found = evidence_of(classic(thread))

    assert [(c.key, c.parent_key, c.depth) for c in found.comments] == [
        ("1", None, 1),
        ("2", "1", 2),
        ("3", "2", 3),
    ]
    assert [c.text for c in found.comments] == ["Yes.", "No.", "Why?"]
    first = found.comments[0]
    assert (first.author, first.author_url) == ("Ada", "http://ada.example/")
    assert found.comments[1].author == "Bo Yıldız"
    assert first.published is not None
    assert first.published.iso == "2015-03-01T15:00:00+00:00"
    assert first.permalink == f"{URL}#comment-1"
    assert found.comments_announced == 3
    assert found.text == WORDS.strip(), "comments are no body"


def test_below_the_nesting_limit_only_the_first_answer_is_sure_of_its_parent() -> None:
    deepest = html5_comment(3, 3, "a", reply=False) + html5_comment(4, 3, "b", reply=False)
    thread = f'<ol class="comment-list">{html5_comment(1, 1, "x", html5_comment(2, 2, "y", deepest))}</ol>'

    states = {c.key: (c.parent_key, c.parent_state) for c in evidence_of(classic(thread)).comments}

    assert states["3"] == ("2", ParentState.KNOWN)
    assert states["4"] == ("2", ParentState.UNKNOWN)


def test_where_nobody_can_answer_and_nothing_is_nested_the_page_cannot_tell() -> None:
    thread = f'<ol class="comment-list">{html5_comment(1, 1, "x", reply=False)}{html5_comment(2, 1, "y", reply=False)}</ol>'

    assert {c.parent_state for c in evidence_of(classic(thread)).comments} == {ParentState.UNKNOWN}


def test_likes_replies_and_in_reply_to_lines_are_no_text() -> None:
    text = (
        'Yes.</p><p id="comment-like-1" class="comment-likes comment-not-liked"><a href="?like_comment=1" '
        'class="comment-like-link"><span>Like</span></a><span class="comment-like-feedback">Like</span></p>'
        "<p>In reply to Bo."
    )
    found = evidence_of(classic(f'<ol class="commentlist">{html5_comment(1, 1, text)}</ol>'))

    assert [c.text for c in found.comments] == ["Yes."]


def test_block_themes_and_their_newest_pages_are_read() -> None:
    page = f"""<html lang="en"><head><title>X – Rounds</title><link rel="canonical" href="{URL}">
<link rel="stylesheet" href="/wp-includes/blocks.css"></head><body class="single single-post postid-12">
<main class="wp-block-group"><h1 class="wp-block-post-title">Patients tweet</h1>
<div class="wp-block-post-date"><time datetime="2015-03-04T18:22:05-05:00">March 4</time></div>
<div class="entry-content wp-block-post-content"><p>{WORDS}</p></div>
<div class="wp-block-comments"><h2 class="wp-block-comments-title">21 responses to “Patients tweet”</h2>
<ol class="wp-block-comment-template"><li id="comment-21" class="comment depth-1"><div class="wp-block-columns">
<div class="wp-block-comment-author-name"><a rel="external nofollow ugc" href="http://ada.example">Ada</a></div>
<div class="wp-block-comment-date"><time datetime="2015-03-05T10:00:00-05:00"><a href="{URL}comment-page-2/#comment-21">March 5</a></time></div>
<div class="wp-block-comment-content"><p>Yes.</p></div><div class="wp-block-comment-reply-link"><a class="comment-reply-link" href="?replytocom=21">Reply</a></div></div></li></ol>
<nav class="wp-block-comments-pagination"><a href="{URL}comment-page-1/#comments" class="wp-block-comments-pagination-previous">Older</a></nav>
<div id="respond" class="comment-respond"><form action="/wp-comments-post.php"></form></div></div></main></body></html>"""

    read_page = page_of(page)
    (found,) = read_page.evidence

    assert [(c.key, c.author, c.text) for c in found.comments] == [("21", "Ada", "Yes.")]
    assert found.comments_announced == 21
    roles = {lead.url: lead.role for lead in read_page.leads}
    assert roles[f"{URL}comment-page-1/"] is LeadRole.COMMENT_PAGE


def test_themes_of_the_xhtml_era_say_it_in_prose() -> None:
    page = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en-US"><head><title>Rounds &raquo; Patients tweet</title>
<meta name="generator" content="WordPress 2.5" /></head><body><div id="page"><div id="header"><h1><a href="http://blog.example/">Rounds</a></h1></div>
<div id="content" class="widecolumn"><div class="post" id="post-12"><h2><a href="{URL}" rel="bookmark">Patients tweet</a></h2>
<div class="entrytext"><div class="entry"><p>{WORDS}</p>
<p class="postmetadata alt"><small>This entry was posted by Tobe Okafor on Wednesday, March 4th, 2015 at 6:22 pm and is filed under
<a href="/category/hcsm/" rel="category tag">#HCSM</a>. You can follow any responses to this entry through the <a href="{URL}feed/">RSS 2.0</a> feed.</small></p>
</div></div></div>
<h3 id="comments">2 Responses to &#8220;Patients tweet&#8221;</h3><ol class="commentlist">
<li class="alt" id="comment-7"><cite><a href="http://ada.example" rel="external nofollow">Ada</a></cite> Says:<br />
<small class="commentmetadata"><a href="#comment-7" title="">March 5th, 2015 at 9:05 am</a></small><p>Yes.</p></li>
<li id="comment-8"><cite>Bo</cite> Says:<br /><small class="commentmetadata"><a href="#comment-8" title="">March 6th, 2015 at 10:15 pm</a></small><p>No.</p></li></ol>
<h3 id="respond">Leave a Reply</h3><form action="/wp-comments-post.php" method="post" id="commentform"></form></div></div></body></html>"""

    found = evidence_of(page)

    assert (found.title, found.authors) == ("Patients tweet", ("Tobe Okafor",))
    assert found.published is not None
    assert found.published.iso == "2015-03-04T18:22"
    assert found.text == WORDS.strip()
    assert [(c.key, c.author, c.author_url, c.text) for c in found.comments] == [
        ("7", "Ada", "http://ada.example", "Yes."),
        ("8", "Bo", None, "No."),
    ]
    assert [c.published.iso for c in found.comments if c.published] == [
        "2015-03-05T09:05",
        "2015-03-06T22:15",
    ]
    assert {c.parent_state for c in found.comments} == {ParentState.UNKNOWN}


def test_pingbacks_are_told_from_comments() -> None:
    pingback = '<li id="comment-5" class="pingback even depth-1"><div class="comment-body">Pingback: <a href="http://x.example/1" rel="external nofollow" class="url">Another blog</a></div></li>'

    (found,) = evidence_of(classic(f'<ol class="comment-list">{pingback}</ol>')).comments

    assert (found.kind, found.author, found.author_url, found.text) == (
        CommentKind.PINGBACK,
        "Another blog",
        "http://x.example/1",
        "",
    )


def test_what_stands_over_a_pingback_is_not_who_linked() -> None:
    pingback = (
        '<li class="pingback" id="comment-5"><div class="comment-content"><h3 class="comment-author">Pingback:</h3>'
        '<div class="comment-meta"><a class="comment-date" href="#comment-5">May 1, 2014 at 10:12 am</a></div>'
        '<div class="comment-text"><a href="http://x.example/1" rel="external nofollow" class="url">Another blog</a></div></div></li>'
    )

    (found,) = evidence_of(classic(f'<ol class="comment-list">{pingback}</ol>')).comments

    assert (found.author, found.author_url, found.text) == (
        "Another blog",
        "http://x.example/1",
        "",
    )


def test_a_recent_comments_widget_holds_no_comments() -> None:
    widget = '<aside class="widget widget_recent_comments"><ul id="recentcomments"><li class="recentcomments">Ada on <a href="/x/#comment-9">X</a></li></ul></aside>'

    assert evidence_of(classic().replace("</body>", widget + "</body>")).comments == ()


def test_parts_know_their_place() -> None:
    links = f'<div class="page-links">Pages: <a href="{URL}">1</a> <span>2</span> <a href="{URL}3/">3</a></div>'
    page = classic(body=f"<p>{WORDS}</p>{links}").replace(
        f'rel="canonical" href="{URL}"', f'rel="canonical" href="{URL}2/"'
    )

    found = evidence_of(page, f"{URL}2/")

    assert (found.article_url, found.part, found.parts) == (URL, 2, 3)
    assert found.text == WORDS.strip()


def test_a_comment_page_is_evidence_of_its_article() -> None:
    found = evidence_of(classic(), f"{URL}comment-page-2/")

    assert (found.article_url, found.comment_page) == (URL, 2)


@pytest.mark.parametrize("poison", ["http://blog.example/", "http://evil.example/x/"])
def test_a_canonical_that_cannot_be_is_not_believed(poison: str) -> None:
    page = classic().replace(f'rel="canonical" href="{URL}"', f'rel="canonical" href="{poison}"')

    assert evidence_of(page).article_url == URL


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("home blog", PageKind.INDEX),
        ("archive category category-hcsm", PageKind.INDEX),
        ("error404", PageKind.OTHER),
        ("attachment single single-attachment", PageKind.OTHER),
        ("page page-id-3", PageKind.ARTICLE),
        ("home page page-id-3", PageKind.ARTICLE),  # a static front page
    ],
)
def test_what_a_page_is_its_body_says(classes: str, kind: PageKind) -> None:
    assert page_of(classic(classes=classes), "http://blog.example/about/").kind is kind


@pytest.mark.parametrize(
    ("path", "kind"), [("2010/08/18/on-sleep/", PageKind.ARTICLE), ("sleep/", PageKind.INDEX)]
)
def test_teasers_below_an_article_of_an_old_theme_make_no_list_of_it(
    path: str, kind: PageKind
) -> None:
    text = "<p>Nobody slept in the ward, and the night shift wrote it down for all to read.</p>"
    numbered = "".join(f"<div id='post-{n}'>{4 * text}</div>" for n in (1, 2))
    page = f"<html><head><meta name='generator' content='WordPress 2.9'></head><body>{numbered}</body></html>"
    assert page_of(page, f"http://blog.example/{path}").kind is kind


def test_a_page_that_asks_for_a_password_is_closed() -> None:
    form = '<form action="/wp-login.php?action=postpass" class="post-password-form"><p>Password:</p></form>'

    page = page_of(classic(body=form))

    assert (page.evidence, page.kind) == ((), PageKind.OTHER)
    assert page.problem is not None
    assert page.problem.startswith("closed")


def test_leads_have_roles_and_traps_are_none() -> None:
    body = (
        f'<p>{WORDS}</p><a href="/2014/01/02/older/">older</a><a href="/category/hcsm/">c</a><a href="/tag/x/">t</a>'
        f'<a href="/2015/03/">March</a><a href="/page/2/">2</a><a href="/about/">About</a>'
        f'<a href="{URL}?share=twitter">s</a><a href="{URL}feed/">f</a><a href="http://other.example/">o</a><a href="/x.pdf">p</a>'
    )
    roles = {
        lead.url.removeprefix("http://blog.example"): (lead.role, lead.route)
        for lead in page_of(classic(body=body)).leads
    }

    assert roles["/2014/01/02/older/"][0] is LeadRole.ARTICLE
    assert roles["/category/hcsm/"] == (LeadRole.ARCHIVE, "category")
    assert roles["/tag/x/"] == (LeadRole.ARCHIVE, "tag-archive")
    assert roles["/2015/03/"] == (LeadRole.ARCHIVE, "date-archive")
    assert roles["/page/2/"] == (LeadRole.ARCHIVE, "next")
    assert roles["/about/"][0] is LeadRole.PAGE
    assert roles["/feed/"][0] is LeadRole.FEED
    assert not [
        url
        for url in roles
        if "share" in url or "pdf" in url or "other" in url or url.endswith("tweet/feed/")
    ]


def test_a_redirect_is_a_lead_and_an_error_a_refusal() -> None:
    moved = page_of("", status=301, Location="/new/")
    assert moved.kind is PageKind.REDIRECT
    assert [lead.url for lead in moved.leads] == ["http://blog.example/new/"]
    assert page_of("gone", status=404).kind is PageKind.REFUSAL


OTHER = "http://blog.example/2014/01/02/older-chats/"


def test_a_canonical_that_names_another_article_is_not_believed() -> None:
    page = classic().replace(f'rel="canonical" href="{URL}"', f'rel="canonical" href="{OTHER}"')

    assert evidence_of(page).article_url == URL


def test_a_canonical_that_the_page_itself_names_is_believed() -> None:
    page = classic(f'<a href="{URL}#comments">Talk</a>')

    assert evidence_of(page, "http://blog.example/?p=12").article_url == URL
    assert evidence_of(page, "http://blog.example/2015/03/04/older-name/").article_url == URL


def test_a_part_is_known_by_its_embedding_where_the_theme_links_no_parts() -> None:
    embedding = (
        '<link rel="alternate" type="application/json+oembed" href="http://blog.example/wp-json/oembed/1.0/embed'
        '?url=http%3A%2F%2Fblog.example%2F2015%2F03%2F04%2Fpatients-tweet%2F"></head>'
    )
    page = classic().replace(f'rel="canonical" href="{URL}"', f'rel="canonical" href="{URL}2/"')

    found = evidence_of(page.replace("</head>", embedding), f"{URL}2/")

    assert (found.article_url, found.part) == (URL, 2)


def test_the_next_part_in_the_head_is_a_part_and_the_next_article_is_none() -> None:
    head = f'<link rel="next" href="{URL}2/"><link rel="prev" href="{OTHER}"></head>'

    roles = {x.url: x.role for x in page_of(classic().replace("</head>", head)).leads}

    assert roles == roles | {f"{URL}2/": LeadRole.PART}
    assert OTHER not in roles


def test_comments_are_closed_where_the_place_of_the_form_says_so() -> None:
    page = classic(f'<ol class="comment-list">{html5_comment(1, 1, "x", reply=False)}</ol>')
    start, end = page.index("<form action"), page.index("</form>") + len("</form>")
    closed = page[:start] + '<p class="comments-closed">Comments are closed.</p>' + page[end:]

    assert evidence_of(page).comments_open is True
    assert evidence_of(closed).comments_open is False


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("12 thoughts on “5 tweets”", 12),
        ("1,204 Comments", 1204),
        ("Kommentare (3)", 3),
        ("Un commentaire sur « Gazouillis »", 1),
        ("No Responses to Patients tweet", 0),
        ("Join the talk", None),
    ],
)
def test_the_heading_announces_how_many_comments_there_are(
    heading: str, number: int | None
) -> None:
    thread = f'<h2 class="comments-title">{heading}</h2>' + (
        f'<ol class="comment-list">{html5_comment(1, 1, "x")}</ol>' if number else ""
    )

    assert evidence_of(classic(thread)).comments_announced == (number or 0 if number != 1 else 1)


def test_a_number_below_what_is_shown_is_the_number_of_something_else() -> None:
    thread = html5_comment(1, 1, "x") + html5_comment(2, 1, "y")
    page = classic(f'<h2 class="comments-title">1 like</h2><ol class="comment-list">{thread}</ol>')

    assert evidence_of(page).comments_announced is None


def test_a_character_that_no_text_may_hold_costs_nothing() -> None:
    page = classic(
        f'<ol class="comment-list">{html5_comment(1, 1, "a&#8;b<i title=&#x1;>c</i>")}</ol>'
    )

    assert [c.text for c in evidence_of(page).comments] == ["abc"]


def test_what_fails_is_said_and_costs_no_other_field(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("boom")

    monkeypatch.setattr("hcsm_scraper.reading.blocks_of", fail)
    page = page_of(classic())

    assert page.problem == "text not read: ValueError: boom"
    assert (page.evidence[0].title, page.evidence[0].text) == ("Patients tweet", None)


def test_damaged_pages_never_break_the_reader() -> None:
    page = classic(f'<ol class="comment-list">{html5_comment(1, 1, "x", html5_comment(2, 2, "y"))}')
    for cut in range(0, len(page), 97):
        assert page_of(page[:cut]).url == URL
        assert page_of(page[cut:]).url == URL


def test_another_article_s_numbered_teaser_is_not_this_article() -> None:
    told = "<p>Nurses said in every shift that patients tweet more than they talk to us.</p>" * 12
    teaser = '<li class="post" id="post-77"><a href="/other/"><h3>Another talk</h3></a></li>'
    page = f"""<html><head><link rel="stylesheet" href="/wp-includes/blocks.css"><title>Patients tweet</title></head>
<body class="single single-post postid-12"><div><ul>{teaser}</ul></div>
<div id="story"><h1>Patients tweet</h1><div class="copy">{told}</div></div></body></html>"""
    found = evidence_of(page)
    assert found.key == "12"
    assert (found.text or "").startswith("Nurses said in every shift")
