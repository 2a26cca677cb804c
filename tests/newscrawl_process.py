"""The program `newscrawl` as a child process, as a person runs it."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from msgspec import json

ENVIRONMENT = {**os.environ, "PYTHONWARNINGS": "", "COLUMNS": "120"}
for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NEWSCRAWL_CONTACT"):
    ENVIRONMENT.pop(proxy, None)
# Children keep bytecode for one another also where this process may write none: half their start.
_BYTECODE = tempfile.TemporaryDirectory(prefix="newscrawl-bytecode-")
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)
ENVIRONMENT["PYTHONPYCACHEPREFIX"] = _BYTECODE.name

LOOPBACK = ("--allow-private", "--delay", "0", "--quiet")


def run(*arguments: str | Path, timeout: float = 120, **kwargs) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "newscrawl", *map(str, arguments)],
        capture_output=True, text=True, timeout=timeout, env=ENVIRONMENT, check=False, **kwargs,
    )  # fmt: skip


def crawl(url: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Crawl a site on loopback into a folder, and insist that it went well."""
    done = run("crawl", url, "-c", folder, *LOOPBACK, *arguments, timeout=900)
    assert done.returncode == 0, done.stderr
    return done


def start_crawl(url: str, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Begin a crawl that the test will end; it leads a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "newscrawl", "crawl", url, "-c", str(folder), *LOOPBACK, *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT,
        start_new_session=True,
    )  # fmt: skip


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a crawl and nothing but it; its workers end by themselves."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def records(folder: Path) -> list[dict]:
    """Read all record files of a collection."""
    files = sorted((folder / "records").glob("*.jsonl"))
    return [json.decode(line) for file in files for line in file.read_bytes().splitlines()]
