"""WordPress's REST lists: articles, pages and comments with their ids, totals and exact bodies.

Sources: class-wp-rest-posts-controller.php, class-wp-rest-comments-controller.php; the global
parameters `_embed` and `_fields`; `rest_route` where permalinks are plain.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from archive.records import (
    ArticleKind,
    Comment,
    CommentKind,
    Evidence,
    Lead,
    LeadRole,
    Listed,
    Listing,
    Moment,
    Page,
    PageKind,
    ParentState,
    Route,
)
from archive.text import ERASED_CLASS, whole_number
from archive.urls import host_key, normalise, without_comment_page
from hcsm_scraper.discovery.feed_markup import line
from hcsm_scraper.discovery.public_api import PUBLIC_API
from hcsm_scraper.extraction.body import fragment_to_text
from hcsm_scraper.extraction.json_text import said_in
from hcsm_scraper.platforms.platform import generators_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hcsm_scraper.document import Document

BESIDE = "beside-rest"  # the route of a lead to what REST tells, too
PER_PAGE = 100  # the most that WordPress gives
_NAMED = re.compile(r"\.[a-z][a-z0-9-]+\Z")  # not an address, which it cannot know a blog by
_REL = "https://api.w.org/"
_LINK = re.compile(r"<([^<>]{1,2000})>\s*;[^,<]{0,200}?rel=\"?https://api\.w\.org/\"?")
_LIST = re.compile(r"/wp/v2/(?:sites/[^/]+/)?(posts|pages|comments)/?\Z")
_STAMPS = "id,link,modified_gmt"
_NOBODY = frozenset(("admin", "administrator"))
_GMT = re.compile(r"(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\Z")


@dataclass(frozen=True, slots=True)
class Collection:
    """One of a blog's lists. `url` has no paging."""

    url: str
    kind: str  # posts, pages, comments

    def item(self, number: object) -> str:
        return self._at(f"/{number}", {})

    def sweep(self, page: int = 1, *, light: bool = False) -> str:
        """Everything, by id, so that a change in between moves nothing. `light`: stamps only."""
        asked = {"per_page": PER_PAGE, "page": page, "orderby": "id", "order": "asc"}
        return self._at("", asked | self._detail(light=light))

    def probe(self) -> str:
        """The newest changes of articles, the newest comments; the total comes with them."""
        asked = {"per_page": PER_PAGE, "order": "desc"}
        if self.kind == "comments":
            return self._at("", asked | {"orderby": "date_gmt"})
        return self._at("", asked | {"orderby": "modified"} | self._detail(light=True))

    def only(self, ids: Iterable[str]) -> str:
        """The articles with these ids, at most PER_PAGE."""
        asked = {"include": ",".join(ids), "per_page": PER_PAGE, "orderby": "id", "order": "asc"}
        return self._at("", asked | self._detail(light=False))

    def of_article(self, key: str) -> str:
        """The comments of one article."""
        return self._at(
            "", {"post": key, "per_page": PER_PAGE, "page": 1, "orderby": "id", "order": "asc"}
        )

    def is_beginning(self, url: str) -> bool:
        """Whether it asks for the list from its beginning, not for a further part or some items."""
        query = dict(parse_qsl(urlsplit(url).query))
        return query.get("page", "1") == "1" and not {"include", "post"} & query.keys()

    def is_later_part(self, url: str) -> bool:
        """Whether it asks for a further part of a list whose beginning was given."""
        return dict(parse_qsl(urlsplit(url).query)).get("page", "1") != "1"

    def beside(self, kind: str) -> Collection:
        """Another list of the same blog."""
        return Collection(re.sub(rf"{self.kind}(?=/?\Z)", kind, self.url), kind)

    def _detail(self, *, light: bool) -> dict[str, Any]:
        if self.kind == "comments":
            return {}
        return {"_fields": _STAMPS} if light else {"_embed": "author,wp:term"}

    def _at(self, path: str, asked: dict[str, Any]) -> str:
        parts = urlsplit(self.url)
        query = dict(parse_qsl(parts.query))
        where = parts.path.rstrip("/")
        if "rest_route" in query:
            query["rest_route"] = query["rest_route"].rstrip("/") + path
            where = parts.path
        else:
            where += path
        spelled = urlencode({**query, **asked}, quote_via=quote)
        return normalise(urlunsplit((parts.scheme, parts.netloc, where, spelled, ""))) or self.url


