"""The desk of a workshop: where answers to its mails go (`messages.answers_to` reads it)."""

import re
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from access.domain import audit
from access.models import User, Vault
from correspondence.domain import compartments
from correspondence.domain.mail import is_address
from correspondence.models import MailSetting


def addresses() -> dict[uuid.UUID, str]:
    """The addresses that staff set, by vault."""
    return dict(MailSetting.objects.exclude(desk_address="").values_list("vault", "desk_address"))


def problems(vault_id: uuid.UUID, address: str) -> list[str]:
    """What forbids an address, in words: it stands in every mail and must not tell the workshop."""
    if not address:
        return []
    if not is_address(address):
        return [_("Enter one e-mail address, such as desk@example.org.")]
    one = compartments.find(vault_id)
    plain = _letters(address)
    return [
        _("Choose an address without “%(word)s”: a mail never tells which workshop it is about.")
        % {"word": word}
        for word in (one.words if one else ())
        if _letters(word) and _letters(word) in plain
    ]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


@transaction.atomic
def save(vault: Vault, address: str, actor: User) -> MailSetting:
    """Set the address ('' for that of the installation). Raises ValueError (ask `problems`)."""
    address = address.strip()
    if problems(vault.pk, address):
        raise ValueError("This address has problems.")
    row, _new = MailSetting.objects.update_or_create(
        vault=vault, defaults={"desk_address": address}
    )
    audit.record("mail.desk", obj=row, actor=actor, vault=vault, is_set=bool(address))
    return row
