"""Scrapy's settings for a blog's crawl. Command line and `hcsm.toml` change those of politeness."""

from __future__ import annotations

BOT_NAME = "hcsm"
SPIDER_MODULES = ["hcsm_scraper.spiders"]

# Where the archive is: a folder or a PostgreSQL URL.
HCSM_STORAGE = "hcsm-data"
# Folder of WARC files, locks and keys, where the storage is a database; "" = the storage itself.
HCSM_FOLDER = ""
# Who can be asked about the crawl: an e-mail or web address, part of the User-Agent.
HCSM_CONTACT = ""
# HOST:PORT pairs on private or loopback addresses that may be asked; none by default (SSRF).
HCSM_ALLOW_ADDRESSES: list[str] = []
# Pages per blog and crawl; 0 = no limit.
HCSM_MAX_PAGES = 0
# Pages of one pattern in a row that bring no article, before the pattern is given up; 0 = never.
HCSM_PATTERN_BUDGET = 50
# Requests per blog and day (UTC); 0 = no limit. What is left waits for the next day.
HCSM_DAILY_REQUESTS = 0
# Whether everything is looked at again, and not only what has changed as far as the blog tells.
HCSM_FULL = False
# When the command began (ISO, UTC): what another one has crawled since then is not crawled again.
HCSM_BEGAN = ""
# Days that a change may stay unseen which no list of the blog can show.
HCSM_SWEEP_DAYS = 7
# An article is young for this many days after its last sign of life; then it is looked at daily.
HCSM_YOUNG_DAYS = 14
# Bytes of a page when unpacked: three times the largest blog page measured.
HCSM_MAX_CONTENT = 16 * 1024 * 1024
# Seconds of processor time that reading one page may take; its keeper dies of more, the page is a
# gap, and another keeper goes on.
HCSM_READ_SECONDS = 30
# Bytes of address space of the process that reads: trafilatura takes 621 MB for 150,000 rows.
HCSM_READ_MEMORY = 2 * 1024**3
# Tries of one page in one crawl when the network or the server fails.
HCSM_TRIES = 3
# Seconds to wait before the second try; doubled for the next.
HCSM_RETRY_SECONDS = 2.0
# The longest Retry-After, in seconds, that a crawl waits for; longer ones end it until then.
HCSM_LONGEST_WAIT = 120.0

# The frontier is a table: requests come from it, not from a queue of Scrapy's.
SCHEDULER = "hcsm_scraper.scheduler.FrontierScheduler"
# Of Scrapy's own, only these: merely to switch the others off would import them, for the CPU time
# of a hundred pages. Not among them: robots.txt is read by the gate (Scrapy 2.19.0 lets requests
# through that wait for the first, downloadermiddlewares/robotstxt.py; 6 of 8 measured), and so is
# the site checked (offsite knows no ports); a redirect is captured and its target becomes a row of
# the frontier, as do retries; content codings are undone by archive.codings, as in reread.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
DOWNLOADER_MIDDLEWARES = {
    "hcsm_scraper.middlewares.GateMiddleware": 60,
}
# None of Scrapy's: refusals are read, too, and depth and spelling of a URL are the frontier's.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
ITEM_PIPELINES = {"hcsm_scraper.pipelines.ArchivePipeline": 100}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}

# Politeness: one request at a time per host, a second apart, slower where the host is slow.
# Of one blog: the next page is asked for while one is read. When a crawl is told to stop, both are
# still finished.
CONCURRENT_REQUESTS = 2
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # never less than the delay that was promised
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# Signals of a page (see archive.study.Rights) that keep it out of the archive.
HCSM_NOT_KEPT: list[str] = []
# Signals of an answer that keep its bytes from being written at all; it leaves a gap.
HCSM_NOT_CAPTURED: list[str] = []

# Limits of one answer: bytes on the wire, and seconds until its last byte.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30

# No doors into the process, no other ways out of it.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "hcsm_scraper.turns.PoliteDownloadHandler",
    "https": "hcsm_scraper.turns.PoliteDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
COOKIES_ENABLED = False
# Names are looked up by the gate, checked, and only then connected to.
TWISTED_DNS_RESOLVER = "hcsm_scraper.addresses.CheckedResolver"
DNSCACHE_ENABLED = False

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
# Each answer is one page: Scrapy would start a hundred tasks to keep it, a fifth of our time.
CONCURRENT_ITEMS = 1
# Scrapy would look up the source of the spider's callback for each page: a fifth of our time.
WARN_ON_GENERATOR_RETURN_VALUE = False
LOG_LEVEL = "WARNING"
STATS_DUMP = False
