"""The one tree of errors that newscrawl raises on purpose.

    NewscrawlError
    ├── UsageError        the caller asked for what cannot be done        exit code 2
    ├── NoMemoryError     all processes take more memory than they may    exit code 5
    └── ArchiveError      the archive cannot be trusted to go on          exit code 1
        ├── LockedError       another process writes this collection      exit code 3
        ├── NoSpaceError      the disk is full, or nearly                 exit code 4
        └── DamagedError      bytes on disk are not what was written

Bad input from the web never raises one of these: it becomes a value, a fate and a statistic.
Every message is one line that says what, where, and what to do.
"""


class NewscrawlError(Exception):
    """Base of all; the command line prints it as one line and exits with `exit_code`."""

    exit_code = 1


class UsageError(NewscrawlError):
    """Raised from settings, configuration and commands when the request itself is wrong."""

    exit_code = 2


class NoMemoryError(NewscrawlError):
    """Raised from a crawl that ended because its processes took too much memory."""

    exit_code = 5


class ArchiveError(NewscrawlError):
    """Raised from `archive` when writing or reading the collection fails; stops the crawl."""


class LockedError(ArchiveError):
    """Raised from opening a collection for writing while another process holds its lock."""

    exit_code = 3


class NoSpaceError(ArchiveError):
    """Raised from writing to a full disk, and from a crawl that ended before it was full."""

    exit_code = 4


class DamagedError(ArchiveError):
    """Raised from readers of the archive when bytes on disk do not hold what they must."""
