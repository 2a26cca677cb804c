"""What every test may ask for: the folder ../shared, its packs unpacked, and a browser."""

import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("soundness")

from crawls import Runner, reactor_loop  # noqa: E402 what it imports is rewritten, too
from made_up_collection import make_collection  # noqa: E402 as above

from archive.collection import Collection  # noqa: E402 as above

# A busy machine is slow, and that is no fault.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def need_shared() -> Path:
    if not (SHARED / "DESIGN.md").is_file():
        pytest.skip("needs the folder ../shared with real sites beside the checkout")
    return SHARED


def need_browser() -> str:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None and os.environ.get("NEWSCRAWL_REQUIRE_BROWSER") == "1":
        pytest.fail(f"NEWSCRAWL_REQUIRE_BROWSER=1, but none of {', '.join(BROWSERS)} is on PATH")
    if path is None:
        pytest.skip(f"needs a browser: none of {', '.join(BROWSERS)} is on PATH")
    return path


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared"):
        need_shared()
    if item.get_closest_marker("browser"):
        need_browser()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared; tests that ask for it skip where it is absent."""
    return need_shared()


@pytest.fixture(scope="session")
def unpack(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Unpack a tar of ../shared once a session, e.g. unpack("sites/ozark.tar.xz") -> folder."""

    @cache
    def unpacked(name: str) -> Path:
        folder = tmp_path_factory.mktemp(Path(name).name.split(".")[0])
        with tarfile.open(shared / name) as pack:
            pack.extractall(folder, filter="data")
        return folder

    return unpacked


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium."""
    return need_browser()


@pytest.fixture(scope="session")
def run() -> Iterator[Runner]:
    """Run a coroutine to its end on the loop of Scrapy's reactor: `run(run_crawl(Spider, {}))`."""
    with reactor_loop() as loop:
        yield Runner(loop)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """A small collection without any fault; not to be written to."""
    return make_collection(tmp_path_factory.mktemp("sound") / "c")


@pytest.fixture
def folder(sound: Collection, tmp_path: Path) -> Collection:
    """A copy of the sound collection, to be damaged."""
    shutil.copytree(sound.root, tmp_path / "c")
    return Collection(tmp_path / "c")
