"""What a link may lead to if a text goes on there."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_PERSON = re.compile(
    r"/(?:@[^/]*|(?:in|company|author|authors|user|users|profile|people|u|channel|c)/[^/]+)/?\Z",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|zip|mp[34]|m4[av]|ogg|wav|mov|avi|webm|ics)\Z"
    r"|/(?:tags?|topics?|category)/[^/]+/?\Z"  # of many articles
    r"|/(?:subscribe|login|log-in|signin|sign-in|signup|sign-up|register|newsletter|feed|about|followers|share"
    r"|sharer|sharer\.php|share-offsite|shareArticle|intent/\w+|wp-login\.php)/?\Z",
    re.IGNORECASE,
)
# Where papers stand: they are cited, not continued.
_PAPER = re.compile(
    r"\A(?:dx\.)?doi\.org\Z|\A(?:www\.)?(?:arxiv|medrxiv|biorxiv)\.org\Z|\.nih\.gov\Z|/doi/(?:full/|abs/|pdf/)?10\.\d"
)


def is_text(url: str) -> bool:
    """Not a home page, an author's profile, a paper, a picture or a form."""
    parts = urlsplit(url)
    if parts.path in ("", "/") and not parts.query:
        return False
    if _PAPER.search(parts.hostname or "") or _PAPER.search(parts.path):
        return False
    return not _PERSON.match(parts.path) and not _NO_TEXT.search(parts.path)


def letters_of_host(url: str) -> str:
    """Its letters and digits."""
    return re.sub(r"[^a-z0-9]", "", unquote(urlsplit(url).hostname or ""))
