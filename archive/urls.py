"""URLs as the archive spells them: one spelling per page; and traps, which are never asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import (
    parse_qsl,
    quote,
    unquote,
    urlencode,
    urljoin,  # noqa: TID251 - here it is caught
    urlsplit,
    urlunsplit,
)

from archive.text import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from urllib.parse import SplitResult

DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that never choose another page: campaign tags and session ids.
_NOISE = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_hs(enc|mi)|ref_src|mkt_tok|relatedposts_\w+|"
    r"phpsessid|jsessionid|aspsessionid\w*|sid|sessid|session_?id|nb|spm",
    re.IGNORECASE,
)
# Parameters that make an action or a second view of a page already known.
_TRAP_PARAMETER = re.compile(
    r"replytocom|share|like_comment|_wpnonce|like|openidserver|unapproved|moderation-hash|"
    r"print|printable|format|ical|eventdisplay|tribe[-_].*|add-to-cart|action|redirect_to|preview|"
    r"showcomment|reply|amp|noamp|wpmp_switcher|shared|s",
    re.IGNORECASE,
)
# What `action` names where it is the way to all pages (Chyrp: `?action=view&url=a-title`).
_VIEW = re.compile(
    r"view|show|read|index|list|page|post|entry|article|archives?|category|tags?|feed"
)
_TRAP_PATH = re.compile(
    r"/wp-(admin|login\.php|comments-post\.php|signup\.php|cron\.php|register\.php|json)(/|$)"
    r"|/xmlrpc\.php|/(wp-)?trackback(\.php)?(/\d+)?/?$|/mt-tb\.cgi|/(calendar|ical|events/month)/|/print/?$|/amp/?$|/embed/?$"
    r"|/(login|signin|signup|register|logout|cart|checkout|my-account)/?$",
    re.IGNORECASE,
)
_FILES = frozenset(  # how their names end
    "jpg jpeg png gif webp avif svg ico bmp tif tiff css js mjs json pdf doc docx xls xlsx ppt "
    "pptx odt epub zip gz tgz rar 7z tar exe dmg apk mp3 m4a ogg wav flac mp4 m4v mov avi webm wmv "
    "woff woff2 ttf eot ics rtf".split()
)
_ASKED_FOR = frozenset("q s query search tag cat".split())  # words, whichever they are
_COMMENT_PAGE = re.compile(r"/comment-page-(\d+)(?=/|$)", re.IGNORECASE)
# `/2018/03/04/a-title/comments/` (FlatPress), in the path or in a query that holds it; what one
# word names may be a folder of the blog.
_BELOW = re.compile(
    r"((?:/|%2F)(?:[^/?&%]|%(?!2F))+-(?:[^/?&%]|%(?!2F))+)(?:/|%2F)comments(/|%2F)?$"
)
# Most links are spelled as the archive spells them: nothing to decode, to sort out or to fold.
_SPELLED = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/(?:[A-Za-z0-9_~-][A-Za-z0-9_~.-]*(?:/(?=[A-Za-z0-9_~-])|/?$))*"
)
_WHOLE = re.compile(r"https?://[^/?#;][^;]*", re.IGNORECASE)  # joining drops an empty ";"
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*/?")
_SAFE_PATH = "/:@!$&'()*+,;=~-._"
_SAFE_IN_ROUTE = "/:@!$'()*,;~-._"
# Without rewriting, the query holds the path: `index.php?article3/title`, `?u=/2014/title`,
# `?url=archives/3-title`
_ROUTE = re.compile(
    r"(?:(?:\w{1,12}=)?/([\w~.,%+-]+(?:/[\w~.,%+-]*)*)|(?:ur[il]=)?([\w~.,%+-]+(?:/[\w~.,%+-]*)+))=?(?:&|\Z)",
    re.ASCII,
)
_MAX_LENGTH = 2048


@lru_cache(maxsize=16384)  # a page names its own pages again and again
def normalise(url: str, against: str | None = None) -> str | None:
    """The archive's spelling of an http(s) URL, or None if it is not one.

    Scheme and host in lower case (IDNA), no default port, user info, fragment, dot segments,
    campaign or session parameters; percent-escapes in upper case and only where needed
    (RFC 3986 section 6.2). A trailing slash is kept: it may name another page.
    """
    url = url.strip()
    if against and url.startswith("/") and not url.startswith("//"):
        url = origin(against) + url
    page = url.partition("#")[0]
    if _SPELLED.fullmatch(page) and len(page) <= _MAX_LENGTH:
        return page
    try:
        whole = url if not against or _WHOLE.fullmatch(url) else urljoin(against, url)
        spelled = _spelled(urlsplit(whole))
    except ValueError:
        return None
    return spelled if spelled is not None and len(spelled) <= _MAX_LENGTH else None


def absolute(url: str, against: str) -> str | None:
    """Any address of a page, resolved but not spelled anew; None for what nobody can take apart
    ("http://[x"), for which urljoin and urlsplit raise."""
    try:
        joined = urljoin(against, url)
        urlsplit(joined)
    except ValueError:
        return None
    return joined


def trap(url: str) -> str | None:
    """Why a normalised URL is never requested, or None if it may be."""
    path, query = path_and_query(url)
    for key, value in parse_qsl(query, keep_blank_values=True) if query else ():
        is_view = key == "action" and _VIEW.fullmatch(value)
        is_trackback = value == "trackback" and key not in _ASKED_FOR
        if is_trackback or (_TRAP_PARAMETER.fullmatch(key) and not is_view):
            return f"parameter {key} asks for an action or a second view of a page"
    if _TRAP_PATH.search(path):
        return "path leads to an action, a log-in or a second view of a page"
    if path.rpartition(".")[2].lower() in _FILES:
        return "not a page"
    segments = [s for s in path.split("/") if s]
    repeated = len(segments) - len(set(segments))
    if len(segments) > 20 or (repeated > 1 and any(segments.count(s) > 2 for s in segments)):
        return "path repeats itself"
    return None


def path_and_query(url: str) -> tuple[str, str]:
    """Of a normalised URL: it has a path and no fragment."""
    page, _, query = url.partition("?")
    return page[page.find("/", len("https://")) :], query


def route(url: str) -> str:
    """The path by which a blog's software finds the page: that of the URL, or one in its query."""
    parts = urlsplit(url)
    if parts.query and parts.path.endswith(("/", ".php")):
        if found := _ROUTE.match(parts.query.replace("%2F", "/")):
            return f"/{found[1] or found[2]}"
    return parts.path


