"""A workshop's form as data: blocks of a catalogue, own questions, optional items.

A question never changes: what staff edit becomes a question with a new code in a new version, so
that answers keep the meaning they had. A code names its workshop ("q.17.3f9a0c21"), and its row in
the catalogue of personal fields is found by it: readers and time hold for own questions as for any
other. Conditions are evaluated here, on the server, and nowhere else.
"""

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.catalogue import PersonalField
from access.domain import audit
from access.models import User
from events.domain.languages import marked
from events.models import WorkshopPage
from registrations.models import FormVersion

# Blocks that staff switch on and off: the catalogue's fields in each.
BLOCKS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "names": (_("Own script, form of address"), ("name_own_script", "form_of_address")),
    "phone": (_("Telephone"), ("phone",)),
    "position": (_("Position in the organisation"), ("position",)),
    "participation": (_("In the room or online"), ("participation",)),
    "diet": (_("Food"), ("food",)),
    "accompanying": (_("People who come along, as a number"), ("accompanying",)),
    "access": (_("Access and support"), ("access_needs", "support_person")),
    "language": (_("Languages and interpretation"), ("working_language", "interpretation")),
    "photo": (_("Photographs"), ("photo_wish",)),
    "emergency": (_("Emergency contact"), ("emergency_contact", "safe_channel")),
    "message": (_("Message to the Secretariat"), ("message",)),
}
DEFAULT_BLOCKS = ("names", "diet", "access", "language", "photo", "message")
TYPES: dict[str, Any] = {
    "short": _("Short text"),
    "long": _("Long text"),
    "one": _("One of several"),
    "many": _("Several of several"),
    "date": _("Date"),
    "number": _("Number"),
    "country": _("Country"),
    "yes": _("Yes or no"),
    "file": _("File (PDF or picture), on the private page"),
}
# Who reads an own question: nine marks in the order of `catalogue.Reader`.
AUDIENCES: dict[str, tuple[Any, str]] = {
    "secretariat": (_("The Secretariat"), "● ● · ● · · · · ·"),
    "counted": (_("The Secretariat; the host as numbers"), "● ● · ● # · # · ·"),
    "travel": (_("The travel desk only"), "● · ● · · · · · ·"),
    "focal": (_("The protection focal point only"), "● · · ● · · · · ·"),
}
MAX_DAYS = 365
Texts = Mapping[str, str]


def text(texts: Texts, language: str = "") -> str:
    """A text in a language; in English, or in any, where it is not translated."""
    return (
        texts.get(language or get_language() or "")
        or texts.get(settings.LANGUAGE_CODE)
        or next(iter(texts.values()), "")
    )


lazy_text = lazy(text, str)


def shown(texts: Texts) -> SafeString:
    """A text for a page, with its language where that is not the reader's."""
    words = text(texts)
    return marked(words, next((code for code, each in texts.items() if each == words), ""))


@dataclass(frozen=True)
class Rule:
    """One comparison of a condition: the answer to `of` is, or is not, `value`."""

    of: str
    value: str
    negated: bool = False

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it holds for the answers so far; one of several answers is enough."""
        given = answers.get(self.of, "")
        found = self.value in given if isinstance(given, list) else str(given) == self.value
        return found != self.negated


@dataclass(frozen=True)
class Question:
    """One own question. `condition`: alternatives (OR) of rules that hold together (AND)."""

    code: str
    type: str
    label: Texts
    help: Texts = field(default_factory=dict)
    required: bool = False
    options: tuple[tuple[str, Texts], ...] = ()
    condition: tuple[tuple[Rule, ...], ...] = ()
    until: str = ""  # ISO date: the last day on which the answer may be changed
    audience: str = "secretariat"
    keep_days: int = 30

    @property
    def name(self) -> str:
        """The name of its field in a form."""
        return self.code.replace(".", "_")

    @property
    def personal(self) -> PersonalField:
        """Its row in the catalogue of personal fields."""
        return PersonalField(
            self.code,
            lazy_text(self.label),
            _("Asked by the Secretariat for this workshop."),
            AUDIENCES[self.audience][1],
            self.keep_days,
        )

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether the condition holds; a question without one is asked of everybody."""
        return not self.condition or any(
            all(rule.holds(answers) for rule in together) for together in self.condition
        )

    def is_closed(self, today: datetime.date) -> bool:
        """Whether the answer can no longer be changed."""
        return bool(self.until) and today > datetime.date.fromisoformat(self.until)

    def words(self, stored: str) -> str:
        """A stored answer as people read it."""
        options = {code: text(label) for code, label in self.options}
        if self.type == "yes":
            options = {"yes": str(_("Yes")), "no": str(_("No"))}
        return ", ".join(options.get(part, part) for part in stored.split("\n"))


@dataclass(frozen=True)
class Item:
    """An optional item with a limit of its own: a field visit, a dinner."""

    code: str
    label: Texts


@dataclass(frozen=True)
class Description:
    """A form: which blocks, which own questions in which order, which optional items."""

    blocks: tuple[str, ...] = DEFAULT_BLOCKS
    questions: tuple[Question, ...] = ()
    items: tuple[Item, ...] = ()
    version_id: int | None = None

    @property
    def files(self) -> tuple[Question, ...]:
        """The questions that are answered with a file, on the private page."""
        return tuple(question for question in self.questions if question.type == "file")

    @property
    def codes(self) -> list[str]:
        """The catalogue's fields that the blocks ask for."""
        return [code for block in self.blocks for code in BLOCKS[block][1]]

    def asked(self, answers: Mapping[str, Any]) -> set[str]:
        """The own questions to ask, by name: a hidden answer counts as none for those after it."""
        seen = dict(answers)
        names = set()
        for question in self.questions:
            if question.is_asked(seen):
                names.add(question.name)
                seen[question.code] = seen.get(question.name, "")
            else:
                seen[question.code] = ""
        return names


