"""Forms of the rooms in which editions are kept."""

from typing import Any, ClassVar

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


class PaperForm(forms.Form):
    """An author's PDF beside their abstract."""

    file = forms.FileField(label=_("PDF file"), help_text=_("At most 200 MB."))
    title = forms.CharField(label=_("title of the paper"), max_length=250)
    author = forms.ChoiceField(
        label=_("author"),
        required=False,
        help_text=_("The paper is shown only while its author agrees to be named."),
    )
    agreed_on = forms.DateField(
        label=_("the author agreed to its publication on"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, authors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["author"]
        field.choices = [("", _("An organisation, nobody of the workshop")), *authors]


class WordForm(forms.Form):
    """A chapter as a Word file."""

    file = forms.FileField(label=_("Word file (.docx)"), help_text=_("At most 30 MB."))
    title = forms.CharField(label=_("title of the chapter"), max_length=200)
