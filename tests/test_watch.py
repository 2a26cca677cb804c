"""The watcher: what is due gets its pass, also when clocks jump, passes fail or a window ends."""

import signal
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from os import killpg
from random import Random
from time import monotonic, sleep, time

import pytest
from changing_site import article, collection, home, path
from made_up_site import serving
from newscrawl_process import ENVIRONMENT, LOOPBACK, run

from archive.agenda import AgendaTable
from archive.catalog import open_catalog
from archive.collection import Collection
from newscrawl.cli.alarm import ALERT
from newscrawl.cli.watcher import LOOK_SECONDS, Watcher
from newscrawl.config import CollectionConfig
from newscrawl.schedule.clock import Reading, jump
from newscrawl.schedule.policy import DAY, HOUR, Policy

MONDAY = 1_772_409_600.0  # 00:00 UTC


class Pass:
    """A pass that ends when the test says so."""

    def __init__(self, of):
        self.of, self.code, self.signals = of, None, []

    def poll(self):
        return self.code

    def send_signal(self, number):
        self.signals.append(number)


class World:
    """A watcher with clocks that the test sets."""

    def __init__(self, folders, *, at_once=2):
        self.reading = Reading(wall=MONDAY, steady=0.0)
        self.passes = []
        self.watcher = Watcher(
            folders, spawn=self.spawn, at_once=at_once, clock=lambda: self.reading
        )

    def spawn(self, of):
        self.passes.append(Pass(of))
        return self.passes[-1]

    def go(self, seconds, *, set_by=0.0):
        """Let time pass, in which the wall clock may be set, and give the seconds to sleep."""
        wall, steady = self.reading.wall + seconds + set_by, self.reading.steady + seconds
        self.reading = Reading(wall=wall, steady=steady)
        return self.watcher.step()


def planned(folder, *dues, schedule=""):
    """Make a collection whose sources are due at these times."""
    made = Collection(folder)
    made.create(CollectionConfig(start=("https://paper.example/",)))
    text = made.config_file.read_text("utf-8")
    made.config_file.write_text(f"{text}[schedule]\n{schedule}\n", "utf-8")
    with closing(open_catalog(made.catalog)) as db:
        for number, due in enumerate(dues, 1):
            db.execute(
                "INSERT INTO urls (id, key, url, host, state, role, kind, depth, priority,"
                " found_at) VALUES (?, ?, ?, 'paper.example', 'archived', 'start', 'home', 0, 0,"
                " '')",
                (number, f"k{number}", f"https://paper.example/{number}"),
            )
            db.execute(
                "INSERT INTO agenda VALUES (?, 'paper.example', 'source', ?, ?, 1, ?)",
                (number, MONDAY - 60, due, f'{{"visited": {MONDAY - 60}}}'),
            )
        db.commit()
    return made


def dues(made):
    with closing(open_catalog(made.catalog)) as db:
        return [due for (due,) in db.execute("SELECT due FROM agenda ORDER BY url")]


def test_pass_begins_when_something_is_due_and_not_before(tmp_path):
    world = World([planned(tmp_path / "c", MONDAY + 20)])
    assert world.go(0) == 20
    assert not world.passes
    world.go(20)
    assert len(world.passes) == 1
    world.go(5)
    assert len(world.passes) == 1


def test_new_collection_is_crawled_at_once(tmp_path):
    made = Collection(tmp_path / "c")
    made.create(CollectionConfig(start=("https://paper.example/",)))
    world = World([made])
    world.go(0)
    assert len(world.passes) == 1


def test_no_more_passes_at_once_than_allowed(tmp_path):
    world = World([planned(tmp_path / name, MONDAY) for name in "abc"], at_once=2)
    world.go(1)
    assert len(world.passes) == 2
    world.passes[0].code = 0
    world.go(1)
    assert [one.of.root.name for one in world.passes] == ["a", "b", "c"]


def test_pass_that_fails_is_tried_again_later_and_later(tmp_path):
    world = World([planned(tmp_path / "c", MONDAY, schedule='min_interval = "0s"')])
    times = []
    for _ in range(400):
        world.go(LOOK_SECONDS)
        if world.passes and world.passes[-1].code is None:
            times.append(world.reading.steady)
            world.passes[-1].code = 1
    gaps = [b - a for a, b in pairwise(times)]
    assert gaps[0] >= 60
    assert gaps == sorted(gaps)
    assert len(gaps) < 9


@pytest.mark.parametrize("by", [DAY, -DAY])
def test_clock_that_is_set_by_a_day_moves_the_schedule_with_it(by, tmp_path):
    made = planned(tmp_path / "c", MONDAY + 2 * HOUR, MONDAY + 3 * HOUR)
    world = World([made])
    world.go(10)
    world.go(10, set_by=by)
    assert not world.passes
    assert dues(made) == [MONDAY + 2 * HOUR + by, MONDAY + 3 * HOUR + by]
    world.go(2 * HOUR)
    assert len(world.passes) == 1


