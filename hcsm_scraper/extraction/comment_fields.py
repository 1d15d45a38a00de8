"""What one comment's element says: its author, time, text and address, whatever the theme calls them.

The text of reply forms, like buttons and "In reply to" lines is no part of a comment.
"""

from __future__ import annotations

import itertools
import re
from functools import cached_property
from typing import TYPE_CHECKING

from archive.urls import absolute
from hcsm_scraper.extraction.blocks import markdown_of, text_of
from hcsm_scraper.extraction.comment_copies import DEAD_TAGS, SAYS, copied_of, drop_says, is_aside
from hcsm_scraper.extraction.comment_names import (
    AUTHOR,
    CONTENT,
    DATE,
    WRAPPER,
    first_named,
    is_named,
)
from hcsm_scraper.extraction.dates import is_of_date, moment, tells_age
from hcsm_scraper.extraction.markdown import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from archive.records import Moment

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("div", "section", "article", "blockquote", "td", "dd", "p")
_WORD_BEFORE_NAME = re.compile(
    r"\A(?:comment|pingback|trackback) from:\s+|"
    r"\A(?:(?:comment|pingback|trackback|kommentar|commentaire|comentario|commento|reactie|posted|submitted|written)\s+(?:#?\d+\s+)?)?"
    r"(?:by|von|par|por|da|di|door|from)(?:\s+|\s*:\s*)|\A(?:pingback|trackback)\s*:\s*",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(
    r"\s+(?:[—–|·•@-]|(?:on|at|am|um|le|el|il|op)\b)\s*|\s*,\s*(?=\d)|\s+(?=\d)"
)
_IN_REPLY = re.compile(
    r"\A\s*(?:in reply to|als antwort auf|en réponse à|en respuesta a|in risposta a|em resposta a|"
    r"als antwoord op)\b[^\n]{0,200}\Z",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"[^\W\d_][^.!?:;\d]{1,50}")
_NO_AUTHOR_LINK = re.compile(r"#(?:comment|respond|li-comment)|replytocom=|\A#")
_BADGES = 2  # blocks of text in an author's part that is more than a name
_PROFILE = re.compile(
    r"/(?:profile|profil|users?|u|people|member|author)s?/[^/]|/@[^/]+/?(?:\Z|\?)"
)
_LONGEST_NAME, _LONGEST_DATE, _LONGEST_AUTHOR = 120, 90, 2000
_COUNTED = r"#\s?-?\d{1,5}"  # a comment's number on its page
# a clock's time, what is over a list ("Comments (12)"), and what is over a pingback
_NO_NAME = re.compile(
    rf"\W*|{_COUNTED}|\W*(?:pingback|trackback)s?\W*|\W*\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?\W*(?:[ap]\.?m\.?)?\W*|.*\(\d+\)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:at |um |à )?\d{1,2}:\d{2}(?::\d{2})?")
_SMALL = ("time", "small", "abbr", "a", "cite", "span")
_BESIDE = ("small", "time", "cite", "header", "footer", "aside")
_NUMBER = re.compile(_COUNTED)
_NUMBER_BEFORE = re.compile(rf"\A{_COUNTED}\W+(?=\w)")
_LINES = ("p", "div", "span", "small", "header", "footer", "dt", "td", *_HEADINGS)
_BETWEEN = " ·•|,:–—"  # what themes print between a name and a date


class Fields:
    """Fields of one comment; `own` are the descendants that belong to no other comment."""

    def __init__(
        self, element: HtmlElement, own: list[HtmlElement], url: str, language: str | None
    ) -> None:
        self._element = element
        self._own = own
        self._url = url
        self._language = language

    @cached_property
    def _content(self) -> HtmlElement | None:
        """The element that holds the text and nothing else, if one is named so."""
        named = (x for names in CONTENT[:-1] for x in self._own if is_named(x, names))
        declared = (x for x in self._own if x.get("itemprop") in ("commentText", "text"))
        last = self._texts()
        for found in itertools.chain(named, declared, last):
            inside = list(found.iterdescendants("*"))
            if (text := first_named(inside, WRAPPER)) is not None:
                return text  # the name of the whole around the text's
            is_sure = found.get("itemprop") is not None  # whatever the theme calls it
            if first_named(inside, AUTHOR[:5]) is None and (is_sure or not is_aside(found)):
                return found
        is_term = self._element.tag == "dt"
        return next((x for x in self._own if x.tag == "dd"), None) if is_term else None

    def _texts(self) -> list[HtmlElement]:
        """Blocks that are called a text, the longest first: a theme may name each of its lines so,
        and the whole comment, with its date."""
        named = [x for x in self._own if x.tag in _BLOCKS and is_named(x, CONTENT[-1])]
        holding = {around for x in named for around in x.iterancestors()}
        texts = [x for x in named if x not in holding or not self._is_dated(x, named)]
        return sorted(texts, key=_size, reverse=True)

    def _is_dated(self, element: HtmlElement, texts: list[HtmlElement]) -> bool:
        """Whether it tells when, outside of the texts in it."""
        inside = {x for text in texts if element in text.iterancestors() for x in text.iter("*")}
        beside = (_said(x) for x in element.iterdescendants(*_SMALL, *_LINES) if x not in inside)
        return any(
            len(x) <= _LONGEST_DATE and moment(x, self._language) is not None for x in beside
        )

    @cached_property
    def _head(self) -> list[HtmlElement]:
        """Own elements outside of the text."""
        apart = self._holding_others()
        if self._content is not None:
            apart.update(self._content.iter("*"))
        return [x for x in self._own if x not in apart]

    def _holding_others(self) -> set[HtmlElement]:
        """Own elements that hold other comments, whose names and dates are those'."""
        own = set(self._own)
        found: set[HtmlElement] = set()
        for element in self._own:
            around = element
            if any(isinstance(x.tag, str) and x not in own for x in element):
                while around in own and around not in found:
                    found.add(around)
                    around = around.getparent()
        return found

    @cached_property
    def _author(self) -> HtmlElement | None:
        return next((x for x in self._authors() if _is_name(self._name(x))), None)

    def _authors(self) -> Iterator[HtmlElement]:
        """What may hold the author's name, the surest first."""
        head = self._head
        yield from (x for names in AUTHOR for x in head if is_named(x, names))
        yield from (x for x in head if x.get("itemprop") in ("creator", "author"))
        yield from (x for x in head if x.tag == "cite")
        place = self._own.index(self._content) if self._content in self._own else 0
        before = [x for x in self._own[:place] if len(_said(x)) <= _LONGEST_NAME]
        lines = sorted(self._dated_lines(), key=lambda x: len(_said(x)))
        yield from (x for x in lines if _WORD_BEFORE_NAME.match(_said(x)))
        if self._content is None:
            yield from self._opening_heading()
        for tags in (_HEADINGS, ("strong", "b")):
            yield from (x for x in before if x.tag in tags)
        opening = before or itertools.takewhile(lambda x: x.tag != "p", self._own)
        yield from (x for x in opening if _PROFILE.search(x.get("href") or ""))
        yield from lines
        # get_comment_author_link() in comment-template.php
        yield from (x for x in head if x.tag == "a" and "url" in (x.get("class") or "").split())
        yield from self._before_date()
        line = next((x for x in head if x.tag in _LINES and _said(x)), None)
        said = "" if line is None else _WORD_BEFORE_NAME.sub("", SAYS.sub("", _said(line)))
        if line is not None and _SHORT_NAME.fullmatch(said):
            yield line

    def _before_date(self) -> Iterator[HtmlElement]:
        """What the comment says first, where the next thing that it says is a date."""
        telling = (x for x in self._head if (x.text or "").strip())
        said = [(x, _said(x)) for x in itertools.islice(telling, 2)]
        if len(said) == 2 and max(len(x) for _, x in said) <= _LONGEST_DATE:
            (first, name), (_, when) = said
            if moment(when, self._language) and not moment(name, self._language):
                yield first

    def _dated_lines(self) -> Iterator[HtmlElement]:
        """Lines that tell by whom beside when: "Posted by Ann | 3 March 2015"."""
        for x in self._head:
            if x.tag in _LINES and next(x.iterdescendants("p", "div"), None) is None:
                said = " ".join(" ".join(x.itertext()).split())
                if len(said) <= _LONGEST_NAME and moment(said, self._language):
                    name = self._name(x)
                    if name and not is_of_date(name):
                        yield x

    def _opening_heading(self) -> Iterator[HtmlElement]:
        """A heading with which the comment begins: nothing but pictures stands before it."""
        for x in self._own:
            if x.tag in _HEADINGS and len(_said(x)) <= _LONGEST_NAME:
                yield x
            if x.tag in _HEADINGS or ((x.text or "").strip() and x.tag not in DEAD_TAGS):
                return

    @property
    def named_by(self) -> HtmlElement | None:
        """The element that holds the author's name."""
        return self._author

    def author(self) -> tuple[str | None, str | None]:
        """(name, address of the author's own site)"""
        element = self._author
        if element is None:
            return self._pictured(), None
        name = self._name(element)
        # twentytwenty wraps the name in the link, others the link in the name
        around = [x for x in element.iterancestors("a", "li", "div") if x.tag == "a"][:1]
        for link in [*element.iter("a"), *around]:
            href = (link.get("href") or "").strip()
            if href and not _NO_AUTHOR_LINK.search(href):
                url = absolute(href, self._url) or ""
                return name, url if url.startswith(("http://", "https://")) else None
        return name, None

    def _name(self, element: HtmlElement) -> str | None:
        if len(_said(element)) > _LONGEST_AUTHOR:
            return None
        if (linked := _linked_among_badges(element)) is not None:
            return linked
        name = SAYS.sub("", " ".join(_without_says(element).split())).strip(_BETWEEN)
        name = _NUMBER_BEFORE.sub("", name)
        if moment(" ".join(element.itertext()), self._language) is None:
            return _WORD_BEFORE_NAME.sub("", name) or None
        # the author's line holds the date as well
        for part in element.iter("a", "strong", "b", "cite", "span"):
            said = _said(part)
            if part is not element and _is_name(said) and _may_name(part):
                if moment(said, self._language) is None:
                    return said
        bare = _WORD_BEFORE_NAME.sub("", name)
        first = SAYS.sub("", _NAME_ENDS.split(bare, maxsplit=1)[0].strip())
        before, _, month = first.rpartition(" ")  # "Ann May 3, 2015"
        first = before if before and moment(f"{month} 1, 2001") else first
        # "3 March 2015 | Ann"
        pieces = re.split(r"\s*[|·•]\s*|\s+[-–—]\s+", bare) if is_of_date(first) else []
        return next((x for x in pieces if not moment(x, self._language)), first) or None

    def _pictured(self) -> str | None:
        """The name that the author's picture bears."""
        for x in self._head:
            if x.tag == "img" and "avatar" in (x.get("class") or ""):
                name = " ".join((x.get("alt") or "").split())
                if name and len(name) <= _LONGEST_NAME and "avatar" not in name.lower():
                    return name
        return None

    def linked_site(self) -> tuple[str | None, str | None]:
        """A short pingback: "Pingback: <a href=…>Title</a>"."""
        for link in self._own:
            href = link.get("href") or ""
            if link.tag == "a" and href.startswith("http") and not _NO_AUTHOR_LINK.search(href):
                if "edit" not in (link.get("class") or ""):
                    return _said(link) or None, absolute(href, self._url)
        return None, None

    def published(self) -> Moment | None:
        head = self._head
        author = [] if self._author is None else [self._author]
        found = itertools.chain(
            (moment(_declared_time(x), self._language) for x in head),
            (self._moment(x) for names in DATE for x in head if is_named(x, names)),
            (self._moment(x) for x in head if x.tag in _SMALL),
            (self._moment(x) for x in reversed(head)),
            map(self._moment, author),
        )
        return next((x for x in found if x is not None), None)

    def _moment(self, element: HtmlElement) -> Moment | None:
        for said in (element.get("title") or "", " ".join(" ".join(element.itertext()).split())):
            if len(said) <= _LONGEST_DATE or element is self._author:
                if any(x.isdigit() for x in said):
                    if (found := moment(said, self._language)) is not None:
                        return found
        return None

    def text_and_markdown(self) -> tuple[str, str]:
        if self._content is not None:
            copied = copied_of(self._content, set(self._own), ())
        else:
            holder = first_named(self._own, WRAPPER)
            line = {x for x in self._own if x is self._author or self._is_date_line(x)}
            line |= {x for x in self._own if x.tag in _LINES and tells_age(_said(x))}
            line |= {x for x in self._own if x.tag in _LINES and self._is_only(x, line)}
            line |= {x for x in self._own if x.tag in _SMALL and _NUMBER.fullmatch(_said(x))}
            own = set(self._own) - line
            copied = copied_of(self._element if holder is None else holder, own, _BESIDE)
            drop_says(copied)
            if not copied.text_content().strip() and (around := self._around_author()) is not None:
                copied = copied_of(around, own, _BESIDE)
                drop_says(copied)
        blocks = Writer(self._url).blocks(copied)
        text = "\n".join(x for x in text_of(blocks).split("\n") if not _IN_REPLY.match(x))
        return text.strip(), markdown_of(blocks).strip()

    def _around_author(self) -> HtmlElement | None:
        """What holds the author's name and may hold the text, in a part named after the author."""
        author = self._author
        around = () if author is None else author.iterancestors()
        inside = itertools.takewhile(lambda x: x is not self._element, around)
        is_named_so = any(is_named(x, "comment[-_]*author|vcard") for x in inside)
        return author.getparent() if author is not None and is_named_so else None

    def _is_only(self, element: HtmlElement, line: set[HtmlElement]) -> bool:
        """Whether nothing but marks stands beside the author's name or the date: "# Ann · 3 March",
        or it is a sentence of both: "by Ann on 3 March"."""
        if self._author not in element.iterdescendants():
            return False
        left = _said(element)
        if (
            len(left) <= _LONGEST_NAME
            and _WORD_BEFORE_NAME.match(left)
            and moment(left, self._language)
        ):
            return True
        for part in (x for x in element.iterdescendants("*") if x in line):
            left = left.replace(_said(part), "", 1)
        return not any(x.isalnum() for x in left)

    def _is_date_line(self, element: HtmlElement) -> bool:
        return is_named(element, "|".join(DATE)) and (
            self._moment(element) is not None or _CLOCK.fullmatch(_said(element)) is not None
        )

    def permalink(self, number: str) -> str | None:
        """Its own link; else the anchor that the page gives it."""
        for element in self._own:
            href = element.get("href") or ""
            if element.tag == "a" and href.endswith(
                (f"comment-{number}", f"#c{number}", f"/comment/{number}")
            ):
                if "replytocom" not in href:
                    return absolute(href, self._url)
        names = [x.get("id") or "" for x in (self._element, *self._own)]
        if any(x.endswith(f"comment-{number}") or f"-comm-{number}_" in x for x in names):
            return absolute(f"#comment-{number}", self._url)
        return absolute(f"#{names[0]}", self._url) if names[0] else None


def _declared_time(element: HtmlElement) -> str | None:
    is_date = (element.get("itemprop") or "").startswith(("comment", "date"))
    return element.get("datetime") or (element.get("content") if is_date else None)


def _said(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _size(element: HtmlElement) -> int:
    """Of what it says; a card that links another page says nothing of its own."""
    return 0 if next(element.iterancestors("a"), None) is not None else len(_said(element))


def _is_name(said: str | None) -> bool:
    return said is not None and _NO_NAME.fullmatch(said) is None


def _may_name(element: HtmlElement) -> bool:
    return not _NO_AUTHOR_LINK.search(element.get("href") or "") and "reply" not in (
        element.get("class") or ""
    )


def _without_says(element: HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        names = (child.get("class") or "").split() if isinstance(child.tag, str) else ["says"]
        if "says" not in names and child.tag not in ("img", "time", "svg", "script", "noscript"):
            if not _NO_AUTHOR_LINK.search(child.get("href") or "") and not tells_age(_said(child)):
                inner = _without_says(child)
                parts.append(
                    f" {inner} " if child.tag in _BLOCKS or child.tag in _HEADINGS else inner
                )
        parts.append(child.tail or "")
    return "".join(parts)


def _linked_among_badges(element: HtmlElement) -> str | None:
    """The name, where an author's part holds ranks, a biography and the like in blocks beside it."""
    blocks = [x for x in element.iter("div", "p") if x is not element and _said(x)]
    if len(blocks) < _BADGES:
        return None
    named = (x for x in element.iter("a") if not _NO_AUTHOR_LINK.search(x.get("href") or ""))
    return next((said for x in named if (said := _said(x))), None)
