"""Forms of the rooms in which editions are kept."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from publications.models import Edition


class ErrataForm(forms.ModelForm):
    """What an edition corrects, a line each."""

    class Meta:
        model = Edition
        fields: ClassVar[list[str]] = ["errata"]


class UploadForm(forms.Form):
    """A finished volume as a PDF file."""

    file = forms.FileField(label=_("PDF file"), help_text=_("At most 200 MB."))
    published_on = forms.DateField(
        label=_("published on"), widget=forms.DateInput(attrs={"type": "date"})
    )


class WordForm(forms.Form):
    """A chapter as a Word file."""

    file = forms.FileField(label=_("Word file (.docx)"), help_text=_("At most 30 MB."))
    title = forms.CharField(label=_("title of the chapter"), max_length=200)
