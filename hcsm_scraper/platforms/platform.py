"""What reading asks of a blog software, with answers for an unknown one; platforms override."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from archive.records import ArticleKind, PageKind
from archive.urls import absolute, normalise, route, same_site, without_comment_page
from hcsm_scraper.extraction.beside import others_beside
from hcsm_scraper.extraction.comment_count import announced_in
from hcsm_scraper.extraction.comments import Shown, Thread
from hcsm_scraper.extraction.comments_declared import declared_comments
from hcsm_scraper.extraction.comments_found import comment_areas, comments_by_structure
from hcsm_scraper.extraction.container import repeated_heading
from hcsm_scraper.names import outermost
from hcsm_scraper.platforms.lists import leads_only_below, leads_to_articles

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.names import Names

_LISTING_PATH = re.compile(
    r"/(?:page/\d+|category\d*/.+|categories(?:/.*)?|tags|tags?/.+|authors|authors?\d*/.+|topics?/.+|label/.+|"
    r"archives?(?:/(?:19|20)\d\d(?:[/-]\d\d?){1,2}|/C\d+)?|posts|blog|search(?:/.*)?)(?:\.html|/)?\Z"
    r"|\A/(?:post|index\.html)/?\Z"
    r"|\A(?:/[^/]+)?/(?:page|index)\d+(?:\.html|/)?\Z"  # Jekyll's, Pelican's; deeper: an article's part
    # a date stands behind short words only: "/blog/2016/05/", not "/a-title-of-many-words/2016/05/"
    r"|\A(?:/[^/-]+(?:-[^/-]+)?){0,3}/(?:19|20)\d{2}(?:/\d{1,2}(?:/\d{1,2})?)?(?:/C\d+)?(?:/summary)?(?:\.html)?/?\Z",
    re.IGNORECASE,
)
_YEAR_PATH = re.compile(r"/archives?/(?:19|20)\d\d/?\Z")  # or the number of an article
_PAGE_PATH = re.compile(
    r"\A(?:/[a-z]{2})?/(?:(?:pages?|docs)/.*[a-z].*|(?:about|contact)(?:-?(?:me|us|this-(?:site|blog)))?|imprint|colophon|"
    r"disclaimer|faq|uses|terms(?:-of-(?:use|service))?|privacy(?:-policy)?|impressum|datenschutz(?:erklaerung)?|kontakt|"
    r"ueber-(?:mich|uns)|a-propos|mentions-legales|acerca(?:-de)?|sobre(?:-mi)?|contacto|contato|chi-siamo|contatti|over-mij)"
    r"(?:\.\w{3,5}|/)?\Z",
    re.IGNORECASE,
)
_LISTING_PARAMETER = re.compile(
    r"(?:^|&)(?:paged|cat|tag|author|search)=|(?:^|&)m=\d{4,8}(?:&|\Z)", re.IGNORECASE
)
_NAMED_BY_QUERY = re.compile(
    r"(?:^|&)(?:p|id|(?:post|item|entry|article)_?(?:id)?|view|url)=[^&]", re.IGNORECASE
)
_BARE_WORD = re.compile(r"\w+=?|(?:pg|page)=\d+")  # `index.php?archive`, `?page2`
_SEARCHED = re.compile(r"(?:^|&)s=", re.IGNORECASE)  # by WordPress; elsewhere it says who shared
_DATED_PATH = re.compile(
    r"/(?:19|20)\d{2}/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?/(?!page/)[^/]*[^\d/][^/]*/?\Z"
)
_NOT_FOUND = re.compile(
    r"\W*(?:(?:error\s*)?404\b.{0,60}|(?:oops\W*)?(?:(?:this|that|the|sorry)\W+)*(?:page|site|content|article|url)\b.{0,30}"
    r"\b(?:not|cannot|can't|can’t|couldn't|couldn’t|could not)\b.{0,10}\b(?:be )?found|not found|nothing found|"
    r"(?:diese )?seite (?:wurde )?nicht gefunden|page (?:non trouvée|introuvable)|página no encontrada|"
    r"página não encontrada|pagina non trovata|pagina niet gevonden)\W*",
    re.IGNORECASE,
)
_ARTICLE_TYPE = re.compile(r"schema\.org/(?:BlogPosting|NewsArticle|Article)\b")
_JSON_ARTICLE = re.compile(
    r'"@type"\s*:\s*(?:\[\s*)?(?:"\w+"\s*,\s*)?"(?!Job)\w{0,20}(?:Posting|Article)"'
)
_JSON_LIST = re.compile(r'"@type"\s*:\s*"(?:Blog|ItemList|CollectionPage)"')
_CAN_ANSWER = etree.XPath(
    "//form[.//textarea][contains(@id,'comment') or contains(@class,'comment') or contains(@action,'comment')]"
)
_ELSEWHERE = frozenset("aside footer form nav".split())
_PROSE = 250  # bytes: a Chinese word takes as many as an English one
_WORDS = 40  # bytes: a picture's caption, or the few words of a short post
_PART = re.compile(r"\A(?P<article>.*/)(?P<part>\d{1,2})/?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which article a document is about, and which piece of it. `parts` None: it is not said."""

    article_url: str
    part: int = 1
    parts: int | None = None
    comment_page: int | None = None


