"""The documents name every key, command and setting that the code has, and no dead link."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl import settings
from newscrawl.alerting import KINDS, AlertsConfig
from newscrawl.cli.main import COMMANDS
from newscrawl.cli.watch import command as watch
from newscrawl.config import (
    CollectionConfig,
    ObeyConfig,
    ScheduleConfig,
    SiteOverride,
    parse_config,
)
from newscrawl.pacing import PaceConfig

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize(
    "key",
    [
        *CollectionConfig.__struct_fields__,
        *ObeyConfig.__struct_fields__,
        *PaceConfig.__struct_fields__,
        *ScheduleConfig.__struct_fields__,
        *SiteOverride.__struct_fields__,
    ],
)
def test_every_key_of_collection_toml_is_explained(key: str) -> None:
    assert f"\n| `{key}` |" in text_of("docs/sites.md")


@pytest.mark.parametrize("key", [*AlertsConfig.__struct_fields__, *KINDS])
def test_every_key_and_kind_of_alerts_is_explained(key: str) -> None:
    assert re.search(rf"^\| [^|]*`{key}`", text_of("docs/alerts.md"), re.MULTILINE)


def test_the_examples_of_collection_toml_can_be_read() -> None:
    examples = re.findall(r"```toml\n(.*?)```", text_of("docs/sites.md"), re.DOTALL)
    config = parse_config("\n".join(examples), source="docs/sites.md")
    assert config.site[0].feeds == ("https://paper.example/rss/all.xml",)


def test_every_command_has_its_section_and_no_other_has_one() -> None:
    sections = re.findall(r"^## (\w+)$", text_of("docs/commands.md"), re.MULTILINE)
    assert sorted(sections) == sorted(COMMANDS)


def test_every_setting_of_ours_is_in_the_table() -> None:
    named = {name for name in vars(settings) if name.startswith("NEWSCRAWL_")}
    table = set(re.findall(r"^\| `(NEWSCRAWL_\w+)`", text_of("docs/settings.md"), re.MULTILINE))
    assert named <= table


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [name for name in targets if not (page.parent / name).exists()] == []


def test_every_threat_has_a_guard_and_tests_that_exist() -> None:
    rows = re.findall(r"^\|(.+)\|$", text_of("SECURITY.md"), re.MULTILINE)[2:]
    assert len(rows) >= 20
    for threat, guard, test in (row.split("|") for row in rows):
        named = re.findall(r"`(tests/test_\w+\.py)`", test)
        assert guard.strip(), threat
        assert named, threat
        assert [name for name in named if not (ROOT / name).is_file()] == [], threat


def test_commands_of_units_and_crontab_are_ours() -> None:
    commands = re.findall(r"/bin/newscrawl watch (.*)", text_of("docs/schedule.md"))
    assert len(commands) == 3
    for command in commands:
        watch.make_context("watch", command.split())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    page = text_of("docs/schedule.md")
    units = dict(
        re.findall(r"`([\w-]+\.(?:service|timer))`[^\n]*\n\n```\n(.*?)```", page, re.DOTALL)
    )
    assert set(units) == {"newscrawl.service", "newscrawl-pass.service", "newscrawl-pass.timer"}
    for name, unit in units.items():
        ours = unit.replace("/srv/newscrawl/.venv/bin/newscrawl", sys.executable)
        (tmp_path / name).write_text(ours.replace("User=newscrawl\n", ""), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in sorted(units))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
