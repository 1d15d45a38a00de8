"""Pages on their way into the archive: does it belong to the study, and then keep it whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from hcsm_scraper.middlewares import OfBlog
from hcsm_scraper.scope import reason_to_drop, reserved_by

if TYPE_CHECKING:
    from hcsm_scraper.items import ReadPage


class ScopePipeline(OfBlog):
    """Out of scope is dropped with a counted reason; its leads are kept, they may be in scope."""

    def process_item(self, item: Any) -> Any:
        read: ReadPage = item
        if detail := reserved_by(read.page, self._crawler.settings.getlist("HCSM_NOT_KEPT")):
            rights = read.page.rights
            self._spider.session.miss(read.waiting, "rights", detail, read.capture_id, rights)
            raise DropItem(f"{detail}: {read.page.url}", log_level="DEBUG")
        reason = reason_to_drop(read.page, read.waiting, self._spider.scope)
        if reason is None:
            return item
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("hcsm/dropped/out_of_scope")
        rights = read.page.rights
        self._spider.session.leave_out(read.waiting, reason, read.capture_id, rights)
        raise DropItem(f"{reason}: {read.page.url}", log_level="DEBUG")


class ArchivePipeline(OfBlog):
    """One transaction per page: it is in whole, or not at all."""

    def process_item(self, item: Any) -> Any:
        read: ReadPage = item
        spider = self._spider
        spider.session.keep(read.waiting, read.capture_id, read.page, read.captured_at)
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(f"hcsm/kept/{read.page.kind}")
        return item
