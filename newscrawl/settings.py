"""The Scrapy settings of newscrawl: every component by name, every limit with its reason.

Settings that begin with NEWSCRAWL_ are explained in docs/settings.md.
"""

from newscrawl.release import own_version

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
USER_AGENT = f"newscrawl/{own_version()}"

NEWSCRAWL_SOFTWARE = f"newscrawl/{own_version()}"
NEWSCRAWL_COLLECTION = ""
NEWSCRAWL_START: list[str] = []
NEWSCRAWL_SCOPE = "domain"
NEWSCRAWL_ALLOW: list[str] = []
NEWSCRAWL_DENY: list[str] = []
NEWSCRAWL_LINKS_ONLY = False
NEWSCRAWL_DUE_ONLY = False
NEWSCRAWL_MAX_PAGES: int | None = None
NEWSCRAWL_MAX_DEPTH: int | None = None
NEWSCRAWL_SOURCES: list[str] = []
NEWSCRAWL_REQUISITES = ""
NEWSCRAWL_MAX_REQUISITES: int | None = None
NEWSCRAWL_PROXY = ""
NEWSCRAWL_ALLOW_PRIVATE = False
NEWSCRAWL_ROBOTS = True
NEWSCRAWL_MAX_CRAWL_DELAY = 60.0
NEWSCRAWL_FIXED_DELAY = False
NEWSCRAWL_MAX_PER_HOUR: int | None = None
NEWSCRAWL_MAX_PER_DAY: int | None = None
NEWSCRAWL_HOURS: dict[str, float | str] = {}
NEWSCRAWL_TIMEZONE = "UTC"
NEWSCRAWL_BROWSER = "never"
NEWSCRAWL_BROWSER_PATTERNS: list[str] = []
NEWSCRAWL_WORKERS = 0  # 0: one less than there are processors
NEWSCRAWL_WARC_BYTES = 1_000_000_000
NEWSCRAWL_MIN_FREE_BYTES = 200_000_000
NEWSCRAWL_QUOTA_BYTES = 0  # no limit
NEWSCRAWL_MAX_MEMORY_BYTES = 1_000_000_000
NEWSCRAWL_MAX_HEADER_BYTES = 262_144
NEWSCRAWL_MAX_HEADERS = 1000
NEWSCRAWL_MIN_SPEED = 100
NEWSCRAWL_MIN_SPEED_SECONDS = 20
NEWSCRAWL_TRAP_PAGES = 100
NEWSCRAWL_MAX_REDIRECTS = 10
NEWSCRAWL_HOST_FAILURES = 20
NEWSCRAWL_HOST_SECONDS = 0  # no limit

# The frontier decides what is fetched, again and when; Scrapy only carries it out.
SCHEDULER = "newscrawl.net.scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False

EXTENSIONS = {
    "archive.session.Session": 0,
    "newscrawl.net.pacer.Pacer": 0,
    "archive.herald.Herald": 10,  # after the session, whose run it tells of
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}
DOWNLOAD_HANDLERS = {
    "http": "archive.handler.ArchiveDownloadHandler",
    "https": "archive.handler.ArchiveDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# Bodies stay as the wire had them; the workers decode.
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.net.proxy.ProxyMiddleware": 50,
    "newscrawl.net.robots.RobotsMiddleware": 100,
    "newscrawl.net.reservation.ReservationMiddleware": 110,  # what robots.txt shuts needs none
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 100,
    "pipelines.clean.CleanPipeline": 200,
    "pipelines.validate.ValidatePipeline": 300,
    "pipelines.follow.FollowPipeline": 400,
    "pipelines.dedupe.DedupePipeline": 500,
    "pipelines.store.StorePipeline": 600,
}

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, br",
}
CONCURRENT_ITEMS = 1  # a visit is one item; Scrapy else makes 100 tasks a response
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 8
DOWNLOAD_DELAY = 1.0  # twice as long as with a contact; see newscrawl.cli.plan
DOWNLOAD_DELAY_JITTER = 0.0  # it would also make delays shorter than they are told
DOWNLOAD_SLOTS = {"replay": {"concurrency": 16, "delay": 0.0}}
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 20_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 50_000_000  # bodies that may wait for their workers

# Both run code for whoever reaches their port.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TWISTED_DNS_RESOLVER = "newscrawl.net.resolver.GuardedResolver"

LOG_LEVEL = "WARNING"
LOG_FORMATTER = "newscrawl.net.quiet.QuietFormatter"