def asks_more(url: str, than: str) -> bool:
    """Whether it has the same path, all parameters of the other, which has some, and more."""
    one, other = urlsplit(url), urlsplit(than)
    known = set(other.query.split("&")) - {""}
    return one.path == other.path and bool(known) and known < set(one.query.split("&"))


def folder_of(url: str) -> str:
    """The path that pages below this one have in common: of `/blog` and `/blog/index.html` it is
    `/blog/`."""
    start, _, last = urlsplit(url).path.rpartition("/")
    return f"{start}/" if not last or "." in last else f"{start}/{last}/"


@lru_cache(maxsize=4096)
def endpoint(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a normalised URL."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]


def host_key(url: str) -> str:
    """ "host:port" of a normalised URL; http and https on their default ports are one host."""
    return url.partition("://")[2].partition("/")[0]


def same_site(url: str, other: str) -> bool:
    """Whether two normalised URLs are on one host and port, `www.` aside."""
    return host_key(url).removeprefix("www.") == host_key(other).removeprefix("www.")


def without_comment_page(url: str) -> tuple[str, int | None]:
    """The article a comment page belongs to and its number (`/comment-page-2/`, `?cpage=2`);
    the only one (`/a-title/comments/`) is the first."""
    if "comments" in url[-12:] and _BELOW.search(url):
        return _BELOW.sub(lambda found: found[1] + (found[2] or ""), url), 1
    if "?" not in url and "#" not in url and not _COMMENT_PAGE.search(url):
        return url, None
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    said = [found[1] for found in (_COMMENT_PAGE.search(parts.path),) if found]
    said += [value for key, value in query if key == "cpage"]
    numbers = (number for x in reversed(said) if (number := whole_number(x)) is not None)
    path = _COMMENT_PAGE.sub("", parts.path)
    rest = _query(x for x in query if x[0] != "cpage")
    return urlunsplit((parts.scheme, parts.netloc, path, rest, "")), next(numbers, None)


@lru_cache(maxsize=256)
def origin(url: str) -> str:
    """Scheme, host and port of a normalised URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _spelled(parts: SplitResult) -> str | None:
    """Raises ValueError for a port that is no number, a host or a letter that none may have."""
    scheme, port = parts.scheme.lower(), parts.port
    host = _ascii_host(parts.hostname or "")
    if scheme not in DEFAULT_PORTS or host is None:
        return None
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = parse_qsl(parts.query, keep_blank_values=True) if parts.query else ()
    kept = _query(x for x in query if not _NOISE.fullmatch(x[0]))
    return urlunsplit((scheme, netloc, _path(parts.path), kept, ""))


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    """A path in it (`index.php?article3/title`) stays one: PluXml redirects any other spelling."""
    return "&".join(
        quote(key, safe=_SAFE_IN_ROUTE)
        if not value and "/" in key
        else urlencode([(key, value)], quote_via=quote)
        for key, value in pairs
    )


def _ascii_host(host: str) -> str | None:
    host = host.rstrip(".").lower()
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    is_one = re.fullmatch(r"[a-z0-9._:\[\]-]+", host)
    return (f"[{host}]" if ":" in host else host) if is_one else None


def _path(path: str) -> str:
    if path and _PLAIN_PATH.fullmatch(path):
        return path
    spelled = quote(
        unquote(path, errors="surrogateescape"), safe=_SAFE_PATH, errors="surrogateescape"
    )
    # an escaped slash is not a slash
    if re.search(r"%2f", path, re.IGNORECASE):
        spelled = "/".join(
            quote(
                unquote(s, errors="surrogateescape"),
                safe=_SAFE_PATH.replace("/", ""),
                errors="surrogateescape",
            )
            for s in path.split("/")
        )
    folder = spelled.endswith(("/", "/.", "/.."))
    flat = normpath("/" + spelled.lstrip("/")) if spelled else "/"
    return flat + "/" if folder and flat != "/" else flat


def surt(url: str) -> str:
    """Sort-friendly URI, `org,example)/path?query`, as pywb and the Wayback Machine spell it:
    lower case, no `www.`, no slash at the end, parameters in order."""
    parts = urlsplit(url)
    host = re.sub(r"\Awww\d*\.", "", parts.hostname or "")
    port = f":{parts.port}" if parts.port else ""
    query = "&".join(sorted(parts.query.split("&")))
    path = parts.path.rstrip("/") or "/"
    turned = host if ":" in host else ",".join(reversed(host.split(".")))
    return f"{turned}{port}){path}{'?' + query if query else ''}".lower()
