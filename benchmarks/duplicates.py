"""Find near duplicates in a made set of copies and look-alikes: precision, recall, time."""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random

from newscrawl.dedupe.likeness import ALIKE, buckets, likeness, signature
from newscrawl.demo.filler import synthetic
from newscrawl.demo.story import paragraphs, written

UNLIKE = ("same subject", "translation", "quotes a paragraph")
COPIES = (
    "reformatted", "light edit", "heavy edit", "cut to 70 %", "cut to 55 %", "longer",
    "other frame", "agency copy", *UNLIKE,
)  # fmt: skip
NOTE = (
    "This text was first published by the newsroom of the delta. Readers who want to support its"
    " work can do so at any counter of the harbour office, where the printed edition is sold too."
    " Letters are welcome and are answered by hand on the first Sunday of each month."
)
FRAME = (
    "You are reading the evening edition, which we send to all members at six. Tell a friend about"
    " it if you liked what you read, and write to the editors if you did not like it at all."
)
# Three made-up notices, each told in several languages by hand.
TRANSLATIONS = (
    (
        "The ferry between the two banks will stop for nine days in March while its winch is"
        " replaced. Pupils get a bus, which needs forty minutes for what the boat does in six.",
        "Le bac entre les deux rives s'arrêtera neuf jours en mars, le temps de remplacer son"
        " treuil. Les élèves auront un car, qui met quarante minutes là où le bateau en met six.",
        "Die Fähre zwischen den beiden Ufern ruht im März neun Tage, weil ihre Winde ersetzt wird."
        " Für Schüler fährt ein Bus, der vierzig Minuten für das braucht, was das Boot in sechs"
        " schafft.",
        "三月に巻き上げ機を取り替えるため、両岸を結ぶ渡し船は九日間運休する。生徒にはバスが用意されるが、"
        "船なら六分の道のりに四十分かかる。町は運賃を取らないと決めた。",
    ),
    (
        "A baker in the old town has found a recipe book from 1811 behind her oven. She will bake"
        " one page of it every Friday and give the loaves to whoever can read the writing.",
        "Une boulangère de la vieille ville a trouvé derrière son four un livre de recettes de"
        " 1811. Elle en cuira une page chaque vendredi et donnera les pains à qui saura lire"
        " l'écriture.",
        "Eine Bäckerin in der Altstadt hat hinter ihrem Ofen ein Rezeptbuch von 1811 gefunden."
        " Jeden Freitag backt sie eine Seite daraus und schenkt die Brote dem, der die Schrift"
        " lesen kann.",
        "旧市街のパン屋が、かまどの裏から一八一一年の料理帳を見つけた。毎週金曜日に一頁ずつ焼き、"
        "その字が読める人にパンを贈るという。読めた人はまだ三人しかいない。",
    ),
)
UNSPACED = (
    "港の灯台に四十年ぶりの守り人が決まった。選ばれたのは元船員の女性で、水曜日に鍵を受け取ると、"
    "最初の午後を配電盤を探して過ごした。灯りは日暮れに自ら点き、故障も自ら知らせる。港が求めたのは、"
    "毎年一万人を超える見学者のために階段を上り下りする人だった。応募は二百通を超えた。"
    "審査では、退屈な一日を書くことが課題になった。彼女は霧が晴れるのを待つ朝について書いた。",
    "谷の小学校で、時計を使わない一週間が始まった。始業の鐘の代わりに、用務員が中庭の影の長さを測る。"
    "曇りの日には蛙が鳴くのを待つ決まりだが、初日は晴れた。算数の授業は普段より長くなり、給食は早まった。"
    "親たちの意見は割れている。迎えの時刻が読めないからだ。校長は、遅れた親はまだいないと話している。",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their places in the set, and what was done to make one of the other."""

    one: int
    other: int
    kind: str


def main() -> None:
    """Print a table by kind of copy, then precision, recall and the time a text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--synthetic", type=int, default=300, help="stories beside those by hand")
    options = parser.parse_args()
    texts, pairs = made_set(options.synthetic)
    start = time.process_time()
    signed = [signature(text) for text in texts]
    middle = time.process_time()
    found = candidates(signed)
    took = time.process_time() - middle
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} texts of {words:.0f} words on average")
    print(f"signature {1e3 * (middle - start) / len(texts):.2f} ms, "
          f"buckets {1e3 * took / len(texts):.2f} ms a text")  # fmt: skip
    table(signed, pairs, found)
    print("\nthreshold  precision  recall")
    for tenths in range(6, 17):
        scores(signed, pairs, found, tenths / 20)


