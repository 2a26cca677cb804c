"""Metrics: the exposition format by its grammar, the numbers by the catalogue, and `serve`."""

import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from http.client import HTTPConnection

import pytest
from newscrawl_process import ENVIRONMENT

from archive.alerts import AlertTable
from archive.catalog import open_catalog
from archive.metrics import metrics
from newscrawl.alerts.course import Alert
from newscrawl.alerts.finding import Kind
from newscrawl.cli.main import run as main
from newscrawl.report.exposition import Family, exposition
from newscrawl.web.server import StatusServer

NAME, LABEL = r"[a-zA-Z_:][a-zA-Z0-9_:]*", r"[a-zA-Z_][a-zA-Z0-9_]*"
TEXT = r'"((?:[^"\\\n]|\\["\\n])*)"'
SAMPLE = re.compile(rf"({NAME})\{{((?:{LABEL}={TEXT},?)*)\}} (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)")
UNESCAPED = {r"\\": "\\", r"\n": "\n", r"\"": '"'}
EVIL = 'a"b\\c\nd} 1\nevil{x="\ud800'


def parsed(text):
    """Read an exposition by its grammar; each metric has its HELP and TYPE, once, before it."""
    found, typed, last = {}, [], ""
    assert text.endswith("\n")
    for line in text.removesuffix("\n").split("\n"):
        if head := re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line):
            last = head[2]
            typed += [last] if head[1] == "TYPE" else []
            assert head[1] == "HELP" or head[3] in ("gauge", "counter")
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        assert sample[1] == last == typed[-1]
        labels = {
            name: re.sub(r"\\.", lambda m: UNESCAPED[m[0]], value)
            for name, value in re.findall(rf"({LABEL})={TEXT}", sample[2])
        }
        place = (sample[1], *sorted(labels.items()))
        assert place not in found
        found[place] = float(sample[4])
    assert len(typed) == len(set(typed))
    return found


def test_labels_of_any_text_are_read_back():
    family = Family(name="m", help="One \\ two\nlines.", samples=[({"x": EVIL}, 1.5), ({}, 2e300)])
    text = exposition([family, Family(name="n", help="None.", samples=[])], labels={"c": "d"})
    assert parsed(text) == {
        ("m", ("c", "d"), ("x", EVIL.replace("\ud800", "?"))): 1.5,
        ("m", ("c", "d")): 2e300,
    }


def test_metrics_are_what_the_catalogue_holds(folder):
    with closing(open_catalog(folder.catalog)) as db:
        alert = Alert(
            kind=Kind.SILENT, site="paper.example", subject=EVIL[:-1], text="<b>why", first=5.0,
            seen=5.0, raised=5.0,
        )  # fmt: skip
        AlertTable(db).update([alert])
        db.commit()
        (captures,) = db.execute("SELECT count(*) FROM captures").fetchone()
    found = parsed(metrics(folder))
    c = ("collection", folder.root.name)
    assert found["newscrawl_articles", c] == 5
    assert found["newscrawl_captures", c] == captures
    assert found["newscrawl_warc_bytes", c] > 1000
    assert found["newscrawl_urls", c, ("reason", "article"), ("state", "archived")] == 5
    assert found["newscrawl_alerts", c] == 1
    raised = {place: value for place, value in found.items() if "alert_raised" in place[0]}
    assert list(raised.values()) == [5.0]
    assert ("subject", EVIL[:-1]) in next(iter(raised))


def test_textfile_is_written_whole(folder, tmp_path, capsys):
    path = tmp_path / "paper.prom"
    assert main(["status", "-c", str(folder.root), "--prometheus", str(path)]) == 0
    assert main(["status", "-c", str(folder.root), "--prometheus", "-"]) == 0
    assert capsys.readouterr().out == path.read_text("utf-8")
    assert [one.name for one in tmp_path.iterdir() if ".prom" in one.name] == ["paper.prom"]
    nowhere = tmp_path / "none" / "paper.prom"
    assert main(["status", "-c", str(folder.root), "--prometheus", str(nowhere)]) == 1


@contextmanager
def served(folder):
    server = StatusServer(folder, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(port, path, *, method="GET", **headers):
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read().decode()


def test_server_gives_metrics_and_a_page_with_what_is_wrong(folder):
    with closing(open_catalog(folder.catalog)) as db:
        alert = Alert(
            kind=Kind.FROZEN, site="s", subject="https://s/<feed>", text="<b>why", first=5.0,
            seen=5.0, raised=5.0,
        )  # fmt: skip
        AlertTable(db).update([alert])
        db.commit()
    with served(folder) as port:
        status, kind, text = asked(port, "/metrics")
        assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert text == metrics(folder)
        status, kind, page = asked(port, "/")
        assert (status, kind) == (200, "text/html; charset=utf-8")
        assert "<h2>Alerts (1)</h2>" in page
        assert "https://s/&lt;feed&gt;" in page
        assert "<b>why" not in page
        assert "default-src 'none'" in page
        assert asked(port, "/", method="HEAD")[2] == ""
        assert asked(port, "/warc/")[0] == 404
        assert asked(port, "/../collection.toml")[0] == 404
        assert asked(port, "/", method="POST")[0] == 501
        assert asked(port, "/metrics", Host="evil.example")[0] == 421
        assert asked(port, "/metrics", Host=f"localhost:{port}")[0] == 200
        folder.catalog.unlink()
        assert asked(port, "/metrics")[0] == 503


def test_serve_listens_on_loopback_and_ends_when_it_is_told(folder):
    command = [sys.executable, "-m", "newscrawl", "serve", "-c", str(folder.root), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    line = process.stderr.readline()
    port = int(re.match(r"http://127\.0\.0\.1:(\d+)/ shows ", line)[1])
    assert asked(port, "/metrics")[0] == 200
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")


def test_port_that_is_taken_is_one_line(folder, capsys):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = str(one.getsockname()[1])
        assert main(["serve", "-c", str(folder.root), "--port", port]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["/tmp/x.txt", "metrics"])
def test_metrics_file_must_be_one_that_node_exporter_reads(name, folder, capsys):
    text = folder.config_file.read_text("utf-8")
    folder.config_file.write_text(f'metrics_file = "{name}"\n{text}', "utf-8")
    assert main(["crawl", "-c", str(folder.root)]) == 2
    assert "`metrics_file` does not end in .prom" in capsys.readouterr().err
