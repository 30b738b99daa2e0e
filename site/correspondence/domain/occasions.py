"""The occasions on which the product writes to a person; every app registers its own here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Occasion:
    """What a mail is about: a code (also the template's name) and words for staff."""

    code: str
    label: "str | StrPromise"
    needs: frozenset[str]


_register: dict[str, Occasion] = {}


def register(code: str, label: "str | StrPromise", needs: tuple[str, ...] = ()) -> None:
    """Make an occasion known; call it in `AppConfig.ready`. Registering it again changes nothing
    but the label and the needs.

    Arguments: `code` (the template is templates/correspondence/mail/<code>.txt), `label` in the
    words of staff, `needs`: what the context must hold besides `reference` and `link`.
    """
    _register[code] = Occasion(code, label, frozenset({"reference", "link", *needs}))


def get(code: str) -> Occasion:
    """The occasion of `code`. Raises LookupError for one that no app registered."""
    try:
        return _register[code]
    except KeyError:
        raise LookupError(f"No app registered the mail occasion '{code}'.") from None


def all_occasions() -> list[Occasion]:
    """Every registered occasion, by code."""
    return sorted(_register.values(), key=lambda occasion: occasion.code)


register("confirm_address", _("Confirm your address"))
register("already_registered", _("Already registered"))
register("received", _("Registration received"))
register("accepted", _("Place confirmed"))
register("declined", _("No place"))
register("waitlisted", _("On the waiting list"))
register("offered", _("A place is offered"), needs=("answer_by",))
register("withdrawn", _("Registration withdrawn"))
register("new_link", _("New private link"))