class Platform:
    """The default: what pages declare, then what all blogs have in common."""

    name: str | None = None
    generators: tuple[str, ...] = ()  # how what the page names as its maker begins, in lower case

    def recognises(self, document: Document) -> bool:  # noqa: ARG002 - the default claims nothing
        """Whether a page that names no maker bears its marks."""
        return False

    def kind(self, document: Document) -> PageKind:
        """ARTICLE, INDEX or OTHER of an HTML page that was answered with 200."""
        if is_listing_url(document.url):
            return PageKind.INDEX
        if is_not_found(document):
            return PageKind.OTHER
        is_first, is_dated = is_home(document.url), is_dated_article_url(document.url)
        if is_first and not urlsplit(document.url).query:
            return PageKind.INDEX
        if not is_dated and not _says_when(document.names) and leads_only_below(document):
            return PageKind.INDEX
        if says_article(document.names):
            return PageKind.ARTICLE
        if is_first or _YEAR_PATH.search(route(document.url)):
            return PageKind.INDEX
        if (declared := _declared_articles(document.names)) is not None:
            if declared > 1 and others_beside(
                document, (document.url, self.place(document).article_url)
            ):
                return PageKind.ARTICLE
            return PageKind.ARTICLE if declared == 1 else PageKind.INDEX
        if is_dated:
            return PageKind.ARTICLE
        articles = document.tree.findall(".//article")
        if leads_to_articles(articles[0] if len(articles) == 1 else document.tree, document.url):
            return PageKind.INDEX
        if len(articles) > 1 and not any(a.find(".//article") is not None for a in articles):
            headed = [
                a for a in articles if a.find(".//h2") is not None or a.find(".//h3") is not None
            ]
            if len(headed) > 2 and document.tree.find(".//h1") is None:
                return PageKind.INDEX
        is_one = len(articles) == 1 and _has_words(articles[0])
        if is_one or _has_prose(document.tree) or _shows_picture(document.tree):
            return PageKind.ARTICLE
        return PageKind.OTHER

    def article_kind(self, document: Document) -> ArticleKind:
        is_dated = is_dated_article_url(document.url)
        is_page = not is_dated and _PAGE_PATH.match(route(document.url))
        return ArticleKind.PAGE if is_page else ArticleKind.ARTICLE

    def article_key(self, document: Document) -> str | None:  # noqa: ARG002
        """The platform's own id of the article."""
        return None

    def place(self, document: Document) -> Place:
        """The article's canonical URL: what the page declares, where that is plausible."""
        own, comment_page = without_comment_page(document.url)
        declared = canonical_of(document)
        if declared is not None:
            declared, _ = without_comment_page(declared)
            if declared != own and is_plausible(declared, own, document):
                own = declared
        return Place(article_url=own, comment_page=comment_page)

    def thread(self, document: Document) -> Thread:
        """The page's comments: in its elements, or in its JSON-LD where that knows more of them;
        with what the page says of their number, and whether more may be written."""
        declared, count = declared_comments(document)
        comments = tuple(x.comment for x in self.comments(document))
        if len(declared) > len(comments):
            comments = declared
        said = announced_in(document) if count is None else count
        return Thread(
            comments=comments,
            is_open=True if _CAN_ANSWER(document.tree) else None,
            announced=None if said is not None and said < len(comments) else said,
        )

    def comments(self, document: Document) -> tuple[Shown, ...]:
        """Comments in the page's elements, or in a script that draws them."""
        return comments_by_structure(document)

    def body_element(self, document: Document) -> HtmlElement | None:
        """The element of the page that holds the article's text and nothing else, if it is known."""
        found = [
            x
            for x in document.tree.iter("div", "section", "article")
            if x.get("itemprop") == "articleBody"
        ]
        return found[0] if len(found) == 1 else document.names.only("e-content")

    def comment_areas(self, document: Document) -> list[HtmlElement]:
        """Elements of the page that hold comments or their form: cut before the body is read."""
        return comment_areas(document)

    def surroundings(self, body: HtmlElement) -> list[HtmlElement]:  # noqa: ARG002
        """What themes put into the element of the text that is not text: bylines, topics."""
        return []

    def article_element(self, document: Document) -> HtmlElement | None:  # noqa: ARG002
        """The element that holds the article with its title, byline and footer, if it is known."""
        return None

    def is_closed_to_readers(self, document: Document) -> bool:  # noqa: ARG002
        """Whether the page asks for a password or a payment instead of showing its text."""
        return False

    def is_for_members(self, body: HtmlElement) -> bool:  # noqa: ARG002
        """Whether the element of the text asks for a log-in where the text would go on."""
        return False


