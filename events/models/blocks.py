"""The blocks of which texts on the site are made: few, each with a preview in the editor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    """Headings, paragraphs, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Headings, paragraphs, lists and links.")
        preview_value = "<h2>A heading</h2><p>A paragraph that says one thing in plain words.</p>"
        template = "events/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    """A picture with the words for those who do not see it."""

    image = ImageChooserBlock(
        label=_("picture"),
        help_text=_("Never a recognisable participant who has not agreed in writing."),
    )
    alternative = blocks.CharBlock(
        label=_("what it shows, in words"),
        required=False,
        max_length=250,
        help_text=_("Read aloud instead of the picture. Required unless it is only decoration."),
    )
    is_decoration = blocks.BooleanBlock(label=_("only decoration"), required=False)
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if bool(result["alternative"]) == bool(result["is_decoration"]):
            said = ValidationError(_("Say what the picture shows, or mark it as only decoration."))
            raise blocks.StructBlockValidationError(block_errors={"alternative": said})
        return result

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with the words for those who do not see it.")
        preview_value = {"caption": "What happened, in one line", "is_decoration": True}
        preview_template = "events/blocks/picture_preview.html"
        template = "events/blocks/picture.html"


class QuotationBlock(blocks.StructBlock):
    """Words from a document, with its name."""

    text = blocks.TextBlock(label=_("quotation"))
    source = blocks.CharBlock(label=_("from"), max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Words from a document, with its name.")
        preview_value = {"text": "The workshop proposes a commission.", "source": "A summary, 2004"}
        template = "events/blocks/quotation.html"


class NoteBlock(blocks.StructBlock):
    """What must not be overlooked."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "link"])

    class Meta:
        icon = "warning"
        label = _("Note")
        description = _("A box for what must not be overlooked.")
        preview_value = {"heading": "Before you travel", "text": "<p>Ask for the letter.</p>"}
        template = "events/blocks/note.html"


class LinkBlock(blocks.StructBlock):
    """A page of this site or of another one, as a button with a line below."""

    page = blocks.PageChooserBlock(label=_("page of this site"), required=False)
    url = blocks.URLBlock(label=_("or an address elsewhere"), required=False)
    text = blocks.CharBlock(label=_("words of the link"), max_length=120)
    small = blocks.CharBlock(label=_("small line"), required=False, max_length=120)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if bool(result["page"]) == bool(result["url"]):
            said = ValidationError(_("Choose a page of this site, or enter an address."))
            raise blocks.StructBlockValidationError(block_errors={"page": said})
        return result

    class Meta:
        icon = "link"
        label = _("Link")
        description = _("A link that stands alone, with a small line below.")
        preview_value = {"url": "https://example.org/", "text": "The declaration", "small": "PDF"}
        template = "events/blocks/link.html"


class BodyBlock(blocks.StreamBlock):
    """The text of a page."""

    text = TextBlock()
    picture = PictureBlock()
    quotation = QuotationBlock()
    note = NoteBlock()
    link = LinkBlock()

    class Meta:
        block_counts = {"picture": {"max_num": 12}}