def test_sleep_of_the_machine_is_no_jump(tmp_path):
    made = planned(tmp_path / "c", MONDAY + HOUR)
    world = World([made])
    world.go(0)
    world.go(DAY)  # frozen, or asleep: both clocks went on
    assert dues(made) == [MONDAY + HOUR]
    assert len(world.passes) == 1


def test_source_visited_in_the_future_is_due_for_a_single_pass_too(tmp_path):
    made = planned(tmp_path / "c", MONDAY + DAY)
    with closing(open_catalog(made.catalog)) as db:
        agenda = AgendaTable(db)
        assert agenda.next_due(now=MONDAY, articles=True) == MONDAY + DAY
        assert agenda.next_due(now=MONDAY - DAY, articles=True) == 0
        assert agenda.queue_due(Policy(), now=MONDAY - DAY) == 1


def test_source_that_robots_txt_shut_is_asked_for_again(tmp_path):
    made = planned(tmp_path / "c", MONDAY + 60)
    with closing(open_catalog(made.catalog)) as db:
        agenda = AgendaTable(db)
        db.execute("UPDATE urls SET state = 'excluded', reason = 'scope'")
        assert agenda.next_due(now=MONDAY, articles=True) is None
        db.execute("UPDATE urls SET reason = 'robots'")
        assert agenda.next_due(now=MONDAY, articles=True) == MONDAY + 60
        assert agenda.queue_due(Policy(), now=MONDAY + 60) == 1


def test_pass_that_raised_an_alert_did_not_fail(tmp_path):
    world = World([planned(tmp_path / "c", MONDAY, schedule='min_interval = "0s"')])
    for _ in range(3):
        world.go(LOOK_SECONDS)
        world.passes[-1].code = ALERT
    world.go(LOOK_SECONDS)
    world.go(LOOK_SECONDS)
    assert len(world.passes) > 2


def test_pass_waits_for_its_window_and_is_stopped_at_its_end(tmp_path):
    schedule = 'windows = ["06:00-07:00"]\nblackout = ["06:20-06:30"]'
    world = World([planned(tmp_path / "c", MONDAY, schedule=schedule)])
    world.go(5 * HOUR)
    assert not world.passes
    world.go(HOUR)
    assert len(world.passes) == 1
    world.go(21 * 60)
    assert world.passes[0].signals == [signal.SIGTERM]
    world.passes[0].code = 130
    world.go(1)
    world.go(8 * 60)
    assert len(world.passes) == 1
    world.go(3 * 60)
    assert len(world.passes) == 2


def test_drift_is_no_jump():
    before = Reading(wall=100.0, steady=0.0)
    assert jump(before, Reading(wall=3710.0, steady=3600.0)) == 0
    assert jump(before, Reading(wall=3800.0, steady=3600.0)) == 100


@pytest.mark.parametrize("by", [DAY, -DAY])
def test_clock_that_was_set_between_two_passes_costs_each_source_one_visit(by, tmp_path):
    names = ("arden", "bolton")
    pages = {"/": home(*names), **{path(name): article(name) for name in names}}
    settings = (
        '[schedule]\nfixed_interval = "2h"\nrevisit_interval = "2h"\n[pace]\nmax_per_day = 20\n'
    )
    with serving(pages) as (base, asked):
        folder = collection(tmp_path / "c", base, schedule=settings)
        assert run("watch", "--once", "-c", folder, *LOOPBACK).returncode == 0
        with closing(open_catalog(folder / "catalog.sqlite")) as db:
            # All that was done moves away from now, as when the clock is set the other way.
            AgendaTable(db).shift(by)
            db.execute("UPDATE visits SET at = at + ?", (by,))
            moved = [
                ((datetime.fromisoformat(date) + timedelta(seconds=by)).isoformat(), row)
                for row, date in db.execute("SELECT id, date FROM captures")
            ]
            db.executemany("UPDATE captures SET date = ? WHERE id = ?", moved)
            db.commit()
        asked.clear()
        assert run("watch", "--once", "-c", folder, *LOOPBACK).returncode == 0
        assert {asked.count(one) for one in pages} == {1}
        asked.clear()
        assert run("watch", "--once", "-c", folder, *LOOPBACK).returncode == 0
        assert not asked


def test_single_pass_keeps_blackout_hours(tmp_path):
    with serving({"/": home("arden")}) as (base, asked):
        schedule = '[schedule]\nblackout = ["00:00-24:00"]\n'
        folder = collection(tmp_path / "c", base, schedule=schedule)
        assert run("watch", "--once", "-c", folder, *LOOPBACK).returncode == 0
        assert not asked


