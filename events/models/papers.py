"""What hangs on sessions beside the agenda itself: documents, papers of speakers, those to tell.

A session is named by its key, not by its row: one that is taken out of the draft and put back keeps
what hangs on it. Nothing of this is part of a release: a paper appears when it is released for its
readers, and no new version of the agenda is needed for it.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import PrivateFile
from events.models.documents import Document
from events.models.people import Person


class SessionDocument(models.Model):
    """A document of the workshop that is shown on the page of a session."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="at_sessions")
    session = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("document of a session")
        verbose_name_plural = _("documents of sessions")
        constraints = [
            models.UniqueConstraint(fields=["document", "session"], name="document_once_a_session"),
        ]

    def __str__(self) -> str:
        return f"{str(self.document_id)[:8]} at {str(self.session)[:8]}"


class SpeakerPaper(models.Model):
    """A statement or slides that a speaker sent in: sealed until the speaker releases them.

    What is released becomes a `Document`, in the open; the sealed file stays the speaker's own.
    """

    class Kind(models.TextChoices):
        STATEMENT = Document.Kind.STATEMENT.value, _("Statement")
        SLIDES = Document.Kind.PRESENTATION.value, _("Slides")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="papers")
    session = models.UUIDField(db_index=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default="en"
    )
    check_against_delivery = models.BooleanField(_("check against delivery"), default=False)
    file = models.OneToOneField(PrivateFile, on_delete=models.CASCADE, related_name="+")
    document = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="paper"
    )
    sent_at = models.DateTimeField(auto_now=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("paper of a speaker")
        verbose_name_plural = _("papers of speakers")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "session", "kind"], name="one_paper_of_a_kind_in_a_session"
            ),
        ]

    def __str__(self) -> str:
        return f"paper {str(self.pk)[:8]}"

    @property
    def is_released(self) -> bool:
        """Whether its author has released it."""
        return self.document_id is not None


class AgendaFollower(models.Model):
    """A participant who asked to be told of every change of the agenda."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="agenda_follower", primary_key=True
    )
    since = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follower of an agenda")
        verbose_name_plural = _("followers of agendas")

    def __str__(self) -> str:
        return f"#{str(self.person_id)[:8]}"
