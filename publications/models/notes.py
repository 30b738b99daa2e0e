"""What rapporteurs write down. Under the Chatham House Rule no row can point at a participant.

The words are sealed (`publications.domain.notes`); nothing here is copied by the administration.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey, User
from events.models import Person, Session, WorkshopPage
from publications.models.pages import ChapterPage

ON_RECORD = Session.Attribution.ON_RECORD


class SessionNote(models.Model):
    """The notes of one session: issues, proposals, outcome, words to quote; one a session.

    It names its session by key, so that notes stay where a session is taken off the agenda. There
    is no column for who wrote them: the private link leads to the note, not to a person.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Being written")
        HANDED_IN = "handed_in", _("Handed in")
        TAKEN = "taken", _("In the chapter")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(
        WorkshopPage, on_delete=models.CASCADE, related_name="session_notes"
    )
    session_key = models.UUIDField()
    title = models.CharField(_("session"), max_length=250)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    chapter = models.ForeignKey(
        ChapterPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notes of a session")
        verbose_name_plural = _("notes of sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "session_key"], name="one_note_for_a_session"
            ),
        ]

    def __str__(self) -> str:
        return f"Notes #{str(self.pk)[:8]}"


class Quotation(models.Model):
    """Who said the words of one place of a note: only where the session is on the record."""

    note = models.ForeignKey(SessionNote, on_delete=models.CASCADE, related_name="quotations")
    place = models.PositiveSmallIntegerField()
    attribution = models.CharField(
        max_length=14, choices=Session.Attribution.choices, default=Session.Attribution.CLOSED
    )
    speaker = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["note", "place"], name="one_quotation_at_a_place"),
            # The last line: no code, import or shell can say who spoke under the rule.
            models.CheckConstraint(
                condition=models.Q(speaker=None) | models.Q(attribution=ON_RECORD),
                name="nobody_is_quoted_under_the_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"Quotation #{self.pk}"
