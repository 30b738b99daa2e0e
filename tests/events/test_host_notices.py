"""Changes on the day: a sentence of the host stands at once, and goes by mail by a click."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from correspondence.models import GroupMail, UrgentNotice
from events.domain import host_notices
from events.models import WorkshopPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import AgendaPageFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
WORDS = "The session on remedies is in the Garden Room now."
DAY = datetime.timedelta(days=1)


@pytest.fixture
def workshop() -> WorkshopPage:
    """A workshop whose second day is today."""
    today = timezone.localdate()
    return WorkshopFactory(
        slug="kl",
        starts_on=today - DAY,
        ends_on=today + DAY,
        data_annex_signed_on=datetime.date(2026, 1, 1),
        live=True,
    )


def enter(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_one_sentence_stands_everywhere_and_no_mail_leaves(workshop: WorkshopPage) -> None:
    """US-H11: banner and sign at once; the host learns no number and writes to no mailbox."""
    AgendaPageFactory(parent=workshop)
    client = enter(host_organiser(workshop))
    address = "/organise/kl/notices/"
    sent = client.post(address, {"text": WORDS, "door": "Hall A", "hours": "4"})
    assert (sent.status_code, sent["Location"]) == (302, address)
    notice = UrgentNotice.objects.get()
    assert (notice.text, notice.mail, GroupMail.objects.count()) == (WORDS, None, 0)
    for page in (f"{workshop.url}", address, f"{address}{notice.pk}/sign/"):
        assert client.get(page).content.decode().count(WORDS) >= 1, page
    assert client.post(f"{address}{notice.pk}/end/").status_code == 302
    notice.refresh_from_db()
    assert notice.ends_at <= timezone.now()


def test_the_secretariat_sends_it_by_mail(workshop: WorkshopPage) -> None:
    """US-H11: the first page says so, one form sends the same words, which then stand once."""
    host_notices.announce(workshop, text=WORDS, door="", hours=4, actor=host_organiser(workshop))
    desk = enter(secretariat())
    assert (
        "change on the day stands on the pages without a mail"
        in desk.get("/admin/").content.decode()
    )
    notice = UrgentNotice.objects.get()
    listed = desk.get("/admin/mail/urgent/").content.decode()
    form = f"/admin/mail/urgent/{workshop.vault_id}/?notice={notice.pk}"
    assert listed.count(f'href="{form}"') == 1
    assert desk.get(form).context["form"].initial == {"text": WORDS, "door": ""}
    desk.post(
        f"/admin/mail/urgent/{workshop.vault_id}/", {"text": WORDS, "hours": "4", "count": "0"}
    )
    standing = UrgentNotice.objects.filter(ends_at__gt=timezone.now())
    assert [row.pk == notice.pk for row in standing] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "Sign at https://example.org",
        "Write to me@example.org",
        "See www.example",
        "Go to example.info today",
        "Dear {name}",
        "",
    ],
)
def test_nothing_that_leads_elsewhere(workshop: WorkshopPage, text: str) -> None:
    """US-H11, SEC-E7: no address, link or placeholder in our name."""
    client = enter(host_organiser(workshop))
    answer = client.post("/organise/kl/notices/", {"text": text, "door": "", "hours": "4"})
    assert list(answer.context["form"].errors) == ["text"]
    assert UrgentNotice.objects.count() == 0


@pytest.mark.parametrize(("shift", "is_open"), [(-3, False), (-2, True), (1, True), (2, False)])
def test_on_the_days_of_the_workshop_alone(
    workshop: WorkshopPage, shift: int, is_open: bool
) -> None:
    """US-H11: from the day before the first one to the last, by the clock of the venue."""
    noon = datetime.datetime.combine(timezone.localdate(), datetime.time(5), tzinfo=datetime.UTC)
    assert host_notices.is_open(workshop, noon + shift * DAY) is is_open


def test_a_few_a_day_and_ones_own_alone(workshop: WorkshopPage) -> None:
    """US-H11, SEC-A2: six a day; a host takes down what is theirs; without an annex nothing."""
    host, other = host_organiser(workshop), host_organiser(workshop)
    for number in range(host_notices.MOST_A_DAY):
        host_notices.announce(workshop, text=f"Item {number}", door="", hours=1, actor=host)
    with pytest.raises(host_notices.NotNow):
        host_notices.announce(workshop, text="One more", door="", hours=1, actor=host)
    notice = UrgentNotice.objects.first()
    assert notice is not None
    assert enter(other).post(f"/organise/kl/notices/{notice.pk}/end/").status_code == 404
    stranger = enter(host_organiser(WorkshopFactory()))
    assert stranger.get("/organise/kl/notices/").status_code == 404
    WorkshopPage.objects.filter(pk=workshop.pk).update(data_annex_signed_on=None)
    assert enter(host).get("/organise/kl/notices/").status_code == 404
