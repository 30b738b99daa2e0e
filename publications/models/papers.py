"""The author's own PDF, kept beside the abstract that stands in the volume."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import User
from events.models import Person
from publications.models.pages import ChapterPage


class Paper(models.Model):
    """A cleaned PDF beside its chapter. It rides along as an attachment: merged, it would break
    PDF/UA; only the print edition prints its pages.

    Where it has an author among the people of the workshop, it goes with their name: it is left
    out of every edition from the moment they take their name back.
    """

    chapter = models.OneToOneField(ChapterPage, on_delete=models.CASCADE, related_name="paper")
    author = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whether somebody of the workshop wrote it: it stays true when their record is erased.
    is_personal = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=250)
    file = models.CharField(max_length=200, help_text=_("Name in the private storage."))
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    accessibility = models.TextField(blank=True)
    agreed_on = models.DateField(_("the author agreed on"))
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("author's PDF")
        verbose_name_plural = _("authors' PDFs")

    def __str__(self) -> str:
        return f"Paper #{self.pk}"
