"""Other events of the Working Group, and the national working groups."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.search import index

from events.models.base import BasePage
from events.models.blocks import BodyBlock
from events.models.reference import Certainty, Institution, State
from events.staff import panels


class ConsultationPage(BasePage):
    """A roundtable, a meeting with an ASEAN body or a Member State, a regional consultation."""

    class Kind(models.TextChoices):
        ROUNDTABLE = "roundtable", _("Roundtable")
        MEETING = "meeting", _("Meeting")
        CONSULTATION = "consultation", _("Regional consultation")
        THEMATIC = "thematic", _("Thematic workshop")
        CONFERENCE = "conference", _("Conference")
        SUBMISSION = "submission", _("Submission")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    official_title = models.CharField(
        _("title"), max_length=250, help_text=_("As its documents print it.")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    date_in_words = models.CharField(
        _("date in words"),
        max_length=60,
        blank=True,
        help_text=_("Where the day is not known: July 1996."),
    )
    year = models.PositiveSmallIntegerField(_("year"), blank=True, db_index=True)
    dates_as_stated_by = models.CharField(_("dates as stated by"), max_length=300, blank=True)
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.SEEN
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    host_state = models.ForeignKey(
        State,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("State in which it took place"),
    )
    held_with = models.CharField(
        _("held with"),
        max_length=300,
        blank=True,
        help_text=_("Bodies, institutions and ministries by the names of that day."),
    )
    summary = models.TextField(_("in two sentences"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    sources = models.TextField(_("sources"), blank=True, help_text=_("One source a line."))

    is_translated_as_page = True
    template = "events/consultation_page.html"
    public_select_related = ("host_state",)
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        *(
            index.SearchField(name)
            for name in ("official_title", "summary", "place", "held_with", "body")
        ),
    ]
    content_panels = panels.CONSULTATION
    parent_page_types: ClassVar[list[str]] = ["home.StandardPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("meeting or consultation")
        verbose_name_plural = _("meetings and consultations")

    def clean(self) -> None:
        super().clean()
        if self.starts_on:
            self.year = self.starts_on.year
        if self.year is None:
            raise ValidationError({"year": _("Enter the first day, or the year.")})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Enter a last day that is not before the first.")})

    @property
    def dates(self) -> str:
        """The days in words, the words typed, or the year."""
        from events.domain.names import dates_in_words

        return self.date_in_words or dates_in_words(self.starts_on, self.ends_on) or str(self.year)

    @property
    def line(self) -> str:
        """The small line in a list of pages."""
        return ", ".join(filter(None, (self.dates, self.place)))

    @property
    def sort_day(self) -> datetime.date:
        """The day by which a list orders it, the latest first."""
        return self.starts_on or datetime.date(self.year, 1, 1)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events.domain.related import related_to

        context = super().get_context(request, *args, **kwargs)
        sources = [line.strip() for line in self.sources.splitlines() if line.strip()]
        return context | {"source_lines": sources, "related": related_to(self)}


class NationalWorkingGroupPage(BasePage):
    """A national working group: its constituencies, and an office to write to, never a person."""

    CONSTITUENCIES = (
        ("government", _("Government institutions")),
        ("parliament", _("Parliamentary human rights committees")),
        ("nhri", _("National human rights institution")),
        ("academe", _("Academe")),
        ("ngo", _("Non-governmental organisations")),
    )

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", verbose_name=_("working group")
    )
    summary = models.TextField(_("in two sentences"), blank=True)
    government = models.TextField(_("government institutions"), blank=True)
    parliament = models.TextField(_("parliamentary human rights committees"), blank=True)
    nhri = models.TextField(_("national human rights institution"), blank=True)
    academe = models.TextField(_("academe"), blank=True)
    ngo = models.TextField(_("non-governmental organisations"), blank=True)
    focal_point = models.CharField(
        _("focal point"),
        max_length=200,
        blank=True,
        help_text=_("An office, for example “The desk at the university”; never a person."),
    )
    focal_email = models.EmailField(
        _("e-mail of the office"), blank=True, help_text=_("A shared address, no person's.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    is_translated_as_page = True
    template = "events/national_working_group_page.html"
    public_select_related = ("institution__state",)
    content_panels = panels.NATIONAL_WORKING_GROUP
    parent_page_types: ClassVar[list[str]] = ["home.StandardPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("national working group")
        verbose_name_plural = _("national working groups")

    @property
    def line(self) -> str:
        """The small line in a list of pages: the State."""
        return str(self.institution.state or "")

    @property
    def constituencies(self) -> list[tuple[str, list[str]]]:
        """Those of the five that are filled, each with its members, one a line."""
        rows = []
        for name, label in self.CONSTITUENCIES:
            members = [line.strip() for line in getattr(self, name).splitlines() if line.strip()]
            if members:
                rows.append((str(label), members))
        return rows

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events.domain.related import hosted_by

        context = super().get_context(request, *args, **kwargs)
        state = self.institution.state
        return context | {
            "name": self.institution.name_on(None),
            "workshops": hosted_by(state) if state else [],
        }
