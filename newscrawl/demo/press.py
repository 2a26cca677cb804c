"""The press of the demo site: makes the HTML page that stands at a path."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path

from newscrawl.demo import syndication
from newscrawl.demo.article_page import amp_page, article_content
from newscrawl.demo.document import XML, Document
from newscrawl.demo.edition import SECTIONS, Edition
from newscrawl.demo.list_page import CALENDAR_YEARS, Listing, home_content, list_content, sidebar
from newscrawl.demo.markup import pieces, to_html
from newscrawl.demo.metadata import SITE_NAME, head
from newscrawl.demo.story import Only, Story, slugify
from newscrawl.demo.template import fill
from newscrawl.demo.wording import month_name

_NOINDEX = '<meta name="robots" content="noindex, follow">'
_TWINLESS = frozenset({Only.SCRIPT, Only.DISALLOWED})
_SECTION = re.compile(r"/category/(\w+)/(?:page/(\d+)/)?")
_NAMED = re.compile(r"/(tag|author)/([a-z0-9-]+)/(?:page/(\d+)/)?")
_DATE = re.compile(r"/(\d{4}/(?:0[1-9]|1[0-2]))/(?:(\d{2})/)?(?:page/(\d+)/)?")
_STORY = re.compile(r"(/.+?/)(amp/|feed/)?")


@cache
def static_pages() -> dict[str, dict[str, str]]:
    """Give title and body of the static pages by path."""
    text = (Path(__file__).parent / "articles" / "static.toml").read_text("utf-8")
    return {page["path"]: page for page in tomllib.loads(text)["page"]}


@dataclass(frozen=True, kw_only=True)
class Press:
    """Makes pages of an edition for one base, as `http://127.0.0.1:8000`."""

    edition: Edition
    base: str

    def page(self, path: str, query: dict[str, str]) -> Document | None:
        """Make the page that a path and query name, or None."""
        if path == "/":
            return self._front(query)
        if path == "/wp-login.php":
            content = fill("login.html", base=self.base)
            return Document(text=self._frame("Se connecter", content, extra=_NOINDEX))
        if path.startswith("/wp-admin/"):
            return Document(status=302, location="/wp-login.php")
        if path in static_pages():
            return self._static(path)
        return self._list(path) or self._story(path, query)

    def apology(self, status: int) -> Document:
        """Make the page for what is not there: 404, or 410 for what was taken away."""
        title = {410: "Cette page a été retirée"}.get(status, "Page introuvable")
        content = f'<main class="site-main"><h1>{title}</h1><p>Essayez la recherche.</p></main>'
        return Document(status=status, text=self._frame(title, content, extra=_NOINDEX))

    @cached_property
    def _nav(self) -> str:
        items = {"/": "Accueil"} | {f"/category/{k}/": name for k, name in SECTIONS.items()}
        links = "".join(f'<li><a href="{self.base}{p}">{n}</a></li>' for p, n in items.items())
        return f'{links}<li class="live"><a href="{self.base}/direct/">Direct</a></li>'

    @cached_property
    def _sidebar(self) -> str:
        return sidebar(self.edition, self.base, f"{self.edition.listed[0].published:%Y/%m}")

    def _frame(
        self,
        title: str,
        content: str,
        *,
        extra: str = "",
        side: str = "",
        css: str = "page",
        language: str = "fr",
    ) -> str:
        return fill(
            "page.html",
            language=language,
            title=escape(f"{title} | {SITE_NAME}", quote=False),
            head=extra,
            base=self.base,
            body_class=css,
            nav=self._nav,
            content=content,
            sidebar=side,
        )

    def _front(self, query: dict[str, str]) -> Document | None:
        if "s" in query:
            return self._search(query["s"])
        if "p" in query:
            number = query["p"]
            paths = (s.path for s in self.edition.stories if str(s.number) == number)
            path = next(paths, None)
            return Document(status=301, location=path) if path else None
        extra = (
            f'<link rel="canonical" href="{self.base}/">\n'
            '<meta name="description" content="Nouvelles du delta de la Vaire">\n'
            '<meta property="og:type" content="website">'
        )
        content = home_content(self.edition, self.base)
        return Document(
            text=self._frame(
                "Nouvelles du delta", content, extra=extra, side=self._sidebar, css="home blog"
            ),
            changed=max(story.changed for story in self.edition.stories),
        )

    def _search(self, words: str) -> Document:
        wanted = words.casefold()
        found = tuple(s for s in self.edition.listed if wanted in s.headline.casefold())[:6]
        listing = Listing(title=f"Résultats pour « {words} »", path="/", stories=found)
        content = list_content(listing, self.base)
        text = self._frame(listing.title, content, extra=_NOINDEX, side=self._sidebar, css="search")
        return Document(text=text)

    def _static(self, path: str) -> Document:
        page = static_pages()[path]
        title = page["title"]
        body = "".join(to_html(p, self.base, lambda s: (s, s), "") for p in pieces(page["body"]))
        extra = f'<link rel="canonical" href="{self.base}{path}">'
        content = f'<main class="site-main"><h1>{title}</h1>{body}</main>'
        return Document(text=self._frame(title, content, extra=extra, side=self._sidebar))

    def _list(self, path: str) -> Document | None:
        if match := _SECTION.fullmatch(path):
            slug = match[1]
            if slug in SECTIONS:
                title, start = SECTIONS[slug], f"/category/{slug}/"
                return self._listing(title, start, self.edition.sections[slug], match[2])
        elif match := _NAMED.fullmatch(path):
            kind, slug = match[1], match[2]
            stories = (self.edition.tags if kind == "tag" else self.edition.authors).get(slug, ())
            if stories:
                names = stories[0].tags if kind == "tag" else stories[0].authors
                title = next(name for name in names if slugify(name) == slug)
                return self._listing(title, f"/{kind}/{slug}/", stories, match[3])
        elif match := _DATE.fullmatch(path):
            return self._dated(match[1], match[2], match[3])
        return None

    def _dated(self, month: str, day: str | None, page: str | None) -> Document | None:
        year, number = (int(part) for part in month.split("/"))
        if not CALENDAR_YEARS[0] <= year <= CALENDAR_YEARS[1]:
            return None
        title, side = f"{month_name(number)} {year}", sidebar(self.edition, self.base, month)
        if not day:
            stories = self.edition.months.get(month, ())
            return self._listing(title, f"/{month}/", stories, page, side=side)
        stories = self.edition.days.get(f"{month}/{day}", ())
        start = f"/{month}/{day}/"
        return self._listing(f"{int(day)} {title}", start, stories, page, side=side)

    def _listing(
        self,
        title: str,
        start: str,
        stories: tuple[Story, ...],
        page: str | None,
        *,
        side: str | None = None,
    ) -> Document | None:
        listing = Listing(title=title, path=start, stories=stories, page=int(page or 1))
        if page == "1":
            return Document(status=301, location=start)
        if not 1 <= listing.page <= listing.pages:
            return None
        here = f"{start}page/{page}/" if page else start
        text = self._frame(
            f"{title} - Page {page}" if page else title,
            list_content(listing, self.base),
            extra=f'<link rel="canonical" href="{self.base}{here}">',
            side=side or self._sidebar,
            css="archive",
        )
        changed = max((story.changed for story in stories), default=None)
        return Document(text=text, changed=changed)

    def _story(self, path: str, query: dict[str, str]) -> Document | None:
        match = _STORY.fullmatch(path)
        story = self.edition.by_path.get(match[1]) if match else None
        if story is None or match is None:
            return None
        if twin := match[2]:
            if story.only in _TWINLESS:
                return None
            if twin == "amp/":
                text = amp_page(story, self.edition, self.base)
                return Document(text=text, changed=story.changed)
            text = syndication.rss((), self.base, path=path, title=story.headline)
            return Document(type=XML, text=text, changed=story.changed)
        if "share" in query:
            target = f"https://social.example/share?u={self.base}{path}"
            return Document(status=302, location=target)
        noindex = f"\n{_NOINDEX}" if "replytocom" in query else ""
        text = self._frame(
            story.headline,
            article_content(story, self.edition, self.base),
            extra=head(story, self.base) + noindex,
            css="single single-post",
            language=story.language,
        )
        return Document(text=text, changed=story.changed)
