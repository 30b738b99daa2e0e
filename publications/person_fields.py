"""The field table's rows of requests for another format.

They belong to whoever asked, without a registration: found by code (`catalogue.register_finder`),
so that no list and no export of participants has a column for them. Marks in the order of
`events.person_fields`; days count from the day on which somebody asked.
"""

from django.utils.translation import gettext_lazy as _

from access.catalogue import PersonalField

EMAIL, WANTED, WORDS, ANSWER, LINK = (
    "format_email",
    "format_wanted",
    "format_words",
    "format_answer",
    "format_link",
)
KEPT_DAYS = 90
# The wish for large print or Braille tells of a body: the Secretariat alone reads it.
READERS = "● ● · · · · · · ·"

FORMAT_FIELDS = {
    field.code: field
    for field in (
        PersonalField(
            EMAIL,
            _("E-mail address"),
            _("To send you the document, and for nothing else."),
            READERS,
            KEPT_DAYS,
        ),
        PersonalField(
            WANTED, _("Format and language"), _("To make what you asked for."), READERS, KEPT_DAYS
        ),
        PersonalField(
            WORDS, _("What you added"), _("To make what you asked for."), READERS, KEPT_DAYS
        ),
        PersonalField(ANSWER, _("Our answer"), _("To answer you."), READERS, KEPT_DAYS),
        PersonalField(LINK, _("Where it lies"), _("To answer you."), READERS, KEPT_DAYS),
    )
}


def find(code: str) -> PersonalField | None:
    """The row of a code, or None (`catalogue.register_finder`)."""
    return FORMAT_FIELDS.get(code)
