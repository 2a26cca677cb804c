"""The byline: names that stand by the headline, with a word for `by` or without one."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from newscrawl.extraction.names import BY, is_organisation, names
from newscrawl.extraction.source import Source, stands_in
from newscrawl.text import fold

MAX_BYLINE = 150
"""Characters of a byline."""
NEAR, MAX_ALONE = 30, 80
"""Texts around the headline, and characters of one, that may be a byline without a `by`."""
PARAGRAPH = 100
"""Characters from which a line is running text."""
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2}|\d{1,2}:\d{2}")
_BY = re.compile(rf"(?:[\d.:/, -]+(?:(?:Uhr|h)\b)? )?{BY.pattern[1:]}", re.IGNORECASE)
"""A `by`, behind a date in digits perhaps."""
_POSTED = re.compile(
    r"(?:posted|written|published) by\s+\S+(?:\s+(?:under|in|on|at))?$", re.IGNORECASE
)
_WRITTEN = re.compile(
    r"\W*(?:(?:posted|written|published) by|(?:geschrieben|verfasst|veröffentlicht) von"
    r"|(?:écrit|rédigé|publié) par|(?:escrito|publicado) por|(?:scritto|pubblicato) da)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    _DATED.pattern + r"|\b\d{1,2} ?(?:h|hours?|days?|min\w*) ago\b"
    r"|\b(?:vor|il y a|hace|för|for|fa) \d{1,2} \w"
    r"|\b\d{1,2}[ -]?min|(?:^|\| )al(?:le|l) (?:artikel|beiträge|posts|articles)\b"
    r"|\b(?:writer|editor|reporter|correspondent|redakteur(?:in)?"
    r"|autor(?:in)?|author|auteur|journalist(?:in)?|founder|director|manager)\b",
    re.IGNORECASE,
)
_HAN = re.compile("[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{3}")
"""A name in Chinese, Japanese or Korean, which knows neither capitals nor spaces."""
_STOPS = ".,;:!?"
# A place in brackets, or an arrow to the next article: what stands beside it is no author.
_JOINED = re.compile(r"\(|[«»‹›←→]+$")
_DATE_FIRST = re.compile(
    r"^\d{1,2}[./]\d{1,2}[./]\d{2,4}(?:[\s,|–—-]+\d{1,2}[:.]\d{2}(?:\s(?:Uhr|h))?)?\s*[-–—|·•]\s*"
)
_COMMANDS = frozenset(
    re.findall(
        r"\w+",
        "live show hide view read share follow subscribe see get watch listen click download join"
        " sign skip back open close more about mehr alle zur zum jetzt voir lire plus ver leer más"
        " leggi lees twitter facebook instagram linkedin email whatsapp print save latest"
        " log login logout register select related submit browse explore discover load next"
        " previous home contact toggle main recent popular featured trending older newer",
    )
)
_PARTICLES = frozenset(
    ["von", "van", "de", "der", "den", "del", "da", "di", "la", "le", "bin", "al", "dos", "y"]
)
_JOIN = re.compile(r"\W*(?:and|und|et|y|e|og|och|en|ja|i|и|та|ve|&|,)\W*", re.IGNORECASE)


def whole(found: tuple[str, ...], around: Sequence[str]) -> tuple[str, ...]:
    """Give first names and user names as the whole names that the page shows by the headline."""
    short = {fold(name) for name in found if " " not in name and not is_organisation(name)}
    if not short:
        return found
    wholes: dict[str, str] = {}
    for name in (name for text in around if len(text) <= MAX_BYLINE for name in names(text)):
        words = [fold(word) for word in name.split()]
        if 2 <= len(words) <= 4 and is_name(name):
            spellings = (words[0], "".join(words), words[0][:1] + words[-1], words[0] + words[-1])
            for spelling in short.intersection(spellings):
                wholes.setdefault(spelling, name)
    return tuple(wholes.get(fold(name), name) for name in found)


def signed(around: Sequence[str]) -> tuple[str, ...]:
    """Give the names that a `By` near the headline introduces, in its text or in the next ones."""
    bylines = [
        (place, text, match.end())
        for place, text in enumerate(around)
        if len(text) <= MAX_BYLINE and (match := _BY.match(text))
    ]
    # A bare `by` may also name a performer.
    for place, text, end in sorted(bylines, key=lambda one: not _WRITTEN.match(one[1])):
        found = list(names(text[end:]))
        following = iter(around[place + 1 : place + 12])
        is_alone = not text[end:].strip()
        if is_alone:
            found += names(next(following, ""))
            while _JOIN.fullmatch(next(following, "")):
                found += names(next(following, ""))
        kept = [name for name in found if is_name(name) and len(name.split()) > 1]
        beside = around[place + 2 : place + 4] if is_alone else (text,)
        beside = " | ".join((*around[max(0, place - 1) : place], *beside))
        if not kept and found and (_DATED.search(beside) or _POSTED.match(text)):
            kept = found[:1]
        if kept:
            return unique(kept)
    return ()


def unsigned(source: Source, around: Sequence[str], headline: str) -> tuple[str, ...]:
    """Give the names that stand alone beside a date, a role or a reading time by the headline.

    Words that the page's text also writes small are no names, nor is what the headline says.
    """
    found: list[str] = []
    told = fold(headline)
    for place, text in enumerate(around[:NEAR]):
        found = [name for name in _alone(text) if fold(name) not in told]
        end = place + 1
        while found and (more := _alone("".join(around[end : end + 1]))):
            found += more
            end += 1
        beside = (*around[max(0, place - 2) : place], text, *around[end : end + 2])
        next_to_it = (*around[max(0, place - 1) : place], *around[end : end + 1])
        is_joined = any(_JOINED.match(one) for one in next_to_it)
        handles = {fold(one) for one in around[end : end + 2] if one.startswith("@")}
        is_beside = _BESIDE.search(" | ".join(beside)) or any(fold(one) in handles for one in found)
        if found and not is_joined and is_beside:
            break
        found = []
    return _proper(unique(found), source)


def opening(source: Source, lines: Sequence[str]) -> tuple[str, ...]:
    """Give the name that is the whole first line of a body, where text follows it."""
    if len(lines) < 2 or not is_person(lines[0]) or len(lines[1]) < PARAGRAPH:
        return ()
    return _proper((lines[0],), source)


def _proper(found: tuple[str, ...], source: Source) -> tuple[str, ...]:
    """Give the names none of whose words the page's text also writes small."""
    if not found or source.tree.body is None:
        return ()
    said = source.tree.body.text(separator=" ")
    return tuple(
        name
        for name in found
        if not any(_is_small(word, said) for word in name.split() if word not in _PARTICLES)
    )


