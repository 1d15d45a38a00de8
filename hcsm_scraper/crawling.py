"""A run over one or more blogs in one Scrapy process, and its exit code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive import query
from archive.engine import open_engine
from archive.errors import BusyError, WrongUseError
from archive.locks import blog_lock
from archive.records import Blog
from archive.urls import normalise
from hcsm_scraper import settings as defaults
from hcsm_scraper.spiders.blog import BlogSpider

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archive.query import BlogFacts
    from archive.study import Study, StudyBlog

DONE, FAILED, WITH_GAPS, BUSY, INTERRUPTED = 0, 1, 3, 4, 5
# Gaps that a person should look at or that a later crawl may close; a refusal is neither.
_WORRYING = ("network", "unreadable", "robots-unreachable", "http-5", "http-429", "http-408")


def crawl_blogs(
    study: Study,
    urls: Sequence[str],
    *,
    delay: float | None,
    max_pages: int | None,
    allow_addresses: Sequence[str],
    verbose: bool,
    say: Callable[[str], None],
) -> int:
    """Crawls them side by side, each politely; returns the exit code."""
    targets = _targets(study, urls)
    settings = crawl_settings(study, delay, max_pages, allow_addresses, verbose=verbose)
    free = [blog for blog in targets if _is_free(study, blog[0], say)]
    if not free:
        return BUSY
    process = AsyncCrawlerProcess(settings)
    crawlers = [process.create_crawler(BlogSpider) for _ in free]
    for crawler, (blog, scope) in zip(crawlers, free, strict=True):
        say(f"crawling {blog.url}")
        process.crawl(crawler, url=blog.url, scope=scope)
    process.start()
    return _summary(study, [blog for blog, _ in free], say)


def _targets(study: Study, urls: Sequence[str]) -> list[tuple[Blog, StudyBlog | None]]:
    scopes = {blog.url: blog for blog in study.blogs}
    if not urls:
        if not scopes:
            raise WrongUseError("no blog to crawl: name a URL, or list blogs in hcsm.toml")
        return [(blog.blog, blog) for blog in study.blogs]
    found = []
    for written in urls:
        url = wanted_url(written)
        scope = scopes.get(url)
        found.append((scope.blog if scope else Blog(url=url), scope))
    return found


def wanted_url(written: str) -> str:
    """A blog's address as a user types it, with or without its scheme."""
    url = normalise(written if "://" in written else f"https://{written}")
    if url is None:
        raise WrongUseError(f"{written!r} is no web address such as https://blog.example.org/")
    return url


def crawl_settings(
    study: Study,
    delay: float | None,
    max_pages: int | None,
    allow_addresses: Sequence[str],
    *,
    verbose: bool,
) -> Settings:
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    seconds = study.politeness.delay if delay is None else delay
    chosen: dict[str, Any] = {
        "HCSM_STORAGE": study.storage,
        "HCSM_FOLDER": str(study.files_folder),
        "HCSM_CONTACT": study.contact or "",
        "HCSM_ALLOW_ADDRESSES": [*study.allow_addresses, *allow_addresses],
        "HCSM_MAX_PAGES": max_pages or study.politeness.max_pages or 0,
        "HCSM_NOT_KEPT": list(study.rights.not_kept),
        "DOWNLOAD_DELAY": seconds,
        "AUTOTHROTTLE_START_DELAY": seconds,
        "AUTOTHROTTLE_ENABLED": seconds > 0,
        "LOG_LEVEL": "INFO" if verbose else "WARNING",
    }
    for name, value in chosen.items():
        settings.set(name, value, priority="cmdline")
    return settings


def _is_free(study: Study, blog: Blog, say: Callable[[str], None]) -> bool:
    engine = open_engine(study.storage)
    try:
        with blog_lock(engine, study.files_folder, blog.id, blog.url):
            return True
    except BusyError as error:
        say(f"{error}; skipped")
        return False
    finally:
        engine.dispose()


def _summary(study: Study, blogs: Sequence[Blog], say: Callable[[str], None]) -> int:
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        facts = {facts.id: facts for facts in query.blogs(connection)}
        reasons = Counter((gap.blog_url, gap.reason) for gap in query.gaps(connection))
    engine.dispose()
    codes = [_line(facts.get(blog.id), blog, reasons, say) for blog in blogs]
    return max(codes, default=FAILED)


def _line(
    facts: BlogFacts | None,
    blog: Blog,
    reasons: Counter[tuple[str, str]],
    say: Callable[[str], None],
) -> int:
    if facts is None:
        say(f"{blog.url}: nothing could be kept; see the messages above")
        return FAILED
    own = {reason: count for (url, reason), count in reasons.items() if url == blog.url}
    missing = ", ".join(f"{count} {reason}" for reason, count in sorted(own.items()))
    say(
        f"{blog.url}: {facts.articles} articles, {facts.comments} comments"
        + (f", gaps: {missing} (hcsm gaps)" if own else "")
    )
    if facts.last_crawl_state != "finished":
        say(f"{blog.url}: not finished; the same command goes on where this stopped")
        return INTERRUPTED
    if not facts.articles:
        return FAILED
    return WITH_GAPS if any(reason.startswith(_WORRYING) for reason in own) else DONE
