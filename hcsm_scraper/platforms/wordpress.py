"""WordPress: classic, block and XHTML-era themes, self-hosted and WordPress.com.

Themes differ; what the core prints does not: body_class(), post_class(), comment-N, wp_link_pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.records import ArticleKind, CommentKind, PageKind
from archive.urls import normalise, same_site, without_comment_page
from hcsm_scraper.extraction.comment_count import announced_in
from hcsm_scraper.extraction.comment_marks import numbered
from hcsm_scraper.extraction.comments import Thread, comments_of
from hcsm_scraper.extraction.comments_found import comment_elements
from hcsm_scraper.extraction.container import prose_container
from hcsm_scraper.extraction.noise import letters_by_element
from hcsm_scraper.names import outermost
from hcsm_scraper.platforms.platform import (
    Place,
    Platform,
    body_classes,
    is_dated_article_url,
    is_listing_url,
    part_of,
    references_to_itself,
    says_article,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Shown
    from hcsm_scraper.names import Names

_MARKS = (
    "wp-block-", "api.w.org", "s0.wp.com", "s1.wp.com", "s2.wp.com", "wp-comments-post.php",
)  # fmt: skip
# A page's own parts come from there; what an article links to or shows may be another site's.
_PARTS = (
    re.compile(r"[\"'(=]/wp-(?:content|includes)/"),
    re.compile(r"<(?:link|script)\b[^>]{0,500}/wp-(?:content|includes)/"),
)
_HOSTS = re.compile(r"//([\w.-]+)(?:/[^\s\"'<>]{0,200})?/wp-(?:content|includes)/")
# get_body_class() in post-template.php
_LISTING = frozenset(
    "archive blog home search category tag author date paged search-results".split()
)
_KEY = re.compile(r"(?:^|\s)(?:postid|page-id)-(\d+)(?=\s|$)")
_ELEMENT_KEY = re.compile(r"\Apost-(\d+)\Z")
_HOLDERS = ("div", "article", "section", "li")
_NUMBERED = (*_HOLDERS, "h1", "h2", "h3")
_BODIES = (
    "entry-content", "wp-block-post-content", "post-content", "entrytext", "entry", "storycontent", "post-entry",
    "entry-body", "post-body", "postcontent", "post_content",
)  # fmt: skip
_FORM_IDS = ("commentform", "wpd_comm_form")
_FORM_CLASS = re.compile(r"comment-form|wpd_comm_form")
_ANSWER_AREA, _ANSWER_AREA_ID = ("comment-respond",), ("respond",)
_MUST_LOG_IN = "must-log-in"
_CLOSED = frozenset(("nocomments", "no-comments", "comments-closed"))
_AREAS = ("comments-area", *_ANSWER_AREA, "wp-block-comments", "commentlist", "comment-list")
_AREA_IDS = ("comments", *_ANSWER_AREA_ID, "commentform", "reviews")
_META = re.compile(
    r"(?:^|\s)(?:postmetadata|post-?meta(?:data)?|entry-(?:meta|utility|footer)|post-(?:info|footer)|postinfo|posted-on)(?=\s|$)",
    re.IGNORECASE,
)
_LONGEST_LINE = 600  # letters that tell when and under what an article was filed
_PART_LINE = re.compile(r"\w[\w’' ]{0,20}\s?:?(?: ?\d{1,2}(?= |\Z))+(?: [\w’' ]{1,20})?[ »›]*")
_PAGE_LINKS = re.compile(r"page-?link|link-pages|post-page-numbers|post-nav-links")


# Sites of other software show pictures and scripts of a WordPress, too.
_OTHERS = (
    "Static.SQUARESPACE_CONTEXT", "assets.squarespace.com/universal/", "substackcdn.com/bundle",
    "www.blogger.com/static/v1/widgets/", "data-drupal-selector=", 'data-testid="storyTitle',
)  # fmt: skip


class WordPress(Platform):
    name = "wordpress"
    generators = ("wordpress",)

    def recognises(self, document: Document) -> bool:
        return _is_made_by_it(document) and not _is_other(document)

    def kind(self, document: Document) -> PageKind:
        body = body_classes(document.tree)
        if body & {"error404", "attachment"}:
            return PageKind.OTHER
        if body & {"single", "page", "singular"} and "search" not in body:
            is_list = "home" in body and "page" not in body  # a front page may be a page's text
            return PageKind.INDEX if is_list else PageKind.ARTICLE
        if body & _LISTING:
            return PageKind.INDEX
        return self._kind_without_classes(document)

    def _kind_without_classes(self, document: Document) -> PageKind:
        """Themes of before 2008 print no body classes."""
        own, comment_page = without_comment_page(document.url)
        if comment_page is None and (is_listing_url(own) or urlsplit(own).path in ("", "/")):
            if not urlsplit(own).query.startswith(("p=", "page_id=")):
                return PageKind.INDEX
        if (
            comment_page is not None
            or _answer_forms(document.names)
            or document.names.named(_ANSWER_AREA, _ANSWER_AREA_ID)
            or comment_elements(document.names)
            or _short_key(document.names) is not None  # printed where is_singular() alone
        ):
            return PageKind.ARTICLE
        keys = _element_keys(document.names)
        is_list = len(keys) > 1 or (_leads_on(document) and not says_article(document.names))
        if is_list and not is_dated_article_url(own):
            return PageKind.INDEX
        return PageKind.ARTICLE if len(keys) == 1 else super().kind(document)

    def article_kind(self, document: Document) -> ArticleKind:
        body = body_classes(document.tree)
        is_page = bool(body & {"page"}) and not body & {"single"}
        return ArticleKind.PAGE if is_page else ArticleKind.ARTICLE

    def article_key(self, document: Document) -> str | None:
        if (key := _body_key(document)) is not None:
            return key
        keys = _element_keys(document.names)
        return next(iter(keys)) if len(keys) == 1 else _short_key(document.names)

    def place(self, document: Document) -> Place:
        place = super().place(document)
        parts = self._parts(document, place.article_url)
        own, _ = without_comment_page(document.url)
        part = part_of(own, place.article_url)
        if part is None and parts is None and (found := self._part_by_itself(document, place)):
            return found
        return Place(
            article_url=place.article_url,
            part=part or 1,
            parts=max(parts, part or 1) if parts else None,
            comment_page=place.comment_page,
        )

    def _part_by_itself(self, document: Document, place: Place) -> Place | None:
        """The canonical of a later part is the part itself (rel_canonical() in link-template.php)."""
        url = place.article_url
        if match := re.match(r"(?P<article>.*/)(?P<part>\d{1,2})/?\Z", url):
            article_url = match["article"]
        elif match := re.search(r"[?&]page=(?P<part>\d{1,2})(?=&|\Z)", url):
            article_url = url.replace(match[0], "?" if match[0][0] == "?" else "").rstrip("?&")
        else:
            return None
        parts = self._parts(document, article_url)
        if parts is None and article_url not in references_to_itself(document):
            return None
        part = int(match["part"])
        return Place(
            article_url=article_url,
            part=part,
            parts=None if parts is None else max(parts, part),
            comment_page=place.comment_page,
        )

    def _parts(self, document: Document, article_url: str) -> int | None:
        numbers = [
            part
            for place in document.names.told(_names_page_links)
            for link in place.iter("a")
            if (href := link.get("href")) is not None
            and (target := normalise(href, document.url)) is not None
            for part in [1 if target == article_url else part_of(target, article_url)]
            if part is not None
        ]
        return max(numbers) if numbers else None

    def thread(self, document: Document) -> Thread:
        said = document.names.named((_MUST_LOG_IN, *_CLOSED))
        can_answer = (
            bool(_answer_forms(document.names))
            or any(_FORM_CLASS.search(x.get("class") or "") for x in document.names.tagged("form"))
            # the sentence that stands for a form
            or any(_MUST_LOG_IN in x.get("class").split() for x in said)
        )
        comments = tuple(x.comment for x in self.comments(document))
        is_closed = bool(comments) or any(_says_closed(x) for x in said)
        is_open = True if can_answer else False if is_closed else None
        announced = announced_in(document)
        shown = sum(x.kind is CommentKind.COMMENT for x in comments)
        if announced is not None and announced < shown:
            announced = None  # the number of something else
        if announced is None and not comments and can_answer:
            announced = 0
        return Thread(comments=comments, is_open=is_open, announced=announced)

    def comments(self, document: Document) -> tuple[Shown, ...]:
        shown = comments_of(numbered(document.names), document)
        if any(x.comment.author for x in shown):
            return shown
        return super().comments(document) or shown  # themes that number the text alone

    def body_element(self, document: Document) -> HtmlElement | None:
        found = [x for x in document.names.named(_BODIES) if not _is_beside(x)]
        for name in _BODIES:
            if bearing := outermost([x for x in found if name in x.get("class").split()]):
                return bearing[0] if len(bearing) == 1 else None
        return _unnamed_body(document, self.comment_areas)

    def article_element(self, document: Document) -> HtmlElement | None:
        if (numbered := _numbered_element(document)) is not None:
            return numbered
        body = self.body_element(document)
        return None if body is None else body.getparent()

    def comment_areas(self, document: Document) -> list[HtmlElement]:
        areas = document.names.named(_AREAS, _AREA_IDS)
        shown = comment_elements(document.names) or super().comment_areas(document)
        return [*areas, *_answer_forms(document.names), *shown]

    def surroundings(self, body: HtmlElement) -> list[HtmlElement]:
        named = [
            x
            for x in body.iter("p", "div", "small", "footer", "ul")
            if (words := x.get("class")) and _META.search(words)
        ]
        told = [x for x in body.iter("a") if _is_topic(x) or _is_number(x)]
        around = {x for link in told for x in link.iterancestors("p", "div", "small")}
        lines = [
            x
            for x in (body.iter("p", "div", "small") if around else ())
            if x in around and (_is_topic_line(x) or _is_part_line(x))
        ]
        return [*named, *lines, *_filing_lines(body)]

    def is_closed_to_readers(self, document: Document) -> bool:
        return any(_asks_for_password(x) for x in document.names.tagged("form"))


def _is_made_by_it(document: Document) -> bool:
    if document.has(*_MARKS):
        return True
    if not document.has("/wp-"):
        return False
    text = document.text
    hosts = set(_HOSTS.findall(text))
    is_own = any(same_site(f"https://{host}/", document.url) for host in hosts)
    return is_own or any(x.search(text) for x in _PARTS)


def _is_other(document: Document) -> bool:
    return document.has(*_OTHERS)


def _short_key(names: Names) -> str | None:
    """The number in `?p=12` (wp_shortlink_wp_head() in link-template.php)."""
    for link in names.tagged("link"):
        if link.get("rel") == "shortlink":
            found = re.search(r"[?&](?:p|page_id)=(\d+)\Z", link.get("href") or "")
            return found[1] if found else None
    return None


def _leads_on(document: Document) -> bool:
    """Whether the one article shown has its title linked to another page: an archive of one."""
    own, _ = without_comment_page(normalise(document.url) or document.url)
    for element in document.tree.iter("div", "article"):
        if _ELEMENT_KEY.match(element.get("id") or ""):
            for heading in element.iter("h1", "h2", "h3"):
                target = heading.find(".//a[@href]")
                if target is not None:
                    url = normalise(target.get("href") or "", document.url)
                    return url is not None and url.rstrip("/") != own.rstrip("/")
    return False


def _is_topic(link: HtmlElement) -> bool:
    return "tag" in (link.get("rel") or "").split()


def _is_number(link: HtmlElement) -> bool:
    return (link.text_content() or "").strip().isdigit()


def _is_topic_line(element: HtmlElement) -> bool:
    """ "Tags: one, two": links to topics, and hardly a word beside them."""
    links = list(element.iter("a"))
    if not links or not all(map(_is_topic, links)):
        return False
    beside = len(element.text_content()) - sum(len(x.text_content()) for x in links)
    return beside < 12 + 3 * len(links)


def _is_beside(element: HtmlElement) -> bool:
    """Whether it is a comment's or a widget's."""
    return any(
        (x.get("id") or "").startswith("comment-") or "widget" in (x.get("class") or "")
        for x in (element, *element.iterancestors())
    )


def _names_page_links(words: str) -> bool:
    """Whether a class is named after the pages of an article."""
    may_be = "page" in words or "nav-links" in words
    return may_be and _PAGE_LINKS.search(words) is not None


def _answer_forms(names: Names) -> list[HtmlElement]:
    """What an answer is written into: a form, or Jetpack's frame."""
    forms = [
        x
        for x in names.tagged("form")
        if "wp-comments-post.php" in (x.get("action") or "") or x.get("id") in _FORM_IDS
    ]
    frames = (
        x for x in names.tagged("iframe") if "jetpack_remote_comment" in (x.get("class") or "")
    )
    return [*forms, *frames]


