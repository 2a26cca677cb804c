"""The house style and the promises of the tree, checked cheaply on every run."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("newscrawl", "spiders", "pipelines", "archive")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SCRIPTS = sorted((ROOT / "benchmarks").glob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-judges.lock")
PLACES_NOT_NOUNS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def normalised(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def declared() -> set[str]:
    project = PROJECT["project"]
    extras = project["optional-dependencies"].values()
    return {normalised(one) for group in (project["dependencies"], *extras) for one in group}


def settings_module() -> ModuleType:
    return importlib.import_module("newscrawl.settings")


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES + SCRIPTS
    }
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {}
    for path in MODULES + SCRIPTS:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 40:
                    long[f"{name_of(path)}:{node.lineno} {node.name}"] = length
    assert long == {}


def test_every_module_starts_with_one_sentence_saying_what_it_is_for() -> None:
    starts = {
        name_of(path): (ast.get_docstring(ast.parse(path.read_bytes())) or "").split("\n")[0]
        for path in MODULES + SCRIPTS
    }
    assert {name: start for name, start in starts.items() if not start.endswith((".", "?"))} == {}


def test_no_module_is_named_for_a_place() -> None:
    named = {
        name_of(path)
        for path in MODULES
        if PLACES_NOT_NOUNS & set(path.relative_to(ROOT).with_suffix("").parts)
    }
    assert named == set()


def test_packages_reexport_nothing() -> None:
    # ruff's F401 leaves these two ways to pass a name on.
    passed_on = re.compile(r"^__all__|\bimport .*\b(\w+) as \1\b", re.M)
    loud = [
        path
        for path in MODULES
        if path.name == "__init__.py" and passed_on.search(path.read_text("utf-8"))
    ]
    assert loud == []


@pytest.mark.parametrize("package", PACKAGES)
def test_package_ships_its_types(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


def test_every_module_of_newscrawl_has_its_layer() -> None:
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = set(re.findall(r"newscrawl\.(\w+)", " ".join(layers)))
    present = {path.stem for path in (ROOT / "newscrawl").iterdir() if path.suffix == ".py"}
    present |= {path.parent.name for path in (ROOT / "newscrawl").glob("*/__init__.py")}
    assert present - {"__init__"} - placed == set()


def test_pure_modules_load_no_framework() -> None:
    contract = PROJECT["tool"]["importlinter"]["contracts"][2]
    adapters = {line.partition(" ->")[0].removesuffix(".**") for line in contract["ignore_imports"]}
    pure = [
        name
        for name in map(dotted, MODULES)
        if name.startswith(tuple(contract["source_modules"]))
        and not any(f"{name}.".startswith(f"{adapter}.") for adapter in adapters)
        and not name.endswith(".__main__")
    ]
    frameworks = set(contract["forbidden_modules"])
    code = f"import sys, {', '.join(pure)}; print(*(set(sys.modules) & {frameworks!r}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (run.stdout.strip(), run.stderr) == ("", "")


def test_every_dependency_has_its_reason() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| (.*) \|$", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.M
    )
    assert {normalised(name) for name, _ in rows} == declared()
    assert [name for name, reason in rows if len(reason) < 20] == []


def test_locks_hold_every_dependency_with_hashes_and_no_address() -> None:
    texts = [(ROOT / lock).read_text("utf-8") for lock in LOCKS]
    pins = {normalised(line) for text in texts for line in text.splitlines() if "==" in line}
    assert declared() - pins == set()
    assert [
        line for text in texts for line in text.splitlines() if "/" in line or line.startswith("-")
    ] == []
    assert all(re.search(r"^    --hash=sha256:[0-9a-f]{64}", text, re.M) for text in texts)


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings_in([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set):
        for one in value:
            yield from strings_in(one)


def test_every_component_that_settings_name_loads() -> None:
    settings = {name: value for name, value in vars(settings_module()).items() if name.isupper()}
    own = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)*")
    for component in filter(own.fullmatch, strings_in(settings)):
        module, _, attribute = component.rpartition(".")
        if (ROOT / component.replace(".", "/")).is_dir():
            importlib.import_module(component)
        else:
            assert hasattr(importlib.import_module(module), attribute), component


def test_every_setting_of_newscrawl_is_documented() -> None:
    settings_module()
    used = {
        name
        for path in MODULES
        for name in re.findall(r"\bNEWSCRAWL_[A-Z0-9_]+", path.read_text("utf-8"))
    }
    documented = set(
        re.findall(r"`(NEWSCRAWL_[A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text("utf-8"))
    )
    assert used - documented == set()
