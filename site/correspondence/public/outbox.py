"""The demo's mail page: what would have gone to a provider, readable in the browser."""

import datetime
import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from access.decorators import private
from correspondence.backends import outbox_folder

NEWEST = 200


@dataclass(frozen=True)
class Shown:
    """One message on the page."""

    key: str
    subject: str
    sender: str
    recipient: str
    at: datetime.datetime
    # Subjects are all alike, on purpose; on this page the first sentence tells them apart.
    first_words: str
    text: SafeString


@private
def index(request: HttpRequest) -> HttpResponse:
    """The newest mails, newest first."""
    _only_in_the_demo()
    files = sorted(outbox_folder().glob("*.eml"), key=_moment, reverse=True)[:NEWEST]
    return render(request, "correspondence/outbox.html", {"mails": [_read(p) for p in files]})


@private
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail; its links can be followed here."""
    _only_in_the_demo()
    path = outbox_folder() / f"{key}.eml"
    if not re.fullmatch(r"[0-9a-f]{32}", key) or not path.is_file():
        raise Http404
    return render(request, "correspondence/outbox_mail.html", {"mail": _read(path)})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


def _moment(path: Path) -> float:
    return path.stat().st_mtime


def _read(path: Path) -> Shown:
    message = cast(
        EmailMessage, email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    )
    part = message.get_body(preferencelist=("plain",))
    text = part.get_content() if part else ""
    return Shown(
        key=path.stem,
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        recipient=str(message["To"]),
        at=datetime.datetime.fromtimestamp(_moment(path), tz=datetime.UTC),
        first_words=" ".join("".join(text.split("\n\n")[1:2]).split()),
        text=_with_links(text),
    )


def _with_links(text: str) -> SafeString:
    """The text as text; a line that is an address of this site can be followed."""
    base = settings.BASE_URL.rstrip("/") + "/"
    return format_html_join(
        "\n",
        "{}",
        (
            (format_html('<a href="{0}">{0}</a>', line) if line.startswith(base) else line,)
            for line in text.strip().splitlines()
        ),
    )