def first(workshop: WorkshopPage) -> Description:
    """The form of a workshop before staff touch it."""
    if workshop.format == WorkshopPage.Format.HYBRID:
        return Description(("participation", *DEFAULT_BLOCKS))
    return Description()


def read(data: Mapping[str, Any] | None, version_id: int | None = None) -> Description:
    """A description from its JSON; None is the form that a workshop has before staff touch it."""
    if data is None:
        return Description()
    return Description(
        blocks=tuple(block for block in data["blocks"] if block in BLOCKS),
        questions=tuple(_question(each) for each in data["questions"]),
        items=tuple(Item(each["code"], each["label"]) for each in data["items"]),
        version_id=version_id,
    )


def _question(data: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **data,
            "options": tuple((code, label) for code, label in data["options"]),
            "condition": tuple(
                tuple(Rule(**rule) for rule in together) for together in data["condition"]
            ),
        }
    )


def write(description: Description) -> dict[str, Any]:
    """The JSON of a description."""
    return {
        "blocks": list(description.blocks),
        "questions": [_as_data(question) for question in description.questions],
        "items": [{"code": i.code, "label": dict(i.label)} for i in description.items],
    }


def _as_data(question: Question) -> dict[str, Any]:
    return {
        **question.__dict__,
        "label": dict(question.label),
        "help": dict(question.help),
        "options": [[code, dict(label)] for code, label in question.options],
        "condition": [[rule.__dict__ for rule in together] for together in question.condition],
    }


def current(workshop: WorkshopPage) -> Description:
    """The newest version of the form, in one statement."""
    newest = FormVersion.objects.filter(workshop=workshop).order_by("-number").first()
    return read(newest.description, newest.pk) if newest else first(workshop)


def new_code(workshop: WorkshopPage) -> str:
    """A code for a new or changed question."""
    return f"q.{workshop.pk}.{secrets.token_hex(4)}"


@transaction.atomic
def save(workshop: WorkshopPage, description: Description, actor: User | None) -> FormVersion:
    """Make a description the newest version. Raises ValueError for one that cannot be shown."""
    check(description)
    newest = FormVersion.objects.filter(workshop=workshop).order_by("-number").first()
    version = FormVersion.objects.create(
        workshop=workshop,
        number=newest.number + 1 if newest else 1,
        description=write(description),
        author=actor,
    )
    audit.record(
        "registration.form",
        obj=workshop,
        actor=actor or "system",
        vault=workshop.vault,
        number=version.number,
    )
    return version


def check(description: Description) -> None:
    """Raises ValueError where a question asks for what comes later, or is torn."""
    before = {"category", "state", *description.codes}
    for question in description.questions:
        if question.type not in TYPES or question.audience not in AUDIENCES:
            raise ValueError(f"{question.code}: type or audience")
        if not 1 <= question.keep_days <= MAX_DAYS:
            raise ValueError(f"{question.code}: time")
        for rule in [rule for together in question.condition for rule in together]:
            if rule.of not in before:
                raise ValueError(f"{question.code}: a condition asks for a later question")
        before.add(question.code)


def copy(source: WorkshopPage, target: WorkshopPage, actor: User | None) -> FormVersion:
    """Start the form of a workshop from last year's: the same questions under codes of its own.

    Deadlines belong to last year and are left out.
    """
    description = current(source)
    codes = {question.code: new_code(target) for question in description.questions}
    questions = tuple(
        Question(
            **{
                **question.__dict__,
                "code": codes[question.code],
                "until": "",
                "condition": tuple(
                    tuple(Rule(codes.get(r.of, r.of), r.value, r.negated) for r in together)
                    for together in question.condition
                ),
            }
        )
        for question in description.questions
    )
    return save(target, Description(description.blocks, questions, description.items), actor)


def own_questions(workshop: WorkshopPage) -> dict[str, Question]:
    """Every own question that any version of the workshop's form asked, by code."""
    found: dict[str, Question] = {}
    for version in FormVersion.objects.filter(workshop=workshop).order_by("number"):
        found.update({q.code: q for q in read(version.description).questions})
    return found


_cache: dict[str, PersonalField] = {}


def prime(description: Description) -> None:
    """Keep the rows of a description at hand, so that storing an answer asks no statement."""
    for question in description.questions:
        if question.code not in _cache:
            _cache[question.code] = question.personal


def find(code: str) -> PersonalField | None:
    """The catalogue's row of an own question; None where the code is not one."""
    if code in _cache or not code.startswith("q."):
        return _cache.get(code)
    workshop = code.split(".")[1]
    if workshop.isdecimal():
        questions = own_questions(WorkshopPage(pk=int(workshop)))
        _cache.update({q.code: q.personal for q in questions.values()})
    return _cache.get(code)


def register() -> None:
    """Tell the catalogue where rows of own questions are; called in `RegistrationsConfig.ready`."""
    catalogue.register_finder(find)
