"""What staff add at their desk: notes, readings of a selection, views they keep."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey, User
from events.models import WorkshopPage
from registrations.models.registration import Registration


class Note(models.Model):
    """A sealed note of the Secretariat about one registration; the person may ask to read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"


class Reading(models.Model):
    """What one reader of a selection thinks of one application, with a sealed reason."""

    class Verdict(models.IntegerChoices):
        NO = 1, _("No")
        PERHAPS = 2, _("Perhaps")
        YES = 3, _("Yes")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="readings"
    )
    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    verdict = models.PositiveSmallIntegerField(choices=Verdict.choices)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    changed_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "reader"], name="one_reading_per_reader"
            ),
        ]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"


class SavedView(models.Model):
    """Filters of the list under a name, of one member of staff. A search by name is not kept."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=120)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "workshop", "name"], name="one_saved_view_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cancellation(models.Model):
    """What staff still have to cancel for somebody who left: sealed, gone after a fortnight."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(
        WorkshopPage, on_delete=models.CASCADE, related_name="cancellations"
    )
    reference = models.CharField(max_length=9)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    erase_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"#{self.reference}"


class OnlineRoom(models.Model):
    """The way into the meeting for those who take part online: sealed {"address", "words"}.

    It stands on the private pages of accepted people and nowhere else: no mail, no calendar file,
    no page of the tree, no revision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.OneToOneField(
        WorkshopPage, on_delete=models.CASCADE, related_name="online_room"
    )
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("online room")
        verbose_name_plural = _("online rooms")

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"
