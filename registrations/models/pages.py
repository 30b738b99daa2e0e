"""The registration of one workshop: when it is open, and how many places there are."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from events.models import BasePage, Category, WorkshopPage


class RegistrationPage(BasePage):
    """The way in for participants: hangs under its workshop."""

    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("Empty: open as soon as this page is published. Times are in UTC."),
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("The first moment at which nobody can register any more, in UTC."),
    )
    introduction = models.TextField(_("introduction"), blank=True)
    criteria = models.TextField(
        _("criteria of the selection"),
        blank=True,
        help_text=_("Published where a category is filled by selection. Empty: nothing is shown."),
    )

    template = "registrations/registration_page.html"
    parent_page_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        FieldPanel("introduction"),
        FieldPanel("criteria"),
    ]

    class Meta:
        verbose_name = _("registration page")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at=None)
                | models.Q(closes_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="registration_closes_after_it_opens",
            ),
        ]

    def is_not_open_yet(self, now: datetime.datetime) -> bool:
        """Whether registration has yet to begin at `now` (aware)."""
        return self.opens_at is not None and now < self.opens_at

    def is_closed(self, now: datetime.datetime) -> bool:
        """Whether registration has ended at `now` (aware)."""
        return self.closes_at is not None and now >= self.closes_at

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from registrations.domain.window import Window
        from registrations.public import start

        return {
            **super().get_context(request, *args, **kwargs),
            **start.context(Window(self.get_parent().specific, self.opens_at, self.closes_at)),
        }


class Quota(models.Model):
    """A limit on places of a workshop: of all, of one category, State, institution or item.

    The row of the whole workshop (no category, State, institution, item) is also the gate: a
    transaction that gives or frees a place writes its `version` before it reads anything
    (registrations/domain/places.py).
    """

    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="quotas")
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.ForeignKey(
        "events.State", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        "events.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The code of an optional item of the form, such as a field visit.
    item = models.CharField(max_length=40, blank=True, default="")
    places = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    # Places of the workshop that nobody else gets until a moment; rows of categories only.
    reserved = models.PositiveIntegerField(_("reserved"), default=0)
    reserved_until = models.DateTimeField(_("reserved until"), null=True, blank=True)
    # Everybody who applies is equal and the limit binds at acceptance; rows of categories only.
    by_selection = models.BooleanField(_("filled by selection"), default=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)

    # A task for Wagtail's reference index at every registration would buy nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("limit of places")
        verbose_name_plural = _("limits of places")
        ordering = ["workshop", "category__sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"],
                condition=models.Q(category=None, state=None, institution=None, item=""),
                name="one_quota_for_the_whole_workshop",
            ),
            *(
                models.UniqueConstraint(
                    fields=["workshop", name],
                    condition=models.Q(**{f"{name}__isnull": False}),
                    name=f"one_quota_per_{name}",
                )
                for name in ("category", "state", "institution")
            ),
            models.UniqueConstraint(
                fields=["workshop", "item"],
                condition=~models.Q(item=""),
                name="one_quota_per_item",
            ),
        ]

    def __str__(self) -> str:
        of = self.category or self.state or self.institution or self.item or _("All")
        return f"{of}: {self.places}"


# The row of the whole workshop, as a filter and as the values of a new row.
WHOLE: dict[str, Any] = {"category": None, "state": None, "institution": None, "item": ""}
