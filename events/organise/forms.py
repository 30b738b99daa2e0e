"""The plain forms of the agenda. They check shapes; what may stand is decided in `domain`."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from access.forms import PlainForm
from events.domain import agenda_people, times
from events.domain.agenda_languages import LANGUAGES
from events.domain.programme import NameOf
from events.models import Session, SessionRole
from events.organise.doors import Door

RoleRow = tuple[int, str]


class AgendaForm(PlainForm, forms.Form):
    """What the forms share: the version they are based on, and how the domain refuses."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, door: Door, session: Session | None, *args: Any, **kwargs: Any) -> None:
        self.door = door
        self.session = session
        super().__init__(*args, **kwargs)
        if session is None:
            del self.fields["version"]

    def refuse(self, error: ValidationError) -> None:
        """Show what the domain says, each message at its field."""
        for field, texts in error.message_dict.items():
            for text in texts:
                self.add_error(field if field in self.fields else None, text)


class RemoveForm(AgendaForm):
    """Nothing but the version."""

    def values(self) -> dict[str, Any]:
        """Nothing is changed but that the session goes."""
        return {}


class PlaceFields(forms.Form):
    """Day, start, duration, room."""

    day = forms.ChoiceField(label=_("Day"), required=False)
    start = forms.TimeField(
        label=_("Starts at"),
        required=False,
        help_text=_("By the clocks of the venue, in steps of five minutes."),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300, "class": "w-s"}, format="%H:%M"),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        widget=forms.NumberInput(attrs={"step": 5, "class": "w-s", "inputmode": "numeric"}),
    )
    room = forms.ChoiceField(label=_("Room"), required=False)

    def offer(self, door: Door) -> None:
        """Fill the lists of days and rooms."""
        days = times.days_of(door.workshop)
        self.fields["day"].choices = [  # type: ignore[attr-defined]
            ("", _("Not placed yet")),
            *((day.isoformat(), date_format(day, "l j F")) for day in days),
        ]
        offer_rooms(self.fields["room"], door)

    def place(self, door: Door) -> dict[str, Any]:
        """Start, minutes and room for the domain. Raises ValidationError."""
        day, start = self.cleaned_data["day"], self.cleaned_data["start"]
        if day and start is None:
            raise ValidationError({"start": _("Enter when it starts, for example 09:30")})
        days = {known.isoformat(): known for known in times.days_of(door.workshop)}
        moment = times.moment(door.workshop, days[day], start) if day else None
        return {
            "starts_at": moment,
            "minutes": self.cleaned_data["minutes"],
            "room_id": room_of(self),
        }


def offer_rooms(field: Any, door: Door) -> None:
    """Fill the list of rooms."""
    rooms = door.workshop.rooms.all()
    field.choices = [("", _("No room")), *((str(room.pk), room.name) for room in rooms)]


def room_of(form: forms.Form) -> int | None:
    """The chosen room's key."""
    return int(form.cleaned_data["room"]) if form.cleaned_data["room"] else None


def place_of(door: Door, session: Session) -> dict[str, Any]:
    """What the place of a session looks like in the form."""
    local = (
        session.starts_at.astimezone(times.zone_of(door.workshop)) if session.starts_at else None
    )
    return {
        "day": local.date().isoformat() if local else "",
        "start": local.time() if local else None,
        "minutes": session.minutes,
        "room": str(session.room_id or ""),
    }


class MoveForm(AgendaForm, PlaceFields):
    """Where a session stands: day, start, duration, room."""

    rest = forms.BooleanField(
        label=_("Move what follows on this day by the same time"), required=False
    )
    field_order = ("day", "start", "minutes", "room", "rest")

    def __init__(self, door: Door, session: Session, *args: Any, **kwargs: Any) -> None:
        initial = {"version": session.version, **place_of(door, session)}
        super().__init__(door, session, *args, initial=initial, **kwargs)
        self.offer(door)

    def values(self) -> dict[str, Any]:
        """The arguments of `move_session`. Raises ValidationError."""
        return self.place(self.door)


HINTS = {
    SessionRole.Role.CHAIR: _("One a line, printed as you type it."),
    SessionRole.Role.INTERPRETER: _("One a line, with the language: “Khmer: Sok Vannary”."),
}


def as_label(role: str, line: str) -> tuple[str, ...]:
    """A role as typed; of an interpreter the language before the colon is taken apart."""
    words, colon, rest = line.partition(":")
    if role == SessionRole.Role.INTERPRETER and colon and rest.strip():
        low = words.strip().casefold()
        for code, name in LANGUAGES.items():
            if low in {code, str(name).casefold()}:
                return role, rest.strip(), code
    return role, line


def as_line(row: SessionRole) -> str:
    """A typed role as it stands in the form."""
    return f"{LANGUAGES[row.language]}: {row.label}" if row.language else row.label