def _asks_for_password(form: HtmlElement) -> bool:
    is_named = "post-password-form" in (form.get("class") or "")
    return is_named or "action=postpass" in (form.get("action") or "")


def _says_closed(element: HtmlElement) -> bool:
    """Not a link to comments of which there are none yet."""
    is_said = element.tag != "a" and not _CLOSED.isdisjoint(element.get("class").split())
    return is_said and next(element.iterancestors("a"), None) is None


def _numbered_element(document: Document) -> HtmlElement | None:
    """The one element with the article's number, `#post-12` (themes since 1.5 print it); the
    number in the body's class tells it from another article's teaser."""
    numbered = document.names.told(by_id=_ELEMENT_KEY.match)
    found = [x for x in numbered if x.tag in _HOLDERS]
    if len(found) != 1:
        return None
    key = _body_key(document)
    return found[0] if key in (None, found[0].get("id").removeprefix("post-")) else None


def _body_key(document: Document) -> str | None:
    body = document.tree.find("body")
    found = None if body is None else _KEY.search(body.get("class") or "")
    return found[1] if found else None


def _unnamed_body(
    document: Document, comment_areas: Callable[[Document], list[HtmlElement]]
) -> HtmlElement | None:
    """Where the prose of the numbered element is, if its title stands outside."""
    numbered = _numbered_element(document)
    if numbered is None:
        return None
    counts = letters_by_element(numbered)
    for area in outermost(comment_areas(document)):
        told = counts.pop(area, 0)
        for around in area.iterancestors():
            if around in counts:
                counts[around] -= told
    found = prose_container(numbered, counts)
    bookmarks = [x for x in found.iter("a") if "bookmark" in (x.get("rel") or "")]
    return None if found is numbered or bookmarks else found


def _filing_lines(body: HtmlElement) -> list[HtmlElement]:
    """ "This entry was posted by … and is filed under …": the_category() marks what it prints."""
    lines: dict[HtmlElement, None] = {}
    for link in body.iter("a"):
        if "category" in (link.get("rel") or "").split():
            line = next((x for x in link.iterancestors("p", "div", "small", "ul")), body)
            if line is not body and body in line.iterancestors():
                if len(line.text_content()) < _LONGEST_LINE:
                    lines[line] = None
    return list(lines)


def _is_part_line(element: HtmlElement) -> bool:
    """ "Pages: 1 2 3": numbers that are links, and one word before them (wp_link_pages())."""
    return (
        any(map(_is_number, element.iter("a")))
        and _PART_LINE.fullmatch(" ".join(element.text_content().split())) is not None
    )


def _element_keys(names: Names) -> set[str]:
    found = (x for x in names.told(by_id=_ELEMENT_KEY.match) if x.tag in _NUMBERED)
    return {x.get("id").removeprefix("post-") for x in found}
