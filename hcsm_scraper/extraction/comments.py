"""Threads of comments read from a page's structure: numbered elements, nested as their threads are.

The text of reply forms, like buttons and "In reply to" lines is no part of a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree, html

from archive.records import Comment, CommentKind, ParentState
from hcsm_scraper.extraction.dates import moment
from hcsm_scraper.extraction.markdown import Writer, markdown_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from archive.records import Moment

# WordPress: class-walker-comment.php prints comment-N on the item or, in older themes, on its parts.
_NUMBERED = re.compile(r"(?:li-|div-)?comment-(\d+)\Z")
_CONTENT = (
    "comment-content comment_content wp-block-comment-content comment-text commenttext comment-entry "
    "comment-copy comment__content comment-body__content"
).split()
_AUTHOR = (
    "fn comment-author-name wp-block-comment-author-name comment-author comment_author".split()
)
_DATE = (
    "comment-date comment_date wp-block-comment-date comment-metadata commentmetadata comment-meta "
    "comment-time comment_meta date"
).split()
# What stands between an author's line and the text in themes that give the text no element of its own.
_ASIDE = re.compile(
    r"(?:^|\s)(?:comment-author|comment-meta|commentmetadata|comment-metadata|comment-date|comment-time|vcard|"
    r"says|fn|reply|comment-reply-link|comment-reply|comment-edit-link|edit-link|comment-likes?|avatar|"
    r"comment-awaiting-moderation|comment-actions|comment-footer|comment-header|comment-avatar|children|"
    r"comment_meta|commentnumber|commentcount|comment-like-[a-z-]*|wp-block-comment-(?:author-name|date|edit-link|reply-link)|"
    r"wp-block-avatar|screen-reader-text)(?=$|\s)"
)
_DEAD_TAGS = frozenset(
    "script style form textarea input button noscript iframe template svg".split()
)
_SAYS = re.compile(
    r"(?:(?:\A|\s+)(?:says|said|wrote|sagt|schreibt|dit|dice|dijo|disse|diz|schreef|zegt))?\s*:?\s*\Z",
    re.IGNORECASE,
)
_IN_REPLY = re.compile(
    r"\A\s*(?:in reply to|als antwort auf|en réponse à|en respuesta a)\b[^\n]{0,200}\Z",
    re.IGNORECASE,
)
DEEPEST_BY_DEFAULT = 5  # WordPress: thread_comments_depth


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A page's comments, in the order in which it shows them."""

    comments: tuple[Comment, ...]
    is_open: bool | None
    announced: int | None


@dataclass(slots=True)
class _Item:
    number: str
    element: HtmlElement
    above: _Item | None
    depth: int
    older_siblings: int = 0
    can_be_answered: bool = False


def numbered_comments(tree: HtmlElement, url: str, language: str | None) -> tuple[Comment, ...]:
    """Comments of a WordPress page, any theme. Where nothing is nested and nothing can be answered,
    the page does not tell who answers whom."""
    items = _items(tree)
    if not items:
        return ()
    parents = _parents(list(items.values()))
    by_element = {item.element: item for item in items.values()}
    return tuple(
        _comment(item, by_element, url, language, parents[item.number]) for item in items.values()
    )


def comment_elements(tree: HtmlElement) -> list[HtmlElement]:
    """Outermost element of each numbered comment that is in no other: what a body must not hold."""
    return [item.element for item in _items(tree).values() if item.above is None]


def _items(tree: HtmlElement) -> dict[str, _Item]:
    """Per number the outermost element with it, in page order."""
    items: dict[str, _Item] = {}
    by_element: dict[HtmlElement, _Item] = {}
    children: dict[str | None, int] = {}
    for element in tree.iter("li", "div", "article", "section", "p", "dt", "dd", "tr", "a"):
        match = _NUMBERED.match(element.get("id") or "")
        if match is None or match[1] in items:
            continue
        holder = _holder(element)
        if holder is None or holder in by_element:
            continue
        above = next((by_element[x] for x in holder.iterancestors() if x in by_element), None)
        item = _Item(match[1], holder, above, above.depth + 1 if above else 1)
        parent = above.number if above else None
        item.older_siblings = children.get(parent, 0)
        children[parent] = item.older_siblings + 1
        items[item.number] = by_element[holder] = item
    for item in items.values():
        item.can_be_answered = any(
            "comment-reply-link" in (x.get("class") or "") or "replytocom=" in (x.get("href") or "")
            for x in _own(item.element, by_element)
            if x.tag == "a"
        )
    return items


def _holder(element: HtmlElement) -> HtmlElement | None:
    """The element that holds the comment: an anchor only marks the item it stands in."""
    if element.tag != "a":
        return element
    for around in element.iterancestors("li", "div", "article"):
        return around
    return None


def _own(element: HtmlElement, others: dict[HtmlElement, _Item]) -> Iterator[HtmlElement]:
    """Descendants that are not in another comment, in page order."""
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child in others or not isinstance(child.tag, str):
            continue
        yield child
        waiting.extend(reversed(child))


def _parents(items: list[_Item]) -> dict[str, tuple[str | None, ParentState]]:
    deepest = max(item.depth for item in items)
    with_link = {item.depth for item in items if item.can_be_answered}
    is_threaded = deepest > 1 or bool(with_link)
    # Replies below the limit are printed on the last level (class-walker-comment.php, display_element):
    # there, only the first answer's parent is sure.
    limit = deepest if with_link and deepest not in with_link else None
    if not with_link and deepest >= DEEPEST_BY_DEFAULT:
        limit = deepest
    found: dict[str, tuple[str | None, ParentState]] = {}
    for item in items:
        if item.above is None:
            state = ParentState.NONE if is_threaded else ParentState.UNKNOWN
            found[item.number] = (None, state)
        else:
            unsure = item.depth == limit and item.older_siblings > 0
            state = ParentState.UNKNOWN if unsure else ParentState.KNOWN
            found[item.number] = (item.above.number, state)
    return found


