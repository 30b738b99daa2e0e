"""The texts of mails that staff edit: versions, checks, and what holds for a mail at this moment.

A text holds for one occasion, one language, and one workshop or all. Where staff wrote none, the
built-in text holds. Words in braces are placeholders; everything else is text.
"""

import re
import unicodedata
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.domain import audit
from access.models import User, Vault
from correspondence.domain import compartments
from correspondence.domain.occasions import Occasion
from correspondence.models import Versioned, Wording

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST = 4000
Version = TypeVar("Version", bound=Versioned)

_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"://|\bwww\.|\bmailto:", re.IGNORECASE)
# Zero-width space and joiners belong to the scripts of the region.
_INVISIBLE_LETTERS = "\u200b\u200c\u200d"


NO_BRACES = gettext_lazy("Remove the braces: they are for placeholders only.")


class Stale(Exception):
    """Somebody saved another version after this one was opened."""


@dataclass(frozen=True)
class Decision:
    """What holds for a mail: the text of staff ('' for the built-in one), and whether it waits."""

    text: str = ""
    is_held: bool = False


def in_force(vault_id: uuid.UUID, occasion: str, language: str) -> Decision:
    """What holds for a mail of this vault, occasion and language, at this moment. One statement.

    A text of the workshop goes before a general one; a version with an empty text counts as none.
    Nothing is cached: what staff save holds in every process from the next mail on.
    """
    newest: dict[tuple[bool, str], Wording] = {}
    here = Q(vault=vault_id) | Q(vault=None)
    rows = Wording.objects.filter(here, occasion=occasion, language__in=(language, ""))
    for row in rows.order_by("version"):
        newest[row.vault_id is None, row.language] = row
    texts = [newest[key].text for key in ((False, language), (True, language)) if key in newest]
    holds = [newest[key].is_held for key in ((False, ""), (True, "")) if key in newest]
    return Decision(next(filter(None, texts), ""), bool(holds and holds[0]))


def versions(vault: Vault | None, occasion: str, language: str) -> "QuerySet[Wording]":
    """Every version of one text, newest first; language '' gives the decisions to hold."""
    return Wording.objects.select_related("author").filter(
        vault=vault, occasion=occasion, language=language
    )


def save(
    vault: Vault | None, occasion: Occasion, language: str, text: str, *, based_on: int, actor: User
) -> Wording:
    """Save a new version of a text; an empty one leads back to the wider or built-in text.

    Arguments: the workshop's vault or None for all; occasion and language; the text (ask `problems`
    before: ValueError where it has any); the version that the author saw (0: none). Raises Stale.
    """
    text = normal(text)
    if text and problems(occasion, text, vault):
        raise ValueError("This text has problems.")
    return _append(vault, occasion.code, language, based_on, actor, "mail.text", text=text)


def hold(
    vault: Vault | None, occasion: Occasion, is_held: bool, *, based_on: int, actor: User
) -> Wording:
    """Have the mails of an occasion wait for a look, or not any more. Raises Stale, ValueError."""
    if is_held and not occasion.can_wait:
        raise ValueError("Mails of this occasion never wait.")
    return _append(vault, occasion.code, "", based_on, actor, "mail.hold", is_held=is_held)


def _append(
    vault: Vault | None,
    occasion: str,
    language: str,
    based_on: int,
    actor: User,
    action: str,
    **values: object,
) -> Wording:
    rows = versions(vault, occasion, language)
    new = Wording(vault=vault, occasion=occasion, language=language, author=actor, **values)
    detail = {"occasion": occasion, "language": language, "held": new.is_held}
    detail["is_built_in"] = not new.text
    return append(rows, new, based_on, actor, action, vault=vault, **detail)


def append(
    rows: "QuerySet[Version]",
    new: Version,
    based_on: int,
    actor: User,
    action: str,
    *,
    vault: Vault | None,
    **detail: object,
) -> Version:
    """Save the next version of a text that staff edit, and write it down.

    Arguments: the versions there are, newest first; the new one without its number; the number of
    the version that the author saw (0: none); who; the action of the audit entry, its chain
    and its details. Raises Stale.
    """
    newest = rows.first()
    if (newest.version if newest else 0) != based_on:
        raise Stale
    new.version = based_on + 1
    try:
        with transaction.atomic():
            new.save(force_insert=True)
            audit.record(action, obj=new, actor=actor, vault=vault, version=new.version, **detail)
    except IntegrityError:
        raise Stale from None
    return new


def normal(text: str) -> str:
    """A typed text in one form: NFC, plain line ends, no invisible control character."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        char
        for char in text
        if char == "\n"
        or char in _INVISIBLE_LETTERS
        or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    return "".join(kept).strip()


def problems(occasion: Occasion, text: str, vault: Vault | None) -> list[str]:
    """What forbids saving a text, in words; empty where it may be saved (SB-M2, SB-M6)."""
    known, needed = occasion.needs | occasion.may, occasion.needs - {"reference", "link"}
    found = [*placeholder_problems(text, known, needed), *problems_of_words(text, vault)]
    if [part for part in text.split("\n") if "{link}" in part] != ["{link}"]:
        found.append(_("Put {link} once, on a line of its own."))
    return found


def placeholder_problems(text: str, known: Collection[str], needed: Collection[str]) -> list[str]:
    """What is wrong with the braces of a text: unknown words, stray braces, needed ones missing."""
    found = []
    for name in dict.fromkeys(_IN_BRACES.findall(text)):
        if name not in known:
            found.append(
                _("{%(name)s} is not known here. Known are: %(known)s.")
                % {
                    "name": name[:40],
                    "known": ", ".join(f"{{{code}}}" for code in sorted(known)),
                }
            )
    if re.search(r"[{}]", _IN_BRACES.sub("", text)):
        found.append(str(NO_BRACES))
    found += [
        _("{%(name)s} is missing: the text makes no sense without it.") % {"name": code}
        for code in sorted(needed)
        if f"{{{code}}}" not in text
    ]
    return found


def problems_of_words(text: str, vault: Vault | None) -> list[str]:
    """What no mail may hold, whoever typed it: other addresses, the workshop's title or place."""
    found = []
    if len(text) > LONGEST:
        found.append(_("Shorten it to 4,000 characters: the page behind the link holds the rest."))
    if _ADDRESS.search(text):
        found.append(_("Remove the web address: a mail carries the private link and no other."))
    plain = " ".join(text.casefold().split())
    known = compartments.all_open()
    for one in known if vault is None else [c for c in known if c.vault_id == vault.pk]:
        for word in one.words:
            if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", plain):
                found.append(
                    _("Remove “%(word)s”: a mail never tells which workshop it is about.")
                    % {"word": word}
                )
    return list(dict.fromkeys(found))
