"""Recommendations of the workshops, the instruments of the region, and the steps between them.

A step says what followed and who states it; nothing here says that one thing caused another.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from access.models import User
from events.models import Institution, Session, WorkshopPage
from events.models.reference import Certainty, own_key


class Precision(models.TextChoices):
    """How much of a date is known; the rest of it is never printed."""

    DAY = "day", _("The day")
    MONTH = "month", _("The month")
    YEAR = "year", _("The year")
    BY_MONTH = "by_month", _("Not later than this month")


class Sourced(models.Model):
    """A fact with who states it. What is to be verified is for staff only."""

    certainty = models.CharField(
        _("certainty"),
        max_length=10,
        choices=Certainty.choices,
        default=Certainty.VERIFY,
        help_text=_("Only what was seen in a source is public."),
    )
    source = models.CharField(
        _("source"), max_length=400, blank=True, help_text=_("Who states it, and where.")
    )
    source_url = models.URLField(_("link to the source"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.certainty == Certainty.SEEN and not self.source:
            raise ValidationError({"source": _("Enter the source, or choose “To be verified”.")})


class Theme(models.Model):
    """A subject under which recommendations, studies and meetings are found."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_aichr_priority = models.BooleanField(
        _("priority of the AICHR"), default=False, help_text=_("Listed first among the themes.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class Addressee(models.Model):
    """To whom recommendations go: an ASEAN body, the Member States, NHRIs, the Working Group."""

    class Kind(models.TextChoices):
        ASEAN_BODY = "asean_body", _("ASEAN body")
        MEMBER_STATES = "member_states", _("Member States")
        NHRIS = "nhris", _("National human rights institutions")
        WORKING_GROUP = "working_group", _("Working Group")
        OTHER = "other", _("Other")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    short = models.CharField(_("short name"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    institution = models.ForeignKey(
        Institution,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("institution"),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["sort_order", "short"]

    def __str__(self) -> str:
        return self.short


class Instrument(Sourced):
    """A body, declaration, convention or programme of ASEAN: what recommendations lead up to."""

    class Kind(models.TextChoices):
        BODY = "body", _("Body")
        PROGRAMME = "programme", _("Programme of action")
        DECLARATION = "declaration", _("Declaration")
        CONSENSUS = "consensus", _("Consensus")
        CONVENTION = "convention", _("Convention")
        CHARTER = "charter", _("Charter")
        EVENT = "event", _("Event")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=250)
    short = models.CharField(_("short name"), max_length=60, blank=True)
    date = models.DateField(_("date"))
    precision = models.CharField(
        _("what is known of the date"),
        max_length=8,
        choices=Precision.choices,
        default=Precision.DAY,
    )
    note = models.TextField(
        _("note for the public"), blank=True, help_text=_("In one or two sentences.")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="instruments", verbose_name=_("themes")
    )

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["date", "title"]

    def __str__(self) -> str:
        return self.short or self.title


class Recommendation(index.Indexed, Sourced, ClusterableModel):
    """One numbered recommendation of a workshop. Adopted, its text never changes again."""

    class Standing(models.TextChoices):
        DRAFT = "draft", _("In drafting")
        ADOPTED = "adopted", _("Adopted")
        RECORDED = "recorded", _("Recorded from a source")
        NOT_ADOPTED = "not_adopted", _("Not adopted")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        SENT = "sent", _("Sent")
        TAKEN_UP = "taken_up", _("Taken up")
        REALISED = "realised", _("Realised")
        DECLINED = "declined", _("Declined")
        SET_ASIDE = "set_aside", _("Set aside")

    FROZEN: ClassVar[tuple[str, ...]] = (
        "workshop_id",
        "number",
        "language",
        "text",
        "standing",
        "adopted_at",
        "sha256",
    )

    key = models.CharField(max_length=40, unique=True, default=own_key, editable=False)
    workshop = models.ForeignKey(
        WorkshopPage,
        on_delete=models.PROTECT,
        related_name="recommendations",
        verbose_name=_("workshop"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(
        _("title"), max_length=200, help_text=_("A heading for readers; not part of the text.")
    )
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default="en"
    )
    text = models.TextField(_("text"))
    addressees = models.ManyToManyField(
        Addressee, blank=True, related_name="recommendations", verbose_name=_("addressed to")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="recommendations", verbose_name=_("themes")
    )
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("session"),
    )
    standing = models.CharField(
        _("adoption"), max_length=12, choices=Standing.choices, default=Standing.DRAFT
    )
    reading = models.PositiveSmallIntegerField(
        _("reading"), choices=[(1, _("First reading")), (2, _("Second reading"))], default=1
    )
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # Derived from the public steps by domain.follow_up; stored so that a list can be filtered.
    state = models.CharField(
        _("state of progress"),
        max_length=10,
        choices=State.choices,
        default=State.PROPOSED,
        editable=False,
        db_index=True,
    )
    responsible = models.ForeignKey(
        Institution,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("responsible"),
        help_text=_("The national working group that follows it."),
    )
    reminded = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("account that is reminded"),
    )
    next_check = models.DateField(_("next check"), null=True, blank=True)
    staff_note = models.TextField(_("note for staff"), blank=True, help_text=_("Never printed."))

    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("title", boost=2),
        index.SearchField("text"),
        index.FilterField("standing"),
    ]

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["workshop__year", "workshop_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "number"], name="recommendation_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(standing="adopted", adopted_at__isnull=False)
                & ~models.Q(sha256="")
                | ~models.Q(standing="adopted") & models.Q(adopted_at=None, sha256=""),
                name="adopted_has_its_time_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what was adopted; the database refuses it too (domain/frozen.py)."""
        if self.pk:
            before = type(self)._default_manager.filter(pk=self.pk).values(*self.FROZEN).first()
            if before and before["standing"] == self.Standing.ADOPTED:
                changed = [name for name in self.FROZEN if before[name] != getattr(self, name)]
                if changed:
                    raise ValidationError(_("An adopted text is never changed."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_adopted:
            raise ValidationError(_("An adopted recommendation is never removed."))
        return super().delete(*args, **kwargs)

    @property
    def is_adopted(self) -> bool:
        """Whether the text is frozen."""
        return self.standing == self.Standing.ADOPTED

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet:
        """What a search may find: the same as what a visitor may read."""
        from publications.domain.recommendations import public

        return public()


class RecommendationTranslation(models.Model):
    """The text in another language, for readers: the adopted text stays the original."""

    recommendation = ParentalKey(
        Recommendation, on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="one_translation_per_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()} #{self.pk}"
