"""The words of a workshop in the language of who reads them, else in that of the site."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

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
