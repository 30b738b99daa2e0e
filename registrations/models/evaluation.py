"""What participants thought of a workshop, kept so that nobody can be told from an answer."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey, User
from events.models import WorkshopPage
from registrations.models.registration import Registration


class Evaluation(models.Model):
    """The questions after one workshop: until when they are asked, and the answers.

    Answers have no rows of their own: a row has a place, an order and a time. Those that nobody
    may count yet and the words of all lie shuffled in one sealed list, which is written anew with
    every answer; `counts` holds what may be shown: {question: {answer: how often}}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.OneToOneField(
        WorkshopPage, on_delete=models.CASCADE, related_name="evaluation"
    )
    closes_on = models.DateField(_("last day"))
    # The two who read the words; nobody else does.
    first_reader = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_reader = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    counted = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    key = models.ForeignKey(
        DataKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # {"waiting": [whole answers], "words": {question: [texts]}}
    sealed = models.BinaryField(null=True)
    version = models.PositiveBigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"


class EvaluationGiven(models.Model):
    """That somebody has answered, so that nobody answers twice: not what, and not when."""

    registration = models.OneToOneField(
        Registration, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("evaluation given")
        verbose_name_plural = _("evaluations given")

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"
