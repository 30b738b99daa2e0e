"""The registration of one workshop: when it is open, and how many places there are."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import BasePage, Category, WorkshopPage


class RegistrationPage(BasePage):
    """The way in for participants: hangs under its workshop."""

    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("registration page")


class Quota(models.Model):
    """A limit on places of a workshop: of all, or of one category.

    `version` is what a transaction writes first: the write takes the lock, on SQLite and on
    PostgreSQL, before anything is counted (registrations/domain/places.py).
    """

    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="quotas")
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    places = models.PositiveIntegerField(_("places"))
    version = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("limit of places")
        verbose_name_plural = _("limits of places")
        ordering = ["workshop", "category__sort_order"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "category"], name="one_quota_per_category"),
            models.UniqueConstraint(
                fields=["workshop"],
                condition=models.Q(category=None),
                name="one_quota_for_the_whole_workshop",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or _('All')}: {self.places}"
