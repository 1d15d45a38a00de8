"""What a link may lead to if a text goes on there."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from archive.urls import host_key, path_and_query

_PERSON = re.compile(
    r"\A/(?:@[^/]*|(?:in|company|author|authors|user|users|profile|people|u|channel|c)/[^/]+)/?\Z",
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

_WRITERS = re.compile(
    r"\A(?:[\w-]+\.)?medium\.com/[^/]+/|\Amedium\.com/p/|\.substack\.com/p/|linkedin\.com/pulse/|\.ghost\.io/|\Anote\.com/"
)
_SHORTENER = 7  # letters of wp.me, bit.ly, lnkd.in
_SHORT_PATH = 16
# Where maps, wares, films, recordings, forms, campaigns, chats and code stand, by what such addresses are called.
_OTHER_HOST = re.compile(
    r"(?:\A|\.)(?:maps?|shop|store|cart|checkout|podcasts?|videos?|tickets?|donate|cta-redirect|click|track|ad|ads|partners?|affiliates?)\."
    r"|(?:\A|\.)(?:amazon(?:\.\w+){1,2}|amzn\.(?:to|com|eu)|a\.co|ebay\.\w+|etsy\.com|bookshop\.org|goodreads\.com|youtube\.com|youtu\.be|vimeo\.com"
    r"|dailymotion\.com|spotify\.com|soundcloud\.com|slideshare\.net|eventbrite\.\w+|surveymonkey\.com|paypal\.(?:com|me)|patreon\.com"
    r"|gofundme\.com|zoom\.us|doodle\.com|calendly\.com|instagram\.com|pinterest\.\w+|flickr\.com|wikipedia\.org"
    r"|(?:www\.)?google\.\w+|github\.com|gitlab\.com|discord\.(?:com|gg)|t\.me|wa\.me|slack\.com)\Z"
)
_NUMBERED = re.compile(r"(?:\A|&)(?:p|page_id|id|article|post|story|item)=\w")
_OTHER_PATH = re.compile(
    r"/(?:maps?|shop|store|products?|cart|checkout|dp|gp|podcasts?|episodes?|videos?|watch|donate|tickets?|cta|anmeld\w+|aanmeld\w+"
    r"|inscri\w+|iscri\w+|directions)(?:/|\Z)|/(?:click|redirect|track)\.(?:asp|php|cgi)",
    re.IGNORECASE,
)


def is_text(url: str) -> bool:
    """Whether a normalised URL is not that of a home page, a profile, a paper, a picture, a map, a
    ware, a film, a form or a chat."""
    host, (path, query) = host_key(url), path_and_query(url)
    if path in ("", "/") and not _NUMBERED.search(query):
        return False
    if any(x.search(host) for x in (_OTHER_HOST, _PAPER)):
        return False
    return not any(x.search(path) for x in (_OTHER_PATH, _PAPER, _PERSON, _NO_TEXT))


def kind_of(url: str) -> str:
    """An article of somebody who writes on a platform, a short link, or any other address."""
    parts = urlsplit(url)
    if _WRITERS.search(f"{parts.hostname}{parts.path}"):
        return "writer"
    is_short = len(letters_of_host(url)) <= _SHORTENER and parts.path.count("/") <= 2
    return "short" if is_short and len(parts.path) <= _SHORT_PATH else "any"


def letters_of_host(url: str) -> str:
    """Its letters and digits."""
    return re.sub(r"[^a-z0-9]", "", unquote(urlsplit(url).hostname or ""))
