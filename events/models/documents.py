"""The papers of a workshop: who may read them, and from when."""

import datetime
import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.people import Person
from events.models.workshop import WorkshopPage


def private_storage() -> Storage:
    """Outside the public folder: every reading passes a view that asks who reads."""
    return storages["private"]


def place_of(document: "Document", filename: str) -> str:
    """Where the file lies: its name tells nothing."""
    return f"documents/{document.workshop_id}/{document.pk}{document.suffix}"


class Document(models.Model):
    """A concept note, a statement, a presentation, the conclusions of a workshop."""

    class Kind(models.TextChoices):
        CONCEPT_NOTE = "concept_note", _("Concept note")
        PRACTICAL = "practical", _("Practical information")
        STATEMENT = "statement", _("Statement")
        PRESENTATION = "presentation", _("Presentation")
        CONCLUSIONS = "conclusions", _("Conclusions")
        OTHER = "other", _("Other document")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        PARTICIPANTS = "participants", _("Participants of this workshop")
        INTERNAL = "internal", _("The Secretariat only")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(
        WorkshopPage,
        on_delete=models.CASCADE,
        related_name="documents",
        verbose_name=_("workshop"),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default="en"
    )
    author = models.CharField(
        _("author"),
        max_length=200,
        blank=True,
        help_text=_("As the author agreed to be named: an institution where in doubt."),
    )
    dated = models.DateField(_("date"), null=True, blank=True)
    audience = models.CharField(
        _("who may read it"),
        max_length=12,
        choices=Audience.choices,
        default=Audience.INTERNAL,
    )
    embargo_until = models.DateTimeField(
        _("not before"),
        null=True,
        blank=True,
        help_text=_("Until then only the Secretariat reads it. Times are in UTC."),
    )
    check_against_delivery = models.BooleanField(_("check against delivery"), default=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=place_of, max_length=200)
    # Of a speaker's paper: the key of its author, who takes it back and with whom it is erased.
    person = models.ForeignKey(
        Person, null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )
    suffix = models.CharField(max_length=6, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    # The words of a PDF, for the search of public documents.
    text = models.TextField(blank=True, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    # Neither file names nor titles go into Wagtail's indexes.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents of workshops")
        ordering = ["workshop", "kind", "-dated", "title"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {str(self.pk)[:8]}"

    # `get_..._display` says every choice in the reader's language before it takes one.

    @property
    def kind_in_words(self) -> str:
        return str(self.Kind(self.kind).label)

    @property
    def language_in_words(self) -> str:
        return dict(settings.LANGUAGES)[self.language]

    def is_under_embargo(self, now: datetime.datetime) -> bool:
        """Whether it is kept back at a moment (aware)."""
        return self.embargo_until is not None and now < self.embargo_until
