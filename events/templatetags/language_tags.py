"""Which language a text on a page is in: `lang` wherever it is not the reader's.

<h1{% lang_of %}>{{ session.title }}</h1>                 typed by staff, in the site's language
<span{% lang_of paper.language %}>{{ paper.title }}</span>          the model knows its language
{% translate "Held with" %} {{ page.held_with|marked }}             among words of the interface
"""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from events.domain import languages

register = template.Library()


@register.simple_tag
def lang_of(language: str = "") -> SafeString:
    """The attribute `lang` of an element, where its text is not in the reader's language."""
    return languages.lang(language)


@register.filter
def marked(text: object, language: str = "") -> SafeString:
    """A text, in an element with `lang` where it is not in the reader's language."""
    return languages.marked(text, language)


@register.simple_tag
def language_name(language: str) -> str:
    """A language by its own name: 'Bahasa Indonesia'."""
    return dict(settings.LANGUAGES).get(language, language)
