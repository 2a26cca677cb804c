"""Whole runs against hosts that ask for patience, judged by the servers' own log."""

from moody_server import NO_RULES, Reply, serving
from newscrawl_process import LOOPBACK, run

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
