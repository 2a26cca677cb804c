"""Wrong usage and faults: one line on stderr, the right exit code, nothing half-made left."""

import json
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from newscrawl_process import ENVIRONMENT, LOOPBACK, crawl, start_crawl
from newscrawl_process import run as run_process

from newscrawl.cli.main import COMMANDS, run
from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite

START = 'start = ["https://paper.example/"]\n'


@pytest.fixture(scope="module")
def site():
    with serve(DemoSite(articles=12), latency=0.002) as server:
        yield server


@pytest.fixture(scope="module")
def collection(site, tmp_path_factory):
    """A small crawl that reading commands read; no test changes it."""
    folder = tmp_path_factory.mktemp("errors") / "collection"
    crawl(site.url, folder)
    return folder


@pytest.fixture
def complaint(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder and give its exit code and its one line."""
    monkeypatch.chdir(tmp_path)
    for name in ("http_proxy", "https_proxy", "NEWSCRAWL_CONTACT"):
        monkeypatch.delenv(name, raising=False)

    def complain(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert captured.out == ""
        (line,) = captured.err.splitlines()
        assert line.startswith("newscrawl: ")
        return code, line

    return complain


def tree(folder):
    """Give every file below a folder with its size and time of change."""
    return {
        path.relative_to(folder): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    "url",
    ["ftp://paper.example/", "notaurl", "http://", "http://a..b/", f"http://{'a' * 70}.example/",
     "https://paper.example:99999/", "javascript:alert(1)", ""],
)  # fmt: skip
def test_address_that_cannot_be_crawled_is_named_and_makes_no_folder(url, complaint, tmp_path):
    code, line = complaint("crawl", url, "-c", tmp_path / "c")
    assert code == 2
    assert f"{url}: not a URL" in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frobnicate",), "frobnicate"),
        (("status", "--frobnicate"), "--frobnicate"),
        (("crawl", "https://paper.example/", "--max-pages", "0"), "--max-pages"),
        (("crawl", "https://paper.example/", "--delay", "soon"), "--delay"),
        (("crawl", "https://paper.example/", "--scope", "world"), "--scope"),
        (("search",), "WORD"),
        (("show",), "URL"),
        (("extract",), "WARC"),
        (("extract", "no.warc.gz"), "no.warc.gz"),
        (("extract", "--html", "no.html", "--url", "https://paper.example/"), "no.html"),
        (("urls", "no.txt"), "no.txt"),
    ],
)
def test_wrong_command_lines_are_usage_errors(arguments, words, complaint, tmp_path):
    code, line = complaint(*arguments)
    assert code == 2
    assert words in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("search", "word"), ("show", "https://paper.example/"), ("export",),
     ("rebuild",), ("crawl",), ("watch", "--once")],
)  # fmt: skip
def test_commands_without_their_collection_say_which_folder_is_none(arguments, complaint, tmp_path):
    code, line = complaint(*arguments, "-c", "missing")
    assert (code, "missing: not a collection" in line) == (2, True)
    code, line = complaint(*arguments)
    assert (code, "-c FOLDER" in line) == (2, True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("start = [", "collection.toml"),
        (START + "speed = 3\n", "speed"),
        ("start = 7\n", "$.start"),
        ("start = []\n", "`start`"),
        (START + "delay = -1\n", "`delay`"),
        (START + 'scope = "world"\n', "`scope`"),
        (START + 'delay = "fast"\n', "$.delay"),
        (START + '[[site]]\nhost = "paper.example"\ndeny = ["("]\n', "no regular expression"),
        ("\ufeff\x00", "collection.toml"),
        ('start = ["ftp://paper.example/"]\n', "ftp://paper.example/"),
    ],
)
def test_wrong_configuration_is_named_with_its_file(text, words, complaint, tmp_path):
    file = tmp_path / "c" / "collection.toml"
    file.parent.mkdir()
    file.write_text(text)
    before = tree(tmp_path)
    code, line = complaint("crawl", "-c", tmp_path / "c")
    assert code == 2
    assert str(file) in line
    assert words in line
    assert tree(tmp_path) == before


def test_folder_with_other_things_is_no_place_for_a_collection(complaint, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("Mine.")
    before = tree(tmp_path)
    code, line = complaint("crawl", "https://paper.example/", "-c", tmp_path / "thesis")
    assert code == 2
    assert "is no collection" in line
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/newscrawl/c"])
def test_folder_that_cannot_be_made_is_named(place, complaint, tmp_path):
    (tmp_path / "file").write_text("In the way.")
    code, line = complaint("crawl", "https://paper.example/", "-c", place)
    assert code == 2
    assert place in line
    assert (tmp_path / "file").read_text() == "In the way."


def test_output_that_cannot_be_written_is_named(collection, complaint, tmp_path):
    (tmp_path / "file").write_text("In the way.")
    code, line = complaint("export", "-c", collection, "-o", "file/articles.jsonl")
    assert code == 2
    assert "file/articles.jsonl" in line


def test_url_never_seen_is_named(collection, complaint):
    code, line = complaint("show", "https://elsewhere.example/", "-c", collection)
    assert code == 2
    assert "https://elsewhere.example/: never seen" in line


@pytest.mark.parametrize(
    "query",
    ['"', "*", "NEAR(", "-", "", "a OR", "headline:", "^", "{a b}:c", "'; --", "\x00", "🌍"],
)
def test_any_text_is_a_valid_search(query, collection, capsys):
    assert run(["search", "--json", "-c", str(collection), "--", query]) == 0
    captured = capsys.readouterr()
    assert isinstance(json.loads(captured.out), list)
    assert captured.err == ""


def test_what_machines_read_is_json(collection, capsys, site):
    for arguments in (["status"], ["search", "la"], ["show", f"{site.url}/"]):
        assert run([*arguments, "--json", "-c", str(collection)]) == 0
        assert json.loads(capsys.readouterr().out)


def test_missing_or_foreign_catalogue_is_a_fault_that_names_the_remedy(
    collection, complaint, tmp_path
):
    folder = tmp_path / "c"
    folder.mkdir()
    (folder / "collection.toml").write_bytes((collection / "collection.toml").read_bytes())
    code, line = complaint("status", "-c", folder)
    assert (code, "newscrawl rebuild" in line) == (2, True)
    (folder / "catalog.sqlite").write_bytes(b"This is no database, but a long enough text. " * 20)
    code, line = complaint("status", "-c", folder)
    assert (code, "catalog.sqlite" in line) == (1, True)
    (folder / "catalog.sqlite").unlink()
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        db.execute("CREATE TABLE other (x)")
        db.commit()
    code, line = complaint("search", "word", "-c", folder)
    assert (code, "catalog.sqlite" in line) == (1, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    assert run([command, "--help"]) == 0
    assert f"newscrawl {command}" in capsys.readouterr().out


def test_list_of_commands_loads_none_of_them():
    code = (
        "import sys; from newscrawl.cli.main import run; assert run(['--help']) == 0;"
        "sys.exit(not {'scrapy', 'archive', 'newscrawl.cli.crawl'}.isdisjoint(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"  {command} " in done.stdout for command in COMMANDS)


def test_reader_that_leaves_early_sees_no_traceback(collection):
    line = f'"{sys.executable}" -m newscrawl {{}} -c "{collection}" | head -n 1'
    for command in ("status", "export"):
        done = subprocess.run(
            ["bash", "-c", line.format(command)],
            capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr
        assert len(done.stdout.splitlines()) == 1


def test_private_address_is_not_fetched_without_leave(site, tmp_path):
    before = len(site.requests)
    done = run_process("crawl", site.url, "-c", tmp_path / "c", "--quiet")
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2
    assert "--allow-private" in line
    assert not list(tmp_path.iterdir())
    assert len(site.requests) == before


def test_site_that_refuses_connections_is_a_fault_and_leaves_no_folder(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    done = run_process("crawl", url, "-c", tmp_path / "c", *LOOPBACK)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert url in line
    assert not list(tmp_path.iterdir())


def test_second_writer_ends_at_once_and_changes_nothing(tmp_path):
    folder = tmp_path / "c"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        first = start_crawl(url, folder)
        try:
            held = listener.accept()[0]  # it has its lock when it asks for robots.txt
            configuration = (folder / "collection.toml").read_bytes()
            for command in (["crawl", url, *LOOPBACK], ["rebuild"]):
                done = run_process(*command, "-c", folder)
                (line,) = done.stderr.splitlines()
                assert done.returncode == 3
                assert str(first.pid) in line
            assert (folder / "collection.toml").read_bytes() == configuration
            assert not list((folder / "warc").iterdir())
            assert not list((folder / "records").iterdir())
            held.close()
        finally:
            first.kill()
            first.wait()
