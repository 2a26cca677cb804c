"""Lines of a URL are found in a sorted index of any size, and lead a revisit to its original."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive.lookup import lines_of, original_in
from archive.surt import surt

URL = "https://paper.example/a"


def index(place: Path, captures: list[tuple[str, str, dict[str, str]]]) -> Path:
    lines = [f"{surt(url)} {time} {json.dumps(more)}\n" for url, time, more in captures]
    path = place / "index.cdxj"
    path.write_text("".join(sorted(lines)))
    return path


@given(st.lists(st.text("ab/", max_size=5), max_size=30), st.text("ab/", max_size=5))
def test_all_lines_of_a_url_are_found_and_none_of_others(tmp_path_factory, paths, wanted):
    captures = [(f"https://x.example/{p}", str(n), {"n": n}) for n, p in enumerate(paths)]
    path = index(tmp_path_factory.getbasetemp(), captures)
    url = f"https://x.example/{wanted}"
    found = sorted(values["n"] for _, values in lines_of(path, url))
    assert found == [n for n, (one, _, _) in enumerate(captures) if surt(one) == surt(url)]


def entry(number: int, **more: str) -> dict[str, str]:
    return {"url": URL, "digest": f"sha1:{number}", "filename": f"{number}.warc.gz",
            "offset": str(number), **more}  # fmt: skip


def test_original_is_that_of_the_date_else_that_of_the_digest(tmp_path):
    path = index(tmp_path, [
        (URL, "20260101000000", entry(1)), (URL, "20260102000000", entry(2)),
        (URL, "20260103000000", entry(3, mime="warc/revisit")),
    ])  # fmt: skip

    def found(date, digest):
        return original_in(path, URL, date=date, digest=digest)

    assert found("2026-01-02T00:00:00.5Z", "") == ("2.warc.gz", 2)
    assert found("2026-01-02T00:00:00Z", "sha1:1") == ("1.warc.gz", 1)  # the date misleads
    assert found("2026-01-02T00:00:00Z", "sha256:f") == ("2.warc.gz", 2)
    assert found("", "sha1:2") == ("2.warc.gz", 2)
    assert found("2026-01-03T00:00:00Z", "sha1:3") is None


def test_missing_or_damaged_index_finds_nothing(tmp_path):
    assert original_in(tmp_path / "none", URL, date="", digest="sha1:1") is None
    (tmp_path / "bad").write_text(f"{surt(URL)} no line\n")
    assert original_in(tmp_path / "bad", URL, date="", digest="sha1:1") is None
