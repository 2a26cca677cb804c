"""Collections on disk: made whole or not at all, written by one, readable by any number."""

import os
from contextlib import closing

import pytest

from archive.catalog import open_catalog, read_catalog
from archive.collection import Collection, WriteLock
from newscrawl.config import CollectionConfig
from newscrawl.errors import ArchiveError, LockedError, NoSpaceError, UsageError

CONFIG = CollectionConfig(start=("https://paper.example/",))


@pytest.fixture
def collection(tmp_path):
    made = Collection(tmp_path / "a" / "b")
    made.create(CONFIG)
    return made


def test_new_collection_reads_its_configuration_back(collection):
    assert collection.exists()
    assert collection.config() == CONFIG


def test_folder_that_a_killed_create_left_is_taken_up(tmp_path):
    collection = Collection(tmp_path / "c")
    collection.warc.mkdir(parents=True)
    (tmp_path / "c" / "collection.toml.tmp").write_text("star")
    collection.create(CONFIG)
    assert collection.config() == CONFIG


def test_folder_with_anything_else_is_refused_and_left_as_it_is(tmp_path):
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc" / "mine.txt").write_text("Mine.")
    with pytest.raises(UsageError, match="is no collection"):
        Collection(tmp_path).create(CONFIG)
    assert [path.name for path in tmp_path.iterdir()] == ["warc"]


def test_folders_made_on_the_way_to_a_failure_are_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(NoSpaceError, match="No space left"):
        Collection(tmp_path / "a" / "b").create(CONFIG)
    assert not list(tmp_path.iterdir())


def test_lock_names_its_holder_and_ends_with_it(collection):
    with WriteLock(collection), pytest.raises(LockedError, match=f"process {os.getpid()} "):
        WriteLock(collection)
    WriteLock(collection).release()


def test_reader_sees_what_was_committed_while_a_writer_writes(collection):
    with closing(open_catalog(collection.catalog)) as writer:
        writer.execute("INSERT INTO runs (id, started) VALUES ('1', 'now')")
        writer.commit()
        writer.execute("INSERT INTO runs (id, started) VALUES ('2', 'now')")
        with closing(read_catalog(collection.catalog)) as reader:
            assert reader.execute("SELECT id FROM runs").fetchall() == [("1",)]


def test_catalogue_of_another_version_is_refused(collection):
    with closing(open_catalog(collection.catalog)) as db:
        db.execute("UPDATE meta SET value = '0' WHERE name = 'schema'")
        db.commit()
    with pytest.raises(ArchiveError, match="another version"):
        read_catalog(collection.catalog)
