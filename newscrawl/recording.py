"""Recording: the steps from a visit's page to the record of its article, one function each."""

from dataclasses import replace

from newscrawl.cleaning.article import clean
from newscrawl.cleaning.memory import remember
from newscrawl.dedupe.identity import article_id, content_digest
from newscrawl.extraction.validity import judge
from newscrawl.model.fate import Fate, State
from newscrawl.model.record import (
    ArticleRecord,
    Discovered,
    Extractor,
    article_of,
    make_record,
    with_article,
)
from newscrawl.model.site import SiteMemory
from newscrawl.model.visit import Visit
from newscrawl.release import own_version
from newscrawl.twins import canonical_fault
from newscrawl.urls import key

EXTRACTOR = Extractor(name="newscrawl", version=own_version())


def extracted(visit: Visit) -> Visit:
    """Give the visit its page's article; one whose fate is settled passes as it is."""
    if visit.fate is not None or visit.page is None:
        return visit
    return replace(visit, article=visit.page.article)


def cleaned(visit: Visit) -> Visit:
    """Clean the visit's article; what is taken out stays in its `removed`."""
    return visit if visit.article is None else replace(visit, article=clean(visit.article))


def validated(visit: Visit) -> Visit:
    """Settle a visit whose article is none after all, with the reason as its fate."""
    if visit.article is None:
        return visit
    reason = judge(visit.article, evidence=visit.page.evidence if visit.page else ())
    if reason is None and not visit.article.blocks:
        labels = (*visit.article.labels, "no-text")
        return replace(visit, article=replace(visit.article, labels=labels))
    if reason is None:
        return visit
    return replace(visit, article=None, fate=Fate(state=State.ARCHIVED, reason=reason))


def recorded(visit: Visit) -> Visit:
    """Make the record; an article is known by its canonical URL where that can be believed."""
    article, lead = visit.article, visit.lead
    if article is None or visit.ref is None:
        return visit
    if article.canonical_url and canonical_fault(article.url, article.canonical_url):
        article = replace(article, canonical_url=None)
    record = make_record(
        article,
        identity=article_id(key(article.canonical_url or article.url)),
        content_digest=content_digest(article),
        capture=visit.ref,
        extractor=EXTRACTOR,
        discovered=Discovered(by=lead.role, via=lead.via, at=lead.found_at),
    )
    return replace(visit, record=record, fate=Fate(state=State.ARCHIVED, reason="article"))


def remembered(record: ArticleRecord, memory: SiteMemory) -> ArticleRecord:
    """Give the record without what the memory of its site knows; itself where that is nothing."""
    article = article_of(record)
    own = remember(article, memory)
    return record if own == article else with_article(record, own, content_digest(own))
