"""The language of an article: what the page declares, checked against its text."""

import py3langid

from newscrawl.extraction.source import Source

SAMPLE = 500
"""Characters that are looked at."""
GLANCE = 100
"""Characters that can confirm a declaration."""
SURE = 4
"""Function words of a language that confirm its declaration, each counted once."""
ENOUGH = 120
"""Letters from which detection is surer than a declaration."""
# Detectors confuse these; the page knows better.
_CLOSE = (
    {"no", "nb", "nn", "da", "sv"}, {"hr", "sr", "bs", "sl"}, {"id", "ms", "jv"}, {"cs", "sk"},
    {"gl", "pt", "es", "ca", "an"},
    {"af", "nl"}, {"ru", "bg", "mk", "uk", "be", "sr"}, {"hi", "mr", "ne"}, {"xh", "zu"}, {"fa",
    "ar", "ur", "ps"}, {"ar", "fa"},
)  # fmt: skip

# Words that no other of these languages writes, but for those that `_CLOSE` would let pass.
_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to with for that this from have has by are were which their been would",
        "de": "und der das nicht mit den dem ist im auf für sich eine auch werden wurde nach",
        "fr": "les des est dans une pour qui sur du au pas aux cette avec été sont leur",
        "es": "el los las del una por con más fue ha su como este pero años",
        "pt": "não uma para com dos das em ao pelo mais foi são pela também à os",
        "it": "il che di della per gli con non dei nel alla sono del è delle anche",
        "nl": "het een van de zijn niet dat op voor met ook aan bij naar wordt",
        "sv": "att och det som är för på med inte av har till ett en den",
        "no": "og det er på til som av med ikke har for å en at den",
        "da": "og det er på til som af med ikke har for at en den der",
        "fi": "ja on ei että oli myös se ovat mukaan kun ole mutta hän joka",
        "pl": "się na nie jest do że jak przez po od dla oraz są tym był",
        "cs": "se je že na pro jsou jako by ale který podle také při byl kteří",
        "ru": "и в не на что с по из как за это для был его от",
        "uk": "і у що на не та з до як за від для це його про",
        "tr": "bir ve bu için da de olarak ile daha çok gibi olan ise sonra",
        "id": "yang dan di untuk dengan ini dari dalam pada tidak akan itu ke",
    }.items()
}


def declared(source: Source, inherited: str | None = None) -> str | None:
    """Give the ISO 639-1 code that the page states, or None."""
    equivalent = (
        attributes.get("content")
        for attributes in source.document.head.metas
        if (attributes.get("http-equiv") or "").lower() == "content-language"
    )
    stated = [
        source.document.language,
        inherited,
        source.first("content-language", "language", "dc.language", "dcterms.language"),
        next(equivalent, None),
        source.first("og:locale"),
    ]
    for value in stated:
        code = (value or "").strip().replace("_", "-").split("-")[0].split(",")[0].lower()
        if len(code) == 2 and code.isascii() and code.isalpha():
            return code
    return None


def decide(stated: str | None, text: str) -> str | None:
    """Choose between the stated language and the detected one.

    A long text outweighs the declaration, which templates often get wrong; close languages do not.
    """
    sample = " ".join(text[: 4 * SAMPLE].split())[:SAMPLE]
    # The detector is the dearest part of the metadata; a few words confirm most declarations.
    known = _WORDS.get(stated or "")
    if known is not None and len(known.intersection(sample.lower().split())) >= SURE:
        return stated
    letters = sum(map(str.isalpha, sample))
    if letters < 20:
        return stated
    if stated is not None and py3langid.classify(sample[:GLANCE])[0] == stated:
        return stated
    detected = str(py3langid.classify(sample)[0])
    if stated is None or detected == stated:
        return detected if letters >= 40 or stated else stated
    if letters < ENOUGH and not _is_wide(sample):
        return stated
    if any(stated in group and detected in group for group in _CLOSE):
        return stated
    return detected


def _is_wide(sample: str) -> bool:
    return sum(one > "\u2e80" for one in sample) > 30
