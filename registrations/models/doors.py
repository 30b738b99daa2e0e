"""Ways in that are not the open form: drafts, invitations, delegations. What is personal is sealed.

The secrets of the links are tokens of `access`, whose subject is the key of the row here.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey
from events.models import Category, Institution, State, WorkshopPage
from registrations.models.registration import Registration


class Draft(models.Model):
    """Answers that somebody put aside: sealed, mailed as a link, deleted after seven days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="drafts")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    erase_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"


class Delegation(models.Model):
    """What a focal point may nominate: how many, for whom, until when."""

    class Level(models.TextChoices):
        """In the order of precedence."""

        HEAD = "head", _("Head of State or Government")
        MINISTER = "minister", _("Minister")
        DEPUTY = "deputy", _("Deputy or vice-minister")
        SENIOR = "senior", _("Senior official")
        AMBASSADOR = "ambassador", _("Ambassador or permanent representative")
        DIRECTOR = "director", _("Director, commissioner or member of parliament")
        OFFICER = "officer", _("Officer or member of staff")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="delegations")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    places = models.PositiveSmallIntegerField(_("places"))
    # At what level the State or institution is represented, as the focal point says.
    level = models.CharField(
        _("level of representation"),
        max_length=12,
        choices=Level.choices,
        blank=True,
        default="",
    )
    # The number of the list as it stands: Rev. 1, 2, ...
    revision = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(_("nominations until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["workshop", "created_at"]

    def __str__(self) -> str:
        return str(self.institution or self.state or self.category)


class Invitation(models.Model):
    """A personal way in, bound to one address: invited by staff, nominated by a focal point, or a
    further person at an office's address. Single use, expiring, revocable.

    `sealed` holds {"name", "email"} as they were typed by whoever invited.
    """

    class Capacity(models.TextChoices):
        HEAD = "head", _("Head of delegation")
        ALTERNATE = "alternate", _("Alternate")
        ADVISER = "adviser", _("Adviser")
        NONE = "", _("None")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="invitations")
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    capacity = models.CharField(
        max_length=12, choices=Capacity.choices, blank=True, default=Capacity.NONE
    )
    key = models.ForeignKey(
        DataKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sealed = models.BinaryField(null=True)
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["workshop", "created_at", "pk"]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"
