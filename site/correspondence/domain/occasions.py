"""The occasions on which the product writes to a person; every app registers its own here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What every mail may say.
ALWAYS = ("reference", "link")


@dataclass(frozen=True)
class Placeholder:
    """A word in braces that staff may put into a text: what it means, and an invented value."""

    code: str
    label: "str | StrPromise"
    sample: str


@dataclass(frozen=True)
class Occasion:
    """What a mail is about: a code (also the template's name) and words for staff.

    `needs` must be in the context, `may` can be. `can_wait`: staff may have its mails wait for a
    look; never where the person asked for the mail a moment ago. `by_hand`: staff may write it to
    many people from the page of mails to many.
    """

    code: str
    label: "str | StrPromise"
    needs: frozenset[str]
    may: frozenset[str] = frozenset()
    can_wait: bool = True
    by_hand: bool = False

    @property
    def placeholders(self) -> list[Placeholder]:
        """What a text of this occasion may hold in braces, by code."""
        return [_placeholders[code] for code in sorted(self.needs | self.may)]

    @property
    def samples(self) -> dict[str, str]:
        """A context with the values of an invented person."""
        return {one.code: one.sample for one in self.placeholders}


_register: dict[str, Occasion] = {}
_placeholders: dict[str, Placeholder] = {}


def placeholder(code: str, label: "str | StrPromise", sample: str) -> None:
    """Make a placeholder known: lower-case letters and `_`, its meaning, an invented value."""
    _placeholders[code] = Placeholder(code, label, sample)


def register(
    code: str,
    label: "str | StrPromise",
    needs: tuple[str, ...] = (),
    *,
    may: tuple[str, ...] = (),
    can_wait: bool = True,
    by_hand: bool = False,
) -> None:
    """Make an occasion known; call it in `AppConfig.ready`. Registering it again replaces it.

    Arguments: `code` (the template is templates/correspondence/mail/<code>.txt), `label` in the
    words of staff, `needs` and `may`: what the context must and can hold besides `reference` and
    `link`, each declared by `placeholder` before (KeyError otherwise); `can_wait`, `by_hand`: see
    Occasion.
    """
    for name in (*needs, *may):
        if name not in _placeholders:
            raise KeyError(f"{code}: declare the placeholder '{name}' first.")
    _register[code] = Occasion(
        code, label, frozenset({*ALWAYS, *needs}), frozenset(may), can_wait, by_hand
    )


def get(code: str) -> Occasion:
    """The occasion of `code`. Raises LookupError for one that no app registered."""
    try:
        return _register[code]
    except KeyError:
        raise LookupError(f"No app registered the mail occasion '{code}'.") from None


def all_occasions() -> list[Occasion]:
    """Every registered occasion, by code."""
    return sorted(_register.values(), key=lambda occasion: occasion.code)


def label_of(code: str) -> str:
    """The words of staff for an occasion, or the code of one that no app knows any more."""
    return str(_register[code].label) if code in _register else code


placeholder("reference", _("The person’s reference"), "K7M-4QX")
placeholder("link", _("The private link, on a line of its own"), "/me/link-of-an-invented-person/")
placeholder("answer_by", _("Until when we wait for an answer"), "3 May 2027, 17:00 (Jakarta)")
placeholder("reason", _("The reason, as you typed it"), "All places of this kind are taken.")
placeholder("message", _("What you type for this mail"), "Room B opens half an hour later.")

# Asked for by the person a moment ago: these never wait.
register("confirm_address", _("Confirm your address"), can_wait=False)
register("already_registered", _("Already registered"), can_wait=False)
register("new_link", _("New private link"), can_wait=False)

register("received", _("Registration received"))
register("accepted", _("Place confirmed"))
register("declined", _("No place"), may=("reason",))
register("waitlisted", _("On the waiting list"))
register("offered", _("A place is offered"), needs=("answer_by",))
register("withdrawn", _("Registration withdrawn"))

# Written by staff to many.
register("message", _("A message in your own words"), needs=("message",), by_hand=True)
register("logistics_note", _("Arrival, access and other practical notes"), by_hand=True)
register("second_step", _("Reminder: some answers are missing"), by_hand=True)
register("speaker_confirmation", _("Speakers: confirm your part"), by_hand=True)
register("agenda_changed", _("The agenda changed for this person"), by_hand=True)
register("thanks", _("Thanks, and how to get a certificate"), by_hand=True)
register("proceedings_published", _("The proceedings are published"), by_hand=True)
register("erasure_soon", _("Personal data are about to be erased"), by_hand=True)
register("save_the_date", _("Save the date: to the list of news"), by_hand=True)
register("urgent_change", _("Urgent change on the day"), needs=("message",), can_wait=False)

# The list of news.
register("news_confirm", _("News by mail: confirm the address"), can_wait=False)
register("news_already", _("News by mail: already on the list"), can_wait=False)
