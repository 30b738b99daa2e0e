"""States, institutions, categories: reference data with dated names and a source for every fact."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """How sure an archived fact is. What is not sure is never printed as sure."""

    SEEN = "seen", _("Seen in a source")
    VERIFY = "verify", _("To be verified")


class State(models.Model):
    """A Member State of ASEAN. Country names come from here, never from a library."""

    code = models.CharField(_("ISO 3166 code"), max_length=2, unique=True)
    list_name = models.CharField(_("name in lists"), max_length=80)
    running_name = models.CharField(_("name in running text"), max_length=80)
    formal_name = models.CharField(_("formal name"), max_length=120)
    native_names = models.JSONField(
        default=list, blank=True, help_text=_("A list of {lang, text}.")
    )
    languages = models.JSONField(default=list, blank=True)
    time_zones = models.JSONField(default=list, blank=True)
    joined_on = models.DateField(_("joined ASEAN on"))
    sort_order = models.PositiveSmallIntegerField(_("order in English"), default=0)
    source = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("State")
        verbose_name_plural = _("States")
        ordering = ["sort_order", "list_name"]

    def __str__(self) -> str:
        return self.list_name


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("Foreign ministry")
    NHRI = "nhri", _("National human rights institution")
    NATIONAL_WORKING_GROUP = "nwg", _("National working group")
    ASEAN_BODY = "asean_body", _("ASEAN body")
    SECRETARIAT = "secretariat", _("Secretariat")
    OTHER = "other", _("Other institution")


class Institution(models.Model):
    """A ministry, NHRI, national working group, ASEAN body or other organiser."""

    key = models.SlugField(
        unique=True, help_text=_("Stable key of the reference data, for example my-ministry.")
    )
    kind = models.CharField(max_length=20, choices=InstitutionKind.choices)
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="institutions"
    )
    founded_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)
    may_co_organise = models.BooleanField(
        default=True, help_text=_("Off where an accreditation was removed.")
    )
    certainty = models.CharField(max_length=10, choices=Certainty.choices, default=Certainty.VERIFY)
    source = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["kind", "key"]

    def __str__(self) -> str:
        return self.name_on(None).text if self.pk else self.key

    def name_on(self, day: datetime.date | None) -> "InstitutionName":
        """The name in force on `day` (None: today's). Reads the prefetched names, if any.

        Where no name covers the day, the oldest one is returned; where there is none at all, an
        unsaved name made of the key.
        """
        names = sorted(self.names.all(), key=lambda name: name.valid_from or datetime.date.min)
        day = day or datetime.date.max
        covering = [
            name
            for name in names
            if (name.valid_from or datetime.date.min) <= day
            and (name.valid_to is None or day <= name.valid_to)
        ]
        if covering:
            return covering[-1]
        return names[0] if names else InstitutionName(institution=self, text=self.key)


class InstitutionName(models.Model):
    """A name of an institution, from and until a day: a 2004 page shows the names of 2004."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=200)
    short = models.CharField(_("short name"), max_length=40, blank=True)
    native_names = models.JSONField(default=list, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

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


class Accreditation(models.Model):
    """An NHRI's status with GANHRI, always with the day it was stated."""

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="accreditations"
    )
    status = models.CharField(max_length=40)
    as_of = models.CharField(max_length=80, help_text=_("As stated by the source."))
    certainty = models.CharField(max_length=10, choices=Certainty.choices, default=Certainty.VERIFY)
    source = models.CharField(max_length=400, blank=True)

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

    code = models.CharField(max_length=10, unique=True)
    label = models.CharField(_("label"), max_length=120)
    speaker_label = models.CharField(
        _("placeholder"),
        max_length=60,
        help_text=_("Shown instead of a name that is not disclosed: Civil society speaker."),
    )
    channel = models.CharField(max_length=12, choices=Channel.choices)
    is_official = models.BooleanField(
        default=False, help_text=_("Nominated by their own government.")
    )
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("category of participants")
        verbose_name_plural = _("categories of participants")
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.label
