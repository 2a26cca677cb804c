"""The queue: which rows of `urls` are next, however many wait and whosever turn it is not."""

import sqlite3
from collections.abc import Collection
from heapq import merge
from itertools import islice

from newscrawl.frontier.allowance import Window

_FEW = 50
"""Hosts that are asked for their best rows one by one, instead of all rows in their order."""
# Left alone, SQLite reads all queued rows and sorts them.
_BEST = """
SELECT u.priority, -u.newest, u.id FROM urls AS u INDEXED BY {index}
WHERE u.state = 'queued' AND u.priority >= ? AND u.priority < ? AND u.due <= ? AND {hosts}
ORDER BY u.priority, u.newest DESC, u.id LIMIT ?
"""
_OF_HOST = _BEST.format(index="urls_hosts", hosts="u.host = ?")
_NEXT_HOST = """
SELECT host FROM urls INDEXED BY urls_hosts WHERE state = 'queued' AND host > ?
ORDER BY host LIMIT 1
"""


def best(
    db: sqlite3.Connection, limit: int, *, busy_hosts: Collection[str], window: Window, now: float
) -> list[int]:
    """Give the numbers of up to `limit` due rows, best first, of hosts that are not busy.

    Rows whose priority is not in `window` are left out. A host with a hundred thousand rows, all
    better than those of the others, costs nothing while it is busy.
    """
    hosts = _others(db, busy_hosts)
    if not hosts:
        return []
    if busy_hosts and len(hosts) <= _FEW:
        found = (db.execute(_OF_HOST, (*window, now, host, limit)) for host in hosts)
        return [row[2] for row in islice(merge(*found), limit)]
    marks = ",".join("?" * len(busy_hosts))
    query = _BEST.format(index="urls_queue", hosts=f"u.host NOT IN ({marks})")
    return [row[2] for row in db.execute(query, (*window, now, *busy_hosts, limit))]


def _others(db: sqlite3.Connection, busy_hosts: Collection[str]) -> list[str]:
    """Name hosts with queued rows that are not busy, no more than it takes to know that many are.

    No row but one of each host is read.
    """
    name, found = "", list[str]()
    while len(found) <= _FEW and (row := db.execute(_NEXT_HOST, (name,)).fetchone()):
        name = row[0]
        if name not in busy_hosts:
            found.append(name)
    return found
