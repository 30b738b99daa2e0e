"""The texts of a workshop in further languages.

They belong to the one page of the workshop and are published with it: a translated copy of the page
would be a second workshop.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from events.models.workshop import WorkshopPage

FURTHER_LANGUAGES = [row for row in settings.LANGUAGES if row[0] != settings.LANGUAGE_CODE]


class WorkshopText(Orderable):
    """What the page of a workshop says in one further language; empty: shown in English."""

    TEXTS: ClassVar[tuple[str, ...]] = (
        "theme",
        "summary",
        "practical_information",
        "concept_note",
        "outcome",
    )

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=FURTHER_LANGUAGES)
    theme = models.CharField(_("theme"), max_length=250, blank=True)
    summary = models.TextField(_("in two sentences"), blank=True)
    practical_information = RichTextField(_("practical information"), blank=True)
    concept_note = RichTextField(_("concept note"), blank=True)
    outcome = RichTextField(_("outcome"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("texts in another language")
        verbose_name_plural = _("texts in other languages")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["workshop", "language"], name="one_text_for_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()}"

    @property
    def is_filled(self) -> bool:
        """Whether it says anything."""
        return any(getattr(self, name) for name in self.TEXTS)
