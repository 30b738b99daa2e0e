"""Reminders of authors and co-organisers: one before the day, one after it, none when answered."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from access.models import AuditEntry
from correspondence.domain import timetable
from correspondence.models import MailMessage
from publications.domain import commenting, editing, proofs, reminding, round_desk, rounds
from publications.domain.masking import Names
from publications.models import CommentRound, EditorialStep, ProceedingsPage
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.publications import way
from tests.publications.way import NAME, Kind, edit_again, edited

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def volume():
    return way.volume()


@pytest.fixture
def step(volume):
    """A proof that was mailed to its author just now."""
    person = way.speaker_of(volume.workshop)
    return proofs.send_proof(edited(volume), person.pk, proceedings_staff())


@pytest.fixture
def hosts(volume):
    return [host_organiser(volume.workshop) for _ in range(2)]


@pytest.fixture
def current(volume, hosts):
    """A round of twenty days."""
    edited(volume)
    return round_desk.set_day(volume, timezone.now() + 20 * DAY, secretariat())


def sent_ago(step, days):
    EditorialStep.objects.filter(pk=step.pk).update(at=timezone.now() - days * DAY)
    step.refresh_from_db()


def ends_in(current, days):
    """Twenty days that end so many days from now (a negative number: that have ended)."""
    until = timezone.now() + days * DAY
    opened = until - 20 * DAY
    CommentRound.objects.filter(pk=current.pk).update(until=until, opened_at=opened)
    ProceedingsPage.objects.filter(pk=current.volume_id).update(comments_until=until)
    current.refresh_from_db()
    current.volume.refresh_from_db()


def occasions():
    return list(
        MailMessage.objects.exclude(occasion="author_proof")
        .order_by("queued_at", "pk")
        .values_list("occasion", flat=True)
    )


# --- Authors --------------------------------------------------------------------------------


def test_an_author_gets_one_mail_before_the_day_and_one_after(step):
    """Never more, however often the job runs and however long nobody answers."""
    found = []
    for days in (1, 15, 17, 17, 20, 21.5, 21.5, 22.5, 24, 40):
        sent_ago(step, days)
        reminding.run()
        MailMessage.objects.update(queued_at=timezone.now() - 2 * DAY)
        found.append((days, len(occasions())))
    assert found == [
        (1, 0), (15, 0), (17, 1), (17, 1), (20, 1), (21.5, 2), (21.5, 2), (22.5, 2), (24, 2),
        (40, 2),
    ]  # fmt: skip
    assert sorted(occasions()) == ["proof_late", "proof_reminder"]
    assert MailMessage.objects.values("subject_key").distinct().count() == 1


def test_a_worker_that_was_away_does_not_write_about_the_past(step):
    """Nor does the first run on a database that was filled before there were reminders."""
    sent_ago(step, 24)
    assert (reminding.run(), occasions()) == (0, [])


def test_of_two_workers_one_writes(step, monkeypatch):
    """The second has not seen the row of the first: the key of the ledger decides."""
    sent_ago(step, 17)
    assert reminding._remind_author(step, "before")
    nobody = MailMessage.objects.none()
    with monkeypatch.context() as patch:
        patch.setattr(reminding, "MailMessage", type("Blind", (), {"objects": nobody}))
        patch.setattr(proofs, "asked", lambda steps: {step.pk: _author(step)})
        reminding._remind_author(step, "before")
    assert occasions() == ["proof_reminder"]


def _author(step):
    return MailMessage.objects.get(dedup_key=f"author_proof:{step.pk}").subject_key


def test_nothing_is_written_after_the_answer(step):
    """What waits in the ledger is cancelled with it."""
    sent_ago(step, 17)
    reminding.run()
    raw = proofs.path_of(step).split("/")[-2]
    proofs.answer(raw, True)
    row = MailMessage.objects.get(occasion="proof_reminder")
    assert (row.state, row.failure, row.sealed_body) == ("dropped", "answered", None)
    sent_ago(step, 21.5)
    assert reminding.run() == 0


def test_nothing_is_written_of_a_proof_that_the_editor_took_back(step):
    edit_again(step.chapter, "<p>Other words.</p>")
    sent_ago(step, 17)
    assert reminding.run() == 0


def test_whoever_got_a_link_by_hand_gets_no_mail(volume):
    chapter = edited(volume)
    proofs.make_link(chapter, proceedings_staff())
    last = editing.standing(chapter).last
    sent_ago(last, 17)
    assert (reminding.run(), occasions()) == (0, [])
    with pytest.raises(ValidationError, match="no address"):
        reminding.remind_author(last, proceedings_staff())


def test_the_link_in_a_reminder_opens_the_proof(client, step):
    """It holds no name; also the one after the day opens it, until the time of grace is over."""
    sent_ago(step, 21.5)
    path = proofs.path_of(step)
    page = client.get(path)
    assert (page.status_code, "You can still answer" in page.content.decode()) == (200, True)
    reminding.run()
    row = MailMessage.objects.get(occasion="proof_late")
    assert NAME not in row.subject_line


def test_staff_remind_by_hand_twice_at_most_and_a_day_apart(client, step):
    chapter = step.chapter
    url = reverse("publications_editing_chapter", args=[chapter.volume.pk, chapter.pk])
    client.force_login(proceedings_staff())
    text = client.get(url).content.decode()
    assert ("Remind the author now" in text, "Civil society speaker 1" in text) == (False, True)
    told = []
    for days in (2, 4, 6):
        sent_ago(step, days)
        MailMessage.objects.update(queued_at=timezone.now() - 2 * DAY)
        client.post(url, {"action": "remind"})
        client.post(url, {"action": "remind"})
        told.append(len(occasions()))
    assert told == [1, 2, 2]
    text = client.get(url).content.decode()
    assert (text.count("by hand: Waiting"), "Remind the author now" in text) == (2, False)
    board = client.get(reverse("publications_editing", args=[chapter.volume.pk])).content.decode()
    assert (board.count("(by hand)"), "Answers by" in board) == (2, True)
    assert AuditEntry.objects.filter(action="chapter.author_reminded").count() == 2
    sent_ago(step, 40)
    with pytest.raises(ValidationError, match="has ended"):
        reminding.remind_author(step, proceedings_staff())
    edit_again(chapter, "<p>Other.</p>")
    with pytest.raises(ValidationError, match="elsewhere"):
        reminding.remind_author(step, proceedings_staff())


# --- Co-organisers --------------------------------------------------------------------------


def test_co_organisers_get_one_mail_before_the_end_and_one_after(current, hosts):
    found = []
    for days in (10, 5.5, 4.5, 4.5, 1, -0.5, -0.5, -1.5, -3):
        ends_in(current, days)
        reminding.run()
        MailMessage.objects.update(queued_at=timezone.now() - 2 * DAY)
        found.append(len(occasions()))
    assert found == [0, 0, 2, 2, 2, 4, 4, 4, 4]
    assert sorted(occasions()) == 2 * ["comments_late"] + 2 * ["comments_reminder"]
    assert set(MailMessage.objects.values_list("subject_key", flat=True)) == {h.pk for h in hosts}


def test_who_commented_or_has_nothing_to_say_is_not_reminded(volume, current, hosts):
    one, other = hosts
    ends_in(current, 4)
    reminding.run()
    chapter = commenting.readable(volume, Names())[0].chapter
    commenting.comment(chapter, "p1", "Longer.", one)
    round_desk.say_done(volume, other)
    assert set(MailMessage.objects.values_list("state", "failure")) == {("dropped", "answered")}
    ends_in(current, -0.5)
    assert reminding.run() == 0


def test_a_round_that_staff_ended_is_told_to_nobody(volume, current):
    round_desk.set_day(volume, None, secretariat())
    assert (reminding.run(), occasions()) == (0, [])


def test_a_moved_end_reminds_nobody_twice(volume, current, hosts):
    ends_in(current, 4)
    reminding.run()
    round_desk.set_day(volume, timezone.now() + 9 * DAY, secretariat())
    ends_in(current, 4)
    MailMessage.objects.update(queued_at=timezone.now() - 2 * DAY)
    assert (reminding.run(), len(occasions())) == (0, 2)


def test_where_little_time_is_given_the_mail_comes_half_way():
    now = timezone.now()
    day = now + DAY
    assert reminding.place_of(now, now - DAY / 2, day) is None
    assert reminding.place_of(now, now - DAY, day) == "before"
    assert reminding.place_of(day, now, day) == "late"


def test_staff_tell_remind_and_see_who_was_told_when(client, volume, hosts):
    edited(volume)
    url = reverse("publications_comments", args=[volume.pk])
    client.force_login(proceedings_staff())
    day = (timezone.now() + 9 * DAY).strftime("%Y-%m-%dT09:30")
    for _ in range(2):
        client.post(url, {"action": "day", "until": day, "tells": "on"})
    assert occasions() == 2 * ["comments_open"]
    remind = {"action": "remind", "account": hosts[0].pk}
    assert "less than a day ago" in client.post(url, remind, follow=True).content.decode()
    MailMessage.objects.update(queued_at=timezone.now() - 2 * DAY)
    assert client.get(url).content.decode().count("Remind now") == 2
    client.post(url, remind)
    assert sorted(occasions()) == ["comments_open", "comments_open", "comments_reminder"]
    text = client.get(url).content.decode()
    assert (text.count("told that it is open"), text.count("by hand")) == (2, 1)
    round_desk.say_done(volume, hosts[1])
    answered = client.post(url, {**remind, "account": hosts[1].pk}, follow=True)
    assert "answered already" in answered.content.decode()
    assert client.post(url, {**remind, "account": secretariat().pk}).status_code == 404
    client.post(url, {"action": "end"})
    assert "is over" in client.post(url, remind, follow=True).content.decode()


def test_an_address_that_cannot_be_written_to_silences_nobody_else(volume, step, current, hosts):
    """And the timetable shows that the job failed."""
    sent_ago(step, 17)
    ends_in(current, 4)
    type(hosts[0]).objects.filter(pk=hosts[0].pk).update(email="no address")
    other = way.volume()
    host_organiser(other.workshop)
    edited(other)
    ends_in(round_desk.set_day(other, timezone.now() + 20 * DAY, secretariat()), 4)
    with pytest.raises(ValueError, match="e-mail address"):
        reminding.run()
    assert set(occasions()) == {"proof_reminder", "comments_reminder"}


def test_the_job_is_on_the_timetable():
    jobs = {job.name: job.function for job in timetable.jobs()}
    name = "Proceedings: remind authors and co-organisers"
    assert jobs[name] == "publications.domain.reminding.run"


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_with_reminders_costs_the_same(volume, django_assert_num_queries, number):
    for _ in range(number):
        chapter = edited(volume)
        proofs.make_link(chapter, proceedings_staff())
    standings = editing.board(volume)
    with django_assert_num_queries(2):
        assert len(reminding.waiting(standings)) == number
    assert {row.kind for row in standings} == {Kind.PROOF_SENT}


@pytest.mark.parametrize("number", [1, 3])
def test_the_co_organisers_cost_the_same(volume, django_assert_num_queries, number):
    for _ in range(number):
        host_organiser(volume.workshop)
    current = round_desk.set_day(volume, timezone.now() + DAY, secretariat())
    current = rounds.newest(volume)
    vault = current.volume.workshop.vault
    assert vault is not None
    with django_assert_num_queries(4):
        assert len(reminding.hosts(current)) == number