def start(*folders):
    names = [word for folder in folders for word in ("-c", str(folder))]
    return subprocess.Popen(
        [sys.executable, "-m", "newscrawl", "watch", *names, *LOOPBACK],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
    )  # fmt: skip


def test_daemon_watches_two_collections_and_stops_cleanly(tmp_path):
    names = ("arden", "bolton")
    pages = {"/": home(*names), **{path(name): article(name) for name in names}}
    with serving(pages) as (base, asked):
        folders = [collection(tmp_path / name, base, schedule="") for name in "ab"]
        daemon = start(*folders)
        ended = [next(line for line in daemon.stderr if "pass ended" in line) for _ in folders]
        assert {line.split()[1].rstrip(":") for line in ended} == set(map(str, folders))
        second = run("watch", "-c", folders[0], *LOOPBACK)
        assert (second.returncode, "is watching it" in second.stderr) == (3, True)
        began = monotonic()
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(timeout=60) == 0
        assert monotonic() - began < 10
        daemon.communicate()
        assert all(asked.count(path(name)) == 2 for name in names)
        asked.clear()
        done = run("watch", "--once", "-c", folders[0], "--allow-private")
        assert (done.returncode, "nothing is due" in done.stdout) == (0, True)
        assert not asked


def test_daemon_stops_a_running_pass_within_ten_seconds_and_the_next_goes_on(tmp_path):
    names = [f"place{n}" for n in range(40)]
    pages = {"/": home(*names), **{path(name): article(name) for name in names}}
    with serving(pages) as (base, asked):
        folder = collection(tmp_path / "c", base, schedule="")
        text = (folder / "collection.toml").read_text("utf-8")
        (folder / "collection.toml").write_text(f"delay = 0.1\n{text}", "utf-8")
        daemon = subprocess.Popen(
            [sys.executable, "-m", "newscrawl", "watch", "-c", str(folder), "--allow-private"],
            stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
        )  # fmt: skip
        end = time() + 60
        while len(asked) < 12 and time() < end:
            sleep(0.05)
        began = monotonic()
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=60)
        assert (daemon.returncode, monotonic() - began < 10) == (0, True)
        first = len(asked)
        assert first < len(names)
        assert run("watch", "--once", "-c", folder, *LOOPBACK).returncode == 0
        fetched = [one for one in asked if one.startswith("/news/")]
        assert sorted(set(fetched)) == sorted(map(path, names))
        assert len(fetched) - len(set(fetched)) <= 8


def daemon_group(folder):
    """Begin a watcher that leads a process group of its own, so that its passes die with it."""
    return subprocess.Popen(
        [sys.executable, "-m", "newscrawl", "watch", "-c", str(folder), *LOOPBACK],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT,
        start_new_session=True,
    )  # fmt: skip


def disturbed(folder, asked, *, rounds, seed):
    """Freeze or kill a watcher at random moments, and give how often it was killed."""
    draw, kills = Random(seed), 0
    daemon = daemon_group(folder)
    try:
        for _ in range(rounds):
            sleep(draw.uniform(2, 15))
            if draw.random() < 0.5:
                killpg(daemon.pid, signal.SIGSTOP)
                sleep(draw.uniform(1, 8))
                killpg(daemon.pid, signal.SIGCONT)
            else:
                killpg(daemon.pid, signal.SIGKILL)
                daemon.wait()
                kills += 1
                daemon = daemon_group(folder)
        calm, end = len(asked), monotonic() + 120
        while asked.count("/") - asked[:calm].count("/") < 2 and monotonic() < end:
            sleep(0.2)
    finally:
        killpg(daemon.pid, signal.SIGKILL)
        daemon.wait()
    return kills


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
def test_frozen_and_killed_watcher_forgets_no_source_and_hammers_none(seed, tmp_path):
    names = ("arden", "bolton")
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Valley</title><item>'
        "<title>All about arden</title><link>{}/news/arden.html</link></item></channel></rss>"
    )
    pages = {"/": home(*names), **{path(name): article(name) for name in names}}
    with serving(pages) as (base, asked):
        pages["/feed/"] = feed.format(base)
        schedule = '[schedule]\nfixed_interval = "12s"\nmin_interval = "2s"\nrevisits = false\n'
        folder = collection(tmp_path / "c", base, schedule=schedule)
        began = monotonic()
        kills = disturbed(folder, asked, rounds=10, seed=seed)
        most = (monotonic() - began) / 12 + 2 * kills + 2
    for source in ("/", "/feed/"):
        assert 2 <= asked.count(source) <= most
    assert all(asked.count(path(name)) <= 1 + kills for name in names)
