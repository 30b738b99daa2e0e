"""The gate of every export of personal data: who takes what out, why, once (issue 7, item 5).

A view that offers an export does four things:

    form = ExportForm(request, request.POST or None)      # access.public.export_form
    export = exports.ask(vault, user, session, what="registrations", columns=[...], reason=...)
    ...redirect to an address of its own with `export.pk`; there, by GET:
    export = exports.take(pk, user, session)              # raises Gone: answer 404 or 410
    return sheets.response(Sheet(...), "xlsx")            # access.domain.sheets

`ask` demands that the password and the second factor were given in this session within the last
five minutes (`prove`; the form does it). The columns are written to the audit trail, the reason is
sealed beside the export, and the file says on every page who took it out (`stamp`). Whether the
account may read the rows at all is asked of `access.domain.disclosure`, as everywhere.
"""

import datetime
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.domain import audit, second_factor
from access.domain.crypto import Cipher
from access.models import Export, User, Vault

PROOF_LASTS = datetime.timedelta(minutes=5)
EXPORT_LASTS = datetime.timedelta(minutes=15)
REASON_LENGTH = 300
# The key in the session: which account gave its password and code, and when (seconds of Unix time).
PROOF = "proof_of_identity"


class NotProved(Exception):
    """The password and the second factor were not given within the last five minutes."""


class Gone(Exception):
    """No export for this account in this session: taken before, too late, or somebody else's."""


def prove(user: User, session: SessionBase, password: str, code: str) -> bool:
    """Check password and second factor again; remember in the session that they were right.

    The code is looked at first: its tries are counted, so that a stolen session cannot guess the
    password (access.domain.second_factor).
    """
    session.pop(PROOF, None)
    if not (second_factor.verify(user, code) and user.check_password(password)):
        return False
    session[PROOF] = [str(user.pk), int(timezone.now().timestamp())]
    return True


def is_proved(user: User, session: SessionBase) -> bool:
    """Whether the account proved itself in this session within the last five minutes."""
    account, at = session.get(PROOF) or ("", 0)
    age = timezone.now().timestamp() - at
    return account == str(user.pk) and 0 <= age <= PROOF_LASTS.total_seconds()


@transaction.atomic
def ask(
    vault: Vault,
    user: User,
    session: SessionBase,
    *,
    what: str,
    columns: Sequence[str],
    reason: str,
    options: Mapping[str, Any] | None = None,
) -> Export:
    """Open the gate once, for fifteen minutes, for this account in this session.

    Arguments: `what` is exported, a short code ("registrations"; it begins the audit action);
    the codes of the columns; the reason in the account's words (1 to 300 characters, sealed);
    options for the one who makes the file (ids and codes, no personal value). Raises NotProved,
    and ValueError without a reason or without columns.
    """
    reason = reason.strip()
    if not is_proved(user, session):
        raise NotProved
    if not columns or not reason or len(reason) > REASON_LENGTH:
        raise ValueError("An export has columns and a reason.")
    export = Export(
        vault=vault,
        user=user,
        session_digest=_digest(session),
        what=what,
        columns=list(columns),
        options=dict(options or {}),
        expires_at=timezone.now() + EXPORT_LASTS,
    )
    export.key_id, export.sealed_reason = Cipher(vault.pk).seal(reason, place(export))
    export.save(force_insert=True)
    audit.record(f"{what}.ask_export", obj=export, actor=user, vault=vault, columns=list(columns))
    return export


@transaction.atomic
def take(export_id: uuid.UUID, user: User, session: SessionBase) -> Export:
    """Take the export: the second time, later, elsewhere and for others it is Gone (all alike)."""
    now = timezone.now()
    mine = Export.objects.filter(
        pk=export_id, user=user, session_digest=_digest(session), expires_at__gt=now
    )
    # Compare-and-set: of two downloads at once one gets the file.
    if not user.is_active or not mine.filter(taken_at=None).update(taken_at=now):
        raise Gone
    export = mine.select_related("vault", "user").get()
    audit.record(
        f"{export.what}.export", obj=export, actor=user, vault=export.vault, columns=export.columns
    )
    return export


def stamp(export: Export) -> str:
    """The line on every sheet and page: who took it out, when, under which number."""
    at = export.taken_at or export.asked_at
    return _("Taken out by %(name)s on %(day)s UTC, export %(number)s. Not to be passed on.") % {
        "name": export.user.full_name,
        "day": f"{at:%Y-%m-%d %H:%M}",
        "number": str(export.pk)[:8],
    }


def reasons(vault: Vault) -> list[tuple[Export, str]]:
    """The exports of a workshop with the reasons given, the newest first; for an inspection."""
    rows = list(Export.objects.select_related("user").filter(vault=vault))
    cipher = Cipher(vault.pk) if rows else None
    return [(row, cipher.open(row.key_id, row.sealed_reason, place(row))) for row in rows if cipher]


def place(export: Export) -> tuple[object, ...]:
    """Where a reason is sealed (rotation asks it too)."""
    return ("export", export.pk)


def _digest(session: SessionBase) -> str:
    """What ties an export to a session: a session without a key (not stored yet) gets one."""
    if not session.session_key:
        session.save()
    return hashlib.sha256(str(session.session_key).encode()).hexdigest()