class WordFields(forms.Form):
    """What a session is. Who does what is typed a line each, or a person of the workshop."""

    title = forms.CharField(label=_("Title"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices)
    attribution = forms.ChoiceField(
        label=_("Rule"),
        choices=Session.Attribution.choices,
        help_text=_("Under the Chatham House Rule nobody is named outside this draft."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    is_public = forms.BooleanField(
        label=_("Shown to the public"),
        required=False,
        help_text=_("Without it visitors and host organisers see 'Closed meeting' and its time."),
    )
    person = forms.ChoiceField(
        label=_("Add a person of this workshop"),
        required=False,
        help_text=_("Those who agreed to be named to host organisers."),
    )
    person_role = forms.ChoiceField(
        label=_("Their part"),
        required=False,
        choices=SessionRole.Role.choices,
        initial=SessionRole.Role.SPEAKER,
    )
    removed_roles = forms.MultipleChoiceField(
        label=_("Take out of this session"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer_words(self, door: Door, people: Iterable[RoleRow]) -> None:
        """Fill what depends on who asks: a session is closed by the Secretariat only."""
        offered = agenda_people.disclosed(door.workshop)
        if offered:
            nobody = ("", _("Nobody"))
            self.fields["person"].choices = [nobody, *offered]  # type: ignore[attr-defined]
        else:
            del self.fields["person"], self.fields["person_role"]
        for role in SessionRole.Role:
            self.fields[f"role_{role.value}"] = forms.CharField(
                label=role.label,
                required=False,
                max_length=2000,
                help_text=HINTS.get(role, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        choices = list(people)
        if choices:
            self.fields["removed_roles"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["removed_roles"]
        if not door.is_secretariat:
            del self.fields["is_public"]
            self.fields["attribution"].choices = [  # type: ignore[attr-defined]
                choice
                for choice in Session.Attribution.choices
                if choice[0] != Session.Attribution.CLOSED
            ]

    def words(self) -> dict[str, Any]:
        """What the domain takes beside the place."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("title", "kind", "attribution", "languages")}
        values["description"] = data["description"].replace("\r\n", "\n")
        values["labels"] = [
            as_label(role, line.strip())
            for role in SessionRole.Role.values
            for line in data[f"role_{role}"].splitlines()
            if line.strip()
        ]
        if data.get("person"):
            values["people"] = [(data["person_role"], uuid.UUID(data["person"]))]
        if "is_public" in data:
            values["is_public"] = data["is_public"]
        return values


class AddForm(AgendaForm, PlaceFields, WordFields):
    """A new session."""

    field_order = ("title", "kind", "day", "start", "minutes", "room", "attribution", "languages")

    def __init__(self, door: Door, *args: Any, **kwargs: Any) -> None:
        initial = {"minutes": 60, "is_public": True, "kind": Session.Kind.PLENARY}
        super().__init__(door, None, *args, initial=initial, **kwargs)
        self.offer(door)
        self.offer_words(door, [])

    def values(self) -> dict[str, Any]:
        """The arguments of `add_session`. Raises ValidationError."""
        return self.words() | self.place(self.door)


class EditForm(AgendaForm, WordFields):
    """The words of a session, its duration and room; `people` are its roles held by people."""

    minutes = PlaceFields.base_fields["minutes"]
    room = forms.ChoiceField(label=_("Room"), required=False)
    field_order = ("title", "kind", "minutes", "room", "attribution", "languages", "description")

    def __init__(
        self, door: Door, session: Session, name_of: NameOf, *args: Any, **kwargs: Any
    ) -> None:
        rows = list(session.roles.all())
        initial = {
            "version": session.version,
            **{name: getattr(session, name) for name in ("title", "kind", "attribution")},
            **{name: getattr(session, name) for name in ("description", "languages", "is_public")},
            "minutes": session.minutes,
            "room": str(session.room_id or ""),
        }
        for role in SessionRole.Role.values:
            typed = [as_line(row) for row in rows if row.role == role and row.label]
            initial[f"role_{role}"] = "\n".join(typed)
        super().__init__(door, session, *args, initial=initial, **kwargs)
        offer_rooms(self.fields["room"], door)
        self.offer_words(door, [_role_row(row, name_of) for row in rows if row.person_id])

    def values(self) -> dict[str, Any]:
        """The arguments of `edit_session`."""
        removed = [int(key) for key in self.cleaned_data.get("removed_roles", [])]
        place = {"minutes": self.cleaned_data["minutes"], "room_id": room_of(self)}
        return self.words() | place | {"removed_roles": removed}


def _role_row(row: SessionRole, name_of: NameOf) -> RoleRow:
    seen = name_of({"role": row.role, "person": str(row.person_id), "label": ""})
    return row.pk, f"{seen.role_label}: {seen.name}"
