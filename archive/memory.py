"""The memories of sites: what recurs on their pages, learnt and applied at the end of a run."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from newscrawl.cleaning.memory import learn
from newscrawl.model.record import ArticleRecord, decode, encode
from newscrawl.model.site import SiteMemory
from newscrawl.recording import remembered

SAMPLE = 5000
"""Articles of a site that are learnt from; ids are hashes, so the least of them are any."""


class MemoryTable:
    """What is known of the sites; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of(self, site: str) -> SiteMemory:
        """Give what is known of a site; nothing, where it was not learnt yet."""
        rows = self._db.execute("SELECT kind, value FROM memory WHERE site = ?", (site,)).fetchall()
        affixes = [value for kind, value in rows if kind == "affix"]
        return SiteMemory(
            title_affixes=tuple(sorted(affixes, key=lambda affix: (-len(affix), affix))),
            boilerplate=frozenset(value for kind, value in rows if kind == "block"),
        )

    def all(self) -> dict[str, SiteMemory]:
        """Give what is known of each site."""
        sites = self._db.execute("SELECT DISTINCT site FROM memory").fetchall()
        return {site: self.of(site) for (site,) in sites}

    def has_fresh(self) -> bool:
        """Tell whether articles came in since the memory was brought up to date."""
        return bool(
            self._db.execute("SELECT EXISTS (SELECT 1 FROM articles WHERE fresh)").fetchone()[0]
        )

    def refresh(self) -> list[tuple[int, str]]:
        """Learn the sites that have fresh articles anew and apply what is known of them.

        Gives row and WARC file of each record that changed. Where the memory of a site did not
        change, only its fresh records are looked at.
        """
        changed = []
        sites = self._db.execute("SELECT DISTINCT site FROM articles WHERE fresh ORDER BY site")
        for (site,) in sites.fetchall():
            memory = learn(self._sample(site))
            where = "site = ? AND fresh"
            if memory != self.of(site):
                self._keep(site, memory)
                where = "site = ?"
            rows = self._db.execute(f"SELECT id, warc FROM articles WHERE {where}", (site,))  # noqa: S608 constants
            changed += [row for row in rows.fetchall() if self._apply(row[0], memory)]
        return changed

    def settle(self) -> None:
        """Note that all articles have been through the end of a run."""
        self._db.execute("UPDATE articles SET fresh = 0 WHERE fresh")

    def _sample(self, site: str) -> Iterator[ArticleRecord]:
        for (line,) in self._db.execute(
            "SELECT coalesce(raw, record) FROM articles WHERE site = :site AND article_id IN"
            " (SELECT DISTINCT article_id FROM articles WHERE site = :site ORDER BY article_id"
            " LIMIT :limit)",
            {"site": site, "limit": SAMPLE},
        ):
            yield decode(line)

    def _keep(self, site: str, memory: SiteMemory) -> None:
        self._db.execute("DELETE FROM memory WHERE site = ?", (site,))
        rows = [(site, "affix", affix) for affix in memory.title_affixes]
        rows += [(site, "block", digest) for digest in memory.boilerplate]
        self._db.executemany("INSERT INTO memory VALUES (?, ?, ?)", rows)

    def _apply(self, row: int, memory: SiteMemory) -> bool:
        """Derive a record again from what it was before any memory; tell whether it changed."""
        line, raw = self._db.execute(
            "SELECT record, raw FROM articles WHERE id = ?", (row,)
        ).fetchone()
        plain = decode(raw or line)
        own = remembered(plain, memory)
        if own is plain and raw is None:
            return False
        now = decode(line)
        ruled = replace(
            own, version=now.version, cluster_id=now.cluster_id, duplicate_of=now.duplicate_of
        )
        if ruled == now:
            return False
        self._db.execute(
            "UPDATE articles SET record = ?, raw = ?, digest = ? WHERE id = ?",
            (
                encode(ruled).decode(),
                None if own is plain else raw or line,
                own.content_digest,
                row,
            ),
        )
        return True
