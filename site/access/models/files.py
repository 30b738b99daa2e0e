"""Private files, sealed, and the exports that were asked for."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.catalogue import Track
from access.models.user import User
from access.models.values import DataKey, Vault


class PrivateFile(models.Model):
    """One file about one person: a portrait, a note verbale, a paper. Read it by `domain.files`.

    The content lies in the private storage, encrypted with a key of its own; the row holds that key
    and the name of the file, both sealed with the vault's key. Without the row the content is
    noise, in every backup too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="private_files")
    subject = models.UUIDField(help_text=_("The person; a key without any value of its own."))
    track = models.CharField(max_length=1, choices=[(track.value, track.name) for track in Track])
    purpose = models.CharField(max_length=40, help_text=_("A field of the catalogue."))
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text=_("Bytes of the content."))
    # Of the encrypted bytes: that of the content would tell who holds a copy whose file it is.
    sha256 = models.CharField(max_length=64)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed_name = models.BinaryField()
    sealed_file_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    erase_after = models.DateField(db_index=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("private file")
        verbose_name_plural = _("private files")
        indexes = [models.Index(fields=["vault", "subject", "purpose"])]

    def __str__(self) -> str:
        return f"file {str(self.pk)[:8]}"

    @property
    def path(self) -> str:
        """Where the encrypted content lies in the private storage."""
        return f"files/{self.pk}"


class Export(models.Model):
    """The right of one account, in one session, to take one set of columns out once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="exports")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    session_digest = models.CharField(max_length=64)
    what = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    # What the list was narrowed to, for the one who makes the file; never a text somebody typed.
    options = models.JSONField(default=dict)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed_reason = models.BinaryField()
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"export {str(self.pk)[:8]}"
