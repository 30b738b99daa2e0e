"""Sixty invented registrations, in every state, made through the front door.

Names are invented on purpose and in many scripts; every address is at example.org. Submission keys
come from the workshop and the number, so that loading again adds nothing.
"""

import datetime
import uuid

from django.utils import timezone

from access.domain.consent import Naming, Output
from correspondence.models import MailMessage
from events.models import Category, State, WorkshopPage
from registrations.domain import (
    delegations,
    described,
    drafts,
    holding,
    invitations,
    places,
    registering,
    waiting,
)
from registrations.domain.described import Description, Item, Question, Rule
from registrations.domain.states import State as Step
from registrations.domain.states import step
from registrations.models import Delegation, Draft, FormVersion, Invitation, Quota, Registration

NAMESPACE = uuid.UUID("6f3d2c0e-8f61-4c53-9a5e-0d4b7c1a2e90")
COUNT = 60
A_YEAR = datetime.timedelta(days=365)
# "Example" or "Invented" in the languages of the region, beside a given name.
NAMES = (
    "Contoh Suharti",
    "Contoh bin Rahman",
    "ตัวอย่าง สมหญิง",
    "ຕົວຢ່າງ ສຸກ",
    "ឧទាហរណ៍ វណ្ណា",
    "ဥပမာ မောင်",
    "Ví Dụ Ngọc Ánh",
    "எடுத்துக்காட்டு சுஜாதா",
    "示例 明",
    "Halimbawa Peña III",
    "Ezemplu da Costa",
    "Invented Participant s/o Example",
)
ORGANISATIONS = (
    "Invented Centre for Examples",
    "Example Network of the Region",
    "Institute of Invented Studies",
    "Example Commission",
)
CODES = ("CSO", "GOV", "NWG", "CSO", "NHRI", "CSO", "PARL", "GOV", "CSO", "AB", "LINE")
# The last fourteen come from academe: six places, eight wait, two of the six withdraw.
WAITING_CODE, WAITING_PLACES, WAITING_FROM = "ACAD", 6, 46
CHOICES: tuple[dict[Output, Naming], ...] = (
    {},
    {Output.LIST: Naming.ORGANISATION},
    dict.fromkeys(Output, Naming.NAME),
    {Output.LIST: Naming.OTHER_NAME, Output.BADGE: Naming.OTHER_NAME},
    {Output.LIST: Naming.NAME, Output.PROCEEDINGS: Naming.ORGANISATION},
)


# What becomes of the first 46, in turn.
FATES = (
    Step.ACCEPTED,
    Step.SUBMITTED,
    Step.ACCEPTED,
    Step.AWAITING_EMAIL,
    Step.ACCEPTED,
    Step.DECLINED,
    Step.ACCEPTED,
    Step.ATTENDED,
    Step.WITHDRAWN,
    Step.ERASED,
)


def load(workshop: WorkshopPage) -> int:
    """Make what is missing of the sixty; returns how many were made.

    Every state but 'draft' occurs. Needs the categories and the States (`load_reference`). Their
    mails are in the ledger, marked as sent: a demonstration does not begin with 150 messages.
    """
    keys = {number: uuid.uuid5(NAMESPACE, f"{workshop.pk}:{number}") for number in range(COUNT)}
    made = set(
        Registration.objects.filter(submission_key__in=keys.values()).values_list(
            "submission_key", flat=True
        )
    )
    missing = [number for number, key in keys.items() if key not in made]
    _describe(workshop)
    if not missing:
        return 0
    categories = {category.code: category for category in Category.objects.all()}
    countries = list(State.objects.all())
    academe = categories[WAITING_CODE]
    if not Quota.objects.filter(workshop=workshop, category=academe).exists():
        waiting.set_limit(workshop, academe, WAITING_PLACES, "system")
    for number in missing:
        waits = number >= WAITING_FROM
        category = academe if waits else categories[CODES[number % len(CODES)]]
        represents = category.channel == Category.Channel.NOMINATED and countries
        country = countries[number % len(countries)] if represents else None
        registration = _register(workshop, number, keys[number], category, country)
        fate = Step.SUBMITTED if waits else FATES[number % len(FATES)]
        _meet(registration, fate)
    for number in (WAITING_FROM, WAITING_FROM + 1):
        if number in missing:
            registering.withdraw(Registration.objects.get(submission_key=keys[number]))
    _open_doors(workshop, categories)
    _calm(workshop, list(keys.values()))
    return len(missing)


