"""Which questions of the form become numbers for hosts and orders for suppliers."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.models import WorkshopPage
from registrations.domain import described, head_counts
from registrations.domain.choices import CHOICES

GIVEN: dict[str, Any] = {
    "food": _("Meals"),
    "interpretation": _("Headsets and interpretation, by language"),
    "accompanying": _("People who come along, by how many each brings"),
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
        choices: dict[str, Any] = dict(CHOICES[code])
        blank = choices.pop("", _("No answer"))
        head_counts.register(
            head_counts.answer_kind(
                code, title, partial(dict, choices), blank=blank, is_single=True
            )
        )
    for code, (title, label) in WRITTEN.items():
        head_counts.register(
            head_counts.answer_kind(
                code,
                title,
                partial(dict, {"yes": label}),
                blank=_("Nothing"),
                split=_is_written,
                is_single=True,
            )
        )
    head_counts.register_source(own_questions)


def own_questions(workshop: WorkshopPage) -> list[head_counts.Kind]:
    """The tables of a workshop's own questions that staff marked as numbers for the host."""
    return [
        head_counts.answer_kind(
            question.code,
            described.text(question.label),
            partial(_options, question),
            split=str.splitlines,
            is_single=question.type != "many",
        )
        for question in described.current(workshop).questions
        if question.audience == "counted" and _options(question)
    ]


def _options(question: described.Question) -> dict[str, Any]:
    """The answers on offer; none where the question takes one's own words."""
    if question.type == "yes":
        return {"yes": _("Yes"), "no": _("No")}
    return {code: described.text(label) for code, label in question.options}


def _is_written(text: str) -> list[str]:
    return ["yes"] if text.strip() else []
