"""The words of letters that staff edit: versions, checks, and what holds at this moment."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from access.models import User, Vault
from correspondence.domain import wording
from publications.domain.letters_kinds import Kind, built_in
from publications.models import LetterText

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST = 6000


def versions(vault: Vault, kind: Kind, language: str) -> "QuerySet[LetterText]":
    """Every version of one text, newest first."""
    rows = LetterText.objects.filter(vault=vault, kind=kind.code, language=language)
    return rows.select_related("author")


def in_force(vault: Vault, kind: Kind, language: str) -> str:
    """The words that hold: the newest version, or the built-in ones where it is empty."""
    newest = versions(vault, kind, language).first()
    return (newest.text if newest else "") or built_in(kind, language)


def languages(vault: Vault, kind: Kind) -> list[str]:
    """In which languages letters of a kind can be made: English, and those with words of staff."""
    newest: dict[str, str] = {}
    for row in LetterText.objects.filter(vault=vault, kind=kind.code).order_by("version"):
        newest[row.language] = row.text
    return [c for c, _n in settings.LANGUAGES if c == settings.LANGUAGE_CODE or newest.get(c)]


def problems(kind: Kind, text: str) -> list[str]:
    """What forbids saving a text, in words: the checks of the texts of mails."""
    found = list(wording.placeholder_problems(text, kind.needs | kind.may, kind.needs))
    if "link" in kind.needs and text.count("{link}") != 1:
        found.append(_("Put {link} once, on a line of its own."))
    if len(text) > LONGEST:
        found.append(_("Shorten it to 6,000 characters."))
    return list(dict.fromkeys(found))


def save(
    vault: Vault, kind: Kind, language: str, text: str, *, based_on: int, actor: User
) -> LetterText:
    """Save a new version; an empty text leads back to the built-in words.

    Raises ValueError where the text has problems (ask `problems` before), `wording.Stale` where
    somebody saved after `based_on`, the version that the author saw (0: none).
    """
    text = wording.normal(text)
    if text and problems(kind, text):
        raise ValueError("This text has problems.")
    new = LetterText(vault=vault, kind=kind.code, language=language, text=text, author=actor)
    detail = {"kind": kind.code, "language": language, "is_built_in": not text}
    rows = versions(vault, kind, language)
    return wording.append(rows, new, based_on, actor, "letters.text", vault=vault, **detail)
