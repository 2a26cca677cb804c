"""Dates and short phrases of the demo site in its four languages."""

from datetime import datetime

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
_DATE = {"fr": "{d} {m} {y}", "en": "{m} {d}, {y}", "de": "{d}. {m} {y}", "es": "{d} de {m} de {y}"}
BY = {"fr": "Par", "en": "By", "de": "Von", "es": "Por"}
AND = {"fr": "et", "en": "and", "de": "und", "es": "y"}
UPDATED = {
    "fr": "Mis à jour le",
    "en": "Updated",
    "de": "Aktualisiert am",
    "es": "Actualizado el",
}


def month_name(month: int, language: str = "fr") -> str:
    """Name a month, 1 to 12."""
    return _MONTHS[language].split()[month - 1]


def date_text(moment: datetime, language: str) -> str:
    """Write a day as readers of a language expect it."""
    name = month_name(moment.month, language)
    return _DATE[language].format(d=moment.day, m=name, y=moment.year)
