"""The questions before an export: why, as which kind of file, and who you are once more."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.domain import exports
from access.forms import PlainForm
from access.models import User


class ExportForm(PlainForm, forms.Form):
    """Asks password and code only where they were not given within the last five minutes.

    A valid form leaves the proof in the session: `exports.ask` may follow at once. Use:
    `ExportForm(request, request.POST or None)`; then `cleaned_data["reason"]`, `["kind"]`.
    """

    reason = forms.CharField(
        label=_("What do you need it for?"),
        max_length=exports.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the record of this export."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("xlsx", _("Spreadsheet (XLSX)")), ("csv", _("Plain table (CSV)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code of your app"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "class": "short"}
        ),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if exports.is_proved(self._user, request.session):
            del self.fields["password"], self.fields["code"]

    @property
    def _user(self) -> User:
        user = self.request.user
        if not isinstance(user, User):
            raise TypeError("An export is for accounts.")
        return user

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"password", "code"} <= data.keys() and not exports.prove(
            self._user, self.request.session, data["password"], data["code"]
        ):
            self.add_error(
                "code",
                _("Enter your password, and the code that your app shows now."),
            )
        return data
