"""Whole runs against hosts that ask for patience, judged by the servers' own log."""

from contextlib import closing
from datetime import datetime

from moody_server import NO_RULES, Reply, serving
from newscrawl_process import LOOPBACK, run

from archive.catalog import open_catalog
from archive.collection import Collection
from archive.frontier import timestamp
from newscrawl.config import CollectionConfig
from newscrawl.schedule.policy import DAY

MOODY, CALM = "127.0.0.1", "127.0.0.2"


def crawl_lists(server, folder, counts, *options):
    """Fetch so many pages of each host by `newscrawl urls`."""
    urls = [server.url(host, f"/page-{n}") for host, count in counts.items() for n in range(count)]
    listed = folder.parent / "list.txt"
    listed.write_text("\n".join(urls))
    return run("urls", listed, "-c", folder, *(options or LOOPBACK))


def told(server, host, status):
    return [one for one in server.of(host) if one.status == status]


def test_retry_after_holds_for_the_whole_host_and_for_no_other(tmp_path):
    def mood(host, path, number):
        if path == "/robots.txt":
            return NO_RULES
        if host == CALM:
            return Reply()
        # Eight go out together; when the refusal comes, none of the others is over.
        return Reply(429, {"Retry-After": "4"}, takes=0.5) if number == 4 else Reply(takes=1)

    with serving(mood) as server:
        done = crawl_lists(server, tmp_path / "c", {MOODY: 30, CALM: 60})
    assert done.returncode == 0, done.stderr
    (refusal,) = told(server, MOODY, 429)
    later = [one for one in server.of(MOODY) if one.came > refusal.answered]
    assert min(one.came for one in later) - refusal.answered >= 4
    assert {one.path for one in told(server, MOODY, 200)} == {f"/page-{n}" for n in range(30)}
    assert max(one.came for one in server.of(CALM)) < later[0].came


def test_storm_of_503_backs_off_and_leaves_the_other_host_alone(tmp_path):
    def mood(host, path, number):
        if path == "/robots.txt" or host == CALM:
            return NO_RULES if path == "/robots.txt" else Reply()
        return Reply(503 if number <= 10 else 200, takes=0.2)

    with serving(mood) as server:
        done = crawl_lists(server, tmp_path / "c", {MOODY: 12, CALM: 60})
    assert done.returncode == 0, done.stderr
    storm = server.of(MOODY)
    assert {one.path for one in storm if one.status == 200} == {f"/page-{n}" for n in range(12)}
    # The first eight are out before any is answered; then one at a time, after a wait of its own.
    assert storm[8].came - storm[7].answered >= 1
    assert storm[9].came - storm[8].answered >= 2
    assert storm[10].came - storm[9].answered >= 4
    assert max(one.came for one in server.of(CALM)) < storm[9].came


def test_robots_txt_that_is_refused_for_a_while_is_asked_for_again(tmp_path):
    asked = []

    def mood(_, path, __):
        if path != "/robots.txt":
            return Reply()
        asked.append(path)
        return Reply(503, {"Retry-After": "2"}) if len(asked) == 1 else NO_RULES

    with serving(mood, hosts=(MOODY,)) as server:
        done = crawl_lists(server, tmp_path / "c", {MOODY: 3})
    assert done.returncode == 0, done.stderr
    assert {one.path for one in told(server, MOODY, 200)} == {"/page-0", "/page-1", "/page-2"}
    first, second = (one for one in server.log if one.path == "/robots.txt")
    assert second.came - first.answered >= 2


def configured(folder, server, pace):
    made = Collection(folder)
    made.create(CollectionConfig(start=(server.url(MOODY, "/"),)))
    text = made.config_file.read_text("utf-8")
    made.config_file.write_text(f"{text}\n[pace]\n{pace}\n", "utf-8")


def age(folder, seconds):
    """Let what was archived be so much longer ago."""
    with closing(open_catalog(folder / "catalog.sqlite")) as db:
        moved = [
            (timestamp(datetime.fromisoformat(date).timestamp() - seconds), row)
            for row, date in db.execute("SELECT id, date FROM captures")
        ]
        db.executemany("UPDATE captures SET date = ? WHERE id = ?", moved)
        db.commit()


def test_budget_of_a_day_holds_for_each_host_over_runs_and_frees_the_next_day(tmp_path):
    folder, pages = tmp_path / "c", {f"/page-{n}" for n in range(9)}
    with serving(lambda _, path, __: NO_RULES if path == "/robots.txt" else Reply()) as server:
        configured(folder, server, "max_per_day = 6")
        for requests in (6, 6):  # a second run on the same day asks for nothing
            crawl_lists(server, folder, {MOODY: 9, CALM: 3})
            assert sum(one.host == MOODY for one in server.log) == requests
        assert len(server.of(CALM)) == 3
        age(folder, DAY)
        crawl_lists(server, folder, {MOODY: 9})
    assert {one.path for one in server.of(MOODY)} == pages
    assert len(server.of(MOODY)) == len(pages)


def test_hours_that_say_stop_are_kept_by_a_whole_run(tmp_path):
    folder = tmp_path / "c"
    with serving(lambda _, path, __: NO_RULES if path == "/robots.txt" else Reply()) as server:
        configured(folder, server, 'hours = { "00:00-24:00" = "stop" }')
        crawl_lists(server, folder, {MOODY: 3})
        assert not server.log
        text = (folder / "collection.toml").read_text("utf-8")
        (folder / "collection.toml").write_text(text.replace('"stop"', "0"), "utf-8")
        crawl_lists(server, folder, {MOODY: 3})
    assert len(server.of(MOODY)) == 3
