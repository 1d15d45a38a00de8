"""A first look at a blog: a handful of requests through the gate of a crawl. Nothing is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http.request import NO_CALLBACK

from archive.codings import UnreadableContentError
from archive.frontier import Waiting
from archive.records import LeadRole
from archive.urls import normalise, same_site
from hcsm_scraper.crawling import Wish, crawl_settings, wanted_url
from hcsm_scraper.discovery import feed, sitemap
from hcsm_scraper.discovery.feed_markup import FeedError, parsed_feed
from hcsm_scraper.discovery.feeds_beside import feeds_beside
from hcsm_scraper.discovery.links import links_of
from hcsm_scraper.discovery.tdmrep import PATH, parse_tdmrep
from hcsm_scraper.document import document_of
from hcsm_scraper.extraction.rights import Rights, rights_in_words
from hcsm_scraper.gate import RefusedError
from hcsm_scraper.headers import exchange_of
from hcsm_scraper.plan import Given
from hcsm_scraper.platforms import platform_of
from hcsm_scraper.platforms.platform import generators_of
from hcsm_scraper.spiders.blog import BlogSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from scrapy.crawler import Crawler

    from archive.records import Blog
    from archive.study import Study
    from archive.warc import Exchange
    from hcsm_scraper.document import Document

MOST = 7  # requests, and that of robots.txt


@dataclass(slots=True)
class Finding:
    """What is known of a blog after a look at it. `articles_at_least`: there may be more.

    `crawl_delay`: seconds between two requests that its robots.txt asks for.
    """

    url: str
    reached: bool = False
    problem: str | None = None
    platform: str | None = None
    version: str | None = None
    title: str | None = None
    routes: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    crawl_delay: float | None = None
    rights: Rights | None = None
    articles: int | None = None
    articles_at_least: bool = False
    articles_from: str | None = None
    requests: list[str] = field(default_factory=list)


def probe(
    study: Study, written: str, *, delay: float | None, allow_addresses: Sequence[str]
) -> Finding:
    settings = crawl_settings(study, Wish(delay=delay, allow_addresses=allow_addresses))
    settings.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    finding = Finding(url=wanted_url(written))
    process.crawl(process.create_crawler(ProbeSpider), url=finding.url, finding=finding)
    process.start()
    return finding


class NoKeeper:
    """Nothing is kept, so nothing was."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog

    async def recent(self, *_: object) -> None:
        return None

    async def robots(self, exchange: Exchange) -> Exchange:
        return exchange

    async def robots_failed(self, *_: object) -> None:
        pass

    async def end(self, _: str) -> None:
        pass


