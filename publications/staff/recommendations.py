"""Recommendations and what belongs to them, in the administration.

One policy for all: the Secretariat and the proceedings staff. What the drafting committee does is
not in these viewsets, because they keep a log of who typed (staff/drafting.py).
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from access.models import User
from access.roles import PROCEEDINGS_GROUP, SECRETARIAT_GROUP, Role, has_role
from events.models.reference import Institution, InstitutionKind
from publications.models import (
    Addressee,
    Engagement,
    Instrument,
    Recommendation,
    Step,
    Study,
    Theme,
    Transmission,
)

SOURCED = MultiFieldPanel(
    [FieldPanel("certainty"), FieldPanel("source"), FieldPanel("source_url")],
    heading=_("Who states it"),
)


def may_edit(user: Any) -> bool:
    """The Secretariat and the proceedings staff."""
    return has_role(user, Role.SECRETARIAT) or has_role(user, Role.PROCEEDINGS)


class StaffPolicy(BasePermissionPolicy):
    """Decides by role, so that no permission row can be forgotten or lent out."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return may_edit(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        # What was adopted stays; a transmission is a record of what was sent.
        kept = getattr(instance, "is_adopted", False) or isinstance(instance, Transmission)
        return may_edit(user) and not (action == "delete" and kept)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        staff = Q(groups__name__in=(SECRETARIAT_GROUP, PROCEEDINGS_GROUP)) | Q(is_superuser=True)
        return User.objects.filter(staff, is_active=True).distinct()

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        return self.model._default_manager.all() if may_edit(user) else self.model.objects.none()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Model
    ) -> QuerySet[User]:
        return self.users_with_any_permission(actions)


MODELS = (Recommendation, Step, Transmission, Theme, Addressee, Instrument, Study, Engagement)
for _model in MODELS:
    register_permission_policy(_model, StaffPolicy(_model))


