"""The proceedings of a workshop and their chapters, as pages."""

from typing import Any, ClassVar, Self

from django import forms
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from events.models import BasePage, WorkshopPage
from publications.models.blocks import ChapterBlocks
from publications.models.numbers import check_isbn, check_issn


class Audience(models.TextChoices):
    """For whom an edition or a chapter is; each one reads what those before it read."""

    PUBLIC = "public", _("Public")
    PARTICIPANTS = "participants", _("Participants")
    INTERNAL = "internal", _("Internal")

    @property
    def reads(self) -> list[str]:
        """The audiences whose chapters go into an edition of this one."""
        order = list(Audience)
        return [str(item) for item in order[: order.index(self) + 1]]


class ProceedingsPage(BasePage):
    """The volume of one workshop: its front matter, its chapters in order, its editions."""

    volume_title = models.CharField(_("title of the volume"), max_length=250)
    subtitle = models.CharField(_("subtitle"), max_length=250, blank=True)
    summary = models.TextField(
        _("in two sentences"), blank=True, help_text=_("Shown on the page of the publication.")
    )
    publisher = models.CharField(
        _("place and publisher"), max_length=120, blank=True, help_text=_("For the citation.")
    )
    isbn = models.CharField("ISBN", max_length=17, blank=True, validators=[check_isbn])
    issn = models.CharField("ISSN", max_length=9, blank=True, validators=[check_issn])
    index_terms = models.TextField(
        _("words of the index"),
        blank=True,
        help_text=_("One subject a line; other words for it after commas: remedy, redress."),
    )
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    disclaimer = models.TextField(_("disclaimer"), blank=True)
    comments_until = models.DateTimeField(
        _("co-organisers comment until"),
        null=True,
        blank=True,
        help_text=_("Until then the co-organisers read the edited chapters and comment on them."),
    )  # set by `publications.domain.rounds`, not by the form of the page

    parent_page_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    subpage_types: ClassVar[list[str]] = ["publications.ChapterPage"]
    max_count_per_parent = 1
    template = "publications/proceedings.html"

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        HelpPanel(template="publications/staff/build_panel.html", heading=_("The volume")),
        MultiFieldPanel(
            [FieldPanel("volume_title"), FieldPanel("subtitle"), FieldPanel("summary")],
            heading=_("Title"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("publisher"),
                FieldPanel("isbn"),
                FieldPanel("issn"),
                FieldPanel("licence"),
                FieldPanel("disclaimer"),
            ],
            heading=_("Imprint"),
        ),
        FieldPanel("index_terms"),
    ]

    class Meta:
        verbose_name = _("proceedings")

    @classmethod
    def new_part(cls, workshop: Page) -> Self:
        """The draft that a new workshop gets: its volume is titled by a human later."""
        part = super().new_part(workshop)
        part.volume_title = workshop.title
        return part

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """The page of a version; until when comments may be made is no part of any version."""
        page: Self = super().with_content_json(content)
        page.comments_until = self.comments_until
        return page

    @property
    def workshop(self) -> WorkshopPage:
        """The workshop whose volume this is."""
        page: WorkshopPage = self.get_parent().specific
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from publications.domain.reading import head, publication

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = publication(self)
        return {
            **context,
            "publication": found,
            "cited_as": head(found.work),
        }


class ChapterForm(WagtailAdminPageForm):
    """A chapter's form: the session is chosen among those of the released agenda."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "session_key" not in self.fields:
            return
        from publications.domain.sessions import session_choices

        parent = kwargs.get("parent_page") or self.instance.get_parent()
        choices = [("", "—"), *session_choices(parent.specific.workshop)]
        self.fields["session_key"].widget = forms.Select(choices=choices)


class ChapterPage(BasePage):
    """One part of the volume, written by hand or filled from the data of the workshop."""

    class Place(models.TextChoices):
        PLAIN = "plain", _("Without a number")
        CHAPTER = "chapter", _("Chapter (I, II, III)")
        ANNEX = "annex", _("Annex (1, 2, 3)")

    class Source(models.TextChoices):
        TEXT = "text", _("The text below")
        INTRODUCTION = (
            "introduction",
            _("Title, place, dates, organisers and kinds of participants"),
        )
        AGENDA = "agenda", _("The agenda as held (the latest release)")
        PARTICIPANTS = "participants", _("The participants, as each chose to appear")

    place = models.CharField(_("place"), max_length=8, choices=Place.choices, default=Place.CHAPTER)
    source = models.CharField(
        _("filled with"),
        max_length=12,
        choices=Source.choices,
        default=Source.TEXT,
        help_text=_("What comes from the data stands before the text below."),
    )
    subtitle = models.CharField(_("subtitle"), max_length=250, blank=True)
    lede = models.TextField(_("opening"), blank=True)
    audience = models.CharField(
        _("for"),
        max_length=12,
        choices=Audience.choices,
        default=Audience.PUBLIC,
        help_text=_("A chapter for participants or internal use is in no public volume or page."),
    )
    session_key = models.UUIDField(
        _("session"),
        null=True,
        blank=True,
        help_text=_(
            "Its speakers are named below the title as each of them chose, and not at all under "
            "the Chatham House Rule."
        ),
    )
    has_numbers = models.BooleanField(_("paragraphs are numbered"), default=True)
    body = StreamField(ChapterBlocks(), verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["publications.ProceedingsPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "publications/chapter.html"

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        HelpPanel(template="publications/staff/chapter_panel.html", heading=_("Before a build")),
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("source"),
                FieldPanel("audience"),
                FieldPanel("session_key"),
                FieldPanel("subtitle"),
                FieldPanel("lede"),
                FieldPanel("has_numbers"),
            ],
            heading=_("How it opens"),
        ),
        FieldPanel("body"),
    ]
    base_form_class = ChapterForm

    class Meta:
        verbose_name = _("chapter")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only what is public has a page, and no chapter before its volume."""
        if self.audience != Audience.PUBLIC or not self.volume.live:
            raise Http404
        return super().serve(request, *args, **kwargs)

    @property
    def volume(self) -> ProceedingsPage:
        """The volume it belongs to."""
        page: ProceedingsPage = self.get_parent().specific
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from publications.domain.reading import chapter, head

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = chapter(self)
        return {
            **context,
            "chapter": found,
            "cited_as": head(found.work),
        }
