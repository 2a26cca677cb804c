"""The page of one story of the demo site, and its AMP twin."""

import json
from html import escape

from newscrawl.demo.card import cards
from newscrawl.demo.edition import SECTIONS, Edition
from newscrawl.demo.markup import PieceType, to_html
from newscrawl.demo.metadata import picture_url
from newscrawl.demo.story import Only, Story, paragraphs, slugify
from newscrawl.demo.template import fill
from newscrawl.demo.wording import AND, BY, UPDATED, date_text

_COMMENTS = (
    ("Lectrice du quai", "Merci pour cet article, j’y étais et c’est exactement cela."),
    ("Gaspard", "Et qui paiera l’entretien ? On ne le dit jamais."),
)


def article_content(story: Story, edition: Edition, base: str) -> str:
    """Give the main part of a story's page."""
    if story.only is Only.SCRIPT:
        entries = json.dumps(paragraphs(story), ensure_ascii=True).replace("</", "<\\/")
        return fill("direct.html", entries=entries, **_common(story, base))
    return fill(
        "article.html",
        section=story.section,
        section_name=SECTIONS[story.section],
        share=_share(story, base),
        thumbnail=_thumbnail(story, base),
        body=_body(story, edition, base),
        tags="".join(
            f'<a href="{base}/tag/{slugify(tag)}/" rel="tag">{escape(tag)}</a>'
            for tag in story.tags
        ),
        neighbours=_neighbours(story, edition, base),
        related=cards(edition.related(story), base),
        comments=_comments(story, base),
        **_common(story, base),
    )


def amp_page(story: Story, edition: Edition, base: str) -> str:
    """Give the AMP twin of a story's page."""
    return fill(
        "amp.html",
        language=story.language,
        canonical=base + story.path,
        body=_body(story, edition, base),
        **_common(story, base),
    )


def _common(story: Story, base: str) -> dict[str, object]:
    return {
        "base": base,
        "headline": escape(story.headline, quote=False),
        "number": story.number,
        "byline": _byline(story, base),
    }


def _byline(story: Story, base: str) -> str:
    language = story.language
    names = f" {AND[language]} ".join(
        f'<a class="author" rel="author" href="{base}/author/{slugify(name)}/">{name}</a>'
        for name in story.authors
    )
    line = (
        f'<span class="byline">{BY[language]} {names}</span> · '
        f'<time class="entry-date published" datetime="{story.published.isoformat()}">'
        f"{date_text(story.published, language)}</time>"
    )
    if story.modified:
        line += (
            f' · {UPDATED[language]} <time class="updated" '
            f'datetime="{story.modified.isoformat()}">{date_text(story.modified, language)}</time>'
        )
    return line


def _body(story: Story, edition: Edition, base: str) -> str:
    def target(slug: str) -> tuple[str, str]:
        other = edition.by_slug.get(slug)
        return (base + other.path, other.headline) if other else (f"{base}/?s={slug}", slug)

    picture = picture_url(story, base)
    return "\n".join(to_html(piece, base, target, picture) for piece in story.pieces)


def _thumbnail(story: Story, base: str) -> str:
    if any(piece.type is PieceType.CAPTION for piece in story.pieces):
        return ""
    url = picture_url(story, base)
    return f'<div class="post-thumbnail"><img src="{url}" alt="" width="800" height="420"></div>'


def _share(story: Story, base: str) -> str:
    url = base + story.path
    return (
        '<ul class="sharing">'
        f'<li><a rel="nofollow" href="https://social.example/share?u={url}">Partager</a></li>'
        f'<li><a rel="nofollow" href="{url}?share=email&amp;nb=1">E-mail</a></li>'
        f'<li><a rel="nofollow" href="mailto:?subject=Courrier&amp;body={url}">Envoyer</a></li>'
        '<li><a href="javascript:window.print()">Imprimer</a></li></ul>'
    )


def _neighbours(story: Story, edition: Edition, base: str) -> str:
    place = edition.positions.get(story.number)
    if place is None:
        return ""
    found = []
    for step, rel, mark in ((1, "prev", "← {}"), (-1, "next", "{} →")):
        if 0 <= place + step < len(edition.listed):
            other = edition.listed[place + step]
            text = mark.format(escape(other.headline, quote=False))
            found.append(f'<a href="{base}{other.path}" rel="{rel}">{text}</a>')
    return "".join(found)


def _comments(story: Story, base: str) -> str:
    left = []
    if story.number % 3 == 0:
        for count, (name, text) in enumerate(_COMMENTS):
            number = story.number * 10 + count
            left.append(
                f'<div class="comment" id="comment-{number}"><b>{name}</b><p>{text}</p>'
                f'<a rel="nofollow" class="comment-reply-link" href="{base}{story.path}'
                f'?replytocom={number}#respond">Reply</a></div>'
            )
    return fill(
        "comments.html",
        comments="".join(left),
        path=story.path,
        base=base,
        number=story.number,
    )


def read_also(story: Story, edition: Edition) -> tuple[str, ...]:
    """Give the texts of the read-also lines in a story's body, which are no part of it."""
    return tuple(
        f"{label} {edition.by_slug[slug].headline}"
        for piece in story.pieces
        if piece.type is PieceType.READ_ALSO
        for label, slug in piece.cells
        if slug in edition.by_slug
    )
