"""An export holds what was asked for and all that belongs to it, as it was archived."""

import csv
import hashlib
import json
import shutil
import zipfile
import zlib
from dataclasses import replace

import pytest
from made_up_site import serving
from newscrawl_process import crawl, records
from warcio.archiveiterator import ArchiveIterator

from archive.package import Package
from archive.reader import iter_captures
from archive.walk import walk
from newscrawl.cli.main import run
from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite
from newscrawl.model.record import decode


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """A collection of two runs; the second finds what it knows, so it holds revisits."""
    folder = tmp_path_factory.mktemp("export") / "c"
    with serve(DemoSite(articles=12), latency=0.002) as site:
        crawl(site.url, folder)
        crawl(site.url, folder)
    return folder


@pytest.fixture(scope="module")
def tidy(tmp_path_factory):
    """A collection of one article behind two redirects, and of other pages."""
    body = "".join(
        f"<p>{'The ferry went out again on Monday, said the pilot. ' * 8}</p>" for _ in "ab"
    )
    article = f"<html><title>Ferry</title><article><h1>The ferry</h1>{body}</article></html>"
    pages = {
        "/": "<html><h2><a href='/old'>The ferry</a></h2><p><a href='/about'>About</a></html>",
        "/old": "->/older",
        "/older": "->/2026/05/14/the-ferry",
        "/2026/05/14/the-ferry": article,
        "/about": "<html><h1>About us</h1>",
    }
    folder = tmp_path_factory.mktemp("tidy") / "c"
    with serving(pages) as (url, _):
        crawl(f"{url}/", folder)
    return folder


@pytest.fixture
def export(capsysbinary):
    """Export to a file; gives what --json tells."""

    def exported(folder, output, *options):
        code = run(["export", "-c", str(folder), "-o", str(output), "--json", *options])
        captured = capsysbinary.readouterr()
        assert code == 0, captured.err
        return json.loads(captured.out)

    return exported


@pytest.fixture
def complaint(capsysbinary):
    """Export in vain; gives exit code and message."""

    def complained(folder, *options):
        code = run(["export", "-c", str(folder), *map(str, options)])
        return code, capsysbinary.readouterr().err.decode()

    return complained


def members(path):
    """Give the bytes of every gzip member of a file."""
    data = path.read_bytes()
    return [data[m.offset : m.end] for m in walk(path)]


def main_records(path):
    return [member for member in walk(path) if member.is_main and member.type != "warcinfo"]


def paths_of(found):
    return {"/" + m.field("WARC-Target-URI").split("/", 3)[3] for m in found}


def test_whole_export_is_every_record_as_it_was(twice, tmp_path, export):
    facts = export(twice, tmp_path / "all.warc.gz", "--format", "warc")
    sources = [member for path in sorted((twice / "warc").iterdir()) for member in members(path)]
    first, *copied = members(tmp_path / "all.warc.gz")
    assert copied == sources
    assert b"WARC-Type: warcinfo" in zlib.decompress(first, 31)
    assert facts["captures"] == len(main_records(tmp_path / "all.warc.gz"))
    assert facts["bytes"] == (tmp_path / "all.warc.gz").stat().st_size
    with (tmp_path / "all.warc.gz").open("rb") as file:
        types = [record.rec_type for record in ArchiveIterator(file)]
    assert (types[0], len(types)) == ("warcinfo", len(copied) + 1)


def test_records_of_a_capture_stay_together_and_lead_to_their_warcinfo(twice, tmp_path, export):
    path = tmp_path / "some.warc.gz"
    export(twice, path, "--format", "warc", "--articles")
    found = list(walk(path))
    ids = {m.urn("WARC-Record-ID") for m in found}
    for place, member in enumerate(found):
        if member.type == "response":
            assert [m.type for m in found[place - 2 : place]] == ["metadata", "request"]
        for name in ("WARC-Warcinfo-ID", "WARC-Concurrent-To"):
            assert member.urn(name) is None or member.urn(name) in ids
    sources = {m for source in (twice / "warc").iterdir() for m in members(source)}
    assert sources.issuperset(members(path)[1:])


