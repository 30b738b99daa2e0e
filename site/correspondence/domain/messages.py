"""From a ledger row to an e-mail message."""

import json
import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from access.domain.crypto import Cipher, Unreadable
from correspondence.models import MailMessage, MailSetting


def message_id(mail: MailMessage) -> str:
    """The Message-ID, the same at every attempt: a provider may drop what it has seen."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"<{mail.pk.hex}@{domain or 'localhost'}>"


def answers_to(vault_id: uuid.UUID) -> str:
    """Where answers go: the desk of the workshop, else the installation's. One statement."""
    own = MailSetting.objects.filter(vault=vault_id).values_list("desk_address", flat=True).first()
    return own or str(settings.REPLY_TO_EMAIL or settings.DEFAULT_FROM_EMAIL)


def build(mail: MailMessage) -> EmailMultiAlternatives:
    """The message of a row, ready to be sent: text first, HTML beside it, nothing attached.

    Raises Unreadable where the content is erased or its key destroyed.
    """
    if mail.sealed_address is None or mail.sealed_body is None:
        raise Unreadable("The content of this mail is erased.")
    cipher = Cipher(mail.vault_id)
    address = cipher.open(mail.key_id, mail.sealed_address, ("mail", mail.pk, "address"))
    body = json.loads(cipher.open(mail.key_id, mail.sealed_body, ("mail", mail.pk, "body")))
    message = EmailMultiAlternatives(
        subject=mail.subject_line,
        body=body["text"],
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        reply_to=[answers_to(mail.vault_id)],
        headers={
            "Message-ID": message_id(mail),
            # RFC 3834, 5: no automatic answer to an automatic message.
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    if "unsubscribe" in body:
        # RFC 8058: one click in the mail program, without opening a page.
        message.extra_headers["List-Unsubscribe"] = f"<{body['unsubscribe']}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.attach_alternative(body["html"], "text/html")
    # Understood by every provider of django-anymail, ignored by others: no pixel, no rewritten
    # link, and the row's own id in what a webhook tells us.
    message.track_opens = False  # type: ignore[attr-defined]
    message.track_clicks = False  # type: ignore[attr-defined]
    message.metadata = {"mail": str(mail.pk)}  # type: ignore[attr-defined]
    return message
