"""Letters on paper: their words, whose they are, who gets one; and the codes of certificates.

Nothing here holds a value of a person: a finished letter is a private file (`access.models`),
sealed like every other, and a certificate is kept nowhere.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import PrivateFile, Vault
from correspondence.models import Versioned


class Letterhead(models.Model):
    """Who writes and signs in one workshop, and how its letters are numbered."""

    vault = models.OneToOneField(Vault, on_delete=models.CASCADE, related_name="letterhead")
    sender = models.TextField(
        _("letterhead"),
        max_length=600,
        help_text=_("One line each: the first is the name, the others the address."),
    )
    place = models.CharField(
        _("place of writing"), max_length=80, blank=True, help_text=_("Stands before the date.")
    )
    signed_by = models.CharField(
        _("who signs"),
        max_length=120,
        blank=True,
        help_text=_("The name as it is printed. Empty: the office below signs."),
    )
    signed_as = models.CharField(_("office of who signs"), max_length=160)
    prefix = models.CharField(
        _("beginning of reference numbers"),
        max_length=12,
        help_text=_("Capitals and digits. WGS gives WGS/2027/001."),
    )
    # The first statement of whoever takes numbers writes it, so no number is given twice.
    last_number = models.PositiveIntegerField(default=0, editable=False)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")

    def __str__(self) -> str:
        return f"letterhead #{self.pk}"


class LetterText(Versioned):
    """The words of a kind of letter in one language.

    An empty text leads back to the built-in one.
    """

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="letter_texts")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=12)

    class Meta(Versioned.Meta):
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        constraints = [
            models.UniqueConstraint(
                fields=["vault", "kind", "language", "version"], name="one_letter_text_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} v{self.version}"


class LetterBatch(models.Model):
    """Letters of one kind that were asked for together, and how far they are."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped by a failure")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="letter_batches")
    kind = models.CharField(max_length=20)
    languages = models.JSONField(default=list)
    # Whether each person is told by mail that a letter lies on their page.
    tells = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    error = models.CharField(max_length=300, blank=True)
    # All letters in one file, for the printer; about several people, so it goes with the first.
    print_file = models.ForeignKey(
        PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"letters {str(self.pk)[:8]}"

    @property
    def is_open(self) -> bool:
        """Whether letters of it are still to be made."""
        return self.state in {self.State.QUEUED, self.State.RUNNING}


class Letter(models.Model):
    """One letter: its number and for whom it is. The paper itself is a sealed private file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="letters")
    batch = models.ForeignKey(LetterBatch, on_delete=models.CASCADE, related_name="letters")
    subject_key = models.UUIDField(
        db_index=True, help_text=_("A person, invitation or delegation; a key without any value.")
    )
    number = models.PositiveIntegerField()
    # The number as it is printed: WGS/2027/001.
    reference = models.CharField(max_length=30)
    # Empty while it waits, and again once it was erased.
    file = models.ForeignKey(PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["vault", "number"], name="one_letter_per_number"),
        ]

    def __str__(self) -> str:
        return self.reference


class Certificate(models.Model):
    """A certificate that somebody asked for: the fingerprint of its code, and no name.

    When the person is erased the key goes and the code stays good: a paper once given out is valid.
    """

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="certificates")
    code_digest = models.CharField(max_length=64, unique=True)
    subject_key = models.UUIDField(null=True, db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)
    valid_until = models.DateField(db_index=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"certificate #{self.pk}"