def _describe(workshop: WorkshopPage) -> None:
    """A form with two questions of its own, the second asked only after the first, and an item."""
    if FormVersion.objects.filter(workshop=workshop).exists():
        return
    before = Question(
        code=described.new_code(workshop),
        type="yes",
        label={"en": "Have you taken part before?", "id": "Pernah ikut sebelumnya?"},
        keep_days=30,
    )
    which = Question(
        code=described.new_code(workshop),
        type="short",
        label={"en": "Which workshop was it?", "id": "Lokakarya yang mana?"},
        help={"en": "The year or the city is enough"},
        condition=((Rule(before.code, "yes"),),),
        keep_days=30,
    )
    visit = Item("visit", {"en": "Field visit (invented)", "id": "Kunjungan lapangan (rekaan)"})
    described.save(workshop, Description(questions=(before, which), items=(visit,)), None)
    waiting.set_limit(workshop, None, 12, "system", item=visit.code)


def _open_doors(workshop: WorkshopPage, categories: dict[str, Category]) -> None:
    """A draft put aside, a personal invitation, and a delegation with one nominee."""
    if Draft.objects.filter(workshop=workshop).exists():
        return
    drafts.keep(workshop, "draft@example.org", {"name": ["Contoh Draf"]}, "en")
    guest = invitations.Guest("Invented Guest", "guest@example.org")
    invitations.invite(workshop, guest, category=None, actor="system")
    delegation = delegations.open_for(
        workshop,
        category=categories["NWG"],
        places=3,
        expires_at=timezone.now() + A_YEAR,
        name="Invented Focal Point",
        email="focal-point@example.org",
        actor="system",
    )
    delegations.nominate(delegation, [invitations.Guest("Contoh Utusan", "delegate@example.org")])


def _meet(registration: Registration, fate: Step) -> None:
    """Bring a fresh registration to its fate, step by step as in life."""
    with places.passing(registration) as current:
        if fate == Step.ERASED:
            holding.erase(current)
        if fate in {Step.ERASED, Step.AWAITING_EMAIL}:
            return
        registering.address_is_confirmed(current)
    if fate in {Step.ACCEPTED, Step.ATTENDED}:
        registering.accept(registration, "system")
    if fate == Step.DECLINED:
        registering.decline(registration, "system", "All places of this kind are taken.")
    if fate == Step.WITHDRAWN:
        registering.withdraw(registration)
    if fate == Step.ATTENDED:
        with places.passing(registration) as current:
            step(current, Step.ATTENDED, actor="system")


def _calm(workshop: WorkshopPage, keys: list[uuid.UUID]) -> None:
    """Nothing of the demonstration expires, and no mail of it waits for the worker."""
    invented = Registration.objects.filter(workshop=workshop, submission_key__in=keys)
    invented.exclude(held_until=None).update(held_until=timezone.now() + A_YEAR)
    subjects = [
        *invented.values_list("person_id", flat=True),
        *Draft.objects.filter(workshop=workshop).values_list("pk", flat=True),
        *Invitation.objects.filter(workshop=workshop).values_list("pk", flat=True),
        *Delegation.objects.filter(workshop=workshop).values_list("pk", flat=True),
    ]
    MailMessage.objects.filter(
        vault=workshop.vault,
        subject_key__in=subjects,
        state=MailMessage.State.QUEUED,
    ).update(state=MailMessage.State.SENT, sent_at=timezone.now(), next_attempt_at=None)


def _register(
    workshop: WorkshopPage,
    number: int,
    key: uuid.UUID,
    category: Category,
    state: State | None,
) -> Registration:
    choices = CHOICES[number % len(CHOICES)]
    values = {
        "name": f"{NAMES[number % len(NAMES)]} {number + 1}",
        "email": f"registration-{number + 1}@example.org",
        "organisation": ORGANISATIONS[number % len(ORGANISATIONS)],
    }
    if Naming.OTHER_NAME in choices.values():
        values["other_name"] = f"Participant {number + 1}"
    if number % 7 == 0:
        values["message"] = "An invented question: is the hall free of steps?"
    return registering.register(
        workshop,
        category=category,
        values=values,
        choices=choices,
        submission_key=key,
        language="en",
        text_version="demo",
        state=state,
        items=("visit",) if number % 9 == 0 else (),
    )
