"""Forms of the letters' room."""

import re
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from correspondence.domain import recipients, wording
from correspondence.staff.forms import Choosing
from events.models import WorkshopPage
from publications.domain import letters, letters_people, letters_texts
from publications.domain.letters_kinds import Kind
from publications.models import Letter, Letterhead

GUESTS, PEOPLE = "guests", "people"


class LetterheadForm(forms.ModelForm):
    """Who writes and signs, and how letters are numbered."""

    class Meta:
        model = Letterhead
        fields = ("sender", "place", "signed_by", "signed_as", "prefix")

    def clean_prefix(self) -> str:
        prefix: str = self.cleaned_data["prefix"].strip().upper()
        if not re.fullmatch(r"[A-Z0-9-]{1,12}", prefix):
            raise forms.ValidationError(_("Use capitals, digits and hyphens only."))
        return prefix

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("sender", "place", "signed_by", "signed_as"):
            if name in cleaned:
                cleaned[name] = wording.normal(cleaned[name])
        return cleaned


class LetterTextForm(forms.Form):
    """The words of a kind of letter, with checked placeholders."""

    text = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto"}),
        help_text=_(
            "Plain text; an empty line begins a paragraph, which is left out where its words in "
            "braces are empty. Letterhead, number, date and signature are added."
        ),
        error_messages={"required": _("Enter the words, or go back to the built-in ones.")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_text(self) -> str:
        text = wording.normal(self.cleaned_data["text"])
        if found := letters_texts.problems(self.kind, text):
            raise forms.ValidationError(found)
        return text


class MakeForm(Choosing):
    """To whom letters of a kind are written, in which languages, and whether they are told."""

    def __init__(self, *args: Any, kind: Kind, workshop: WorkshopPage, **kwargs: Any) -> None:
        super().__init__(*args, vault=workshop.vault, **kwargs)
        self.kind, self.workshop = kind, workshop
        {"invitation": self._invitation, "note_verbale": self._note, "visa": self._visa}[
            kind.code
        ]()
        known = letters_texts.languages(workshop.vault, kind)
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages"),
            choices=[(code, name) for code, name in settings.LANGUAGES if code in known],
            initial=[settings.LANGUAGE_CODE],
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Each on pages of its own, in one file; at most three. A language is offered once "
                "its words are written."
            ),
            error_messages={"required": _("Choose a language.")},
        )
        if kind.occasion:
            self.fields["tells"] = forms.BooleanField(
                label=_("Tell each person by mail that the letter lies on their page"),
                required=False,
                help_text=_("Who has not registered has no page: print their letters."),
            )

    def _invitation(self) -> None:
        self.fields["whom"] = forms.ChoiceField(
            label=_("To whom"),
            choices=[
                (GUESTS, _("Personally invited, not yet registered")),
                (PEOPLE, _("Registered people, as the ticks below leave them")),
            ],
            initial=GUESTS,
            widget=forms.RadioSelect,
        )
        self.add_filters()

    def _note(self) -> None:
        rows = letters_people.open_delegations(self.workshop)
        self.fields["delegations"] = forms.MultipleChoiceField(
            label=_("To whom"),
            choices=[(str(row.pk), str(row)) for row in rows],
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Delegations that may still nominate; each note carries a link of its own."
            ),
            error_messages={"required": _("Choose at least one.")},
        )

    def _visa(self) -> None:
        self.fields["again"] = forms.BooleanField(
            label=_("Also for those who have their letter already"),
            required=False,
            help_text=_("The new letter takes the place of the one before."),
        )

    def clean_languages(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["languages"]
        if len(chosen) > letters.MOST_LANGUAGES:
            raise forms.ValidationError(_("Choose at most three languages."))
        return chosen

    def keys(self) -> set[uuid.UUID]:
        """The keys that the answers leave."""
        data = self.cleaned_data
        if self.kind.code == "note_verbale":
            return {uuid.UUID(key) for key in data["delegations"]}
        if self.kind.code == "visa":
            found = {person.pk for person in letters_people.travellers(self.workshop, self.kind)}
            return found if data["again"] else found - self._with_letter(found)
        if data["whom"] == GUESTS:
            return set(letters_people.guests(self.workshop).values_list("pk", flat=True))
        return recipients.matching(self.vault, self.chosen())

    def _with_letter(self, keys: set[uuid.UUID]) -> set[uuid.UUID]:
        rows = Letter.objects.filter(batch__kind=self.kind.code, subject_key__in=keys)
        return set(rows.exclude(file=None).values_list("subject_key", flat=True))
