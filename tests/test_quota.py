"""The quota of a collection: a crawl ends before it is reached, in good order and with one line."""

from secrets import token_hex

from made_up_site import serving
from newscrawl_process import LOOPBACK, run

from archive.quota import Quota


def test_quota_is_spent_a_little_before_it_is_reached(tmp_path):
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc" / "one").write_bytes(b"x" * 94)
    assert not Quota(tmp_path, 100).why_spent()
    (tmp_path / "two").write_bytes(b"x")
    assert "95 bytes" in Quota(tmp_path, 100).why_spent()
    assert not Quota(tmp_path, 0).why_spent()


def test_crawl_stops_before_its_quota_with_one_line_and_can_go_on(tmp_path):
    links = "".join(f"<p><a href='/{n}.html'>page {n}</a></p>" for n in range(40))
    pages = {f"/{n}.html": f"<html>{token_hex(100_000)}</html>" for n in range(40)}
    folder = tmp_path / "c"
    with serving({"/": f"<html>{links}</html>", **pages}) as (base, asked):
        # One request at a time, so that what is under way does not fill the rest.
        slow = (*LOOPBACK[:2], "0.1", "--quiet")
        run("crawl", base, "-c", folder, *slow, "--max-pages", "1")
        config = folder / "collection.toml"
        config.write_text(f"max_bytes = 2_500_000\n{config.read_text()}")
        stopped = run("crawl", "-c", folder, *slow)
        used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        config.write_text(config.read_text().replace("2_500_000", "25_000_000"))
        finished = run("crawl", "-c", folder, *slow)
    assert stopped.returncode == 4, stopped.stderr
    assert "quota" in stopped.stderr
    assert len(stopped.stderr.splitlines()) == 1
    assert 1_000_000 < used < 2_500_000
    assert finished.returncode == 0, finished.stderr
    assert {f"/{n}.html" for n in range(40)} <= set(asked)