def generators_of(document: Document) -> tuple[str, ...]:
    """What the page says made it, and plugins beside it, in lower case."""
    said = (
        x for x in document.names.tagged("meta") if (x.get("name") or "").lower() == "generator"
    )
    return tuple((x.get("content") or "").strip().lower() for x in said)


def body_classes(tree: HtmlElement) -> set[str]:
    body = tree.find("body")
    return set((body.get("class") or "").split()) if body is not None else set()


def is_listing_url(url: str) -> bool:
    parts = urlsplit(url)
    is_search = _SEARCHED.search(parts.query) and parts.path.endswith(("/", ".php"))
    return bool(
        is_search or _LISTING_PATH.search(route(url)) or _LISTING_PARAMETER.search(parts.query)
    )


def is_home(url: str) -> bool:
    """Whether it is the site's first page, or one that it goes on to: no path, nor does its query
    name an article."""
    query = urlsplit(url).query
    path = route(url)
    if path == "/index.php":
        return not query or _BARE_WORD.fullmatch(query) is not None
    return path in ("", "/") and not _NAMED_BY_QUERY.search(query)


def _says_when(names: Names) -> bool:
    """Whether the head tells when it was published: a list was not."""
    return any(x.get("property") == "article:published_time" for x in names.tagged("meta"))


def _declared_articles(names: Names) -> int | None:
    """How many articles microformats or microdata mark on the page, None if none; one that is
    marked without its text is a hint at another page."""
    entries = outermost(names.named(("h-entry", "hentry")))
    items = outermost([x for x in names.typed if _ARTICLE_TYPE.search(x.get("itemtype") or "")])
    marked = entries or items
    texts = {
        around
        for text in names.named(("e-content", "entry-content"))
        for around in (text, *text.iterancestors())
    }
    whole = [x for x in marked if x in texts or _has_prose(x)]
    return len(marked) if len(marked) > 1 else 1 if whole else None


def is_dated_article_url(url: str) -> bool:
    """Whether the path is a date and a name, as most blogs address their articles."""
    return bool(_DATED_PATH.search(route(url)))


def is_not_found(document: Document) -> bool:
    """Whether the page's heading says that there is no such page, whatever the status says."""
    headings = document.names.tagged("h1")
    if len(headings) > 1 or says_article(document.names):
        return False
    heading = headings[0] if headings else document.tree.find(".//title")
    said = "" if heading is None else " ".join(heading.text_content()[:200].split())
    return bool(_NOT_FOUND.fullmatch(said))


