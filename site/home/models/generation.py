"""The number of the public site: it grows whenever something that the public may see changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Generation(models.Model):
    """One row. A cached page carries the number of its making and is dead under another one."""

    number = models.PositiveBigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("number of the public site")

    def __str__(self) -> str:
        return str(self.number)