class RecommendationForm(WagtailAdminModelForm):
    """The text of what is in drafting changes at the drafting table, an adopted one never."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if "responsible" in self.fields:
            groups = Institution.objects.filter(kind=InstitutionKind.NATIONAL_WORKING_GROUP)
            self.fields["responsible"].queryset = groups.prefetch_related("names")  # type: ignore[attr-defined]
        if "standing" in self.fields:
            self._offer_standing(row)
        locked: tuple[str, ...] = ()
        if row.is_adopted:
            locked = ("workshop", "number", "language", "text", "standing", "certainty")
        elif row.pk and row.standing != Recommendation.Standing.RECORDED:
            locked = ("workshop", "text")
        for name in locked:
            if name in self.fields:
                self.fields[name].disabled = True

    def _offer_standing(self, row: Recommendation) -> None:
        """Adoption happens at the drafting table; here a past text is marked as recorded."""
        field = self.fields["standing"]
        if not row.pk:
            field.initial = Recommendation.Standing.RECORDED
        if not row.is_adopted:
            field.choices = [  # type: ignore[attr-defined]
                choice
                for choice in Recommendation.Standing.choices
                if choice[0] != Recommendation.Standing.ADOPTED
            ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        recorded = data.get("standing") == Recommendation.Standing.RECORDED
        if recorded and not data.get("source"):
            self.add_error("source", _("Enter where this text is recorded."))
        return data


class RecommendationIndexView(IndexView):
    """One statement for a page of the list and its workshops."""

    def get_base_queryset(self) -> QuerySet[Recommendation]:
        return super().get_base_queryset().select_related("workshop")


class RecommendationDeleteView(DeleteView):
    """Wagtail asks for the permission on the table only; here the row decides."""

    def get_object(self) -> Recommendation:
        row = super().get_object()
        if row.is_adopted:
            raise PermissionDenied
        return row


class OutcomesViewSet(ModelViewSet):
    """What all of them share: found by the database, never copied."""

    search_backend_name = None
    copy_view_enabled = False


class RecommendationViewSet(OutcomesViewSet):
    """The recommendations with their steps and translations."""

    model = Recommendation
    index_view_class = RecommendationIndexView
    delete_view_class = RecommendationDeleteView
    name = "recommendations"
    url_prefix = "outcomes/recommendations"
    icon = "list-ol"
    menu_label = _("Recommendations")
    list_display = ("title", "workshop", "number", "standing", "state", "next_check")
    list_filter = ("standing", "state", "certainty", "themes", "workshop")
    search_fields = ("title", "text")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("workshop"), FieldPanel("number"), FieldPanel("standing")]),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("language")]),
            FieldPanel("text"),
            FieldPanel("addressees", widget=forms.CheckboxSelectMultiple),
            FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
            SOURCED,
            InlinePanel(
                "steps",
                panels=[
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("answer")]),
                    FieldPanel("what"),
                    FieldRowPanel([FieldPanel("date"), FieldPanel("precision")]),
                    FieldRowPanel([FieldPanel("instrument"), FieldPanel("related")]),
                    SOURCED,
                    FieldPanel("document"),
                    FieldPanel("note"),
                ],
                heading=_("What followed, step by step"),
                label=_("Step"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("responsible"),
                    FieldPanel("next_check"),
                    FieldPanel("reminded"),
                    FieldPanel("staff_note"),
                ],
                heading=_("Follow-up"),
            ),
            InlinePanel(
                "translations",
                panels=[FieldPanel("language"), FieldPanel("title"), FieldPanel("text")],
                heading=_("In other languages"),
                label=_("Translation"),
            ),
        ],
        base_form_class=RecommendationForm,
    )


class StepIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Step]:
        return super().get_base_queryset().select_related("recommendation__workshop")


class StepViewSet(OutcomesViewSet):
    """All steps in one list: for finding what is still to be verified."""

    model = Step
    index_view_class = StepIndexView
    name = "follow_up_steps"
    url_prefix = "outcomes/steps"
    icon = "history"
    menu_label = _("Steps")
    list_display = ("what", "kind", "date", "recommendation", "certainty")
    list_filter = ("kind", "certainty")
    search_fields = ("what", "source")
    panels = (
        FieldPanel("recommendation"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("answer")]),
        FieldPanel("what"),
        FieldRowPanel([FieldPanel("date"), FieldPanel("precision")]),
        FieldRowPanel([FieldPanel("instrument"), FieldPanel("related")]),
        SOURCED,
        FieldPanel("document"),
        FieldPanel("note"),
    )


class InstrumentViewSet(OutcomesViewSet):
    model = Instrument
    name = "instruments_admin"
    url_prefix = "outcomes/instruments"
    icon = "doc-full"
    menu_label = _("Instruments")
    list_display = ("title", "kind", "date", "certainty")
    list_filter = ("kind", "certainty")
    search_fields = ("title", "short")
    panels = (
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("short"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date"), FieldPanel("precision")]),
        FieldPanel("note"),
        FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
        SOURCED,
    )


class StudyViewSet(OutcomesViewSet):
    model = Study
    name = "studies_admin"
    url_prefix = "outcomes/studies"
    icon = "openquote"
    menu_label = _("Thematic studies")
    list_display = ("title", "body", "status", "year", "certainty")
    list_filter = ("status", "certainty")
    search_fields = ("title",)
    panels = (
        FieldRowPanel([FieldPanel("title"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("body"), FieldPanel("status"), FieldPanel("year")]),
        FieldPanel("summary"),
        FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
        FieldPanel("recommendations"),
        SOURCED,
    )


class EngagementViewSet(OutcomesViewSet):
    model = Engagement
    name = "engagement_admin"
    url_prefix = "outcomes/engagement"
    icon = "group"
    menu_label = _("Engagement")
    list_display = ("title", "kind", "starts_on", "place", "certainty")
    list_filter = ("kind", "certainty")
    search_fields = ("title", "place")
    panels = (
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("precision")]),
        FieldPanel("dates_as_stated"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("partners")]),
        FieldPanel("bodies", widget=forms.CheckboxSelectMultiple),
        FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
        FieldPanel("recommendations"),
        SOURCED,
    )


class ThemeViewSet(OutcomesViewSet):
    model = Theme
    name = "themes_admin"
    url_prefix = "outcomes/themes"
    icon = "tag"
    menu_label = _("Themes")
    list_display = ("name", "slug", "is_aichr_priority")
    search_fields = ("name",)
    sort_order_field = "sort_order"
    panels = (
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldPanel("is_aichr_priority"),
    )


class AddresseeViewSet(OutcomesViewSet):
    model = Addressee
    name = "addressees_admin"
    url_prefix = "outcomes/addressees"
    icon = "mail"
    menu_label = _("Addressees")
    list_display = ("short", "name", "kind")
    search_fields = ("short", "name")
    sort_order_field = "sort_order"
    panels = (
        FieldRowPanel([FieldPanel("short"), FieldPanel("code"), FieldPanel("kind")]),
        FieldPanel("name"),
        FieldPanel("institution"),
    )


class OutcomesGroup(ModelViewSetGroup):
    """One menu for all of it."""

    menu_label = _("Outcomes")
    menu_icon = "list-ol"
    menu_order = 250
    items = (
        RecommendationViewSet,
        StepViewSet,
        InstrumentViewSet,
        StudyViewSet,
        EngagementViewSet,
        ThemeViewSet,
        AddresseeViewSet,
    )
