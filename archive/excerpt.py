"""An excerpt: what a file of chosen captures says about itself, and its first record."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Self
from uuid import NAMESPACE_URL, uuid5

from archive.copying import Copying, Sink
from archive.group import warcinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The description of a copy; the same for the same captures, whenever it is made."""

    title: str
    description: str
    """The selection, in words."""
    software: str
    created: datetime
    """Date of the newest capture."""
    identity: str
    """Record id of the file's `warcinfo`."""

    @classmethod
    def of_chosen(
        cls, db: sqlite3.Connection, *, title: str, description: str, software: str
    ) -> Self:
        """Describe the captures in `chosen`, of which there is at least one."""
        seed, newest = sha256(f"{title}\n{description}\n{software}".encode()), ""
        for record_id, date in db.execute(
            "SELECT record_id, date FROM chosen JOIN captures ON id = capture ORDER BY warc, offset"
        ):
            seed.update(record_id.encode())
            newest = max(newest, date)
        return cls(
            title=title,
            description=description,
            software=software,
            created=datetime.fromisoformat(newest),
            identity=f"urn:uuid:{uuid5(NAMESPACE_URL, seed.hexdigest())}",
        )

    def begin(self, db: sqlite3.Connection, warc: Path, sink: Sink, *, name: str) -> Copying:
        """Write the `warcinfo` of the file `name`, and give the copy that goes on behind it."""
        info = {
            "software": self.software,
            "format": "WARC File Format 1.1",
            "isPartOf": self.title,
            "description": self.description,
        }
        first = warcinfo(name, self.identity, self.created, info)
        sink.write(first)
        return Copying(db=db, folder=warc, sink=sink, name=name, size=len(first))


def write_warc(
    db: sqlite3.Connection, warc: Path, file: IO[bytes], excerpt: Excerpt, *, name: str
) -> Copying:
    """Write the captures in `chosen` as the WARC file `name`, and tell what was copied."""
    copying = excerpt.begin(db, warc, file, name=name)
    for _ in copying:
        pass
    return copying
