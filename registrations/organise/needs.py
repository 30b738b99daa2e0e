"""Which questions of the form become numbers for hosts and orders for suppliers."""

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
        choices = dict(CHOICES[code])
        blank = choices.pop("", _("No answer"))
        head_counts.register_answer(
            code, title, lambda choices=choices: choices, blank=blank, is_single=True
        )
    for code, (title, label) in WRITTEN.items():
        head_counts.register_answer(
            code,
            title,
            lambda label=label: {"yes": label},
            blank=_("Nothing"),
            split=lambda text: ["yes"] if text.strip() else [],
            is_single=True,
        )
