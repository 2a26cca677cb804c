"""Runs: what each crawl of a collection did, as a row and as a JSON file."""

import os
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from archive.alerts import AlertTable
from archive.disk import replace_file
from newscrawl.alerts.message import facts_of
from newscrawl.model.fate import BREAKAGE, Fate, State


def begin_run(db: sqlite3.Connection, *, now: float) -> str:
    """Note that a run starts and give its id, the UTC second and the process number."""
    start = datetime.fromtimestamp(now, UTC)
    run = f"{start:%Y%m%d%H%M%S}-{os.getpid()}"
    db.execute(
        "INSERT OR REPLACE INTO runs (id, started) VALUES (?, ?)",
        (run, f"{start:%Y-%m-%dT%H:%M:%SZ}"),
    )
    db.commit()
    return run


def end_run(db: sqlite3.Connection, run: str, *, outcome: str, now: float) -> None:
    """Note how a run ended: `finished`, `limit`, `interrupted` or `fault`."""
    end = datetime.fromtimestamp(now, UTC)
    db.execute(
        "UPDATE runs SET finished = ?, outcome = ? WHERE id = ?",
        (f"{end:%Y-%m-%dT%H:%M:%SZ}", outcome, run),
    )


def fates(db: sqlite3.Connection) -> dict[str, int]:
    """Count the collection's URLs by fate, most first; a twin's owner is left out."""
    counts: Counter[str] = Counter()
    rows = db.execute("SELECT state, reason, count(*) FROM urls GROUP BY state, reason")
    for state, reason, count in rows:
        counts[shown(Fate(state=State(state), reason=reason))] += count
    return dict(counts.most_common())


def shown(fate: Fate) -> str:
    """Write a fate for people: a twin without its owner, a queued URL without its last failure."""
    if fate.state is State.QUEUED:
        return str(fate.state)
    if fate.reason.startswith("duplicate:"):
        return f"{fate.state} (duplicate)"
    return str(fate)


def write_run(db: sqlite3.Connection, folder: Path, run: str) -> None:
    """Write `runs/<run id>.json` with the run's times, outcome and the collection's fates."""
    started, finished, outcome = db.execute(
        "SELECT started, finished, outcome FROM runs WHERE id = ?", (run,)
    ).fetchone()
    report = {
        "run": run,
        "started": started,
        "finished": finished,
        "outcome": outcome,
        "fates": fates(db),
        "breakage": breakage(db),
        "articles": articles(db),
        "alerts": [facts_of(alert, run) for alert in AlertTable(db).after(run)],
    }
    text = msgspec.json.format(msgspec.json.encode(report), indent=1)
    replace_file(folder / f"{run}.json", [text, b"\n"])


def breakage(db: sqlite3.Connection) -> dict[str, int]:
    """Count, by reason, the URLs behind which a site has a page that it did not give."""
    rows = db.execute(
        "SELECT reason, count(*) FROM urls WHERE state IN ('archived', 'failed') GROUP BY reason"
        " ORDER BY 2 DESC, 1"
    )
    return {reason: count for reason, count in rows if reason.startswith(BREAKAGE)}


def articles(db: sqlite3.Connection) -> int:
    """Count the articles, each once however many versions it has."""
    query = "SELECT count(DISTINCT article_id) FROM articles WHERE twin_of IS NULL"
    return int(db.execute(query).fetchone()[0])
