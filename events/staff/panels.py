"""The order in which the admin asks for a workshop: what, when, where, who, then the texts."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    TitleFieldPanel,
)

WORKING_TITLE = TitleFieldPanel(
    "title",
    help_text=_(
        "A short working title such as “Kuala Lumpur 2027”. Other editors see it before the page "
        "is published: keep it neutral."
    ),
)

WORKSHOP_INDEX = [TitleFieldPanel("title"), FieldPanel("introduction")]

WORKSHOP = [
    WORKING_TITLE,
    MultiFieldPanel(
        [FieldPanel("official_title"), FieldPanel("theme"), FieldPanel("number")],
        heading=_("What it is called"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("year")]),
            FieldRowPanel([FieldPanel("standing"), FieldPanel("format")]),
        ],
        heading=_("When"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("host_state"), FieldPanel("city")]),
            FieldPanel("time_zone"),
            FieldPanel("venue"),
            FieldPanel("venue_address"),
        ],
        heading=_("Where"),
    ),
    InlinePanel(
        "co_organisers",
        panels=[
            FieldRowPanel([FieldPanel("role"), FieldPanel("institution")]),
            FieldRowPanel([FieldPanel("certainty"), FieldPanel("as_stated")]),
        ],
        heading=_("Co-organisers, in order of protocol"),
        label=_("Co-organiser"),
        help_text=_(
            "The host foreign ministry first. Where the State has no national human rights "
            "institution, add none: the page then shows no such row."
        ),
    ),
    MultiFieldPanel(
        [FieldPanel("working_languages"), FieldPanel("interpretation")], heading=_("Languages")
    ),
    MultiFieldPanel(
        [
            FieldPanel("summary"),
            FieldPanel("practical_information"),
            FieldPanel("concept_note"),
            FieldPanel("outcome"),
        ],
        heading=_("Texts"),
    ),
    MultiFieldPanel(
        [FieldPanel("data_annex_signed_on"), FieldPanel("staff_note"), FieldPanel("is_demo")],
        heading=_("For the Secretariat"),
    ),
    MultiFieldPanel(
        [FieldPanel("certainty"), FieldPanel("dates_as_stated_by"), FieldPanel("sources")],
        heading=_("Archive: how sure the facts are"),
        classname="collapsed",
    ),
]
