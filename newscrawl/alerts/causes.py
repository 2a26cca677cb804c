"""Causes: of all that is found on a site, what explains the rest; one alert is one cause."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from newscrawl.alerts.finding import Finding, Kind

_CAUSES = (Kind.ROBOTS_CLOSED, Kind.BLOCKED, Kind.UNREACHABLE)
"""What explains that nothing comes, the first the most."""
_SYMPTOMS = frozenset({Kind.SILENT, Kind.FEW, Kind.FROZEN, Kind.NO_ARTICLE, Kind.UNREACHABLE})
_MANY = 0.5
"""Share of a site's sources that makes a finding one of the site."""


def causes(findings: Iterable[Finding], *, sources: Mapping[str, int]) -> list[Finding]:
    """Leave out what another finding explains; `sources` counts the sources of each site."""
    by_site: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_site[finding.site].append(finding)
    return [
        one for site, found in by_site.items() for one in _of_site(found, site, sources.get(site))
    ]


def _of_site(findings: list[Finding], site: str, sources: int | None) -> list[Finding]:
    found = _joined(findings, site, sources or 1)
    whole = {finding.kind for finding in found if finding.subject == site}
    whole |= {finding.kind for finding in found if finding.kind is Kind.ROBOTS_CLOSED}
    shut = next((kind for kind in _CAUSES if kind in whole), None)
    return [
        finding
        for finding in found
        if not (shut and finding.kind in _SYMPTOMS and finding.kind is not shut)
        and not (finding.subject != site and _is_part(finding.kind, whole))
    ]


def _is_part(kind: Kind, whole: set[Kind]) -> bool:
    """Tell whether what a source shows is shown by its whole site."""
    if kind is Kind.FEW:
        return bool({Kind.FEW, Kind.SILENT} & whole)
    return kind in whole and kind is not Kind.ROBOTS_CLOSED


def _joined(findings: list[Finding], site: str, sources: int) -> list[Finding]:
    """Make one finding of the site of what most of its sources show alike."""
    unreachable = [finding for finding in findings if finding.kind is Kind.UNREACHABLE]
    if len(unreachable) < 2 or len(unreachable) < _MANY * sources:
        return findings
    text = (
        f"{len(unreachable)} of {sources} sources do not answer: {unreachable[0].facts['reason']}"
    )
    one = replace(unreachable[0], subject=site, text=text)
    return [one, *(finding for finding in findings if finding.kind is not Kind.UNREACHABLE)]
