"""A block of a chapter as a reader will see it, in the list of blocks of the editor."""

from types import SimpleNamespace
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from publications.domain.chapters import chapter_html
from publications.domain.screen import on_screen

register = template.Library()


@register.simple_tag
def chapter_block(bound_block: Any) -> SafeString:
    """The fragment of one block, by the code that sets chapters; pictures and records invented."""
    value = bound_block.value
    if bound_block.block.name == "figure":
        value = {**value, "image": value.get("image") or "invented"}
    block = SimpleNamespace(block_type=bound_block.block.name, value=value)
    chapter: Any = SimpleNamespace(body=[block], has_numbers=True, slug="preview")
    html = chapter_html(
        chapter,
        picture=lambda _image: static("site/weave/2004.svg"),
        recommendations=_records,
    )
    # Made of the invented values of `publications.models.blocks`, each escaped on its way.
    return mark_safe(on_screen(html, {}))


def _records(has_themes: bool) -> str:
    """One invented recommendation, as its record would be printed."""
    heading = f"<h3>{_('Access to information')}</h3>" if has_themes else ""
    words = _("Member States are invited to answer every request within thirty days.")
    return f'{heading}<div class="rec" id="r1"><p><span class="no">1.</span> {words}</p></div>'
