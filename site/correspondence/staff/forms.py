"""Forms of the rooms for mail: what is refused here can be in no mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import Vault
from correspondence.domain import group, occasions, recipients, reminders, wording
from correspondence.domain.occasions import Occasion


class TextForm(forms.Form):
    """A text of an occasion, with checked placeholders."""

    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto"}),
        help_text=_(
            "Plain text; an empty line begins a paragraph. Words in braces are filled in for each "
            "person. The subject is always “Your reference …”."
        ),
        error_messages={"required": _("Enter the text, or go back to the built-in one.")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, occasion: Occasion, vault: Vault | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasion, self.vault = occasion, vault

    def clean_text(self) -> str:
        text = wording.normal(self.cleaned_data["text"])
        found = wording.problems(self.occasion, text, self.vault)
        if found:
            raise forms.ValidationError(found)
        return text


class Choosing(forms.Form):
    """The filters that the apps above registered, as ticks: exactly whom the answers leave."""

    def __init__(self, *args: Any, vault: Vault, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vault = vault

    def add_filters(self) -> None:
        for one in recipients.filters():
            choices = one.options(self.vault)
            if choices:
                self.fields[f"to_{one.code}"] = forms.MultipleChoiceField(
                    label=one.label,
                    choices=choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    help_text=_("No tick: all of them."),
                )

    def chosen(self) -> dict[str, list[str]]:
        """The chosen codes by filter; filters without a choice are left out."""
        return {
            name.removeprefix("to_"): codes
            for name, codes in self.cleaned_data.items()
            if name.startswith("to_") and codes
        }


class GroupForm(Choosing):
    """To whom, on which occasion, in which words."""

    occasion = forms.ChoiceField(label=_("What for"), choices=())
    text = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=wording.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_(
            "Only for a message in your own words. Greeting, private link and signature are added."
        ),
    )

    def __init__(self, *args: Any, is_news: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["occasion"]
        field.choices = [  # type: ignore[attr-defined]
            (one.code, one.label)
            for one in sorted(occasions.all_occasions(), key=lambda one: one.code != "message")
            if one.by_hand and (one.code == "save_the_date") is is_news
        ]
        if is_news:
            del self.fields["text"]
        else:
            self.add_filters()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = wording.normal(cleaned.get("text") or "")
        cleaned["text"] = text
        if "occasion" not in cleaned:
            return cleaned
        asks_words = "message" in occasions.get(cleaned["occasion"]).needs
        if asks_words and not text:
            self.add_error("text", _("Enter what you want to say."))
        elif text and not asks_words:
            self.add_error(
                "text", _("This mail has its own text. Leave this empty, or choose “A message”.")
            )
        elif text:
            for problem in group.problems(text, self.vault):
                self.add_error("text", problem)
        return cleaned


class UrgentForm(Choosing):
    """An urgent change: one sentence, a door, how long, and whom to tell."""

    text = forms.CharField(
        label=_("What changes, in one sentence"),
        max_length=240,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("It stands on the public pages, on the sign and in the mail."),
    )
    door = forms.CharField(
        label=_("Sign for a door"),
        max_length=80,
        required=False,
        help_text=_("Which door, as it is called in the house. Empty: no sign."),
    )
    hours = forms.IntegerField(
        label=_("Shown for so many hours"), min_value=1, max_value=48, initial=4
    )
    mail = forms.BooleanField(
        label=_("Tell people by mail"),
        required=False,
        initial=True,
        help_text=_("To those whom the ticks below leave."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_filters()

    def clean_text(self) -> str:
        text = " ".join(wording.normal(self.cleaned_data["text"]).split())
        found = group.problems(text, self.vault)
        if found:
            raise forms.ValidationError(found)
        return text


class DaysForm(forms.Form):
    """The days of a reminder, as numbers."""

    days = forms.CharField(
        label=_("Days"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"size": 20, "inputmode": "text"}),
    )

    def clean_days(self) -> list[int]:
        parts = self.cleaned_data["days"].replace("−", "-").replace(",", " ").split()
        try:
            days = [int(part) for part in parts]
        except ValueError:
            raise forms.ValidationError(
                _("Enter numbers with commas between them, such as -30, -7")
            ) from None
        if len(days) > reminders.MOST_TIMES or len(set(days)) < len(days):
            raise forms.ValidationError(_("Enter at most five different numbers"))
        if any(abs(number) > reminders.MOST_DAYS for number in days):
            raise forms.ValidationError(_("Enter at most 400 days before or after"))
        return sorted(days)
