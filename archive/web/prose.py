"""Archived text as HTML that can do nothing: Markdown without HTML, then an allow-list."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

REL = "noopener nofollow ugc"
LONGEST = 2_000_000  # letters; what is longer is shown as plain text
_TAGS = set(
    "a abbr b blockquote br code del em h2 h3 h4 h5 h6 hr i li ol p pre s strong sub sup "
    "table tbody td th thead tr ul".split()
)
_SCHEMES = {"http", "https", "mailto"}


def prose(markdown: str | None, text: str | None = None, *, level: int = 2) -> Markup:
    """Pictures become links: nothing is fetched to show a page."""
    said = markdown or text or ""
    if len(said) > LONGEST:
        return Markup("<pre>{}</pre>").format(said)
    tokens = _markdown().parse(said)
    _set_levels(tokens, level)
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return Markup(  # noqa: S704 - nh3 made it safe
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href", "title"}, "ol": {"start"}},
            url_schemes=_SCHEMES,
            link_rel=REL,
        )
    )


def web_address(url: str | None) -> str | None:
    """The URL if a click on it goes to the web, else None."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _markdown() -> MarkdownIt:
    return _MARKDOWN


def _set_levels(tokens: Sequence[Token], level: int) -> None:
    """Headings of the text begin at `level` and go down a step at a time, as an outline does."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    last = level - 1
    for token in headings:
        if token.type == "heading_open":
            last = min(level + int(token.tag[1]) - highest, last + 1, 6)
        token.tag = f"h{last}"


def _picture(
    _renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    token = tokens[at]
    name = escape(token.content) or "without description"
    return f'<a href="{escape(str(token.attrGet("src") or ""))}">Picture: {name}</a>'


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_MARKDOWN.add_render_rule("image", _picture)
