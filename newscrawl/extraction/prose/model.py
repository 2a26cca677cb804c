"""The trained model, read once from the data file beside this module."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.cues import Cues
from newscrawl.extraction.prose.features import measure
from newscrawl.extraction.prose.forest import Forest
from newscrawl.extraction.prose.lexicon import Lexicon
from newscrawl.extraction.prose.outline import Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Words and forests."""

    lexicon: Lexicon
    forest: Forest

    def score(self, outline: Outline, cues: Cues) -> Floats:
        """Give each unit of the outline the probability that it is part of the body."""
        if not outline.units:
            return np.zeros(0)
        columns = measure(outline, cues, self.lexicon)
        return self.forest.score(columns, len(outline.units))


def build(data: dict[str, Any]) -> Model:
    """Make a model of the data that `benchmarks/extraction/train.py` writes."""
    names = {word: (near, far) for word, (near, far) in data["names"].items()}
    return Model(
        lexicon=Lexicon(names, data["texts"]),
        forest=Forest(data["trees"], data["bias"], first=data["first"]),
    )


@cache
def load() -> Model:
    """Read the model that ships with the package."""
    text = files("newscrawl.extraction.prose").joinpath("model.json").read_text("utf-8")
    return build(json.loads(text))