class ProbeSpider(BlogSpider):
    """Asks one question after the other; each answer decides on the next."""

    name = "probe"
    asks_reservations = False  # or last, if there is a request left
    finding: Finding

    def __init__(self, url: str = "", finding: Finding | None = None, **kwargs: Any) -> None:
        super().__init__(url, **kwargs)
        self.finding = finding or Finding(url=self.blog.url)
        self._sitemaps: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super(BlogSpider, cls).from_crawler(crawler, *args, **kwargs)
        spider.keeper = NoKeeper(spider.blog)  # type: ignore[assignment]
        return spider

    async def found_sitemaps(self, urls: tuple[str, ...]) -> None:
        self._sitemaps = list(urls)

    async def start(self) -> AsyncIterator[Any]:
        home = await self._home()
        if self.finding.requests or "robots.txt" in "".join(self.finding.refused.values()):
            self.finding.requests.insert(0, normalise("/robots.txt", self.blog.url) or "")
        if home is not None:
            await self._look_around(home)
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    async def _home(self) -> Document | None:
        home = await self._ask(self.blog.url, LeadRole.HOME)
        target = normalise((home.header("location") if home else None) or "", self.blog.url)
        if home is not None and 300 <= home.status < 400 and target is not None:
            if not same_site(target, self.blog.url):
                self.finding.problem = f"it has moved to {target}"
                return None
            home = await self._ask(target, LeadRole.HOME)
        if home is None or home.status != 200:
            said = f"the server answered {home.status}" if home else None
            self.finding.problem = self.finding.refused.get(self.blog.url) or said
            return None
        return home

    async def _look_around(self, home: Document) -> None:
        finding, platform = self.finding, platform_of(home)
        finding.reached, finding.platform = True, platform.name
        finding.version = _version(" ".join(generators_of(home)), platform.name)
        finding.rights = rights_in_words(home)
        heading = home.tree.find(".//title")
        finding.title = None if heading is None else " ".join(heading.text_content().split())
        leads = links_of(home, None)
        await self._rest(home)
        await self._feed([x.url for x in leads if x.role is LeadRole.FEED])
        await self._sitemap(home.url)
        await self._comment_feed(home)
        if finding.rights.tdm_reservation is None:
            await self._reservation(home, finding.rights)

    async def _reservation(self, home: Document, rights: Rights) -> None:
        """What the host reserves where its home page says nothing."""
        answer = await self._ask(normalise(PATH, home.url) or "", LeadRole.SITEMAP)
        if answer is not None and answer.status == 200:
            said = parse_tdmrep(answer.text, answer.url).of(home.url)
            if said:
                policy = rights.tdm_policy or said.get("tdm-policy")
                self.finding.rights = replace(rights, tdm_reservation="1", tdm_policy=policy)

    async def _rest(self, home: Document) -> None:
        """WordPress names its REST interface in head and header, and counts its articles there."""
        links = [
            x.get("href") for x in home.tree.iter("link") if x.get("rel") == "https://api.w.org/"
        ]
        if not links:
            return
        root = (normalise(links[0], home.url) or "").rstrip("/")
        mark = "&" if "?" in root else "?"
        url = f"{root}/wp/v2/posts{mark}per_page=1&_fields=id"
        # of no role that a crawl knows: the gate takes it for a list of addresses, which it is
        answer = await self._ask(url, LeadRole.SITEMAP)
        total = answer.header("x-wp-total") if answer and answer.status == 200 else None
        if total is not None and total.isdigit():
            self.finding.routes["rest"] = root
            self._estimate(int(total), "rest", is_least=False)

    async def _feed(self, urls: Sequence[str]) -> None:
        answer = await self._ask(urls[0], LeadRole.FEED) if urls else None
        if answer is None or not feed.is_feed(answer):
            return
        self.finding.routes["feed"] = answer.url
        try:
            parsed, _ = parsed_feed(answer)
        except FeedError:
            return
        said = str(parsed.feed.get("generator") or "").lower()
        self.finding.version = self.finding.version or _version(said, self.finding.platform)
        total = str(parsed.feed.get("opensearch_totalresults") or "")
        count = int(total) if total.isdigit() else len(parsed.entries)
        self._estimate(count, "feed", is_least=not total.isdigit())

    async def _sitemap(self, home: str) -> None:
        url = (self._sitemaps or [normalise("/sitemap.xml", home) or ""])[0]
        answer = await self._ask(url, LeadRole.SITEMAP)
        if answer is None or answer.status != 200 or not sitemap.is_sitemap(answer):
            return
        self.finding.routes["sitemap"] = url
        page = sitemap.read_sitemap(answer)
        parts = [x for x in page.leads if x.role is LeadRole.SITEMAP]
        if parts:  # the index: the first part that a crawl would ask for
            asked = next((x for x in parts if re.search(r"post|article|blog", x.url)), parts[0])
            part = await self._ask(asked.url, LeadRole.SITEMAP)
            if part is None or not sitemap.is_sitemap(part):
                return
            page = sitemap.read_sitemap(part)
        listed = [x for x in page.leads if x.role is LeadRole.ARTICLE]
        self._estimate(len(listed), "sitemap", is_least=len(parts) > 1)

    async def _comment_feed(self, home: Document) -> None:
        beside = feeds_beside(home, None, is_wordpress=False)
        answer = await self._ask(beside[0].url, LeadRole.FEED) if beside else None
        if answer is not None and answer.status == 200 and feed.is_feed(answer):
            self.finding.routes["comment_feed"] = answer.url

    def _estimate(self, count: int, source: str, *, is_least: bool) -> None:
        """An exact number stays; of those that are not, the largest."""
        finding = self.finding
        is_exact = finding.articles is not None and not finding.articles_at_least
        if count and not is_exact and (not is_least or count > (finding.articles or 0)):
            finding.articles, finding.articles_at_least = count, is_least
            finding.articles_from = source

    async def _ask(self, url: str, role: LeadRole) -> Document | None:
        """None for what the gate or the network refuses, with the reason noted."""
        if len(self.finding.requests) > MOST:
            return None
        request = Request(
            url,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={"given": Given(waiting=Waiting(url=url, role=role, route="probe"))},
        )
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
            self.finding.requests.append(url)
            self.finding.crawl_delay = request.meta.get("crawl_delay")
            return document_of(exchange_of(response), self.settings.getint("HCSM_MAX_CONTENT"))
        except RefusedError as error:
            self.finding.refused[url] = error.detail
        except (OSError, UnreadableContentError) as error:
            self.finding.refused[url] = f"{type(error).__name__}: {error}"
        except Exception as error:  # noqa: BLE001 - whatever the network raises is an answer
            self.finding.requests.append(url)
            self.finding.refused[url] = f"{type(error).__name__}: {error}"
        return None


def _version(said: str, platform: str | None) -> str | None:
    """The number behind the platform's own name ("wordpress 6.1.9", "…wordpress.org/?v=6.1.9")."""
    name = r"[a-z]+" if platform in (None, "static") else platform
    found = re.search(rf"\b{name}(?:\.org/\?v=|\s+v?)(\d[\w.]*)", said)
    return found[1] if found else None
