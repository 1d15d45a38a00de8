"""Does a page belong to the study? By category, tag, date and the rights that it reserves, as
`hcsm.toml` says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.frontier import OUT_OF_SCOPE
from archive.records import LeadRole, PageKind
from hcsm_scraper.extraction.rights import with_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.frontier import Waiting
    from archive.records import Evidence, Page
    from archive.study import StudyBlog

_NOT_FILED, _NOT_TAGGED, _BEFORE, _AFTER = OUT_OF_SCOPE


def with_reservation(page: Page, reserved: Mapping[str, str]) -> Page:
    """`reserved`: what the host's tdmrep.json says of this address (discovery/tdmrep.py)."""
    return replace(page, rights=with_site(page.rights, reserved)) if reserved else page


def reserved_by(page: Page, not_kept: Iterable[str]) -> str | None:
    """The first of these signals (see archive.study.Rights) that the page gives, and where.

    Of a list of REST, `noindex` says nothing: WordPress sends it with each answer of its REST
    (class-wp-rest-server.php), so that no search engine shows the JSON; the pages have their own.
    """
    unsaid = {"noindex"} if page.kind is PageKind.LIST else set[str]()
    signal = next((x for x in not_kept if x in page.rights and x not in unsaid), None)
    return None if signal is None else f"{page.rights[signal]} says {signal}"


def reason_to_drop(page: Page, waiting: Waiting, scope: StudyBlog | None) -> str | None:
    """Why an article is out of scope, or None. What a continuation continues is in scope."""
    if scope is None or page.kind is not PageKind.ARTICLE or not page.evidence:
        return None
    if waiting.role is LeadRole.CONTINUATION:
        return None
    return _reason(page.evidence[0], scope)


def _reason(evidence: Evidence, scope: StudyBlog) -> str | None:
    if scope.categories and not _share(evidence.categories, scope.categories):
        return f"{_NOT_FILED} {' or '.join(scope.categories)}"
    if scope.tags and not _share(evidence.tags, scope.tags):
        return f"{_NOT_TAGGED} {' or '.join(scope.tags)}"
    day = evidence.published.iso[:10] if evidence.published else None
    if scope.since and day and day < scope.since.isoformat():
        return f"{_BEFORE} {scope.since}"
    if scope.until and day and day > scope.until.isoformat():
        return f"{_AFTER} {scope.until}"
    return None


def _share(said: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return bool({x.casefold() for x in said} & {x.casefold() for x in wanted})
