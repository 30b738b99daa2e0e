"""The annual workshop as a page, with its co-organisers."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from access.domain.crypto import create_vault
from access.models import Vault
from events.models.base import BasePage
from events.models.reference import Certainty, Institution, State


class WorkshopIndexPage(BasePage):
    """All workshops since 2001, by year and by host State."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of workshops")


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
        _("number"), null=True, blank=True, help_text=_("For ordering; titles are typed as text.")
    )
    official_title = models.CharField(
        _("official title"),
        max_length=250,
        help_text=_("As the documents of the workshop print it; never made from the number."),
    )
    theme = models.CharField(_("theme"), max_length=250, blank=True)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.CONFIRMED)
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.IN_PERSON)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), db_index=True)
    dates_as_stated_by = models.CharField(_("dates as stated by"), max_length=300, blank=True)
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.SEEN
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    city = models.CharField(_("city"), max_length=80, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    venue_address = models.CharField(_("address"), max_length=300, blank=True)
    host_state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_workshops"
    )
    working_languages = models.CharField(max_length=120, blank=True)
    interpretation = models.CharField(max_length=200, blank=True)
    summary = models.TextField(_("in two sentences"), blank=True)
    practical_information = RichTextField(_("practical information"), blank=True)
    concept_note = RichTextField(_("concept note"), blank=True)
    is_demo = models.BooleanField(default=False, help_text=_("Invented: every page of it says so."))
    data_annex_signed_on = models.DateField(
        _("data annex signed on"),
        null=True,
        blank=True,
        help_text=_("Without it host organisers may edit the agenda and nothing else."),
    )
    vault = models.OneToOneField(Vault, on_delete=models.PROTECT, related_name="+", editable=False)

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

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._ensure_vault()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self._ensure_vault()
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
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="co_organised"
    )
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta(Orderable.Meta):
        verbose_name = _("co-organiser")
        verbose_name_plural = _("co-organisers")

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.institution}"
