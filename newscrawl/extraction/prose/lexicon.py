"""Log odds of words in class names and of words in the text, learned from many sites."""

import re
from collections.abc import Callable, Mapping, Set
from functools import lru_cache
from math import fsum

# A word of a name, or the white space between two names.
_NAME_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])|[ \t\n\r\f]")
_HEAD, _TAIL = 14, 8
_START, _END = 140, 90
"""Characters that hold about as many words; of longer texts only these are split."""
GROUPS: Mapping[str, str] = {
    "comments": "comment comments commenting discussion reply replies respond kommentar kommentare "
    "comentarios commentaires reactions forum",
    "related": "related recommend recommended recommendation recommendations teaser teasers promo "
    "recirc popular trending latest onward further readmore more similar "
    "mostread also next previous prev",
    "share": "share sharing shares social follow",
    "author": "author authors byline bio writer contributor autor avatar profile",
    "meta": "date time timestamp published publish meta metadata dateline info infos datum",
    "dek": "dek standfirst lead lede intro introduction summary subtitle subhead subheadline "
    "subheading excerpt abstract description kicker vorspann chapo chapeau bajada sapo entradilla",
    "caption": "caption credit credits figcaption copyright legend photo image img picture media",
    "signup": "newsletter signup subscribe subscription subscriber paywall piano login register "
    "registration membership donate donation cta",
    "side": "widget widgets sidebar rail aside infobox factbox box module card cards panel",
    "advert": "ad ads advert advertisement advertising sponsor sponsored banner werbung anzeige",
    "body": "body content text story prose richtext articlebody paragraph copy entry",
    "tags": "tag tags topic topics keyword keywords category categories breadcrumb breadcrumbs",
    "notice": "cookie cookies consent gdpr privacy disclaimer legal terms modal popup overlay "
    "notice notification alert tooltip",
}
"""Words of names that mean one thing; every group is one bit."""
_BITS = {word: 1 << i for i, text in enumerate(GROUPS.values()) for word in text.split()}


class Lexicon:
    """Sums of the weights of words; a word that is not in it weighs nothing."""

    __slots__ = ("_texts", "names")

    def __init__(
        self, names: Mapping[str, tuple[float, float]], texts: Mapping[str, float]
    ) -> None:
        """Take weights of name words (near, far) and of text words.

        Near is the element itself and its parent, far is every higher ancestor.
        """
        self._texts = texts
        self.names: Callable[[str], tuple[float, float, int]] = lru_cache(20_000)(_summing(names))

    def text(self, words: Set[str]) -> float:
        """Sum the weights of the words with which a text starts and ends."""
        # A set's order differs between processes; this sum does not.
        return fsum(filter(None, map(self._texts.get, words)))


def _summing(
    weights: Mapping[str, tuple[float, float]],
) -> Callable[[str], tuple[float, float, int]]:
    """Make the function that gives the near weight, the far weight and the groups of names."""
    known = {word: (0.0, 0.0, bits) for word, bits in _BITS.items()}
    known |= {word: (near, far, _BITS.get(word, 0)) for word, (near, far) in weights.items()}
    firsts = frozenset(word.partition(" ")[0] for word in known if " " in word)

    def names(names: str) -> tuple[float, float, int]:
        near = far = 0.0
        groups = 0
        for word in name_words(names, firsts):
            if word in known:
                one, other, bits = known[word]
                near += one
                far += other
                groups |= bits
        return near, far, groups

    return names


def name_words(names: str, firsts: Set[str] | None = None) -> list[str]:
    """Split attribute values into lower-case words and pairs of neighbouring words, each once.

    firsts are the words that pairs begin with, where not all pairs are asked for.
    """
    found: dict[str, None] = {}
    before = ""
    for match in _NAME_WORD.findall(names):
        if match <= " ":
            before = ""
            continue
        word = match.lower()[:16]
        found[word] = None
        if before and (firsts is None or before in firsts):
            found[f"{before} {word}"] = None
        before = word
    return list(found)


def edge_words(text: str) -> set[str]:
    """Return the lower-case words near both ends of a text; furniture gives itself away there.

    Words end at white space: signs that cling to them are telling, as in "photo:".
    """
    if len(text) > _START + _END:
        head = text[:_START].lower().split()
        return {*head[:_HEAD], *text[-_END:].lower().split()[-_TAIL:]}
    return set(text.lower().split())