def test_revisit_brings_its_original_along(twice, tmp_path, export):
    second = sorted(path.stem for path in (twice / "runs").iterdir())[1]
    since = (
        f"{second[:4]}-{second[4:6]}-{second[6:8]}T{second[8:10]}:{second[10:12]}:{second[12:14]}"
    )
    path = tmp_path / "second.warc.gz"
    export(twice, path, "--format", "warc", "--since", since)
    found = main_records(path)
    revisits = [m for m in found if m.type == "revisit"]
    assert revisits
    ids = {m.urn("WARC-Record-ID") for m in found if m.type == "response"}
    assert {m.urn("WARC-Refers-To") for m in revisits} <= ids
    older = {
        m.urn("WARC-Record-ID")
        for m in found
        if m.field("WARC-Date") < since and not m.block.startswith(b"HTTP/1.1 3")
    }
    assert older <= {m.urn("WARC-Refers-To") for m in revisits}
    places = {m.urn("WARC-Record-ID"): m.offset for m in found}
    assert all(places[m.urn("WARC-Refers-To")] < m.offset for m in revisits)
    # Without the collection, the copy is all that a reader has.
    bodies = {a.ref.record_id: a.payload().body for a in iter_captures(path)}
    assert {
        bodies[m.urn("WARC-Record-ID")] == bodies[m.urn("WARC-Refers-To")]
        for m in revisits
        if m.block.startswith(b"HTTP/1.1 200")
    } <= {True}
    assert len(found) < len([m for p in (twice / "warc").iterdir() for m in main_records(p)])


def test_article_comes_with_the_redirects_that_lead_to_it(tidy, tmp_path, export):
    path = tmp_path / "ferry.warc.gz"
    export(tidy, path, "--format", "warc", "--articles")
    assert paths_of(main_records(path)) == {"/old", "/older", "/2026/05/14/the-ferry"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--pattern", "/about$"), {"/about"}),
        (("--prefix", "http://www.{host}/ab"), {"/about"}),
        (("--prefix", "{host}/2026/"), {"/old", "/older", "/2026/05/14/the-ferry"}),
        (("--search", "ferry pilot"), {"/old", "/older", "/2026/05/14/the-ferry"}),
        (("--published-since", "2026-05", "--published-until", "2026-05-14"),
         {"/old", "/older", "/2026/05/14/the-ferry"}),
        (("--site", "127.0.0.1", "--pattern", "about", "--pattern", "robots"),
         {"/about", "/robots.txt"}),
    ],
)  # fmt: skip
def test_selection_takes_what_the_options_say(options, expected, tidy, tmp_path, export):
    config = (tidy / "collection.toml").read_text()
    host = config.split("http://")[1].split("/")[0]
    path = tmp_path / "some.warc.gz"
    export(tidy, path, "--format", "warc", *(option.format(host=host) for option in options))
    assert paths_of(main_records(path)) == expected


@pytest.mark.parametrize(
    "options",
    [("--search", "lighthouse"), ("--search", "..."), ("--since", "2099"),
     ("--until", "1999-12-31"), ("--published-until", "2026-05-13"), ("--site", "other.example")],
)  # fmt: skip
def test_empty_selection_writes_no_file(options, tidy, tmp_path, complaint):
    told = complaint(tidy, "-o", tmp_path / "a.wacz", "--format", "wacz", *options)
    assert told == (1, "newscrawl: nothing is selected, so nothing is written\n")
    assert not list(tmp_path.iterdir())


def test_wacz_lists_every_file_with_its_digest_and_leads_to_every_capture(twice, tmp_path, export):
    facts = export(twice, tmp_path / "a.wacz", "--format", "wacz")
    with zipfile.ZipFile(tmp_path / "a.wacz") as wacz:
        assert wacz.testzip() is None
        infos = {info.filename: info for info in wacz.infolist()}
        files = {name: wacz.read(name) for name in infos}
    package = json.loads(files["datapackage.json"])
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    assert {resource["path"] for resource in package["resources"]} == files.keys() - {
        "datapackage.json", "datapackage-digest.json",
    }  # fmt: skip
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
    digest = json.loads(files["datapackage-digest.json"])["hash"]
    assert digest == "sha256:" + hashlib.sha256(files["datapackage.json"]).hexdigest()
    stored = {n for n, info in infos.items() if info.compress_type == zipfile.ZIP_STORED}
    assert {"archive/data.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx"} <= stored
    lines = index_lines(files)
    assert len(lines) == facts["captures"]
    assert lines == sorted(lines)
    for line in lines:
        values = json.loads(line.split(b" ", 2)[2])
        start = int(values["offset"])
        record = zlib.decompress(
            files["archive/data.warc.gz"][start : start + int(values["length"])], 31
        )
        assert f"WARC-Target-URI: {values['url']}\r\n".encode() in record


def index_lines(files):
    """Read the index block by block, as readers do by the secondary index."""
    meta, *blocks = files["indexes/index.idx"].splitlines()
    assert meta.startswith(b"!meta 0 {")
    lines = []
    for block in blocks:
        key, timestamp, place = block.split(b" ", 2)
        place = json.loads(place)
        data = files["indexes/index.cdx.gz"][place["offset"] : place["offset"] + place["length"]]
        held = zlib.decompress(data, 31).splitlines()
        assert held[0].startswith(key + b" " + timestamp + b" ")
        lines += held
    return lines


