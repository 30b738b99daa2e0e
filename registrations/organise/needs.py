"""Which questions of the form become numbers for hosts and orders for suppliers."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from registrations.domain import head_counts
from registrations.public.questions import CHOICES

GIVEN: dict[str, Any] = {
    "food": _("Meals"),
    "interpretation": _("Headsets and interpretation, by language"),
    "photo_wish": _("Badge cords, by wish about photographs"),
}
# Written in one's own words, or how many: counted, never quoted.
WRITTEN: dict[str, tuple[Any, Any]] = {
    "access_needs": (_("Access"), _("Something to arrange; the Secretariat says what")),
    "support_person": (_("Support persons"), _("Comes with somebody")),
}


def register() -> None:
    """Tell the domain; called in `RegistrationsConfig.ready`."""
    for code, title in GIVEN.items():
        choices: dict[str, Any] = dict(CHOICES[code])  # type: ignore[call-overload]
        blank = choices.pop("", _("No answer"))
        head_counts.register_answer(
            code, title, partial(dict, choices), blank=blank, is_single=True
        )
    for code, (title, label) in WRITTEN.items():
        head_counts.register_answer(
            code,
            title,
            partial(dict, {"yes": label}),
            blank=_("Nothing"),
            split=_is_written,
            is_single=True,
        )


def _is_written(text: str) -> list[str]:
    return ["yes"] if text.strip() else []
