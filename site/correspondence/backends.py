"""Mail backends of the product."""

import os
import tempfile
import uuid
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def outbox_folder() -> Path:
    """Where the demo's mails lie, one file each; never under MEDIA_ROOT."""
    return Path(settings.VAR) / "outbox"


class OutboxBackend(BaseEmailBackend):
    """The demo's provider: writes each message to var/outbox, where /outbox/ shows it.

    The file is named after the Message-ID, so a message that is sent twice stands there once.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = outbox_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            _write(folder / f"{_name(message)}.eml", message.message().as_bytes())
        return len(email_messages)


def _name(message: EmailMessage) -> str:
    """The 32 hex digits of the Message-ID; Django's own mails (password reset) get fresh ones."""
    given = parseaddr(str(message.extra_headers.get("Message-ID", "")))[1].partition("@")[0]
    try:
        return uuid.UUID(given).hex
    except ValueError:
        return uuid.uuid4().hex


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never meets half a message."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