def test_pages_of_a_wacz_have_the_text_of_the_articles(twice, tmp_path, export):
    export(twice, tmp_path / "a.wacz", "--format", "wacz", "--articles", "--versions", "latest")
    with zipfile.ZipFile(tmp_path / "a.wacz") as wacz:
        first, *pages = map(json.loads, wacz.read("pages/pages.jsonl").splitlines())
    assert first["format"] == "json-pages-1.0"
    texts = {page["url"]: page["text"] for page in pages if "text" in page}
    assert texts == {record["url"]: record["text"] for record in latest(records(twice))}
    assert all(page["ts"].endswith("Z") and len(page["ts"]) == 20 for page in pages)


def latest(found):
    """Give the latest version of each article, without copies under other URLs."""
    newest = {}
    for record in found:
        newest[record["id"]] = max(
            newest.get(record["id"], record), record, key=lambda r: r["version"]
        )
    return newest.values()


def test_same_captures_give_the_same_bytes(twice, tmp_path, export):
    for kind in ("wacz", "warc"):
        for name in ("one", "two"):
            (tmp_path / name).mkdir(exist_ok=True)
            export(twice, tmp_path / name / f"a.{kind}", "--format", kind)
        one, two = (tmp_path / name / f"a.{kind}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_file_that_exists_is_replaced_only_when_told(tidy, tmp_path, export, complaint):
    for kind in ("jsonl", "csv", "warc", "wacz"):
        path = tmp_path / f"a.{kind}"
        path.write_text("mine")
        code, told = complaint(tidy, "-o", path, "--format", kind)
        assert (code, path.read_text()) == (2, "mine")
        assert f"{path}: exists; --force" in told
        export(tidy, path, "--format", kind, "--force")
        assert path.stat().st_size > 4
    assert len(list(tmp_path.iterdir())) == 4


def test_damaged_archive_leaves_no_half_file(tidy, tmp_path, complaint):
    damaged = tmp_path / "c"
    shutil.copytree(tidy, damaged)
    (warc,) = (damaged / "warc").iterdir()
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 255
    warc.write_bytes(data)
    for kind in ("warc", "wacz"):
        code, told = complaint(damaged, "-o", tmp_path / "a", "--format", kind)
        assert code == 1
        assert warc.name in told
    assert [path.name for path in tmp_path.iterdir()] == ["c"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--format", "wacz"), "needs -o FILE"),
        (("--json",), "needs -o FILE"),
        (("--since", "yesterday", "-o", "x"), "--since yesterday: not a date"),
        (("--pattern", "(", "-o", "x"), "no regular expression"),
    ],
)
def test_wrong_options_are_usage_errors(options, words, tidy, complaint):
    code, told = complaint(tidy, *options)
    assert code == 2
    assert words in told


def test_versions_are_all_or_the_latest(twice, tmp_path, export):
    counts = {
        choice: export(twice, tmp_path / choice, "--versions", choice)["records"]
        for choice in ("all", "latest")
    }
    lines = (tmp_path / "latest").read_bytes().splitlines()
    assert counts["latest"] == len({decode(line).id for line in lines}) <= counts["all"]
    export(twice, tmp_path / "short", "--latest")
    assert (tmp_path / "short").read_bytes() == (tmp_path / "latest").read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n=1", "＝1"])
def test_cell_of_a_table_is_never_a_formula(text, twice, monkeypatch, tmp_path, export):
    export(twice, tmp_path / "a.jsonl", "--latest")
    record = replace(decode((tmp_path / "a.jsonl").read_bytes().splitlines()[0]), headline=text)
    monkeypatch.setattr("newscrawl.cli.export.records", lambda _: [record])
    export(twice, tmp_path / "a.csv", "--format", "csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["headline"] == "'" + text


class Holes:
    """A file that takes zeros as a hole, so that gigabytes cost no disk."""

    def __init__(self, file):
        self._file = file

    def write(self, data):
        if len(data) > 1_000_000:
            self._file.seek(len(data), 1)
            return len(data)
        return self._file.write(data)

    def __getattr__(self, name):
        return getattr(self._file, name)


@pytest.mark.soak
def test_package_of_more_than_four_gigabytes_can_be_read(tmp_path):
    piece, path = bytes(1 << 24), tmp_path / "large.wacz"
    with path.open("w+b") as file, Package(Holes(file)) as package:
        with package.entry("archive/data.warc.gz", may_be_large=True) as entry:
            for _ in range(270):
                entry.write(piece)
        with package.entry("indexes/index.cdx.gz") as entry:
            entry.write(b"behind it")
        package.close({})
    with zipfile.ZipFile(path) as package:
        assert package.getinfo("archive/data.warc.gz").file_size == 270 << 24
        assert package.read("indexes/index.cdx.gz") == b"behind it"
