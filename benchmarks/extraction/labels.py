"""Labels for training: which units of a page the truth text of a data set holds."""

import re
from bisect import bisect_left
from collections import defaultdict

_CJK = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(f"[{_CJK}]|[^\\W{_CJK}]+")
Places = dict[tuple[str, ...], list[int]]
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def tokens(text: str) -> list[str]:
    """Split text into words, CJK and Thai letters one by one, as the score does."""
    return _TOKEN.findall(_INVISIBLE.sub("", text or ""))


def align(units: list[str], truth: str, *, size: int = 4) -> list[float]:
    """Return for each unit the share of its words that the truth holds, order kept.

    Long units are found by their shingles. Where the truth has a passage once and the page
    twice, the one in the chain of the others wins. Units shorter than a shingle count when they
    stand in the truth next to the neighbour that was found before or after them.
    """
    words = tokens(truth)
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(words) - size + 1):
        where[tuple(words[i : i + size])].append(i)
    split = [tokens(u) for u in units]
    hits = [_spans(w, where, size) for w in split]
    chain = _chain(hits, [len(w) for w in split])
    used = [False] * len(words)
    share = [0.0] * len(units)
    for i in sorted(range(len(units)), key=lambda i: i not in chain):
        if not split[i] or not hits[i]:
            continue
        start = chain.get(i)
        share[i] = _claim(split[i], where, used, size, start)
    _short(split, share, words, size, used)
    return share


def _spans(unit: list[str], where: Places, size: int) -> dict[int, int]:
    """Offsets in the truth at which the unit may start, with the number of shingles for each."""
    votes: dict[int, int] = defaultdict(int)
    for j in range(len(unit) - size + 1):
        for i in where.get(tuple(unit[j : j + size]), ())[:20]:
            votes[i - j] += 1
    return votes


def _chain(hits: list[dict[int, int]], lengths: list[int]) -> dict[int, int]:
    """Choose the heaviest run of units whose places in the truth only rise."""
    ends: list[tuple[int, float, int]] = []  # place, weight, index of the step
    steps: list[tuple[int, int, int]] = []  # unit, place, step before
    for unit, votes in enumerate(hits):
        new = []
        for place, count in sorted(votes.items(), key=lambda v: -v[1])[:5]:
            if count < 0.3 * max(1, lengths[unit] - 3):
                continue
            at = bisect_left(ends, (place + 1, -1.0, -1))
            best = max(ends[:at], key=lambda e: e[1], default=(0, 0.0, -1))
            new.append((place, best[1] + count, unit, best[2]))
        for place, weight, u, before in new:
            steps.append((u, place, before))
            ends.append((place, weight, len(steps) - 1))
        ends.sort()
    step = max(ends, key=lambda e: e[1], default=(0, 0.0, -1))[2]
    chain = {}
    while step >= 0:
        unit, place, step = steps[step]
        chain[unit] = place
    return chain


def _claim(unit: list[str], where: Places, used: list[bool], size: int, start: int | None) -> float:
    """Mark the unit's words in the truth as taken; return the share of it that was free."""
    covered = [False] * len(unit)
    take = []
    for j in range(len(unit) - size + 1):
        places = list(where.get(tuple(unit[j : j + size]), ()))
        free = [p for p in places if not all(used[p : p + size])]
        if not free:
            continue
        p = min(free, key=lambda p: abs(p - j - start)) if start is not None else free[0]
        covered[j : j + size] = [True] * size
        take.append(p)
    share = sum(covered) / len(covered)
    if share >= 0.3:
        for p in take:
            used[p : p + size] = [True] * size
    return share


def _short(
    split: list[list[str]], share: list[float], words: list[str], size: int, used: list[bool]
) -> None:
    """Label units of fewer words than a shingle by a free run of the truth beside a neighbour."""
    runs: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n in range(1, size):
        for i in range(len(words) - n + 1):
            runs[tuple(words[i : i + n])].append(i)
    for i, unit in enumerate(split):
        if not 0 < len(unit) < size:
            continue
        near = any(s >= 0.5 for s in share[max(0, i - 2) : i + 3])
        places = [p for p in runs.get(tuple(unit), ()) if not any(used[p : p + len(unit)])]
        if near and places:
            share[i] = 1.0
            used[places[0] : places[0] + len(unit)] = [True] * len(unit)
