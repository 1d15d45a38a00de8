"""Discussions that a page embeds from another service: which thread it is, for its comments are not here.

Disqus, Facebook, giscus and their like hand out comments only to a key or to a browser. What a page
says of its thread is enough to find it later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.records import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hcsm_scraper.document import Document

FIELD = "comments"  # of the claims that this makes
_AROUND = 1000  # letters


@dataclass(frozen=True, slots=True)
class _Service:
    """`hint` and, around it, `sign` in the page's text; `names`: what identifies the thread there, in
    attributes or scripts."""

    name: str
    hint: str  # cheaper to look for than the sign, which has it
    sign: re.Pattern[str]
    names: dict[str, str]


def _attribute(name: str) -> str:
    return rf"\b{name}\s*=\s*[\"']([^\"'<>]{{1,300}})[\"']"


def _variable(*names: str) -> str:
    return rf"\b(?:{'|'.join(names)})[\"']?\s*[:=]\s*[\"']([^\"'<>\\]{{1,300}})[\"']"


_SERVICES = (
    _Service(
        "disqus",
        "disqus",
        re.compile(r"id=[\"']?disqus_thread|\.disqus\.com/embed\.js"),
        {
            "shortname": rf"//([\w-]{{1,80}})\.disqus\.com/(?:embed|count)\.js|{_variable('disqus_shortname', 'disqusShortname')}"
            r"|[\"']disqus[\"']\s*:\s*\{\s*[\"']domain[\"']\s*:\s*[\"']([^\"']{1,80})[\"']",
            "identifier": f"{_variable('disqus_identifier', 'disqusIdentifier', r'page.identifier')}|{_attribute('data-disqus-identifier')}",
            "url": _variable("disqus_url", "disqusUrl", r"page\.url"),
        },
    ),
    _Service(
        "facebook",
        "fb-comments",
        re.compile(r"class=[\"'][^\"'<>]{0,200}\bfb-comments\b"),
        {"href": rf"\bfb-comments\b[^<>]{{0,300}}?{_attribute('data-href')}"},
    ),
    _Service(
        "giscus",
        "giscus.app",
        re.compile(r"giscus\.app/client\.js"),
        {
            "repo": _attribute("data-repo"),
            "mapping": _attribute("data-mapping"),
            "term": _attribute("data-term"),
        },
    ),
    _Service(
        "utterances",
        "utteranc.es",
        re.compile(r"utteranc\.es/client\.js"),
        {"repo": _attribute("repo"), "issue": _attribute("issue-(?:term|number)")},
    ),
    _Service(
        "isso",
        "isso",
        re.compile(r"\bdata-isso=|id=[\"']?isso-thread"),
        {"server": _attribute("data-isso"), "uri": _attribute("data-isso-id")},
    ),
    _Service(
        "commento",
        "commento",
        re.compile(r"/commento\.js|id=[\"']?commento[\"'\s>]"),
        {"page": _attribute("data-page-id")},
    ),
    _Service(
        "hyvor",
        "hyvor",
        re.compile(r"talk\.hyvor\.com|<hyvor-talk-comments"),
        {
            "website": rf"{_attribute('website-id')}|HYVOR_TALK_WEBSITE\s*=\s*(\d+)",
            "page": rf"{_attribute('page-id')}|HYVOR_TALK_CONFIG[^}}]{{0,300}}[\"']?id[\"']?\s*:\s*[\"']([^\"']{{1,200}})",
        },
    ),
    _Service(
        "discourse",
        "iscourse",
        re.compile(r"\bDiscourseEmbed\b|id=[\"']?discourse-comments"),
        {
            "server": _variable("discourseUrl"),
            "url": _variable("discourseEmbedUrl"),
            "topic": r"\btopicId[\"']?\s*:\s*[\"']?(\d+)",
        },
    ),
    _Service(
        "cusdis",
        "cusdis",
        re.compile(r"id=[\"']?cusdis_thread"),
        {"app": _attribute("data-app-id"), "page": _attribute("data-page-id")},
    ),
    _Service(
        "remark42",
        "remark",
        re.compile(r"id=[\"']?remark42[\"'\s>]|\bremark_config\b"),
        {
            name: rf"\bremark_config\b[^}}]{{0,400}}?{_variable(key)}"
            for name, key in (("host", "host"), ("site", "site_id"), ("url", "url"))
        },
    ),
    _Service(
        "intensedebate",
        "idcomments_acct",
        re.compile(r"\bidcomments_acct\b"),
        {
            "account": _variable("idcomments_acct"),
            "post": _variable("idcomments_post_id"),
            "url": _variable("idcomments_post_url"),
        },
    ),
    _Service(
        "livefyre",
        "fyre",
        re.compile(r"\blivefyre\.com/wjs|\bfyre\.conv\.load|id=[\"']?livefyre-comments"),
        {"site": _variable("siteId"), "article": _variable("articleId")},
    ),
)


def embedded_discussions(document: Document) -> tuple[Claim, ...]:
    """One claim per service: its name and what the page says of the thread ("" if nothing)."""
    calling = _calling(document)
    hinted = [service for service in _SERVICES if service.hint in calling]
    said = ((service, _around(service.hint, document.text)) for service in hinted)
    return tuple(
        Claim(field=FIELD, method=service.name, value=" ".join(_names(service, text)))
        for service, text in said
        if service.sign.search(text)
    )


def _calling(document: Document) -> str:
    """What may call a service: names of elements and scripts. The rest of a page is several times that."""
    scripts = document.names.tagged("script", "iframe", "hyvor-talk-comments")
    said = (x for script in scripts for x in (script.tag, script.get("src"), script.text) if x)
    return "\n".join((*said, *document.names.written.by_id, *document.names.written.by_class))


def _around(hint: str, text: str) -> str:
    """What stands around the hint, each time: to look everywhere is slow."""
    pieces: list[str] = []
    end, at = 0, text.find(hint)
    while at >= 0:
        if at - _AROUND > end:
            pieces.append("\n")
        pieces.append(text[max(end, at - _AROUND) : at + _AROUND])
        end = at + _AROUND
        at = text.find(hint, at + 1)
    return "".join(pieces)


def _names(service: _Service, text: str) -> Iterator[str]:
    for name, pattern in service.names.items():
        if found := re.search(pattern, text):
            said = next((x for x in found.groups() if x), "")
            yield f"{name}={' '.join(said.split())}"
