"""Article records: their JSON Schema, and the way to JSON and back."""

import json
from importlib.resources import files

import jsonschema
import msgspec
from newscrawl_process import crawl, records

from newscrawl.demo.server import serve
from newscrawl.model.record import ArticleRecord, decode, encode

SCHEMA = json.loads((files("newscrawl") / "model" / "record.schema.json").read_text())


def test_the_schema_that_ships_is_the_one_of_the_class():
    derived = msgspec.json.schema(ArticleRecord)
    assert {key: SCHEMA[key] for key in derived} == json.loads(msgspec.json.encode(derived))


def test_every_record_of_a_crawl_validates_and_survives_the_way_back(tmp_path):
    with serve() as server:
        crawl(server.url, tmp_path / "c", "--max-pages", "40")
    found = records(tmp_path / "c")
    assert found
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for record in found:
        validator.validate(record)
        line = json.dumps(record)
        assert json.loads(encode(decode(line))) == record
