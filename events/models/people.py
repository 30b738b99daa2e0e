"""A person of a workshop: a key and a way in, no value of its own."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.catalogue import Track
from events.models.reference import Category, State


class Person(models.Model):
    """A participant, speaker, official or interpreter of one workshop, any of them at once.

    Name, address, organisation and answers are encrypted field rows of `access`, under this key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(
        "events.WorkshopPage", on_delete=models.CASCADE, related_name="people"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="people")
    # The State represented, where one is: never a nationality.
    state = models.ForeignKey(State, null=True, blank=True, on_delete=models.PROTECT)
    is_nominated = models.BooleanField(
        default=False, help_text=_("Nominated by their own government.")
    )

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person of a workshop")
        verbose_name_plural = _("people of a workshop")

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"

    @property
    def track(self) -> Track:
        """The track that decides which marks of the field table hold."""
        return Track.OFFICIAL if self.is_nominated else Track.DIRECT
