"""Handing a message to the mail backend, and reading what its failure means."""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from django.core.mail import EmailMessage, get_connection
from urllib3.exceptions import NewConnectionError


class Kind(StrEnum):
    """What one attempt came to."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Outcome:
    """The result of an attempt: its kind, a class of failure (never a text), the provider's id."""

    kind: Kind
    failure: str = ""
    provider_id: str = ""


# The address is good, the mailbox is not now (RFC 3463: x.2.2; RFC 5321: 452, 552).
MAILBOX_FULL = {452, 552}
# Our own account, not the person's address: never a reason to give a mail up.
OUR_FAULT_SMTP = {421, 530, 534, 535, 538}
OUR_FAULT_HTTP = {401, 402, 403, 404, 407, 408}
# A gateway gave up waiting: what stands behind it may have accepted the message.
GATEWAY = {502, 504}


def send(message: EmailMessage) -> Outcome:
    """Send through `settings.EMAIL_BACKEND`; every failure becomes an Outcome.

    The connection is opened first, by itself: what fails there has certainly not left.
    """
    try:
        connection = get_connection()
        connection.open()
    except Exception as error:
        return _before(error)
    try:
        connection.send_messages([message])
    except Exception as error:
        return _during(error)
    finally:
        _close(connection)
    status = getattr(message, "anymail_status", None)
    return Outcome(Kind.SENT, provider_id=str(getattr(status, "message_id", "") or ""))


def _close(connection: object) -> None:
    # The message has left: a bad farewell changes nothing.
    with contextlib.suppress(Exception):
        connection.close()  # type: ignore[attr-defined]


def _before(error: Exception) -> Outcome:
    """Nothing was handed over yet: always worth another attempt."""
    if isinstance(error, TimeoutError):
        return Outcome(Kind.TEMPORARY, "timeout")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Outcome(Kind.TEMPORARY, "account")
    return Outcome(Kind.TEMPORARY, "unreachable")


def _during(error: Exception) -> Outcome:
    """The class of a failure while the message was being handed over."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((answer[0] for answer in error.recipients.values()), 0)
        return _smtp(code)
    if isinstance(error, smtplib.SMTPResponseException):
        return _smtp(error.smtp_code)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Outcome(Kind.UNCERTAIN, "disconnected")
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Outcome(Kind.PERMANENT, "refused")
    if isinstance(error, AnymailUnsupportedFeature):
        return Outcome(Kind.PERMANENT, "unsupported")
    if isinstance(error, AnymailAPIError):
        return _http(error)
    if isinstance(error, ConnectionRefusedError | ssl.SSLCertVerificationError):
        return Outcome(Kind.TEMPORARY, "unreachable")
    if isinstance(error, OSError):
        # Timeouts, resets: the message may have been accepted before the line broke.
        return Outcome(Kind.UNCERTAIN, "timeout")
    if isinstance(error, ValueError):
        # Django's BadHeaderError and its relatives: no attempt will change the message.
        return Outcome(Kind.PERMANENT, "malformed")
    return Outcome(Kind.TEMPORARY, type(error).__name__[:60])


def _smtp(code: int) -> Outcome:
    if code in MAILBOX_FULL:
        return Outcome(Kind.TEMPORARY, "mailbox_full")
    if code in OUR_FAULT_SMTP:
        return Outcome(Kind.TEMPORARY, "account")
    if 500 <= code < 600:
        return Outcome(Kind.PERMANENT, f"refused_{code}")
    return Outcome(Kind.TEMPORARY, f"refused_{code}")


def _http(error: AnymailAPIError) -> Outcome:
    if _never_connected(error):
        return Outcome(Kind.TEMPORARY, "unreachable")
    if isinstance(error, requests.RequestException) and error.response is None:
        return Outcome(Kind.UNCERTAIN, "timeout")
    code = error.status_code or 0
    if code in GATEWAY:
        return Outcome(Kind.UNCERTAIN, f"answer_{code}")
    if 200 <= code < 300:
        # Accepted, with an answer that nobody could read.
        return Outcome(Kind.UNCERTAIN, "answer_unreadable")
    if code == 429:
        return Outcome(Kind.TEMPORARY, "too_many")
    if code in OUR_FAULT_HTTP:
        return Outcome(Kind.TEMPORARY, "account")
    if 400 <= code < 500:
        return Outcome(Kind.PERMANENT, f"refused_{code}")
    return Outcome(Kind.TEMPORARY, f"answer_{code}")


def _never_connected(error: Exception) -> bool:
    """Whether the provider was not reached at all, as against a line that broke half-way."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(reason, NewConnectionError)
