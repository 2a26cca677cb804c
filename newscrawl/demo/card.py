"""Teasers of stories, as cards with a picture and as plain list entries."""

from collections.abc import Iterable
from html import escape

from newscrawl.demo.picture import landscape
from newscrawl.demo.story import Story
from newscrawl.demo.wording import date_text


def card(story: Story, base: str, *, css: str = "card") -> str:
    """Give the card of one story."""
    url = base + story.path
    return (
        f'<div class="{css}"><a href="{url}" tabindex="-1" aria-hidden="true">'
        f"{landscape(story.slug)}</a><div>"
        f'<h3><a href="{url}">{escape(story.headline, quote=False)}</a></h3>'
        f'<span class="entry-date">{date_text(story.published, story.language)}</span>'
        f"<p>{escape(story.description, quote=False)}</p></div></div>"
    )


def cards(stories: Iterable[Story], base: str) -> str:
    """Give the cards of several stories."""
    return "".join(card(story, base) for story in stories)


def entries(stories: Iterable[Story], base: str, *, query: str = "") -> str:
    """Give list items that link to stories, with a query added to each address."""
    return "".join(
        f'<li><a href="{base}{story.path}{query}">{escape(story.headline, quote=False)}</a></li>'
        for story in stories
    )