def collection_of(url: str) -> Collection | None:
    """The list that a REST address asks, None if it is none."""
    parts = urlsplit(url)
    route = dict(parse_qsl(parts.query)).get("rest_route")
    found = _LIST.search(route or parts.path)
    if found is None:
        return None
    query = urlencode({"rest_route": route}, quote_via=quote) if route else ""
    source = normalise(urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")))
    return Collection(source, found[1]) if source else None


def first_lists(url: str) -> list[str]:
    """Of articles and of comments, from their beginning, beside the list that this asks."""
    found = collection_of(url)
    return [found.beside(kind).sweep() for kind in ("posts", "comments")] if found else []


def item_of(source: str, key: str) -> str:
    """The address of one thing in a list of REST."""
    found = collection_of(source)
    return found.item(key) if found else f"{source}#{key}"


def offered_by(document: Document) -> Lead | None:
    """The first list of the REST interface that a page declares, None if it declares none; pages
    made by WordPress.com declare none, for it answers for them in one place."""
    root = _declared(document)
    host = urlsplit(document.url).hostname or ""
    if root is None and _NAMED.search(host) and "wordpress.com" in generators_of(document):
        root = f"https://{PUBLIC_API}/"
    if root is None:
        return None
    parts = urlsplit(root)
    if host_key(root) == PUBLIC_API:
        site = urlsplit(document.url).hostname
        url: str | None = f"https://{PUBLIC_API}/wp/v2/sites/{site}/posts"
    elif "rest_route" in dict(parse_qsl(parts.query, keep_blank_values=True)):
        query = urlencode({"rest_route": "/wp/v2/posts"}, quote_via=quote)
        url = normalise(urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")))
    else:
        url = normalise(root.rstrip("/") + "/wp/v2/posts")
    if url is None:
        return None
    return Lead(url=Collection(url, "posts").sweep(), role=LeadRole.REST, route="rest")


def is_rest(document: Document) -> bool:
    return "json" in document.content_type and collection_of(document.url) is not None


def read_rest(document: Document) -> Page:
    """Never raises: an answer that is no list gives a problem."""
    asked = collection_of(document.url)
    assert asked is not None
    try:
        said = said_in(document.text)
    except ValueError as error:
        return Page(url=document.url, kind=PageKind.LIST, problem=f"no JSON: {error}")
    if not isinstance(said, list):
        return Page(url=document.url, kind=PageKind.LIST, problem="no list of items")
    told = [x for x in said if not (isinstance(x, dict) and ERASED_CLASS in x)]
    items = [x for x in told if isinstance(x, dict) and _is_item(x, document.url)]
    lost = len(told) - len(items)
    reads = _comment if asked.kind == "comments" else _article
    found = [one for item in items if (one := reads(item, asked, document.url)) is not None]
    listing = _listing(document, asked, tuple(listed for listed, _ in found))
    return Page(
        problem=f"{lost} of {len(told)} things listed have no id or address" if lost else None,
        url=document.url,
        kind=PageKind.LIST,
        evidence=tuple(evidence for _, evidence in found if evidence is not None),
        leads=tuple(_leads(document.url, asked, listing)),
        listing=replace(listing, is_whole=listing.is_whole and not lost),
    )


def _is_item(item: dict[str, Any], base: str) -> bool:
    link = item.get("link")
    is_linked = isinstance(link, str) and bool(link.strip()) and normalise(link, base) is not None
    return isinstance(item.get("id"), int) and is_linked


def _declared(document: Document) -> str | None:
    for link in document.names.tagged("link"):
        if _REL in (link.get("rel") or "").split():
            return normalise(link.get("href") or "", document.url)
    found = _LINK.search(", ".join(v for k, v in document.headers if k.lower() == "link"))
    return normalise(found[1], document.url) if found else None


def _listing(document: Document, asked: Collection, items: tuple[Listed, ...]) -> Listing:
    query = dict(parse_qsl(urlsplit(document.url).query))
    is_only = "include" in query or "post" in query
    return Listing(
        source=asked.url,
        items=items,
        is_whole=query.get("orderby") == "id" and not is_only,
        part=whole_number(query.get("page")) or 1,
        parts=max(1, whole_number(document.header("x-wp-totalpages")) or 1),
        total=None if is_only else whole_number(document.header("x-wp-total")),
    )


def _leads(url: str, asked: Collection, listing: Listing) -> Iterator[Lead]:
    """Articles; of a sweep's first page its further pages; of the articles' the other lists, too."""
    if listing.part == 1 and "page=1&" in url:
        further = [url.replace("page=1&", f"page={n}&") for n in range(2, listing.parts + 1)]
        if listing.is_whole and asked.kind == "posts" and "_fields=" not in url:
            further += [asked.beside(kind).sweep() for kind in ("pages", "comments")]
        yield from (Lead(url=x, role=LeadRole.REST, route="rest") for x in further)
    if asked.kind != "comments":
        role = LeadRole.ARTICLE if asked.kind == "posts" else LeadRole.PAGE
        yield from (Lead(url=item.url, role=role, route="rest") for item in listing.items)


def _article(
    item: dict[str, Any], asked: Collection, base: str
) -> tuple[Listed, Evidence | None] | None:
    """An article's place in the list, and what is said of it; nothing of one behind a password."""
    url = normalise(str(item.get("link") or ""), base)
    if url is None or item.get("status", "publish") != "publish":
        return None
    key = str(item["id"])
    listed = Listed(key=key, url=url, stamp=str(item.get("modified_gmt") or ""))
    content = item.get("content")
    if not isinstance(content, dict) or content.get("protected"):
        return listed, None
    text, markdown = fragment_to_text(str(content.get("rendered") or ""))
    authors, categories, tags = _embedded(item.get("_embedded"))
    return listed, Evidence(
        article_url=url,
        route=Route.REST,
        item_url=asked.item(key),
        kind=ArticleKind.ARTICLE if asked.kind == "posts" else ArticleKind.PAGE,
        key=key,
        title=line(_rendered(item, "title")),
        authors=authors,
        published=_moment(item, "date"),
        modified=_moment(item, "modified"),
        categories=categories,
        tags=tags,
        text=text or None,
        markdown=markdown or None,
        excerpt=fragment_to_text(_rendered(item, "excerpt"))[0] or None,
        comments_open={"open": True, "closed": False}.get(str(item.get("comment_status"))),
        methods={"text": "rest"} if text else {},
    )


def _comment(
    item: dict[str, Any], asked: Collection, base: str
) -> tuple[Listed, Evidence | None] | None:
    url = normalise(str(item.get("link") or ""), base)
    if url is None or item.get("status", "approved") != "approved":
        return None
    article_url, _ = without_comment_page(url)
    key, above = str(item["id"]), str(item.get("parent") or "")
    parent = above if above.isdigit() and above not in ("0", key) else None
    text, markdown = fragment_to_text(_rendered(item, "content"))
    comment = Comment(
        key=key,
        parent_key=parent,
        parent_state=ParentState.KNOWN if parent else ParentState.NONE,
        depth=2 if parent else 1,
        author=line(item.get("author_name")),
        author_url=normalise(str(item.get("author_url") or "")),
        by_article_author=None,
        published=_moment(item, "date"),
        text=text,
        markdown=markdown,
        kind=CommentKind.COMMENT
        if item.get("type", "comment") == "comment"
        else CommentKind.PINGBACK,
        permalink=str(item["link"]),
    )
    said = [article_url, parent, comment.author, comment.author_url, comment.markdown]
    stamp = sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]
    evidence = Evidence(
        article_url=article_url,
        route=Route.REST,
        item_url=asked.item(key),
        key=str(item.get("post") or "") or None,
        comments=(comment,),
    )
    return Listed(key=key, url=article_url, stamp=stamp), evidence


def _rendered(item: dict[str, Any], name: str) -> str:
    said = item.get(name)
    return str(said.get("rendered") or "") if isinstance(said, dict) else ""


def _moment(item: dict[str, Any], name: str) -> Moment | None:
    """In UTC where WordPress says it, else in the blog's time."""
    for key, zone in ((f"{name}_gmt", "+00:00"), (name, "")):
        said = str(item.get(key) or "")
        if _GMT.match(said):
            return Moment(said + zone)
    return None


def _embedded(said: Any) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Authors, categories and tags, as far as they are given by name."""
    parts = said if isinstance(said, dict) else {}
    authors = [line(x.get("name")) for x in _items(parts.get("author"))]
    terms = [x for group in _items(parts.get("wp:term"), list) for x in _items(group)]
    named = {
        taxonomy: [line(x.get("name")) for x in terms if x.get("taxonomy") == taxonomy]
        for taxonomy in ("category", "post_tag")
    }
    shown = [x for x in authors if x and x.lower() not in _NOBODY]
    return tuple(shown), _names(named["category"]), _names(named["post_tag"])


def _names(said: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for x in said if x))


def _items(said: Any, kind: type = dict) -> list[Any]:
    return [x for x in said if isinstance(x, kind)] if isinstance(said, list) else []
