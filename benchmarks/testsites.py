"""The test sites of one data folder: their pages as bytes, in this process, and their truth."""

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def load_world(data: Path) -> Any:
    """Load the test sites' own server as a module; nothing is bound to a port."""
    spec = importlib.util.spec_from_file_location("serve", data / "serve.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    world = module.World(str(data / "sites.json"))
    world.meta_refresh = True
    return world


def rows(path: Path) -> list[dict[str, Any]]:
    """Read a truth file, or its gzipped twin."""
    packed = path.with_name(path.name + ".gz")
    data = path.read_bytes() if path.exists() else gzip.decompress(packed.read_bytes())
    text = data.decode("utf-8", errors="surrogateescape")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def fetch(world: Any, url: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the server in this process."""
    parts = urlsplit(url)
    status, headers, body, _ = world.respond(parts.hostname or "", parts.path, parts.query)
    return status, headers, body
