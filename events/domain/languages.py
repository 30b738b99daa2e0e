"""The words of a workshop in the language of who reads them, else in that of the site.

And the mark that a text in another language than its page needs: people who listen to a page hear
it with the right voice (WCAG 2.2, 3.1.2).
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, Site

from events.models import WorkshopPage, WorkshopText


@dataclass(frozen=True)
class Words:
    """A text, and its language where that is not the reader's."""

    text: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


def foreign() -> str:
    """The language of what stands only in that of the site, where the reader's is another."""
    here = get_language() or settings.LANGUAGE_CODE
    return "" if here == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE


def lang(language: str = "") -> SafeString:
    """The attribute ` lang="en"` of an element whose text is in `language`, else nothing.

    Argument: the code of the language; by default that of the site, in which staff type. Nothing
    where it is the reader's own.
    """
    language = language or settings.LANGUAGE_CODE
    if language == (get_language() or settings.LANGUAGE_CODE):
        return mark_safe("")
    return format_html(' lang="{}"', language)


def marked(text: object, language: str = "") -> SafeString:
    """A text among words of the interface: in an element of its own where its language is another.

    Arguments: the text, as it is or safe; its language as `lang` takes it.
    """
    attribute = lang(language) if text else ""
    safe = conditional_escape(text)  # type: ignore[arg-type]
    return format_html("<span{}>{}</span>", attribute, safe) if attribute else safe


def language_of(page: Page) -> str:
    """The language of a page's own words. No statement.

    A stand-in that Wagtail puts above a translated page says what the page of the site says.
    """
    if page.alias_of_id:
        return settings.LANGUAGE_CODE
    roots = Site.get_site_root_paths()
    found = (root.language_code for root in roots if page.url_path.startswith(root.root_path))
    return next(found, settings.LANGUAGE_CODE)


def words_of(workshop: WorkshopPage) -> dict[str, Words]:
    """Each text of a workshop by the name of its field (`WorkshopText.TEXTS`).

    No statement for readers of the site's own language and where theirs is not filled; else one.
    """
    here = get_language() or settings.LANGUAGE_CODE
    if here == settings.LANGUAGE_CODE:
        return {name: Words(getattr(workshop, name)) for name in WorkshopText.TEXTS}
    own = _own(workshop, here) if here in workshop.further_languages.split() else None
    found = {}
    for name in WorkshopText.TEXTS:
        text = getattr(own, name, "")
        english = getattr(workshop, name)
        found[name] = Words(text) if text else Words(english, english and settings.LANGUAGE_CODE)
    return found


def _own(workshop: WorkshopPage, language: str) -> WorkshopText | None:
    """The texts in a language; those of a preview that is not saved too."""
    return next((text for text in workshop.texts.all() if text.language == language), None)
