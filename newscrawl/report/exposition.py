"""The exposition: numbers as text for Prometheus.

After the text-based format, version 0.0.4 (Prometheus documentation, Exposition formats).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})
_HELP_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n"})

Sample = tuple[Mapping[str, str], float]
"""Labels and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All samples of one metric."""

    name: str
    help: str
    samples: Sequence[Sample]
    type: str = "gauge"


def exposition(families: Iterable[Family], *, labels: Mapping[str, str]) -> str:
    """Write families, each sample with `labels` before its own; one without samples is left out."""
    return "".join(_family(family, labels) for family in families if family.samples)


def _family(family: Family, labels: Mapping[str, str]) -> str:
    assert _NAME.fullmatch(family.name)
    head = (
        f"# HELP {family.name} {family.help.translate(_HELP_ESCAPES)}\n"
        f"# TYPE {family.name} {family.type}\n"
    )
    return head + "".join(
        f"{family.name}{{{_labels({**labels, **own})}}} {_number(value)}\n"
        for own, value in family.samples
    )


def _labels(labels: Mapping[str, str]) -> str:
    # What is no Unicode, as half a surrogate pair, could not be sent.
    clean = {name: text.encode("utf-8", "replace").decode() for name, text in labels.items()}
    return ",".join(f'{name}="{text.translate(_ESCAPES)}"' for name, text in clean.items())


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
