"""Clusters: texts that are alike, joined over all pairs that share a bucket."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from newscrawl.dedupe.identity import Claim, Ruling

COMPARED = 256
"""Members of a bucket, from its first, with which every later one is compared."""


def clusters(
    sharing: Iterable[Sequence[int]], *, alike: Callable[[int, int], bool]
) -> dict[int, int]:
    """Give the first member of the cluster of each text that has a cluster.

    Texts are numbered in archive order; each of `sharing` holds those of one bucket. The order of
    buckets and of texts within one does not matter.
    """
    first: dict[int, int] = {}
    for bucket in sharing:
        members = sorted(bucket)
        for place, member in enumerate(members):
            for earlier in members[: min(place, COMPARED)]:
                one, other = sorted((_first(first, earlier), _first(first, member)))
                if one != other and alike(earlier, member):
                    first[other] = one
    roots = {text: _first(first, text) for text in first}
    return roots | {root: root for root in roots.values()}


def _first(first: dict[int, int], text: int) -> int:
    """Follow a text to the first of its cluster, and shorten the way for the next time."""
    root = text
    while (above := first.get(root, root)) != root:
        root = above
    while text != root:
        first[text], text = root, first[text]
    return root


def clustered(
    claims: Sequence[Claim], rulings: Sequence[Ruling], first: Mapping[int, int]
) -> list[Ruling]:
    """Write clusters into the rulings on claims: cluster id, and what each is a duplicate of.

    `first` gives the row of the first member by row, as of `clusters`. Versions of one article
    alone are no cluster; articles with the very same words are one even if they are too short to
    be compared.
    """
    article = {claim.row: claim.article_id for claim in claims}
    earliest: dict[str, int] = {}
    joined = dict(first)
    for ruling in rulings:
        if ruling.twin_of is None:
            earliest.setdefault(article[ruling.row], ruling.row)
            if ruling.duplicate_of is not None and ruling.row not in joined:
                same = earliest[ruling.duplicate_of]
                joined[ruling.row] = joined.setdefault(same, same)
    members: dict[int, set[str]] = defaultdict(set)
    for row, root in joined.items():
        members[root].add(article[row])
    return [_named(ruling, article, joined, members) for ruling in rulings]


def _named(
    ruling: Ruling,
    article: Mapping[int, str],
    joined: Mapping[int, int],
    members: Mapping[int, set[str]],
) -> Ruling:
    root = joined.get(ruling.row)
    if root is None or len(members[root]) < 2 or ruling.twin_of is not None:
        return ruling
    name = article[root]
    return replace(
        ruling, cluster_id=name, duplicate_of=None if article[ruling.row] == name else name
    )
