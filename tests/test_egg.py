"""The egg for scrapyd: built as scrapyd-deploy builds it, it runs a job as scrapyd runs one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from changing_site import article, home, path
from made_up_site import serving
from newscrawl_process import ENVIRONMENT, records
from scrapy.settings import Settings

from archive.opening import number_of
from newscrawl.errors import UsageError
from newscrawl.release import own_version

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("newscrawl", "spiders", "pipelines", "archive", "pyproject.toml", "README.md", "LICENSE")
BUILDERS = (sys.executable, ROOT / ".venv" / "judges" / "bin" / "python")
# As the setup.py that scrapyd-deploy writes where there is none.
SETUP = (
    "from setuptools import setup, find_packages\n"
    "setup(name='project', version='1.0', packages=find_packages(),"
    " entry_points={'scrapy': ['settings = newscrawl.settings']})\n"
)
PLAIN = {
    name: value
    for name, value in ENVIRONMENT.items()
    if name not in ("PYTHONPATH", "PYTHONPYCACHEPREFIX")
}


def builder():
    """Give a Python whose setuptools reads our pyproject.toml and still makes eggs."""
    code = "import setuptools; exit(not 77 <= int(setuptools.__version__.split('.')[0]))"
    for python in filter(Path.exists, map(Path, BUILDERS)):
        command = [python, "-W", "ignore", "-c", code]
        if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return python
    return pytest.skip("needs setuptools 77 or newer, as `make test` puts it in .venv/judges")


@pytest.fixture(scope="module")
def egg(tmp_path_factory):
    source = tmp_path_factory.mktemp("egg")
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    (source / "setup.py").write_text(SETUP, "utf-8")
    command = [builder(), "-W", "ignore", "setup.py", "-q", "bdist_egg", "-d", "out"]
    done = subprocess.run(command, cwd=source, env=PLAIN, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (made,) = (source / "out").glob("newscrawl-*.egg")
    # scrapyd calls it by the version of the job's project.
    return made.rename(source / "out" / "r1.egg")


def test_egg_runs_a_job_as_scrapyd_runs_it(egg, tmp_path):
    names = ("arden", "bolton")
    pages = {"/": home(*names), **{path(name): article(name) for name in names}}
    with serving(pages) as (base, _):
        settings = {
            "NEWSCRAWL_COLLECTION": tmp_path / "c", "NEWSCRAWL_ALLOW_PRIVATE": 1,
            "DOWNLOAD_DELAY": 0, "NEWSCRAWL_MAX_PAGES": 50, "NEWSCRAWL_MAX_DEPTH": 5,
            "LOG_FILE": tmp_path / "job.log",
        }  # fmt: skip
        given = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        job = ["crawl", "news", "-a", f"start_urls={base}", "-a", "_job=1", *given]
        done = subprocess.run(
            [sys.executable, ROOT / "tests" / "egg_runner.py", egg, *job],
            cwd=tmp_path, env=PLAIN, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    log = (tmp_path / "job.log").read_text("utf-8")
    assert (done.returncode, log) == (0, ""), done.stderr
    assert done.stdout.strip().startswith(str(egg))
    assert {one["url"] for one in records(tmp_path / "c")} == {base + path(name) for name in names}


def test_egg_of_any_name_knows_its_version(egg):
    code = "import sys; sys.path.insert(0, sys.argv[1]); from newscrawl.release import own_version"
    command = [sys.executable, "-I", "-S", "-c", f"{code}; print(own_version())", egg]
    done = subprocess.run(command, env=PLAIN, capture_output=True, text=True)
    assert done.stdout.strip() == own_version(), done.stderr


def test_setting_given_as_text_is_a_number_or_a_fault():
    name = "NEWSCRAWL_MAX_PAGES"
    given = [number_of(Settings({name: value}), name) for value in ("15", 15, "0", "", None)]
    assert given == [15, 15, 0, None, None]
    with pytest.raises(UsageError, match="'many' is no whole number"):
        number_of(Settings({name: "many"}), name)
