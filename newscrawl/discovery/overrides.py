"""Overrides: what a person said about a site's URLs, put before what was found out."""

from newscrawl.discovery.evidence import MANY
from newscrawl.discovery.kinds import Verdict
from newscrawl.model.link import ENTRY_ROLES, Link, Role
from newscrawl.model.page import ARTICLE_KINDS, PageKind
from newscrawl.model.rules import SiteRule, SiteRules, matches

_CERTAIN = 99.0


def relabelled(links: tuple[Link, ...], rules: SiteRules) -> tuple[Link, ...]:
    """Give links the roles that the rules of their own hosts name."""
    if not rules.sites:
        return links
    return tuple(_relabelled(link, rules.of(link.url)) for link in links)


def _relabelled(link: Link, rule: SiteRule) -> Link:
    if link.role is Role.REDIRECT:
        return link
    if matches(rule.pagination, link.url):
        return link._replace(role=Role.PAGINATION)
    if matches(rule.not_article, link.url):
        return link._replace(role=Role.OTHER) if link.role in ENTRY_ROLES else link
    if link.role not in ENTRY_ROLES and matches(rule.article, link.url):
        return link._replace(role=Role.TEASER)
    return link


def overridden(verdict: Verdict, url: str, links: tuple[Link, ...], rule: SiteRule) -> Verdict:
    """Give the kind that a site's rule names for a page, or the verdict as it is."""
    is_article = verdict.kind in ARTICLE_KINDS
    for name in ("not_article", "pagination"):
        if is_article and matches(getattr(rule, name), url):
            entries = sum(link.role in ENTRY_ROLES for link in links)
            kind = PageKind.SECTION if entries >= MANY else PageKind.OTHER
            return _said(kind, f"`{name}` of collection.toml names its URL")
    barred = matches(rule.not_article, url) or matches(rule.pagination, url)
    if not barred and not is_article and matches(rule.article, url):
        return _said(PageKind.ARTICLE, "`article` of collection.toml names its URL")
    return verdict


def _said(kind: PageKind, phrase: str) -> Verdict:
    return Verdict(kind=kind, evidence=(phrase,), score=_CERTAIN)
