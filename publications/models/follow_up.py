"""What followed a recommendation: dated steps, each with its source, and transmissions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model_string

from events.models import WorkshopPage
from events.models.reference import own_key
from publications.models.recommendations import (
    Addressee,
    Instrument,
    Precision,
    Recommendation,
    Sourced,
)


class Transmission(models.Model):
    """The conclusions of a workshop sent to somebody: the day, the addressee, the letter."""

    workshop = models.ForeignKey(
        WorkshopPage,
        on_delete=models.PROTECT,
        related_name="transmissions",
        verbose_name=_("workshop"),
    )
    addressee = models.ForeignKey(
        Addressee,
        on_delete=models.PROTECT,
        related_name="transmissions",
        verbose_name=_("addressee"),
    )
    sent_on = models.DateField(_("sent on"))
    letter = models.CharField(
        _("letter"), max_length=200, help_text=_("Its reference, as on the letter.")
    )
    letter_file = models.ForeignKey(
        get_document_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("the letter as a file"),
        help_text=_("For staff; it is not shown to the public."),
    )

    class Meta:
        verbose_name = _("transmission")
        verbose_name_plural = _("transmissions")
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "addressee", "letter"], name="one_letter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} ({self.sent_on.isoformat()})"


class Step(Sourced):
    """One dated step of a recommendation's way."""

    class Kind(models.TextChoices):
        SENT = "sent", _("Sent to")
        ANSWERED = "answered", _("Answered by")
        TAKEN_UP = "taken_up", _("Taken up by")
        NEGOTIATED = "negotiated", _("Negotiated by")
        FOLLOWED_BY = "followed_by", _("Followed by")
        ADOPTED_AS = "adopted_as", _("Adopted as")
        IN_FORCE = "in_force", _("In force or in being")
        SUPERSEDED = "superseded", _("Superseded by")
        DROPPED = "dropped", _("Dropped")
        REPEATED = "repeated", _("Repeated in")
        STRENGTHENED = "strengthened", _("Strengthened in")
        MERGED = "merged", _("Merged into")

    class Answer(models.TextChoices):
        NOTED = "noted", _("Noted")
        WELCOMED = "welcomed", _("Welcomed")
        DECLINED = "declined", _("Declined")

    LINKS = (Kind.REPEATED, Kind.STRENGTHENED, Kind.MERGED)

    key = models.CharField(max_length=40, unique=True, default=own_key, editable=False)
    recommendation = ParentalKey(Recommendation, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("what happened"), max_length=14, choices=Kind.choices)
    date = models.DateField(_("date"))
    precision = models.CharField(
        _("what is known of the date"),
        max_length=8,
        choices=Precision.choices,
        default=Precision.DAY,
    )
    what = models.CharField(
        _("who or what"),
        max_length=300,
        help_text=_("The body that acted, or the instrument: AICHR; Vientiane Action Programme."),
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True)
    instrument = models.ForeignKey(
        Instrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="steps",
        verbose_name=_("instrument"),
    )
    related = models.ForeignKey(
        Recommendation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="linked_from",
        verbose_name=_("other recommendation"),
    )
    transmission = models.ForeignKey(
        Transmission,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="steps",
    )
    document = models.ForeignKey(
        get_document_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("evidence as a file"),
    )
    note = models.CharField(_("note for staff"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["repeated", "strengthened", "merged"], related__isnull=False
                )
                | ~models.Q(kind__in=["repeated", "strengthened", "merged"])
                & models.Q(related=None),
                name="a_link_names_the_other_recommendation",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="answered") & ~models.Q(answer="")
                | ~models.Q(kind="answered") & models.Q(answer=""),
                name="an_answer_says_which",
            ),
            models.CheckConstraint(
                condition=models.Q(related=None) | ~models.Q(related=models.F("recommendation")),
                name="no_recommendation_links_to_itself",
            ),
            models.CheckConstraint(
                condition=~models.Q(certainty="seen") | ~models.Q(source=""),
                name="a_public_step_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.what}"

    def clean(self) -> None:
        super().clean()
        errors = {}
        is_link = self.kind in self.LINKS
        if is_link and not self.related_id:
            errors["related"] = _("Choose the other recommendation.")
        if not is_link and self.related_id:
            errors["related"] = _("Only for repeated, strengthened and merged.")
        if (self.kind == self.Kind.ANSWERED) != bool(self.answer):
            errors["answer"] = _("Say which answer was given; leave it empty for other steps.")
        if self.date and self.date > timezone.now().date() and not is_link:
            errors["date"] = _("Enter a day that has come: a step is something that happened.")
        if errors:
            raise ValidationError(errors)