def canonical_of(document: Document) -> str | None:
    """The URL that rel=canonical or og:url declares, normalised; None for what is no URL."""
    for link in document.names.tagged("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return _declared(link.get("href"), document)
    for meta in document.names.tagged("meta"):
        if meta.get("property") == "og:url" and meta.get("content"):
            return _declared(meta.get("content"), document)
    return None


def _declared(address: str, document: Document) -> str | None:
    bare = address.strip()
    is_url = re.match(r"https?://|/", bare, re.IGNORECASE) and not re.search(r"\s", bare)
    return normalise(bare, document.url) if is_url else None


def is_plausible(declared: str, own: str, document: Document) -> bool:
    """Whether a declared URL may be the page's own: templates and plugins declare the home page,
    or another article, for every page."""
    if not same_site(declared, own):
        return False
    one, other = urlsplit(declared), urlsplit(own)
    if one.path.rstrip("/") == other.path.rstrip("/"):
        return bool(one.path.strip("/")) or one.query == other.query
    if one.path in ("", "/") and not one.query:
        return False
    if is_listing_url(declared) and not is_listing_url(own):
        return False
    selves = references_to_itself(document)
    if declared in selves or own in selves:
        return declared in selves
    return _title_in(declared, document) >= _title_in(own, document)


def references_to_itself(document: Document) -> set[str]:
    """URLs of the article that its page's machinery names: its comments, its feed, its embedding."""
    found: set[str] = set()
    for link in document.names.tagged("a", "link"):
        href = link.get("href") or ""
        if link.tag == "link":
            if "oembed" in (link.get("type") or ""):
                query = urlsplit(absolute(href, "") or "").query
                found.add(normalise(dict(parse_qsl(query)).get("url", "")) or "")
            continue
        if re.search(r"#(?:respond|comments?|comment-\d+)\Z", href) and not href.startswith("#"):
            inside = any("widget" in (x.get("class") or "") for x in link.iterancestors())
            if not inside and (url := normalise(href, document.url)) is not None:
                found.add(without_comment_page(url)[0])
    return found - {""}


def _title_in(url: str, document: Document) -> float:
    """Share of the words of the URL's last segment that the page's title has."""
    title = document.tree.find(".//title")
    words = set(re.findall(r"\w+", (title.text_content() if title is not None else "").lower()))
    slug = unquote(route(url)).rstrip("/").rsplit("/", 1)[-1].lower()
    named = [x for x in re.findall(r"\w+", slug) if len(x) > 2]
    return sum(x in words for x in named) / len(named) if named else 0.0


def part_of(url: str, article_url: str) -> int | None:
    """The part that `url` is of `article_url` (`…/title/2/`, `…?page=2`), or None."""
    if "?" not in url and not url.rstrip("/")[-1:].isdigit():
        return None
    match = _PART.match(urlsplit(url).path)
    if match and match["article"].rstrip("/") == urlsplit(article_url).path.rstrip("/"):
        return int(match["part"])
    found = re.search(r"(?:^|&)page=(\d{1,2})(?:&|$)", urlsplit(url).query)
    if found and urlsplit(url).path == urlsplit(article_url).path:
        return int(found[1])
    return None


def says_article(names: Names) -> bool:
    """Whether Open Graph or JSON-LD declare the page to be an article."""
    for meta in names.tagged("meta"):
        if meta.get("property") == "article:published_time":
            return True
        if meta.get("property") == "og:type":
            if (meta.get("content") or "").strip().lower() == "article":
                return True
    return any(
        _says_one_article(x.text or "")
        for x in names.tagged("script")
        if "ld+json" in (x.get("type") or "")
    )


def _says_one_article(json_ld: str) -> bool:
    """A blog's list declares the articles that it leads to."""
    found = _JSON_ARTICLE.findall(json_ld)
    return len(found) == 1 or (bool(found) and not _JSON_LIST.search(json_ld))


def _has_prose(tree: HtmlElement) -> bool:
    """In paragraphs, or as old pages write it: lines in one element, set apart by <br>."""
    if sum(len(p.text_content().encode("utf-8", "replace")) for p in tree.iter("p")) > _PROSE:
        return True
    for element in tree.iter("div", "td", "span", "section", "article", "font", "pre"):
        own = len(element.text or "") + sum(len(child.tail or "") for child in element)
        if own > _PROSE:
            return True
    return False


def _shows_picture(tree: HtmlElement) -> bool:
    """Whether below the heading that the page's title repeats stands a picture that leads nowhere."""
    heading = repeated_heading(tree)
    for element in () if heading is None else heading.xpath("following::*"):
        if element.tag in _ELSEWHERE or element.find(".//h2/a") is not None:
            return False
        if element.tag == "img":
            above = {x.tag for x in element.iterancestors()}
            return "a" not in above and not above.isdisjoint(("p", "figure"))
    return False


def _has_words(article: HtmlElement) -> bool:
    """Or a picture, beside its headings: a post of one picture has few words, an empty frame none."""
    if article.find(".//p//img") is not None or article.find(".//figure//img") is not None:
        return True
    beside = article.iter("h1", "h2", "h3", "script", "style", "nav", "footer")
    words = _size(article) - sum(_size(x) for x in beside)
    return words > _WORDS


def _size(element: HtmlElement) -> int:
    """Of its words, in bytes."""
    return len("".join(element.text_content().split()).encode("utf-8", "replace"))
