"""The blocks of which a chapter is made: few, each with a fixed look in print and on screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

FEATURES = ["bold", "italic", "link", "ol", "ul"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside a chapter."""

    text = blocks.CharBlock(label=_("heading"), max_length=200)

    class Meta:
        icon = "title"
        label = _("Heading")


class TextBlock(blocks.RichTextBlock):
    """Paragraphs; they are numbered where the chapter says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraphs")


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


class RecitalBlock(blocks.StructBlock):
    """A paragraph of a preamble; its first word is set apart."""

    text = blocks.TextBlock(label=_("text"))

    class Meta:
        icon = "italic"
        label = _("Recital")


class RecommendationBlock(blocks.StructBlock):
    """One recommendation; numbered in the order of the chapter."""

    text = blocks.TextBlock(label=_("text"))
    addressees = blocks.CharBlock(label=_("addressed to"), required=False, max_length=250)

    class Meta:
        icon = "list-ol"
        label = _("Recommendation")


class TableBlock(blocks.StructBlock):
    """A small table, typed a row a line with | between the cells; the first row is the head."""

    caption = blocks.CharBlock(label=_("caption"), max_length=250)
    rows = blocks.TextBlock(
        label=_("rows"), help_text=_("One row a line, cells separated by |. The first is the head.")
    )

    class Meta:
        icon = "table"
        label = _("Table")


class ChapterBlocks(blocks.StreamBlock):
    """The text of a chapter."""

    heading = HeadingBlock()
    text = TextBlock()
    quotation = QuoteBlock()
    recital = RecitalBlock()
    recommendation = RecommendationBlock()
    table = TableBlock()
