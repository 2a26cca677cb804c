"""What a collection.toml may say."""

import re

import pytest

from newscrawl.config import CollectionConfig, parse_config, render_config
from newscrawl.errors import UsageError
from newscrawl.schedule.policy import policy_of


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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('min_interval = "soon"', "min_interval: 'soon' is no duration"),
        ('min_interval = "4d"', "min_interval: is above max_interval"),
        ('windows = ["9-17"]', "windows: '9-17' is no window"),
        ('timezone = "Nowhere/City"', "timezone: 'Nowhere/City' is no time zone"),
        ("budget = 0", "budget: is not above 0"),
        ("often = true", "unknown field"),
    ],
)
def test_wrong_schedule_is_one_line_that_names_the_key(line, said):
    text = f'start = ["https://paper.example/"]\n[schedule]\n{line}\n'
    with pytest.raises(UsageError, match=re.escape(said)):
        parse_config(text, source="collection.toml")


def test_schedule_of_a_collection_is_in_seconds():
    text = 'start = ["https://paper.example/"]\n[schedule]\nmin_interval = "90s"\nbudget = 12\n'
    policy = policy_of(parse_config(text, source="collection.toml").schedule)
    assert (policy.min_interval, policy.max_interval, policy.budget) == (90.0, 259_200.0, 12.0)
