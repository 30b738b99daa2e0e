"""Numbers that hosts may see, and the order in which officials are received."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Person, WorkshopPage


class HeadCount(models.Model):
    """One cell of the numbers of a workshop, as hosts see them.

    A small number is never written here: its `count` is empty, and the row with the key `*` holds
    the sum of what is merged. Only the newest numbers are kept, because the difference of two
    days would name a person.
    """

    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="head_counts")
    day = models.DateField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    count = models.PositiveIntegerField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("head-count")
        verbose_name_plural = _("head-counts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "kind", "key"], name="a_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ProtocolPlace(models.Model):
    """The number by which the Secretariat places an official on the protocol list."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="protocol_place")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place on the protocol list")
        verbose_name_plural = _("places on the protocol list")

    def __str__(self) -> str:
        return f"place {self.number}"
