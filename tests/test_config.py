"""What a collection.toml may say."""

import pytest

from newscrawl.config import CollectionConfig, parse_config, render_config
from newscrawl.errors import UsageError


@pytest.mark.parametrize(
    "config",
    [
        CollectionConfig(start=("https://paper.example/",)),
        CollectionConfig(
            start=("https://paper.example/é\"\\/",), scope="host", contact="a@b.example",
            browser="always",
        ),
    ],
)  # fmt: skip
def test_rendered_configuration_reads_back_the_same(config):
    assert parse_config(render_config(config), source="x") == config


@pytest.mark.parametrize("text", ["start = [", "", "start = []", 'start = ["a"]\nmax_pages = 0'])
def test_wrong_text_is_one_line_that_begins_with_its_source(text):
    with pytest.raises(UsageError, match=r"^here\.toml: .+$") as raised:
        parse_config(text, source="here.toml")
    assert "\n" not in str(raised.value)
