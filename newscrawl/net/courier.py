"""The courier: takes messages to a webhook or a mail server, behind the address guard."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from newscrawl.alerting import SMTP_PORTS
from newscrawl.net.errors import AddressRefused
from newscrawl.net.guard import refusal

SECONDS = 15.0
"""Time that one delivery may take in all."""


class DeliveryError(Exception):
    """Raised where a message did not arrive; says why without a word of address or secret."""


def post(url: str, body: bytes, *, agent: str, guarded: bool, seconds: float = SECONDS) -> None:
    """Post JSON; raises DeliveryError. No redirect is followed."""
    within(seconds, lambda: _post(url, body, agent, guarded, seconds))


def send_mail(
    server: str,
    message: EmailMessage,
    *,
    password: str | None,
    guarded: bool,
    seconds: float = SECONDS,
) -> None:
    """Send a mail through `smtp://` (STARTTLS where offered) or `smtps://`; raises DeliveryError.

    A password is never sent over a connection without TLS.
    """
    within(seconds, lambda: _send(server, message, password, guarded, seconds))


def mail(*, sender: str, to: Sequence[str], subject: str, text: str) -> EmailMessage:
    """Write a mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ", ".join(to), subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def within(seconds: float, deliver: Callable[[], None]) -> None:
    """Do something that may hang, name resolution included, and raise DeliveryError in time."""
    failed: list[str] = []

    def attempt() -> None:
        try:
            deliver()
        except Exception as error:  # noqa: BLE001 a message that fails must not take a crawl with it
            failed.append(_why(error))

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise DeliveryError(f"no end after {seconds:g} seconds")
    if failed:
        raise DeliveryError(failed[0])


def _post(url: str, body: bytes, agent: str, guarded: bool, seconds: float) -> None:  # noqa: FBT001 private
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_tls else 80)
    connection = HTTPConnection(host, port, timeout=seconds)
    connection.sock = _connected(host, port, seconds, guarded=guarded)
    if is_tls:
        connection.sock = _secured(connection.sock, host)
    headers = {"Content-Type": "application/json", "User-Agent": agent, "Connection": "close"}
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise DeliveryError(f"it answered {status}")


class _GuardedSMTP(smtplib.SMTP):
    """A mail session over a connection whose address was judged."""

    def __init__(self, url: str, *, guarded: bool, seconds: float) -> None:
        parts = urlsplit(url)
        self._is_tls, self._guarded = parts.scheme == "smtps", guarded
        super().__init__(
            parts.hostname or "", parts.port or SMTP_PORTS[parts.scheme], timeout=seconds
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = _connected(host, port, timeout, guarded=self._guarded)
        return _secured(plain, host) if self._is_tls else plain


def _send(
    server: str,
    message: EmailMessage,
    password: str | None,
    guarded: bool,  # noqa: FBT001 private
    seconds: float,
) -> None:
    user = urlsplit(server).username or message["From"]
    session = _GuardedSMTP(server, guarded=guarded, seconds=seconds)
    try:
        session.ehlo_or_helo_if_needed()
        is_tls = server.startswith("smtps:")
        if not is_tls and session.has_extn("starttls"):
            session.starttls(context=ssl.create_default_context())
            is_tls = True
        if password:
            if not is_tls:
                raise DeliveryError("it offers no TLS, and a password is not sent in clear")
            session.login(user, password)
        session.send_message(message)
        with suppress(smtplib.SMTPException, OSError):
            session.quit()  # the mail is taken, however the goodbye goes
    finally:
        session.close()


def _connected(host: str, port: int, seconds: float, *, guarded: bool) -> socket.socket:
    """Connect to a host; the address that is connected to is the one that was judged."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        if guarded and (why := refusal(str(address[0]))):
            raise AddressRefused(host, why)
    fault: OSError = OSError("no address")
    for *_, address in found:
        try:
            return socket.create_connection((str(address[0]), port), timeout=seconds)
        except OSError as error:
            fault = error
    raise fault


def _secured(plain: socket.socket, host: str) -> Any:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _why(error: Exception) -> str:
    """Say what failed; texts of servers are left out, as they may repeat what was sent."""
    if isinstance(error, DeliveryError):
        return str(error)
    if isinstance(error, AddressRefused):
        return "its address is not public; `allow_private = true` in [alerts] permits it"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the connection broke off"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed ({error.reason or 'no reason given'})"
    if isinstance(error, TimeoutError):
        return "time-out"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "no HTTP answer" if isinstance(error, HTTPException) else type(error).__name__
