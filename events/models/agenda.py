"""The agenda: rows for the draft, one immutable document for each release.

A release holds person keys, never names: every output resolves them through disclosure at the
moment of display, so a name withdrawn today is gone from every old release too.
"""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from access.models import User
from events.models.base import BasePage
from events.models.people import Person
from events.models.workshop import WorkshopPage


class AgendaPage(BasePage):
    """The address of a workshop's agenda: shows the last release."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("agenda page")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from events.public import agenda

        return agenda.current(request, self)


class Room(models.Model):
    """A room of the venue, given once per workshop."""

    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    booths = models.PositiveSmallIntegerField(_("interpretation booths"), default=0)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "name"], name="one_room_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """One item of the draft agenda: a session or a break. Without a start it is not placed yet."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("Registration")
        OPENING = "opening", _("Opening ceremony")
        PLENARY = "plenary", _("Plenary")
        PANEL = "panel", _("Panel")
        BREAKOUT = "breakout", _("Breakout")
        DRAFTING = "drafting", _("Drafting committee")
        ADOPTION = "adoption", _("Adoption")
        CLOSING = "closing", _("Closing")
        PRESS = "press", _("Press briefing")
        MEETING = "meeting", _("Meeting")
        SOCIAL = "social", _("Social")
        BREAK = "break", _("Break")

    class Attribution(models.TextChoices):
        ON_RECORD = "on_record", _("On the record")
        CHATHAM_HOUSE = "chatham_house", _("Chatham House Rule")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("duration in minutes"), default=60)
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    languages = models.JSONField(_("interpretation"), default=list, blank=True)
    attribution = models.CharField(
        _("attribution"),
        max_length=14,
        choices=Attribution.choices,
        default=Attribution.ON_RECORD,
    )
    is_public = models.BooleanField(_("shown to the public"), default=True)
    # Raised by every change; a change names the version it was based on.
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "room__sort_order", "title"]
        indexes = [models.Index(fields=["workshop", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=1440),
                name="session_lasts_from_5_minutes_to_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SessionRole(models.Model):
    """Who does what in a session: a person of the workshop, or a label as it was typed."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        SPEAKER = "speaker", _("Speaker")
        DISCUSSANT = "discussant", _("Discussant")
        RAPPORTEUR = "rapporteur", _("Rapporteur")
        INTERPRETER = "interpreter", _("Interpreter")
        HOST = "host", _("Host")

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="session_roles"
    )
    label = models.CharField(max_length=200, blank=True)
    # Of an interpreter: the language of the booth, a code of agenda_languages.
    language = models.CharField(max_length=10, blank=True)
    # What the person said to it by their private link; nobody else sets it.
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in sessions")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(label=""),
                name="session_role_is_a_person_or_a_label",
            ),
            models.UniqueConstraint(
                fields=["session", "role", "person"],
                condition=models.Q(person__isnull=False),
                name="one_role_once_in_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} #{self.pk}"


class AgendaRelease(models.Model):
    """A released agenda: number, note, author and the whole agenda as one document.

    Immutable, but for words that turn out to be a person (`agenda_people.link`): the key of the
    person takes their place.
    """

    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    note = models.CharField(_("note for the public"), max_length=300, blank=True)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(auto_now_add=True)
    # When those affected are to be told, and when they were; neither where nobody is told.
    tell_at = models.DateTimeField(null=True, blank=True, db_index=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("agenda release")
        verbose_name_plural = _("agenda releases")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="release_number_once"),
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError("A release is never changed; make a new one.")
        super().save(*args, **kwargs)


class ReleaseRequest(models.Model):
    """A host organiser asks the Secretariat to release the draft."""

    workshop = models.ForeignKey(
        WorkshopPage, on_delete=models.CASCADE, related_name="release_requests"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for release")
        verbose_name_plural = _("requests for release")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"],
                condition=models.Q(answered_at=None),
                name="one_open_release_request",
            ),
        ]

    def __str__(self) -> str:
        return f"Request #{self.pk}"


class AgendaChange(models.Model):
    """One change of the draft as it was made: who, when, and what stood before and after.

    A change undone says by which later change. Values are those of the draft: person keys, no name.
    """

    workshop = models.ForeignKey(
        WorkshopPage, on_delete=models.CASCADE, related_name="agenda_changes"
    )
    code = models.CharField(max_length=16)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.OneToOneField(
        "self", null=True, on_delete=models.SET_NULL, related_name="undoes"
    )

    class Meta:
        verbose_name = _("change of the draft")
        verbose_name_plural = _("changes of the draft")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["workshop", "actor"])]

    def __str__(self) -> str:
        return f"{self.code} #{self.pk}"


class ChangeStep(models.Model):
    """What a change did to one session. Either side is None where there was, or is, no session."""

    change = models.ForeignKey(AgendaChange, on_delete=models.CASCADE, related_name="steps")
    session = models.UUIDField(db_index=True)
    # The version that the change was based on, 0 for a new session.
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("step of a change")
        verbose_name_plural = _("steps of changes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.change_id}: {str(self.session)[:8]}"


class ConflictReason(models.Model):
    """Why a clash may stand: it no longer blocks a release, and stays visible with its reason."""

    workshop = models.ForeignKey(
        WorkshopPage, on_delete=models.CASCADE, related_name="conflict_reasons"
    )
    conflict = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reason for a clash")
        verbose_name_plural = _("reasons for clashes")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "conflict"], name="one_reason_a_clash"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class FailedSignIn(models.Model):
    """How often a sender failed at an address: a keyed fingerprint of both, no address."""

    mark = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")

    def __str__(self) -> str:
        return self.mark[:8]
