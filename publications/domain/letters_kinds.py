"""The kinds of letters: what each may say, who makes it, and its built-in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from access.catalogue import Reader
from access.domain.disclosure import Viewer
from access.roles import Role
from correspondence.domain.occasions import Placeholder

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Kind:
    """A kind of letter.

    `needs` are the placeholders that its text must hold, `may` those it can; `role` makes it and
    reads people as `reader`; the paper is kept under the field `purpose` of the catalogue.
    `occasion`: the mail that tells the person ('': nobody is told). `heading` stands on the paper.
    """

    code: str
    label: "str | StrPromise"
    heading: "str | StrPromise"
    needs: frozenset[str]
    may: frozenset[str]
    role: Role = Role.SECRETARIAT
    reader: Reader = Reader.SECRETARIAT
    purpose: str = "messages"
    occasion: str = ""

    @property
    def viewer(self) -> Viewer:
        """As whom its values are read."""
        return Viewer(self.reader)

    @property
    def placeholders(self) -> list[Placeholder]:
        """What a text may hold in braces, those it needs first."""
        return [PLACEHOLDERS[code] for code in (*sorted(self.needs), *sorted(self.may))]

    @property
    def samples(self) -> dict[str, str]:
        """The values of an invented person."""
        return {one.code: str(one.sample) for one in self.placeholders}


PLACEHOLDERS = {
    code: Placeholder(code, label, sample)
    for code, label, sample in (
        ("workshop", _("The official title of the workshop"), "Invented Workshop on Remedies"),
        ("dates", _("Its days, in words"), "15–17 June 2027"),
        ("place", _("Venue and city"), "Invented Hall, Kuala Lumpur"),
        ("host", _("The formal name of the host State"), "the Republic of Invention"),
        ("name", _("The name of the person"), "Invented Person"),
        ("form_of_address", _("The form of address, where there is one"), "H.E."),
        ("position", _("The position, where there is one"), "Director"),
        ("organisation", _("The organisation, where there is one"), "Invented Institute"),
        ("institution", _("The ministry or institution that is written to"), "Invented Ministry"),
        ("state", _("The formal name of its State"), "the Republic of Invention"),
        ("places", _("How many people it may nominate"), "3"),
        ("nominations_until", _("Until when it may nominate"), "3 May 2027"),
        (
            "link",
            _("The private link for nominations, on a line of its own"),
            "https://example.org/me/delegation/invented/",
        ),
        ("legal_name", _("The name as in the passport"), "INVENTED PERSON"),
        ("nationality", _("The nationality"), "Invented"),
        ("passport_number", _("The number of the passport"), "X0000000"),
        ("passport_expiry", _("Until when the passport is valid"), "1 January 2031"),
        ("passport_issuer", _("Who issued the passport"), "Invented Office"),
        ("date_of_birth", _("The date of birth"), "1 January 1980"),
    )
}
_EVENT = {"workshop", "dates", "place", "host"}
CERTIFICATE = "certificate"

KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "invitation",
            _("Invitation letter"),
            _("Letter of invitation"),
            frozenset({"name", "workshop"}),
            frozenset(_EVENT - {"workshop"} | {"form_of_address", "position", "organisation"}),
            occasion="invitation_letter",
        ),
        Kind(
            "note_verbale",
            _("Note verbale to a ministry or institution"),
            _("Note verbale"),
            frozenset({"institution", "link", "workshop"}),
            frozenset(_EVENT - {"workshop"} | {"state", "places", "nominations_until"}),
        ),
        Kind(
            "visa",
            _("Visa support letter"),
            _("To whom it may concern"),
            frozenset({"legal_name", "passport_number", "workshop"}),
            frozenset(
                _EVENT - {"workshop"}
                | {"nationality", "passport_expiry", "passport_issuer", "date_of_birth"}
            ),
            role=Role.TRAVEL_DESK,
            reader=Reader.TRAVEL_DESK,
            purpose="visa_letter",
            occasion="visa_letter",
        ),
        Kind(
            CERTIFICATE,
            _("Certificate of attendance"),
            _("Certificate of attendance"),
            frozenset({"name", "workshop"}),
            frozenset(_EVENT - {"workshop"}),
        ),
    )
}
# A certificate is made by the person, on their own page; staff write its words.
MADE_BY_STAFF = tuple(code for code in KINDS if code != CERTIFICATE)


def get(code: str) -> Kind:
    """The kind of `code`. Raises KeyError."""
    return KINDS[code]


def built_in(kind: Kind, language: str) -> str:
    """The built-in words in a language (English where nobody translated them), with braces."""
    with override(language):
        text = render_to_string(f"publications/letters/text/{kind.code}.txt")
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part)
