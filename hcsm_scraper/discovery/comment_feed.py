"""Comment feeds: entries become comments of the articles they stand under, with their parents.

WordPress and Blogger say the parent in Atom (RFC 4685); in WordPress's RSS it is a line of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.records import Comment, Evidence, ParentState, Route
from archive.urls import normalise, without_comment_page
from hcsm_scraper.discovery.feed_markup import line, when
from hcsm_scraper.extraction.body import fragment_to_text

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_KEY = re.compile(
    r"#(?:comment[_-]?|c)(\d+(?:-\d+)?)\Z"
)  # "#c7", "#comment_7", "#comment140501-101200"
BLOGGER_KEY = re.compile(r"\.post-(\d+)\Z")
BLOGGER_PARENT = re.compile(r"/feeds/\d+/\d+/comments/(?:default|full)/(\d+)(?:\?|\Z)")
# get_comment_text() in comment-template.php, in the blog's language
_IN_REPLY = re.compile(
    r"\A\s*(?:<p>)?\s*[^<>]{2,60}<a [^<>]{0,600}?href=[\"'][^\"'<>]{1,500}#comment-(\d+)[\"'][^<>]{0,200}>"
    r"[^<]{0,200}</a>[^<>\w]{0,8}\s*(?:</p>|<br\s*/?>|\n)\s*"
)
_TITLE = re.compile(
    r"\A(?:comments (?:on|for)|kommentare zu|commentaires (?:sur|pour)|comentarios en)\b",
    re.IGNORECASE,
)


def is_of_comments(parsed: Any) -> bool:
    """Whether the feed's entries are comments."""
    entries = parsed.entries
    marked = sum(1 for entry in entries if _is_comment(entry))
    if entries:
        return marked > len(entries) / 2
    return bool(_TITLE.match(line(parsed.feed.get("title")) or ""))


def comment_evidence(parsed: Any, base: str) -> tuple[Evidence, ...]:
    """One evidence per article that is commented on, comments in the feed's order."""
    found: dict[str, dict[str, Comment]] = {}
    for entry in parsed.entries:
        article = article_of(str(entry.get("link") or ""), base)
        comment = _comment(entry, base)
        if article is not None and comment is not None:
            found.setdefault(article, {}).setdefault(comment.key, comment)
    return tuple(
        Evidence(article_url=url, route=Route.COMMENT_FEED, comments=tuple(comments.values()))
        for url, comments in found.items()
    )


def tells_where(entry: Any, base: str) -> bool:
    """Whether it has a comment's number, and names the article."""
    return _key(entry) is not None and article_of(str(entry.get("link") or ""), base) is not None


def _is_comment(entry: Any) -> bool:
    said = (str(entry.get("link") or ""), str(entry.get("id") or ""))
    return any(_KEY.search(text) for text in said) or _in_reply_to(entry) is not None


def _comment(entry: Any, base: str) -> Comment | None:
    key = _key(entry)
    if key is None:
        return None
    contents = [str(x.get("value") or "") for x in entry.get("content", ())]
    markup = next((x for x in contents if x.strip()), str(entry.get("summary") or ""))
    markup, parent = _without_reply_line(markup)
    parent = _parent(entry) or parent
    state = ParentState.NONE if parent is None else ParentState.KNOWN
    if parent == key:
        parent, state = None, ParentState.UNKNOWN
    text, markdown = fragment_to_text(markup)
    author = entry.get("author_detail") or {}
    published = when(entry, "published")
    return Comment(
        key=key,
        parent_key=parent,
        parent_state=state,
        depth=1 if parent is None else 2,
        author=line(author.get("name") or entry.get("author")),
        author_url=normalise(str(author.get("href") or ""), base) if author.get("href") else None,
        by_article_author=None,
        published=when(entry, "updated") if published is None else published,
        text=text,
        markdown=markdown,
        permalink=str(entry["link"]) if entry.get("link") else None,
    )


def _key(entry: Any) -> str | None:
    for pattern, said in ((BLOGGER_KEY, "id"), (_KEY, "id"), (_KEY, "link")):
        if found := pattern.search(str(entry.get(said) or "")):
            return found[1]
    return None


def _parent(entry: Any) -> str | None:
    for link in entry.get("links", ()):
        found = BLOGGER_PARENT.search(str(link.get("href") or ""))
        if link.get("rel") == "related" and found:
            return found[1]
    reply = _in_reply_to(entry)
    if reply is None:
        return None
    found = _KEY.search(str(reply.get("ref") or "")) or _KEY.search(str(reply.get("href") or ""))
    return found[1] if found else None


def _in_reply_to(entry: Any) -> dict[str, str] | None:
    reply = entry.get("thr_in-reply-to")
    return reply if isinstance(reply, dict) else None


def _without_reply_line(markup: str) -> tuple[str, str | None]:
    """The comment's own text, and the key of the comment that "In reply to …" links."""
    found = _IN_REPLY.match(markup)
    return (markup[found.end() :], found[1]) if found else (markup, None)


def article_of(link: str, base: str) -> str | None:
    """The article that a comment's link leads to."""
    url = normalise(link, base)
    if url is None:
        return None
    url, _ = without_comment_page(url)
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, _query(parts), ""))


def _query(parts: SplitResult) -> str:
    """Blogger's links name the comment twice."""
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != "showComment"]
    return urlencode(kept)
