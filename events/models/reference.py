"""States, institutions, categories: reference data with dated names and a source for every fact."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from events.staff.lines import check_pairs


class Certainty(models.TextChoices):
    """How sure an archived fact is. What is not sure is never printed as sure."""

    SEEN = "seen", _("Seen in a source")
    VERIFY = "verify", _("To be verified")


def own_key() -> str:
    """The key of a row that staff added: never that of a row of the reference data."""
    return uuid.uuid4().hex


class LoadedRow(models.Model):
    """What the reference data said when a row was loaded.

    The loader changes a field only where it still holds what was loaded, and never brings back a
    row that staff removed (events/domain/loading.py).
    """

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="loaded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"


class State(models.Model):
    """A Member State of ASEAN. Country names come from here, never from a library."""

    code = models.CharField(_("ISO 3166 code"), max_length=2, unique=True)
    list_name = models.CharField(_("name in lists"), max_length=80)
    running_name = models.CharField(_("name in running text"), max_length=80)
    formal_name = models.CharField(_("formal name"), max_length=120)
    native_names = models.JSONField(
        _("native names"), default=list, blank=True, help_text=_("One a line: km: កម្ពុជា")
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("One a line: km: ភាសាខ្មែរ")
    )
    time_zones = models.JSONField(
        _("time zones"),
        default=list,
        blank=True,
        help_text=_("One a line: Asia/Phnom_Penh: Phnom Penh time"),
    )
    joined_on = models.DateField(_("joined ASEAN on"))
    sort_order = models.PositiveSmallIntegerField(_("order in English"), default=0)
    source = models.CharField(_("source"), max_length=400, blank=True)

    PAIRS: ClassVar[tuple[Any, ...]] = (
        ("native_names", ("lang", "text"), "km: កម្ពុជា"),
        ("languages", ("code", "endonym"), "km: ភាសាខ្មែរ"),
        ("time_zones", ("iana", "label"), "Asia/Phnom_Penh: Phnom Penh time"),
    )

    class Meta:
        verbose_name = _("State")
        verbose_name_plural = _("States")
        ordering = ["sort_order", "list_name"]

    def __str__(self) -> str:
        return self.list_name

    def clean(self) -> None:
        super().clean()
        wrong = {}
        for name, keys, example in self.PAIRS:
            try:
                check_pairs(getattr(self, name), *keys, example)
            except ValidationError as error:
                wrong[name] = error
        if wrong:
            raise ValidationError(wrong)


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("Foreign ministry")
    NHRI = "nhri", _("National human rights institution")
    NATIONAL_WORKING_GROUP = "nwg", _("National working group")
    ASEAN_BODY = "asean_body", _("ASEAN body")
    SECRETARIAT = "secretariat", _("Secretariat")
    WORKING_GROUP = "working_group", _("Working Group")
    OTHER = "other", _("Other institution")


class Institution(ClusterableModel):
    """A ministry, NHRI, national working group, ASEAN body or other organiser."""

    key = models.SlugField(
        _("key"),
        unique=True,
        default=own_key,
        editable=False,
        help_text=_("Stable key of the reference data, for example my-ministry."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=InstitutionKind.choices)
    state = models.ForeignKey(
        State,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="institutions",
        verbose_name=_("State"),
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    logo_alternative = models.CharField(
        _("logo in words"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud instead of the logo; needed with it."),
    )
    may_co_organise = models.BooleanField(
        _("may co-organise"),
        default=True,
        help_text=_("Off where an accreditation was removed."),
    )
    note = models.TextField(_("note for staff"), blank=True, help_text=_("Never printed."))
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.VERIFY
    )
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["kind", "state__sort_order", "key"]

    def __str__(self) -> str:
        name = self.name_on(None).text
        return f"{name} ({self.state})" if self.state else name

    def clean(self) -> None:
        super().clean()
        if self.logo and not self.logo_alternative:
            raise ValidationError({"logo_alternative": _("Say in words what the logo shows.")})

    def name_on(self, day: datetime.date | None) -> "InstitutionName":
        """The name in force on `day` (None: today's). Reads the prefetched names, if any.

        Where no name covers the day, the oldest one is returned; where there is none at all, an
        unsaved name made of the key.
        """
        found = name_in_force(self.names.all(), day)
        return found or InstitutionName(institution=self, text=self.key)


def name_in_force(
    names: "Iterable[InstitutionName]", day: datetime.date | None
) -> "InstitutionName | None":
    """Of an institution's names the one in force on `day` (None: today's).

    Where no name covers the day, the oldest one is returned; None where there is none at all.
    """
    ordered = sorted(names, key=lambda name: name.valid_from or datetime.date.min)
    day = day or datetime.date.max
    covering = [
        name
        for name in ordered
        if (name.valid_from or datetime.date.min) <= day
        and (name.valid_to is None or day <= name.valid_to)
    ]
    return covering[-1] if covering else next(iter(ordered), None)


class InstitutionName(models.Model):
    """A name of an institution, from and until a day: a 2004 page shows the names of 2004."""

    key = models.CharField(max_length=80, unique=True, default=own_key, editable=False)
    institution = ParentalKey(Institution, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=200)
    short = models.CharField(_("short name"), max_length=40, blank=True)
    native_names = models.JSONField(
        _("native names"),
        default=list,
        blank=True,
        help_text=_("One a line: th: กระทรวงการต่างประเทศ"),
    )
    valid_from = models.DateField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("A workshop shows the name of its own date. Empty: from the beginning."),
    )
    valid_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Empty: still in force.")
    )
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.SEEN
    )
    as_stated = models.CharField(
        _("as stated by"),
        max_length=200,
        blank=True,
        help_text=_("Printed beside a name that is still to be verified."),
    )
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("name of an institution")
        verbose_name_plural = _("names of institutions")
        ordering = ["institution", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="institution_name_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        try:
            check_pairs(self.native_names, "lang", "text", "th: กระทรวงการต่างประเทศ")
        except ValidationError as error:
            raise ValidationError({"native_names": error}) from error


class Accreditation(models.Model):
    """An NHRI's status with GANHRI, always with the day it was stated."""

    key = models.CharField(max_length=80, unique=True, default=own_key, editable=False)
    institution = ParentalKey(Institution, on_delete=models.CASCADE, related_name="accreditations")
    status = models.CharField(_("status"), max_length=40)
    as_of = models.CharField(_("as of"), max_length=120, help_text=_("As stated by the source."))
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.VERIFY
    )
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")

    def __str__(self) -> str:
        return f"{self.status} ({self.as_of})"


class Category(models.Model):
    """A kind of participant, and the way in: nominated, invited or direct."""

    class Channel(models.TextChoices):
        NOMINATED = "nominated", _("Nominated")
        INVITED = "invited", _("Invited")
        DIRECT = "direct", _("Directly with the Secretariat")
        ACCREDITED = "accredited", _("Accredited")
        INTERNAL = "internal", _("Internal")

    code = models.CharField(
        _("code"), max_length=10, unique=True, help_text=_("Never changed once it is used.")
    )
    label = models.CharField(_("label"), max_length=120)
    speaker_label = models.CharField(
        _("placeholder"),
        max_length=60,
        help_text=_("Shown instead of a name that is not disclosed: Civil society speaker."),
    )
    channel = models.CharField(_("way in"), max_length=12, choices=Channel.choices)
    is_official = models.BooleanField(
        _("officials"), default=False, help_text=_("Nominated by their own government.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("category of participants")
        verbose_name_plural = _("categories of participants")
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.label
