"""The invented registrations."""

from collections import Counter

from django.db.models import Q

from correspondence.models import MailMessage
from events.models import Category, WorkshopPage
from registrations.domain import demo, waiting
from registrations.domain.states import State
from registrations.models import Registration
from tests.factories.events import StateFactory
from tests.factories.registrations import category


def test_sixty_in_every_state_and_no_more_the_second_time(workshop: WorkshopPage) -> None:
    StateFactory()
    for code in (*demo.CODES, demo.WAITING_CODE):
        nominated = code in {"GOV", "LINE", "PARL", "NHRI"}
        category(code, Category.Channel.NOMINATED if nominated else Category.Channel.DIRECT)
    waiting.set_limit(workshop, None, 120, "system")
    assert demo.load(workshop) == 60
    assert demo.load(workshop) == 0
    assert Counter(Registration.objects.values_list("state", flat=True)) == {
        State.ACCEPTED: 19,
        State.SUBMITTED: 9,
        State.AWAITING_EMAIL: 5,
        State.DECLINED: 5,
        State.ATTENDED: 4,
        State.WITHDRAWN: 6,
        State.ERASED: 4,
        State.WAITLISTED: 6,
        State.OFFERED: 2,
    }
    assert MailMessage.objects.filter(Q(state="queued") | Q(state="sending")).count() == 0
