"""What staff and hosts note while a workshop is prepared."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.workshop import WorkshopPage


class StepDone(models.Model):
    """A step of the life cycle that no fact in the system tells: somebody says it is done."""

    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="steps_done")
    step = models.CharField(max_length=40)
    done_on = models.DateField(auto_now_add=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("step done")
        verbose_name_plural = _("steps done")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "step"], name="a_step_is_done_once")
        ]

    def __str__(self) -> str:
        return self.step


class TextProposal(models.Model):
    """A text that a host organiser proposes; the Secretariat puts it on the page or answers."""

    class Field(models.TextChoices):
        PRACTICAL = "practical_information", _("Practical information")
        VENUE = "venue", _("Venue and address")
        CONCEPT_NOTE = "concept_note", _("Comments on the concept note")
        NAMES = "names", _("Names and logos of the co-organisers")

    class State(models.TextChoices):
        WAITING = "waiting", _("With the Secretariat")
        APPLIED = "applied", _("On the page")
        DECLINED = "declined", _("Not taken over")

    workshop = models.ForeignKey(
        WorkshopPage, on_delete=models.CASCADE, related_name="text_proposals"
    )
    field = models.CharField(_("text"), max_length=24, choices=Field.choices)
    text = models.TextField(_("text"), max_length=10_000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("answer to the host"), max_length=500, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text from the host")
        verbose_name_plural = _("texts from the host")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "field"],
                condition=models.Q(state="waiting"),
                name="one_waiting_text_of_a_field",
            )
        ]

    def __str__(self) -> str:
        return self.get_field_display()
