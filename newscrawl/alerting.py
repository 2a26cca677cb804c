"""Alerting: what a person may set about alerts, `[alerts]` of collection.toml."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

import msgspec

KINDS = (
    "silent", "few", "frozen", "unreachable", "blocked", "no-article", "empty-headline",
    "empty-date", "empty-authors", "empty-text", "robots-changed", "robots-closed", "certificate",
)  # fmt: skip
"""Words for what may be wrong; docs/alerts.md explains them."""
SMTP_PORTS = {"smtp": 587, "smtps": 465}
_MAIL = re.compile(r"[^\s@,<>\"]+@[^\s@,<>\"]+")


class AlertsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is told, and of what."""

    webhook: str | None = None
    """URL to which alerts are posted as JSON; NEWSCRAWL_ALERT_WEBHOOK goes before it."""
    email: tuple[str, ...] | str = ()
    """Addresses that get a mail."""
    smtp: str | None = None
    """Mail server, as `smtp://mail.example:587` (STARTTLS) or `smtps://me@mail.example`."""
    email_from: str | None = None
    """Sender; the first recipient where it is missing."""
    allow_private: bool = False
    """Whether webhook and mail server may lie at a loopback or private address."""
    exit_code: bool = True
    """Whether a run in which an alert is raised ends with exit code 6."""
    ignore: tuple[str, ...] = ()
    """Kinds of alerts that are not wanted."""
    mute: tuple[str, ...] = ()
    """Regular expressions of sources, sites and origins that are not judged."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses, one or many."""
        return (self.email,) if isinstance(self.email, str) else self.email


def alerts_faults(alerts: AlertsConfig) -> Iterator[str]:
    """Say what is wrong with alerts, the key first; addresses may be secret and are not shown."""
    if alerts.webhook is not None and (fault := webhook_fault(alerts.webhook)):
        yield f"webhook: {fault}"
    for address in (*alerts.recipients, *((alerts.email_from,) if alerts.email_from else ())):
        if not _MAIL.fullmatch(address):
            yield f"email: {address!r} is no mail address (write it as desk@paper.example)"
    if alerts.recipients and alerts.smtp is None:
        yield "email: needs `smtp`, as smtp://mail.example:587"
    if alerts.smtp is not None and (fault := _smtp_fault(alerts.smtp)):
        yield f"smtp: {fault}"
    for kind in alerts.ignore:
        if kind not in KINDS:
            yield f"ignore: {kind!r} is none of {', '.join(KINDS)}"
    for pattern in alerts.mute:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"mute: {pattern!r} is no regular expression ({error})"


def webhook_fault(url: str) -> str | None:
    """Say what is wrong with the URL of a webhook, None where nothing is."""
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https"):
        return "is no http or https URL"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password; leave them out"
    return None


def _smtp_fault(url: str) -> str | None:
    parts = _split(url)
    if parts is None or parts.scheme not in SMTP_PORTS:
        return "is no mail server (write it as smtp://mail.example:587)"
    if parts.password is not None:
        return "holds a password; give it as NEWSCRAWL_SMTP_PASSWORD in the environment"
    return None


def _split(url: str) -> SplitResult | None:
    """Split a URL with a host; None for what is none."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if parts.hostname and has_port and not re.search(r"\s", url) else None
