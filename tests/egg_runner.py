"""What scrapyd does to run a job: activate an egg, take its settings, call Scrapy's command line.

Called as `egg_runner.py EGG crawl news …`. No other newscrawl can be imported.
"""

import importlib.metadata
import os
import sys
from pathlib import Path


def main() -> None:
    egg = sys.argv.pop(1)
    sys.path[:] = [egg, *(p for p in sys.path if p and not (Path(p) / "newscrawl").is_dir())]
    (own,) = importlib.metadata.distributions(path=[egg])
    (entry,) = own.entry_points.select(group="scrapy", name="settings")
    os.environ["SCRAPY_SETTINGS_MODULE"] = entry.value
    from scrapy.cmdline import execute  # noqa: PLC0415 the egg goes first

    try:
        execute()
    finally:
        import spiders.news  # noqa: PLC0415 the egg's own

        sys.stdout.write(f"{spiders.news.__file__}\n")


if __name__ == "__main__":
    main()
