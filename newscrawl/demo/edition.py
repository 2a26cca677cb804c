"""The edition: which story of the demo site is listed in which place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from newscrawl.demo.story import Only, Story, slugify

SECTIONS = {
    "region": "Région",
    "monde": "Monde",
    "economie": "Économie",
    "culture": "Culture",
    "sport": "Sport",
}
PER_PAGE = 6
PER_FEED_PAGE = 10
FEED_PAGES = 2
PER_SITEMAP = 1000
_NEWS_DAYS = 2  # the news sitemap protocol lists articles of the last two days


@dataclass(frozen=True, kw_only=True)
class Edition:
    """All stories, newest first, and the lists made of them."""

    stories: tuple[Story, ...]

    @cached_property
    def listed(self) -> tuple[Story, ...]:
        """Stories that stand in every list they belong to."""
        return tuple(story for story in self.stories if story.only is None)

    @cached_property
    def positions(self) -> dict[int, int]:
        """Places in `listed` by story number."""
        return {story.number: place for place, story in enumerate(self.listed)}

    @cached_property
    def fed(self) -> tuple[Story, ...]:
        """Stories in the feeds; the site keeps no more than two pages of them."""
        fed = [story for story in self.stories if story.only in {None, Only.FEED}]
        return tuple(fed[: FEED_PAGES * PER_FEED_PAGE])

    @cached_property
    def mapped(self) -> tuple[Story, ...]:
        """Stories in the sitemap."""
        return tuple(story for story in self.stories if story.only in {None, Only.SITEMAP})

    @cached_property
    def news(self) -> tuple[Story, ...]:
        """Stories in the news sitemap: those of the two days before the newest."""
        return tuple(
            s for s in self.listed if (self.listed[0].published - s.published).days < _NEWS_DAYS
        )

    @cached_property
    def sections(self) -> dict[str, tuple[Story, ...]]:
        """Stories of each section; the one that only pagination leads to stands last."""
        shown = {None, Only.DISALLOWED, Only.PAGINATION}
        return {
            section: tuple(s for s in self.stories if s.section == section and s.only in shown)
            for section in SECTIONS
        }

    @cached_property
    def tags(self) -> dict[str, tuple[Story, ...]]:
        """Stories by slug of their tags."""
        return self._by(lambda story: story.tags)

    @cached_property
    def authors(self) -> dict[str, tuple[Story, ...]]:
        """Stories by slug of their authors."""
        return self._by(lambda story: story.authors)

    @cached_property
    def days(self) -> dict[str, tuple[Story, ...]]:
        """Stories by day, as `2026/05/14`."""
        groups = groupby(self.listed, key=lambda story: f"{story.published:%Y/%m/%d}")
        return {day: tuple(group) for day, group in groups}

    @cached_property
    def months(self) -> dict[str, tuple[Story, ...]]:
        """Stories by month, as `2026/05`."""
        groups = groupby(self.listed, key=lambda story: f"{story.published:%Y/%m}")
        return {month: tuple(group) for month, group in groups}

    @cached_property
    def by_path(self) -> dict[str, Story]:
        """Every story by the path of its page."""
        return {story.path: story for story in self.stories}

    @cached_property
    def by_slug(self) -> dict[str, Story]:
        """Every story by slug."""
        return {story.slug: story for story in self.stories}

    @cached_property
    def home(self) -> dict[str, tuple[Story, ...]]:
        """Blocks of the home page by heading; later blocks leave out what earlier ones show."""
        blocks = {"À la une": self.listed[:4]}
        interne = tuple(s for s in self.stories if s.only is Only.DISALLOWED)
        seen = set(blocks["À la une"])
        for section, name in SECTIONS.items():
            rest = [s for s in self.sections[section] if s.only is None and s not in seen]
            blocks[name] = tuple(rest[:3])
        blocks["Dossiers"] = interne
        return {name: block for name, block in blocks.items() if block}

    @cached_property
    def recent(self) -> tuple[Story, ...]:
        """The widget of recent news."""
        return self.listed[:6]

    @cached_property
    def picks(self) -> tuple[Story, ...]:
        """The box of the editor's picks."""
        return self.listed[8:30:7]

    @cached_property
    def most_read(self) -> tuple[Story, ...]:
        """The box of most-read stories."""
        return self.listed[2:40:8]

    def related(self, story: Story) -> tuple[Story, ...]:
        """Give up to three other stories of the same section."""
        same = [s for s in self.sections[story.section] if s.only is None and s is not story]
        older = [s for s in same if s.published < story.published]
        return tuple(dict.fromkeys(older + same))[:3]

    def places(self, story: Story) -> tuple[str, ...]:
        """Name the places that link to a story."""
        lists = {
            "home": {s for block in self.home.values() for s in block},
            "section": self.sections.get(story.section, ())[:PER_PAGE],
            "pagination": self.sections.get(story.section, ())[PER_PAGE:],
            "widget": {*self.recent, *self.picks, *self.most_read},
            "tag": self.tags.get(slugify(story.tags[0]), ()) if story.tags else (),
            "author": self.authors.get(slugify(story.authors[0]), ()),
            "date": self.months.get(f"{story.published:%Y/%m}", ()),
            "feed": self.fed,
            "sitemap": self.mapped,
        }
        found = tuple(name for name, stories in lists.items() if story in stories)
        return found or ("navigation",)

    def _by(self, names: Callable[[Story], tuple[str, ...]]) -> dict[str, tuple[Story, ...]]:
        found: dict[str, list[Story]] = {}
        for story in self.listed:
            for name in names(story):
                found.setdefault(slugify(name), []).append(story)
        return {slug: tuple(stories) for slug, stories in found.items()}
