"""The blocks of which a chapter is made: few, each with a fixed look in print and on screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"]
PREVIEW = "publications/blocks/preview.html"
WRITING = _(
    "A note at the foot of the page: ^[its text]. A reference to another place: {{#p4}} for "
    "paragraph 4 of this chapter, {{opening#p4}} for one of the chapter with that address."
)


class HeadingBlock(blocks.StructBlock):
    """A heading inside a chapter, of two levels."""

    text = blocks.CharBlock(label=_("heading"), max_length=200)
    is_inner = blocks.BooleanBlock(label=_("below another heading"), required=False)

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("A heading inside a chapter, or a smaller one below another.")
        preview_value = {"text": "What the workshop heard"}
        preview_template = PREVIEW


class TextBlock(blocks.RichTextBlock):
    """Paragraphs; they are numbered where the chapter says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, help_text=WRITING, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraphs")
        description = _("Paragraphs, numbered where the chapter says so, with notes.")
        preview_value = "<p>The workshop met for three days.^[A note at the foot.]</p>"
        preview_template = PREVIEW


class QuoteBlock(blocks.StructBlock):
    """Words of a participant, attributed as the session allows."""

    text = blocks.TextBlock(label=_("quotation"))
    source = blocks.CharBlock(
        label=_("attribution"),
        required=False,
        max_length=200,
        help_text=_("Under the Chatham House Rule nobody is named, nor described recognisably."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Words of a participant, attributed as the session allows.")
        preview_value = {"text": "We came to be heard.", "source": "Civil society speaker"}
        preview_template = PREVIEW


class RecitalBlock(blocks.StructBlock):
    """A paragraph of a preamble; its first word is set apart."""

    text = blocks.TextBlock(label=_("text"))

    class Meta:
        icon = "italic"
        label = _("Recital")
        description = _("A paragraph of a preamble; its first word is set apart.")
        preview_value = {"text": "Recalling the conclusions of the Fourth Workshop,"}
        preview_template = PREVIEW


class RecommendationsBlock(blocks.StructBlock):
    """The recommendations of the workshop, from their records: number, text, addressees."""

    has_themes = blocks.BooleanBlock(
        label=_("under the headings of their themes"), required=False, default=True
    )

    class Meta:
        icon = "list-ol"
        label = _("Recommendations, as adopted")
        description = _("The adopted text from its records: nothing is typed twice.")
        preview_value = {"has_themes": True}
        preview_template = PREVIEW


class TableBlock(blocks.StructBlock):
    """A small table, typed a row a line with | between the cells; the first row is the head."""

    caption = blocks.CharBlock(label=_("caption"), max_length=250)
    rows = blocks.TextBlock(
        label=_("rows"), help_text=_("One row a line, cells separated by |. The first is the head.")
    )

    source = blocks.CharBlock(label=_("source"), required=False, max_length=250)

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("A small table, typed as lines with | between the cells.")
        preview_value = {
            "caption": "Participants by kind",
            "rows": "Kind | People\nGovernments | 33\nCivil society | 48",
            "source": "Secretariat",
        }
        preview_template = PREVIEW


class FigureBlock(blocks.StructBlock):
    """A picture with its caption; what it shows is also told in words."""

    image = ImageChooserBlock(label=_("image"))
    alt = blocks.TextBlock(
        label=_("what it shows"),
        max_length=600,
        help_text=_("For readers who cannot see it: what the picture tells, not what it is."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=250)
    source = blocks.CharBlock(label=_("source"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Figure")
        description = _("A picture with its caption, and in words what it tells.")
        preview_value = {"alt": "An invented pattern", "caption": "What the picture tells"}
        preview_template = PREVIEW


class BoxBlock(blocks.StructBlock):
    """A short text set apart: an example, a rule, a summary."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.TextBlock(label=_("text"), help_text=_("An empty line begins a paragraph."))

    class Meta:
        icon = "form"
        label = _("Box")
        description = _("A short text set apart: an example, a rule, a summary.")
        preview_value = {"heading": "An example", "text": "A consultation of two weeks."}
        preview_template = PREVIEW


class ReferencesBlock(blocks.StructBlock):
    """The list of what a chapter cites, one work a line, in the order of the alphabet."""

    rows = blocks.TextBlock(label=_("references"), help_text=_("One a line; *title* in italics."))

    class Meta:
        icon = "openquote"
        label = _("References")
        description = _("What a chapter cites, one work a line.")
        preview_value = {"rows": "Example, A. *A book on remedies*. Manila, 2020."}
        preview_template = PREVIEW


class TermsBlock(blocks.StructBlock):
    """Abbreviations or terms with what they mean."""

    rows = blocks.TextBlock(label=_("terms"), help_text=_("One a line: AICHR | its full name."))

    class Meta:
        icon = "list-ul"
        label = _("Abbreviations")
        description = _("Abbreviations or terms with what they mean.")
        preview_value = {"rows": "SOM | ASEAN Senior Officials' Meeting"}
        preview_template = PREVIEW


class ChapterBlocks(blocks.StreamBlock):
    """The text of a chapter."""

    heading = HeadingBlock()
    text = TextBlock()
    quotation = QuoteBlock()
    recital = RecitalBlock()
    recommendations = RecommendationsBlock()
    table = TableBlock()
    figure = FigureBlock()
    box = BoxBlock()
    references = ReferencesBlock()
    terms = TermsBlock()
