"""How many took part, after suppression: the only figures that a chart may read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import WorkshopPage


class Participation(models.Model):
    """The figures of one workshop, taken once after its last day and already suppressed.

    Each table is {"shown": {label: count}, "merged": [labels], "merged_count": count or null}.
    Cells below five are not in here, so nothing that reads this row can show them.
    """

    workshop = models.OneToOneField(
        WorkshopPage, on_delete=models.CASCADE, related_name="participation"
    )
    by_category = models.JSONField(_("by constituency"))
    by_state = models.JSONField(_("by State"))
    taken_on = models.DateField(_("taken on"), auto_now_add=True)

    class Meta:
        verbose_name = _("participation figures")
        verbose_name_plural = _("participation figures")
        ordering = ["workshop__year"]

    def __str__(self) -> str:
        return f"Figures #{self.pk}"
