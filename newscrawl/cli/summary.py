"""The summary of a run: what it did by fate, and what to type next."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from archive.catalog import read_catalog
from archive.collection import Collection
from archive.runs import articles, fates


def print_summary(collection: Collection, run: str, tally: Counter[str]) -> None:
    """Print the fates of the run's visits beside those of the whole collection."""
    db = read_catalog(collection.catalog)
    try:
        console = Console(highlight=False)
        console.print(_table(tally, fates(db)))
        outcome = db.execute("SELECT outcome FROM runs WHERE id = ?", (run,)).fetchone()[0]
        console.print(f"{articles(db)} articles in {collection.root} (run {run}: {outcome})")
    finally:
        db.close()
    console.print(f"next: newscrawl status -c {collection.root}", soft_wrap=True)
    console.print(f"      newscrawl search -c {collection.root} WORD", soft_wrap=True)


def _table(tally: Counter[str], totals: dict[str, int]) -> Table:
    table = Table("fate", box=None, header_style="bold")
    table.add_column("this run", justify="right")
    table.add_column("all", justify="right")
    for fate, count in totals.items():
        table.add_row(fate, str(tally[fate] or ""), str(count))
    return table
