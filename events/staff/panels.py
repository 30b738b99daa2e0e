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
    InlinePanel(
        "texts",
        panels=[
            FieldPanel("language"),
            FieldPanel("theme"),
            FieldPanel("summary"),
            FieldPanel("practical_information"),
            FieldPanel("concept_note"),
            FieldPanel("outcome"),
        ],
        heading=_("Texts in further languages"),
        label=_("Language"),
        help_text=_(
            "A language is offered to readers as soon as it says something. What you leave empty "
            "is shown in English."
        ),
        classname="collapsed",
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("contact_office"), FieldPanel("contact_email")])],
        heading=_("Whom to ask"),
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

CONSULTATION = [
    WORKING_TITLE,
    MultiFieldPanel(
        [FieldPanel("official_title"), FieldPanel("kind"), FieldPanel("held_with")],
        heading=_("What it is"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("year")]),
            FieldPanel("date_in_words"),
            FieldRowPanel([FieldPanel("place"), FieldPanel("host_state")]),
        ],
        heading=_("When and where"),
    ),
    FieldPanel("summary"),
    FieldPanel("body"),
    MultiFieldPanel(
        [FieldPanel("certainty"), FieldPanel("dates_as_stated_by"), FieldPanel("sources")],
        heading=_("How sure the facts are"),
    ),
]

NATIONAL_WORKING_GROUP = [
    TitleFieldPanel("title"),
    FieldPanel("institution"),
    FieldPanel("summary"),
    MultiFieldPanel(
        [FieldPanel(name) for name in ("government", "parliament", "nhri", "academe", "ngo")],
        heading=_("Its constituencies: institutions, one a line, no names of people"),
    ),
    FieldRowPanel([FieldPanel("focal_point"), FieldPanel("focal_email")]),
    FieldPanel("body"),
]
