"""The annual workshop as a page, with its co-organisers."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from access.domain.crypto import create_vault
from access.models import Vault
from events.models.base import BasePage
from events.models.reference import Certainty, Institution, State
from events.staff import panels
from events.staff.forms import WorkshopForm

# Addresses under /organise/ that are not workshops.
RESERVED_SLUGS = {"sign-in", "sign-out"}


class WorkshopIndexPage(BasePage):
    """All workshops since 2001, by year and by host State."""

    introduction = models.TextField(_("introduction"), blank=True)

    is_translated_as_page = True
    content_panels = panels.WORKSHOP_INDEX
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    # One list, therefore one workshop for a slug: pages, /organise/ and mails name it by its slug.
    max_count = 1

    class Meta:
        verbose_name = _("list of workshops")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events.domain.related import themes
        from events.domain.threads import svg
        from events.domain.workshops import index_rows, live_workshops, workshops_by_state

        context = super().get_context(request, *args, **kwargs)
        workshops = list(live_workshops())
        rows = {
            "by_year": index_rows(workshops),
            "by_state": workshops_by_state(workshops),
            "by_theme": themes(workshops),
        }
        return context | rows | {"threads": svg(rows["by_state"])}


class WorkshopPage(BasePage):
    """One annual workshop. Registration, agenda and proceedings hang under it."""

    class Standing(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CONFIRMED = "confirmed", _("Confirmed")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    class Format(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        HYBRID = "hybrid", _("In person and online")
        ONLINE = "online", _("Online")

    number = models.PositiveSmallIntegerField(
        _("number"),
        null=True,
        blank=True,
        help_text=_("For ordering only; titles are typed as text."),
    )
    official_title = models.CharField(
        _("official title"),
        max_length=250,
        blank=True,
        help_text=_(
            "As the documents of the workshop print it; never made from the number. "
            "Empty only in the archive, where it is not known."
        ),
    )
    theme = models.CharField(
        _("theme"), max_length=250, blank=True, help_text=_("The heading of the page, once agreed.")
    )
    standing = models.CharField(
        _("standing"), max_length=12, choices=Standing.choices, default=Standing.CONFIRMED
    )
    format = models.CharField(
        _("format"), max_length=12, choices=Format.choices, default=Format.IN_PERSON
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"),
        blank=True,
        db_index=True,
        help_text=_("Taken from the first day; type it only where the days are not known."),
    )
    dates_as_stated_by = models.CharField(
        _("dates as stated by"),
        max_length=300,
        blank=True,
        help_text=_("For the archive: who gives these dates. Printed beside them."),
    )
    certainty = models.CharField(
        _("certainty"),
        max_length=10,
        choices=Certainty.choices,
        default=Certainty.SEEN,
        help_text=_("“To be verified” prints “Details are being checked” on the page."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Asia/Jakarta",
        help_text=_("That of the venue: Indonesia has three."),
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    venue_address = models.CharField(_("address"), max_length=300, blank=True)
    host_state = models.ForeignKey(
        State,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hosted_workshops",
        verbose_name=_("host State"),
    )
    working_languages = models.CharField(
        _("working languages"), max_length=120, blank=True, default="English"
    )
    interpretation = models.CharField(
        _("interpretation"),
        max_length=200,
        blank=True,
        help_text=_("Languages offered, separated by commas."),
    )
    summary = models.TextField(
        _("in two sentences"),
        blank=True,
        help_text=_("Opens the page, and shows in search results."),
    )
    practical_information = RichTextField(
        _("practical information"),
        blank=True,
        help_text=_("Arrival, access to the venue, meals, prayer room, whom to ask."),
    )
    concept_note = RichTextField(_("concept note"), blank=True)
    contact_office = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_("An office, never a person. Empty: the Secretariat."),
    )
    contact_email = models.EmailField(
        _("e-mail of the office"), blank=True, help_text=_("A shared address, no person's.")
    )
    outcome = RichTextField(
        _("outcome"), blank=True, help_text=_("What the workshop concluded and proposed.")
    )
    sources = models.TextField(
        _("sources"), blank=True, help_text=_("For the archive: one source a line.")
    )
    staff_note = models.TextField(
        _("note for staff"),
        blank=True,
        help_text=_("What is still to be found out. Never printed."),
    )
    is_demo = models.BooleanField(
        _("invented"), default=False, help_text=_("Every page of it says so.")
    )
    data_annex_signed_on = models.DateField(
        _("data annex signed on"),
        null=True,
        blank=True,
        help_text=_("Without it host organisers may edit the agenda and nothing else."),
    )
    # Kept beside the texts, so that the menu of languages asks nothing.
    further_languages = models.CharField(max_length=120, blank=True, editable=False)
    vault = models.OneToOneField(Vault, on_delete=models.PROTECT, related_name="+", editable=False)

    # A copy is another workshop: no people, no agreement.
    public_select_related = ("host_state",)
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        *(
            index.SearchField(name)
            for name in (
                "official_title",
                "theme",
                "summary",
                "city",
                "venue",
                "practical_information",
                "concept_note",
                "outcome",
            )
        ),
        index.RelatedFields(
            "texts",
            [
                index.SearchField(name)
                for name in ("theme", "summary", "practical_information", "concept_note", "outcome")
            ],
        ),
    ]
    exclude_fields_in_copy: ClassVar[list[str]] = [
        "vault",
        "data_annex_signed_on",
        "steps_done",
        "text_proposals",
        "documents",
    ]
    content_panels = panels.WORKSHOP
    base_form_class = WorkshopForm
    parent_page_types: ClassVar[list[str]] = ["events.WorkshopIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "events.AgendaPage",
        "registrations.RegistrationPage",
        "publications.ProceedingsPage",
    ]

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="workshop_ends_after_it_starts",
            ),
        ]

    @property
    def last_day(self) -> datetime.date:
        """The day from which the time of every personal value runs."""
        return self.ends_on or self.starts_on or datetime.date(self.year, 12, 31)

    @property
    def is_certain(self) -> bool:
        """Whether the facts of this page were seen in a source."""
        return self.certainty == Certainty.SEEN

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events.domain.one_workshop import workshop_view

        context = super().get_context(request, *args, **kwargs)
        return context | {"view": workshop_view(self)}

    @property
    def has_translations(self) -> bool:
        """Its texts stand in further languages on this one page."""
        return True

    def languages(self) -> list[str]:
        """The languages in which its texts are filled, that of the site first. No statement."""
        return [settings.LANGUAGE_CODE, *self.further_languages.split()]

    def clean(self) -> None:
        super().clean()
        if self.starts_on or self.ends_on:
            self.year = (self.starts_on or self.ends_on).year  # type: ignore[union-attr]
        if self.year is None:
            raise ValidationError({"year": _("Enter the first day, or the year.")})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Enter a last day that is not before the first.")})
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Choose another address: this one is in use.")})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._ensure_vault()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self._ensure_vault()
        self.further_languages = " ".join(
            sorted(text.language for text in self.texts.all() if text.is_filled)
        )
        return super().save(*args, **kwargs)

    def _ensure_vault(self) -> None:
        """A copy of a page gets a vault of its own: it copies structure, never people."""
        if self.vault_id is None:
            self.vault = create_vault()


class CoOrganiser(Orderable):
    """One institution that organises a workshop, with its role, in order of protocol."""

    class Role(models.TextChoices):
        HOST_MINISTRY = "host_ministry", _("Host foreign ministry")
        SUPPORTING_MINISTRY = "supporting_ministry", _("Supporting foreign ministry")
        NHRI = "nhri", _("National human rights institution")
        CO_HOST = "co_host", _("Co-host")
        ORGANISER = "organiser", _("Organiser")
        FUNDER = "funder", _("Funder")

    workshop = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="co_organisers")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="co_organised",
        verbose_name=_("institution"),
    )
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.SEEN
    )
    as_stated = models.CharField(
        _("as stated by"),
        max_length=300,
        blank=True,
        help_text=_("For the archive: printed beside the name."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("co-organiser")
        verbose_name_plural = _("co-organisers")

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.institution}"

    def clean(self) -> None:
        """An institution whose accreditation was removed is not added by mistake."""
        super().clean()
        institution = getattr(self, "institution", None)
        if institution and not institution.may_co_organise:
            raise ValidationError(
                {"institution": _("This institution may not co-organise at present.")}
            )