def made_set(count: int) -> tuple[list[str], list[Pair]]:
    """Make the texts, and the pairs of which it is known what they are."""
    draw = Random(7)
    stories = [list(paragraphs(story)) for story in (*written(), *synthetic(count))]
    stories += [[sentence + "。" for sentence in text.split("。") if sentence] for text in UNSPACED]
    stories = [story for story in stories if len(" ".join(story)) > 200]
    vocabulary = sorted({word for story in stories for part in story for word in part.split()})
    texts, pairs = ["\n\n".join(story) for story in stories], []
    for place, story in enumerate(list(stories)):
        other = stories[(place + 1) % len(stories)]
        for kind, copy in copies(story, other, vocabulary, draw):
            pairs.append(Pair(place, len(texts), kind))
            texts.append(copy)
    for told in TRANSLATIONS:
        pairs += [Pair(len(texts) + a, len(texts) + b, "translation")
                  for a, b in combinations(range(len(told)), 2)]  # fmt: skip
        texts += told
    return texts, pairs


def copies(
    story: list[str], other: list[str], vocabulary: list[str], draw: Random
) -> Iterator[tuple[str, str]]:
    """Give copies of a story by kind; `UNLIKE` kinds only look like one."""
    text = "\n\n".join(story)
    yield "reformatted", " ".join(story).upper().replace(",", " –").replace("'", "’")
    yield "light edit", replaced(text, 0.03, vocabulary, draw)
    yield "heavy edit", replaced(text, 0.1, vocabulary, draw)
    yield "cut to 70 %", text[: round(0.7 * len(text))]
    yield "cut to 55 %", text[: round(0.55 * len(text))]
    yield "longer", f"{text}\n\n{draw.choice(other)}"
    if len(text.split()) > 200:  # in a short text a frame of 75 words is most of it
        yield "other frame", f"{FRAME}\n\n{text}\n\n{NOTE}"
    yield "agency copy", f"SALLEMONT (ADP) — {replaced(text, 0.02, vocabulary, draw)} (ADP)"
    yield "same subject", "\n\n".join(other) + "\n\n" + NOTE
    if len(other) > 3:
        yield "quotes a paragraph", "\n\n".join([*other, draw.choice(story)])


def replaced(text: str, share: float, vocabulary: list[str], draw: Random) -> str:
    """Replace a share of the words, or of the characters where there are no words."""
    split: Callable[[str], list[str]] = str.split if text.count(" ") > 20 else list
    joint = " " if split is str.split else ""
    drawn = vocabulary if joint else list("山川海空雨風花木")
    return joint.join(draw.choice(drawn) if draw.random() < share else word for word in split(text))


def candidates(signed: list[bytes]) -> set[tuple[int, int]]:
    """Give the pairs of texts that share a bucket."""
    members: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(signed):
        for bucket in buckets(one):
            members[bucket].append(place)
    return {pair for texts in members.values() for pair in combinations(texts, 2)}


def table(signed: list[bytes], pairs: list[Pair], found: set[tuple[int, int]]) -> None:
    """Print for each kind how many pairs are called alike, and the least and greatest likeness."""
    values: dict[str, list[float]] = defaultdict(list)
    alike: Counter[str] = Counter()
    for pair in pairs:
        one, other = signed[pair.one], signed[pair.other]
        value = likeness(one, other) if one and other else 0.0
        values[pair.kind].append(value)
        alike[pair.kind] += (pair.one, pair.other) in found and value >= ALIKE
    print("\nkind                 pairs  alike  likeness from, median, to")
    for kind in COPIES:
        ranked = sorted(values[kind])
        print(f"{kind:<20}{len(ranked):>6}{alike[kind]:>7}  "
              f"{ranked[0]:.2f} {ranked[len(ranked) // 2]:.2f} {ranked[-1]:.2f}"
              f"{'  (not copies)' if kind in UNLIKE else ''}")  # fmt: skip


def scores(
    signed: list[bytes], pairs: list[Pair], found: set[tuple[int, int]], threshold: float
) -> None:
    """Print precision and recall over all pairs of the set for one threshold."""
    family: dict[int, int] = {}
    for pair in pairs:
        if pair.kind not in UNLIKE:
            family[pair.other] = family.setdefault(pair.one, pair.one)
    called = {p for p in found if likeness(signed[p[0]], signed[p[1]]) >= threshold}
    wanted = {(p.one, p.other) for p in pairs if p.kind not in UNLIKE}
    base = {place for pair in wanted for place in pair}
    right = sum(1 for a, b in called if family.get(a, -1) == family.get(b, -2))
    shown = [(a, b) for a, b in called if a in base and b in base]
    wrong = sum(1 for a, b in shown if family[a] != family[b])
    unlike = sum(1 for p in pairs if p.kind in UNLIKE and (p.one, p.other) in called)
    precision = right / max(1, right + wrong + unlike)
    print(f"{threshold:>9.2f}{precision:>11.4f}{len(wanted & called) / len(wanted):>8.4f}")


if __name__ == "__main__":
    main()
