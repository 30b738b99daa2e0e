"""To whom: people as the apps above know them, filters over them, and writing to several.

An app that keeps addresses registers a directory; any app registers filters. This floor sees keys.
A letterhead (address, language, link) is opened only when a mail is written.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from access.models import Vault
from correspondence.domain import mail
from correspondence.models import MailMessage

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Keys = set[uuid.UUID]


@dataclass(frozen=True)
class Recipient:
    """A person as a mail is addressed to them. `link` makes a private link and returns its path:
    it is called once, when the mail is written."""

    subject_key: uuid.UUID
    reference: str
    address: str
    language: str
    link: Callable[[], str]
    unsubscribe: Callable[[], str] | None = None


@dataclass(frozen=True)
class Directory:
    """An app that knows people: their keys in a vault, and the letterheads of some of them."""

    keys: Callable[[Vault], Keys]
    letters: Callable[[Vault, Collection[uuid.UUID]], list[Recipient]]


@dataclass(frozen=True)
class Filter:
    """A question that narrows the recipients: `options` gives (code, words) in a vault, `query`
    the people to whom any of the chosen codes applies."""

    code: str
    label: "str | StrPromise"
    query: Callable[[Vault, list[str]], Keys]
    options: Callable[[Vault], list[tuple[str, Any]]]


_directories: dict[str, Directory] = {}
_filters: dict[str, Filter] = {}


def register_directory(
    name: str,
    keys: Callable[[Vault], Keys],
    letters: Callable[[Vault, Collection[uuid.UUID]], list[Recipient]],
) -> None:
    """Make known who can be written to; call it in `AppConfig.ready`.

    Arguments: a name; `keys(vault)`, everybody who can be reached, a set of person keys; `letters(
    vault, keys)`, the letterheads of those of the keys that it knows, in a lasting order.
    """
    _directories[name] = Directory(keys, letters)


def register(
    code: str,
    label: "str | StrPromise",
    query: Callable[[Vault, list[str]], Keys],
    options: Callable[[Vault], list[tuple[str, Any]]],
) -> None:
    """Add a filter of mails to many (see Filter); call it in `AppConfig.ready`."""
    _filters[code] = Filter(code, label, query, options)


def filters() -> list[Filter]:
    """Every filter, in the order of registration."""
    return list(_filters.values())


def everybody(vault: Vault) -> Keys:
    """Everybody of a vault who can be written to."""
    return set().union(*(directory.keys(vault) for directory in _directories.values()))


def matching(vault: Vault, chosen: Mapping[str, list[str]]) -> Keys:
    """The people to whom every filter with a choice applies; exactly those, each once.

    Arguments: the vault, codes by filter (an empty list does not narrow). Raises KeyError for a
    filter that nobody registered.
    """
    found = everybody(vault)
    for code, codes in chosen.items():
        if codes:
            found &= _filters[code].query(vault, codes)
    return found


def letters(vault: Vault, keys: Collection[uuid.UUID]) -> list[Recipient]:
    """The letterheads of those of the people who can be reached, in a lasting order."""
    return [
        letter for directory in _directories.values() for letter in directory.letters(vault, keys)
    ]


def write(
    vault: Vault,
    keys: Iterable[uuid.UUID],
    occasion: str,
    *,
    once: str,
    context: Mapping[str, Any] | None = None,
    page: str = "",
) -> int:
    """Write one mail to each of several people, in the caller's transaction; each at most once.

    The function for callers of the floors above ("the agenda changed for these three"). Arguments:
    vault and person keys; the occasion; `once`, what makes this mail different from the next on the
    same occasion ("release 4"), at most 30 characters; what the context holds besides reference and
    link; `page`, the private page below /me/ that the link leads to in place of the first. Returns
    how many mails were written now; people who cannot be reached are left out.
    """
    wanted = {key: f"{occasion}:{once}:{key}" for key in keys}
    known = MailMessage.objects.filter(dedup_key__in=wanted.values())
    written = set(known.values_list("subject_key", flat=True))
    new = letters(vault, [key for key in wanted if key not in written])
    for letter in new:
        mail.queue(
            vault=vault,
            subject_key=letter.subject_key,
            occasion=occasion,
            dedup_key=wanted[letter.subject_key],
            address=letter.address,
            language=letter.language,
            context={**(context or {}), **heading(letter, page)},
        )
    return len(new)


def heading(letter: Recipient, page: str = "") -> dict[str, str]:
    """The part of a context that every mail has; makes the private link (`page` as in `write`)."""
    unsubscribe = {"unsubscribe": letter.unsubscribe()} if letter.unsubscribe else {}
    link = letter.link()
    if page:
        link = link.replace("/me/", f"/me/{page}/", 1)
    return {"reference": letter.reference, "link": link, **unsubscribe}
