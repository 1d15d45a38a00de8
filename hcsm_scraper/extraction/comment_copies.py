"""A copy of what one comment's element says, without names, dates, buttons and what stands beside its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Container

    from lxml.html import HtmlElement

_ASIDE = re.compile(
    r"(?:^|\s)(?:[a-z]+[-_])?(?:comment[-_]*(?:author|meta|metadata|date|time|reply(?:[-_]link)?|edit[-_]link|"
    r"likes?|like[-_][\w-]+|awaiting[-_]moderation|actions?|foot(?:er)?|head(?:er)?|avatar|links?|share|vote|number|count|"
    r"author[-_]name|buttons?|tools?|flag|rating)|commentmetadata|commentnumber|vcard|says|edit-link|avatar|gravatar|"
    r"screen-reader-text|deleted-comment|show-all-toggle|jetpack-likes-widget\S*|jetpack-comment-likes\S*)(?=$|\s)"
    r"|(?:^|\s)(?:fn|reply|children|votes?|ratings?|likes?|wp-block-comment-(?:author-name|date|edit-link|reply-link)|"
    r"wp-block-avatar|wpd-vote|wpd-reply-button|wpdiscuz\S*)(?=$|\s)",
    re.IGNORECASE,
)
DEAD_TAGS = frozenset(
    "script style form textarea input button noscript iframe template svg".split()
)
SAYS = re.compile(
    r"(?:(?:\A|\s+)(?:says|said|wrote|commented|sagt|hat gesagt|schreibt|meint|dit|a dit(?: :)?|dice|dijo|ha detto|disse|"
    r"diz|schreef|zei|zegt))?\s*(?::|…|\.\.\.)?\s*\Z"
    # Drupal: username.html.twig
    r"|\s+\[(?:visitor|member)\]\Z"  # b2evolution
    r"|\s+\((?:not verified|nicht überprüft|non vérifié|sin verificar|não verificado|non verificato|niet geverifieerd)\)\Z",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"\W*(?:reply|quote|like|vote|report|share|link|permalink|parent|edit|delete|flag|thread|antworten|zitieren|répondre|"
    r"responder|rispondi|beantwoorden|reageren?)\W*",
    re.IGNORECASE,
)
_MARKS = frozenset(("", "|", "·", "•", "/"))  # between buttons
_NO_TAG = re.compile(r"[&<>/\"'\s]")  # what a parser takes from broken markup, and refuses to write


def copied_of(
    element: HtmlElement, own: Container[HtmlElement], outside: tuple[str, ...]
) -> HtmlElement:
    """A copy of the element with what is its own and no aside; what stands behind those stays."""
    root = html.Element(element.tag, dict(element.attrib))
    root.text = element.text
    waiting = [(child, root) for child in reversed(element)]
    while waiting:
        source, parent = waiting.pop()
        is_outside = source.tag in outside or (bool(outside) and _is_button(source))
        if source not in own or is_outside or is_aside(source):
            if source.tail:
                _append_text(parent, " " if source.tail.strip() in _MARKS else source.tail)
            continue
        tag = "span" if _NO_TAG.search(source.tag) else source.tag
        made = etree.SubElement(parent, tag, dict(source.attrib))
        made.text, made.tail = source.text, source.tail
        waiting += [(child, made) for child in reversed(source)]
    return root


def drop_says(copied: HtmlElement) -> None:
    """ "Ann says:" without its name."""
    if copied.text and SAYS.fullmatch(copied.text):
        copied.text = None
    for child in copied:
        if child.tail and SAYS.fullmatch(child.tail):
            child.tail = None


def is_aside(element: HtmlElement) -> bool:
    return element.tag in DEAD_TAGS or bool(_ASIDE.search(element.get("class") or ""))


def _is_button(element: HtmlElement) -> bool:
    return (
        element.tag == "a"
        and _BUTTON.fullmatch(" ".join(element.text_content().split())) is not None
    )


def _append_text(parent: HtmlElement, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