def _is_small(word: str, said: str) -> bool:
    """Tell whether a text writes a word of letters small somewhere."""
    small = word.lower()
    at = said.find(small) if len(small) > 1 and small.isalpha() else -1
    while at >= 0:
        before, after = said[at - 1 : at], said[at + len(small) : at + len(small) + 1]
        if (not before or before.isspace()) and (not after or after.isspace() or after in _STOPS):
            return True
        at = said.find(small, at + 1)
    return False


def closing(ending: Sequence[str]) -> tuple[str, ...]:
    """Give the people whom a `By` names in one of a text's last lines."""
    for text in reversed(ending):
        line = text.strip(" ()[]（）【】–—-*/")
        match = BY.match(line) if len(line) <= MAX_ALONE else None
        found = names(line[match.end() :]) if match else ()
        people = unique(name for name in found if is_person(name) or _HAN.fullmatch(name))
        if people:
            return people
    return ()


def introduced(source: Source, elsewhere: re.Pattern[str]) -> tuple[str, ...]:
    """Give the people whom a `By` names anywhere on the page, if all such lines name the same."""
    found: set[tuple[str, ...]] = set()
    texts = [*source.texts, ("", None)]
    for (text, node), (following, _) in pairwise(texts):
        match = BY.match(text) if len(text) <= MAX_ALONE else None
        if match is None or node is None:
            continue
        rest = text[match.end() :].strip() or following
        people = tuple(name for name in names(rest) if is_person(name))
        if people and not stands_in(node, elsewhere):
            found.add(people)
    return _proper(found.pop(), source) if len(found) == 1 else ()


def _alone(text: str) -> list[str]:
    """Give the people of a short text that holds names and at most a date or role besides."""
    bare = _DATE_FIRST.sub("", text)
    kept = [name for name in names(bare) if is_person(name)] if len(bare) <= MAX_ALONE else []
    rest = len(bare) - sum(len(name) for name in kept)
    return kept if rest <= 4 * len(kept) or _BESIDE.search(text) else []


def is_person(text: str) -> bool:
    """Tell whether a text is two to four words written like a person's name."""
    words = text.split()
    return (
        2 <= len(words) <= 4
        and words[0].lower() not in _COMMANDS
        and all(
            (word[0].isupper() and word.strip(".'’-").replace("-", "").isalpha())
            or word in _PARTICLES
            for word in words
        )
        and not is_organisation(text)
    )


def is_name(name: str) -> bool:
    """Tell whether a text is written like a name: capitals, few words, no sentence."""
    words = name.split()
    cased = [word for word in words if word[0].lower() != word[0].upper()]
    capitals = sum(word[0].isupper() for word in cased)
    return len(words) <= 5 and capitals * 2 > len(cased) - 1 and name[-1] not in "!?:"


def unique(found: Iterable[str]) -> tuple[str, ...]:
    """Give names in order, each once however it is written."""
    kept: dict[str, str] = {}
    for name in found:
        kept.setdefault(fold(name), name)
    kept.pop("", None)
    return tuple(kept.values())
