"""The menu "Reference data": States, institutions with their dated names, categories."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from events.models import Category, Institution, State
from events.staff.lines import PairLines


class StateViewSet(ModelViewSet):
    """The Member States: every country name that is printed comes from here."""

    model = State
    name = url_prefix = "states"
    icon = "site"
    menu_label = _("States")
    list_display = ("list_name", "code", "formal_name", "joined_on")
    search_fields = ("list_name", "formal_name", "code")
    search_backend_name = None
    inspect_view_enabled = True
    copy_view_enabled = False
    panels = (
        FieldRowPanel([FieldPanel("list_name"), FieldPanel("code")]),
        FieldRowPanel([FieldPanel("running_name"), FieldPanel("formal_name")]),
        FieldRowPanel([FieldPanel("joined_on"), FieldPanel("sort_order")]),
        MultiFieldPanel(
            [
                FieldPanel("native_names", widget=PairLines("lang", "text")),
                FieldPanel("languages", widget=PairLines("code", "endonym")),
                FieldPanel("time_zones", widget=PairLines("iana", "label", rows=3)),
            ],
            heading=_("Languages and time zones"),
        ),
        FieldPanel("source"),
    )


class InstitutionIndexView(IndexView):
    """Asks for States and names at once, whatever the length of the list."""

    def get_base_queryset(self) -> QuerySet[Institution]:
        institutions = super().get_base_queryset()
        return institutions.select_related("state").prefetch_related("names").distinct()


class InstitutionViewSet(ModelViewSet):
    """Ministries, NHRIs, national working groups, ASEAN bodies and other organisers."""

    model = Institution
    index_view_class = InstitutionIndexView
    name = url_prefix = "institutions"
    icon = "group"
    menu_label = _("Institutions")
    list_display = ("__str__", "kind", "state", "may_co_organise", "certainty")
    list_filter = ("kind", "state", "certainty")
    # A name is a row of its own; an institution is looked for by any of its names.
    search_fields = ("names__text", "names__short")
    search_backend_name = None
    inspect_view_enabled = True
    copy_view_enabled = False
    panels = (
        FieldRowPanel([FieldPanel("kind"), FieldPanel("state")]),
        InlinePanel(
            "names",
            min_num=1,
            panels=[
                FieldRowPanel([FieldPanel("text"), FieldPanel("short")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
                FieldRowPanel([FieldPanel("certainty"), FieldPanel("as_stated")]),
                FieldPanel("native_names", widget=PairLines("lang", "text", rows=2)),
                FieldPanel("source"),
            ],
            heading=_("Names, each with the time in which it was in force"),
            label=_("Name"),
        ),
        InlinePanel(
            "accreditations",
            panels=[
                FieldRowPanel([FieldPanel("status"), FieldPanel("as_of")]),
                FieldRowPanel([FieldPanel("certainty"), FieldPanel("source")]),
            ],
            heading=_("Accreditation with GANHRI (national human rights institutions only)"),
            label=_("Accreditation"),
        ),
        FieldRowPanel([FieldPanel("founded_on"), FieldPanel("dissolved_on")]),
        FieldRowPanel([FieldPanel("logo"), FieldPanel("logo_alternative")]),
        FieldPanel("may_co_organise"),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("certainty"), FieldPanel("source")]),
    )


class CategoryViewSet(ModelViewSet):
    """The categories of participants, and the placeholder for those who are not named."""

    model = Category
    name = url_prefix = "categories"
    icon = "tag"
    menu_label = _("Categories of participants")
    list_display = ("label", "code", "speaker_label", "channel", "is_official")
    search_fields = ("label", "code")
    search_backend_name = None
    sort_order_field = "sort_order"
    inspect_view_enabled = True
    copy_view_enabled = False
    panels = (
        FieldRowPanel([FieldPanel("label"), FieldPanel("code")]),
        FieldPanel("speaker_label"),
        FieldRowPanel([FieldPanel("channel"), FieldPanel("is_official")]),
    )


class ReferenceGroup(ModelViewSetGroup):
    """One menu for all of it."""

    menu_label = _("Reference data")
    menu_icon = "list-ul"
    menu_order = 700
    items = (StateViewSet, InstitutionViewSet, CategoryViewSet)
