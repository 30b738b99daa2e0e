"""A registration: states and keys; every value of the person is an encrypted row of `access`."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Category, Institution, Person, WorkshopPage
from registrations.models.form import FormVersion


class Registration(models.Model):
    """One person's registration for one workshop."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AWAITING_EMAIL = "awaiting_email", _("Awaiting confirmation of the address")
        SUBMITTED = "submitted", _("Submitted")
        WAITLISTED = "waitlisted", _("On the waiting list")
        OFFERED = "offered", _("A place is offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ATTENDED = "attended", _("Attended")
        ERASED = "erased", _("Erased")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(
        WorkshopPage, on_delete=models.CASCADE, related_name="registrations"
    )
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="registration"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    # The delegation of a ministry, national institution or national working group.
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The version of the form that was answered: what a question meant stays what it meant.
    form = models.ForeignKey(
        FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Codes of the optional items taken, each between bars: |dinner|visit|
    items = models.CharField(max_length=400, blank=True, default="")
    state = models.CharField(max_length=16, choices=State.choices, db_index=True)
    # Applied where the Secretariat selects: holds no place before it is accepted.
    by_selection = models.BooleanField(default=False)
    # What a withdrawal can be undone to, for 72 hours.
    state_before = models.CharField(max_length=16, blank=True, default="")
    # Random, as said on the telephone: K7M-4QX.
    reference = models.CharField(max_length=9, unique=True)
    # Empty once withdrawn or erased, so that the same address may register again.
    email_index = models.CharField(max_length=64, blank=True)
    number_at_address = models.PositiveSmallIntegerField(default=1)
    submission_key = models.UUIDField(unique=True)
    language = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField(auto_now_add=True)
    # When the person confirmed the address; nobody is offered a place before.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The place in the queue: kept when a state changes.
    position = models.PositiveBigIntegerField(default=0)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    # Until when: a place waits for an address or an answer, a withdrawn person's answers are kept.
    held_until = models.DateTimeField(null=True, blank=True, db_index=True)

    # What is not copied need not be erased.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["workshop", "category", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "email_index", "number_at_address"],
                condition=~Q(email_index=""),
                name="one_registration_per_address_and_number",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.reference}"


# States that hold a place whatever the way in; the two others do where first come is first served.
DECIDED = (
    Registration.State.OFFERED,
    Registration.State.ACCEPTED,
    Registration.State.ATTENDED,
)
# States that hold one of the places. The others wait, or are over.
PLACE_HOLDING = (
    Registration.State.AWAITING_EMAIL,
    Registration.State.SUBMITTED,
    Registration.State.OFFERED,
    Registration.State.ACCEPTED,
    Registration.State.ATTENDED,
)
HOLDS_A_PLACE = Q(state__in=DECIDED) | Q(state__in=PLACE_HOLDING, by_selection=False)
