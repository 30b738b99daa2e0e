"""Files of one person at the desk: a portrait or a note verbale that came on another way."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from access import catalogue
from registrations.domain import portraits
from registrations.domain.states import WrongState
from registrations.staff.base import DeskView


class FileForm(forms.Form):
    """Which kind, and the file."""

    kind = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    upload = forms.FileField(
        label=_("File"),
        max_length=250,
        help_text=_(
            "A portrait: JPEG, PNG or WebP. A note verbale: these, or PDF. At most 10 MB. What the "
            "file tells about its maker is taken out."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (code, catalogue.get(code).label) for code in portraits.OF_THE_DESK
        ]


class FilesView(DeskView):
    """Put a file in; it takes the place of the one before of its kind."""

    template_name = "registrations/desk/person_file.html"
    page_title = _("Put in a file")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "registration": self.registration,  # type: ignore[attr-defined]
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "form": kwargs.get("form") or FileForm(),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            try:
                portraits.put_in(
                    self.registration,  # type: ignore[attr-defined]
                    data["kind"],
                    data["upload"],
                    self.actor,  # type: ignore[attr-defined]
                )
            except portraits.Refused as refused:
                form.add_error("upload", str(refused))
            except WrongState:
                form.add_error(None, _("This person is erased."))
            else:
                messages.success(request, _("The file is kept."))
                return redirect("registrations_desk:detail", **self.kwargs)
        return self.render_to_response(self.get_context_data(form=form), status=422)