def _comment(
    item: _Item,
    others: dict[HtmlElement, _Item],
    url: str,
    language: str | None,
    parent: tuple[str | None, ParentState],
) -> Comment:
    own = list(_own(item.element, others))
    classes = f" {item.element.get('class') or ''} "
    pingback = " pingback " in classes or " trackback " in classes
    author_element = _first(own, _AUTHOR)
    if author_element is None:
        author_element = next((x for x in own if x.tag == "cite"), None)
    author, author_url = _author(author_element, url)
    content = _content(item.element, own, others, author_element)
    writer = Writer(url)
    blocks = writer.blocks(content)
    text = "\n".join(x for x in text_of(blocks).split("\n") if not _IN_REPLY.match(x))
    if pingback and author is None:
        author, author_url = _linked_site(own, url)
    return Comment(
        key=item.number,
        parent_key=parent[0],
        parent_state=parent[1],
        depth=item.depth,
        author=author,
        author_url=author_url,
        by_article_author=" bypostauthor " in classes,
        published=_published(own, language),
        text=text.strip(),
        markdown=markdown_of(blocks).strip(),
        kind=CommentKind.PINGBACK if pingback else CommentKind.COMMENT,
        permalink=_permalink(own, item.number, url),
    )


def _first(own: list[HtmlElement], names: list[str]) -> HtmlElement | None:
    for name in names:
        for element in own:
            if name in (element.get("class") or "").split():
                return element
    return None


def _author(element: HtmlElement | None, url: str) -> tuple[str | None, str | None]:
    if element is None:
        return None, None
    words = _text_without_says(element)
    name = " ".join(_SAYS.sub("", words).split()) or None
    # twentytwenty wraps the name in the link, others the link in the name
    around = [x for x in element.iterancestors("a", "li", "div") if x.tag == "a"][:1]
    for link in [*element.iter("a"), *around]:
        href = (link.get("href") or "").strip()
        if href and not href.startswith("#") and "#comment-" not in href:
            absolute = urljoin(url, href)
            return name, absolute if absolute.startswith(("http://", "https://")) else None
    return name, None


def _text_without_says(element: HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        names = (child.get("class") or "").split() if isinstance(child.tag, str) else ["says"]
        if "says" not in names and child.tag not in ("img", "time", "svg", "script"):
            parts.append(_text_without_says(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _linked_site(own: list[HtmlElement], url: str) -> tuple[str | None, str | None]:
    """A short pingback: "Pingback: <a href=…>Title</a>"."""
    for link in own:
        href = link.get("href") or ""
        if link.tag == "a" and href.startswith("http") and "#comment-" not in href:
            if "edit" not in (link.get("class") or "") and "replytocom" not in href:
                return " ".join(link.text_content().split()) or None, urljoin(url, href)
    return None, None


def _content(
    element: HtmlElement,
    own: list[HtmlElement],
    others: dict[HtmlElement, _Item],
    author: HtmlElement | None,
) -> HtmlElement:
    """A private copy of the comment's text, without what surrounds it."""
    content = _first(own, _CONTENT)
    if content is not None:
        return _copied(content, lambda x: x in others or _is_aside(x))
    body = _first(own, ["comment-body"])
    holder = element if body is None else body

    def is_outside(x: HtmlElement) -> bool:
        return x in others or x is author or _is_aside(x) or x.tag in ("small", "time", "cite")

    copied = _copied(holder, is_outside)
    if copied.text and _SAYS.fullmatch(copied.text):
        copied.text = None
    for child in copied:
        if child.tail and _SAYS.fullmatch(child.tail):
            child.tail = None
    return copied


def _is_aside(element: HtmlElement) -> bool:
    if element.tag in _DEAD_TAGS:
        return True
    return bool(_ASIDE.search(element.get("class") or ""))


def _copied(element: HtmlElement, is_outside: Callable[[HtmlElement], bool]) -> HtmlElement:
    """A copy of the element without the parts that are outside; their tails stay."""
    root = html.Element(element.tag, dict(element.attrib))
    root.text = element.text
    waiting = [(child, root) for child in reversed(element)]
    while waiting:
        source, parent = waiting.pop()
        if not isinstance(source.tag, str) or is_outside(source):
            if source.tail:
                _append_text(parent, source.tail)
            continue
        made = etree.SubElement(parent, source.tag, dict(source.attrib))
        made.text, made.tail = source.text, source.tail
        waiting += [(child, made) for child in reversed(source)]
    return root


def _append_text(parent: HtmlElement, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _published(own: list[HtmlElement], language: str | None) -> Moment | None:
    for element in own:
        if element.tag == "time" and element.get("datetime"):
            if (found := moment(element.get("datetime"), language)) is not None:
                return found
    for name in _DATE:
        for element in own:
            if name in (element.get("class") or "").split():
                said = " ".join(element.text_content().split())
                if (found := moment(said, language)) is not None:
                    return found
    for element in own:
        if element.tag in ("small", "abbr", "a") and len(said := element.text_content()) < 60:
            if any(x.isdigit() for x in said):
                found = moment(element.get("title") or said, language) or moment(said, language)
                if found is not None:
                    return found
    return None


def _permalink(own: list[HtmlElement], number: str, url: str) -> str:
    for element in own:
        href = element.get("href") or ""
        if element.tag == "a" and href.endswith(f"#comment-{number}") and "replytocom" not in href:
            return str(urljoin(url, href))
    return urljoin(url, f"#comment-{number}")
