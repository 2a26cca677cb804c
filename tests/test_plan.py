"""newscrawl.cli.plan: how often sites are asked, and whom they may ask."""

import pytest

from newscrawl.cli.plan import DELAY, NAMELESS_DELAY, names_contact, plan_crawl

NOTHING = {"links_only": False, "allow_private": False, "insecure": False}


def settings(folder, text="", **options):
    folder.mkdir(exist_ok=True)
    (folder / "collection.toml").write_text(f'start = ["https://paper.example/"]\n{text}')
    return plan_crawl((), folder, {**NOTHING, **options}).settings


@pytest.fixture(autouse=True)
def _no_contact(monkeypatch):
    monkeypatch.delenv("NEWSCRAWL_CONTACT", raising=False)


def test_without_a_contact_hosts_are_asked_half_as_often(tmp_path):
    found = settings(tmp_path)
    assert not names_contact(found["USER_AGENT"])
    assert found["DOWNLOAD_DELAY"] == NAMELESS_DELAY == 2 * DELAY


@pytest.mark.parametrize("where", ["option", "file", "environment", "user agent"])
def test_contact_may_stand_in_four_places(where, tmp_path, monkeypatch):
    contact = "mailto:archive@university.example"
    text, options = "", {}
    if where == "option":
        options = {"contact": contact}
    elif where == "file":
        text = f'contact = "{contact}"\n'
    elif where == "environment":
        monkeypatch.setenv("NEWSCRAWL_CONTACT", contact)
    else:
        options = {"user_agent": f"ourbot/1 (+{contact})"}
    found = settings(tmp_path, text, **options)
    assert contact in found["USER_AGENT"]
    assert (found["DOWNLOAD_DELAY"], found["NEWSCRAWL_FIXED_DELAY"]) == (DELAY, False)


def test_delay_by_hand_wins_over_that_of_the_file(tmp_path):
    assert settings(tmp_path, "delay = 3\n")["DOWNLOAD_DELAY"] == 3
    found = settings(tmp_path, "delay = 3\n", delay=0.0)
    assert (found["DOWNLOAD_DELAY"], found["NEWSCRAWL_FIXED_DELAY"]) == (0.0, True)


def test_pace_of_the_file_becomes_settings(tmp_path):
    found = settings(tmp_path, '[pace]\nmax_per_hour = 9\n[pace.hours]\n"22:00-06:00" = "stop"\n')
    assert found["NEWSCRAWL_MAX_PER_HOUR"] == 9
    assert found["NEWSCRAWL_HOURS"] == {"22:00-06:00": "stop"}
