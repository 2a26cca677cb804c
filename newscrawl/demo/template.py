"""The templates of the demo site."""

from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent / "templates"


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / name).read_text("utf-8"))


def fill(name: str, **values: object) -> str:
    """Fill the template file `name`; values are HTML already."""
    return _template(name).substitute(values)
