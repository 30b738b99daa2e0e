"""The editorial way in any order: what was approved is what was seen, nobody is reminded too often.

Editors, an author with every link they ever got, co-organisers and the clock do what they may.
"""

import contextlib
import datetime
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from access.domain import tokens
from correspondence.models import MailMessage
from publications.domain import commenting, editing, proofs, reminding, round_desk, rounds
from publications.domain.masking import Names
from publications.models import CommentRound, EditorialStep, ProceedingsPage, RoundText
from tests.factories.access import host_organiser, proceedings_staff
from tests.publications import way
from tests.publications.way import Kind, rewrite

DAY = datetime.timedelta(days=1)
ON_TIME = ("before", "late")


class Way(RuleBasedStateMachine):
    """One chapter, its editor, its author, one co-organiser."""

    volume: ProceedingsPage
    reached: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        # As Django's own TestCase does: the product's durable transactions run inside.
        self.example = transaction.atomic()
        self.example._from_testcase = True  # type: ignore[attr-defined]
        self.example.__enter__()
        self.links: list[tuple[str, EditorialStep]] = []
        self.texts = 0
        self.late: set[str] = set()
        # Fresh: what an example before set on it was taken back in the database alone.
        self.volume = ProceedingsPage.objects.get(pk=self.volume.pk)
        self.chapter = way.ChapterPageFactory(parent=self.volume, html="<p>Text 0.</p>")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # --- The editor ---

    @rule(kind=st.sampled_from(Kind.values))
    def step(self, kind: str) -> None:
        """Any step, also one that is not allowed now."""
        self._advance(kind)

    def _advance(self, kind: str) -> None:
        before = editing.standing(self.chapter)
        with contextlib.suppress(ValidationError):
            editing.advance(self.chapter, kind, self.editor)
            assert kind in before.steps
            if kind == Kind.CLEARED:
                assert before.open_comments == 0
                assert not (before.kind == Kind.APPROVED and before.is_changed)

    @rule(mails=st.booleans(), is_new=st.booleans())
    def ask_the_author(self, mails: bool, is_new: bool) -> None:
        """The short way to a proof, of new words or of the same."""
        if is_new:
            self.write()
        for kind in (Kind.SUBMITTED, Kind.EDITED):
            self._advance(kind)
        self._send(mails)

    @rule()
    def write(self) -> None:
        self.texts += 1
        rewrite(self.chapter, f"<p>Text {self.texts}.</p>")

    def _send(self, mails: bool) -> None:
        with contextlib.suppress(ValidationError):
            if mails:
                sent = proofs.send_proof(self.chapter, self.author.pk, self.editor)
                path = proofs.path_of(sent)
            else:
                path = proofs.make_link(self.chapter, self.editor)
                sent = editing.standing(self.chapter).last
            self.links.append((path.split("/")[-2], sent))

    @rule()
    def remind_now(self) -> None:
        last = editing.standing(self.chapter).last
        if last is not None:
            with contextlib.suppress(ValidationError):
                reminding.remind_author(last, self.editor)
                assert last.kind == Kind.PROOF_SENT

    @rule(verdict=st.sampled_from(["taken_up", "not_taken_up", ""]), reason=st.booleans())
    def settle(self, verdict: str, reason: bool) -> None:
        row = self.chapter.remarks.filter(settled_at=None).first()
        if row is not None:
            with contextlib.suppress(ValidationError):
                commenting.settle(row, self.editor, verdict, "Because." if reason else "")
                assert verdict == "taken_up" or (verdict and reason)

    @rule(days=st.sampled_from([None, 2, 20]))
    def open_for_comments(self, days: int | None) -> None:
        until = timezone.now() + days * DAY if days else None
        round_desk.set_day(self.volume, until, self.editor)

    # --- The author and the co-organiser ---

    @rule(which=st.sampled_from([-1, -1, -1, 0, 1]), approves=st.booleans())
    def answer(self, which: int, approves: bool) -> None:
        """By the newest link, or by one that they got earlier."""
        if not self.links:
            return
        raw, sent = self.links[min(which, len(self.links) - 1)]
        is_last = editing.standing(self.chapter).last == sent
        try:
            given = proofs.answer(raw, approves, "Shorter.")
        except (ValidationError, tokens.BadToken):
            assert not is_last or proofs.due(sent) + proofs.GRACE < timezone.now()
        else:
            assert is_last
            assert (given.sha256, given.revision_id) == (sent.sha256, sent.revision_id)

    @rule(done=st.booleans())
    def say(self, done: bool) -> None:
        with contextlib.suppress(ValidationError):
            if done:
                round_desk.say_done(self.volume, self.host)
            elif commenting.readable(self.volume, Names()):
                commenting.comment(self.chapter, "p1", "Why?", self.host)

    # --- The clock ---

    @rule(days=st.sampled_from([1, 4, 17, 21.5]))
    def let_time_pass(self, days: float) -> None:
        """Everything is so much older; then the job runs, as it does every hour."""
        back = days * DAY
        for row in EditorialStep.objects.filter(chapter=self.chapter):
            EditorialStep.objects.filter(pk=row.pk).update(at=row.at - back)
        for one in CommentRound.objects.filter(volume=self.volume):
            one.opened_at, one.until = one.opened_at - back, one.until - back
            one.save()
        if self.volume.comments_until is not None:
            self.volume.comments_until -= back
            ProceedingsPage.objects.filter(pk=self.volume.pk).update(
                comments_until=self.volume.comments_until
            )
        for mail in MailMessage.objects.all():
            MailMessage.objects.filter(pk=mail.pk).update(queued_at=mail.queued_at - back)
        for _raw, sent in self.links:
            sent.refresh_from_db()
        self.run_job()

    # --- Ways that a walk at random seldom takes to their end ---

    @rule(days=st.sampled_from([17, 21.5]))
    def leave_a_proof_lying(self, days: float) -> None:
        self.ask_the_author(mails=True, is_new=True)
        self.let_time_pass(days)

    @rule(days=st.sampled_from([17, 21.5]))
    def leave_a_round_lying(self, days: float) -> None:
        self.open_for_comments(20)
        self.let_time_pass(days)

    @rule(approves=st.booleans())
    def go_to_the_end(self, approves: bool) -> None:
        self.ask_the_author(mails=False, is_new=True)
        self.answer(-1, approves)
        self._advance(Kind.CLEARED)

    @rule()
    def run_job(self) -> None:
        known = set(MailMessage.objects.values_list("dedup_key", flat=True))
        reminding.run()
        waits = editing.standing(self.chapter)
        current = rounds.newest(self.volume)
        for key in set(MailMessage.objects.values_list("dedup_key", flat=True)) - known:
            what, matter, *_rest = key.split(":")
            if what == "proof_reminder":
                assert (waits.kind, matter) == (Kind.PROOF_SENT, str(waits.last.pk))
            else:
                assert (what, matter) == ("comments_reminder", str(current.pk))
                assert not round_desk.answers(current).has(self.host)

    # --- What always holds ---

    @invariant()
    def steps_follow_each_other(self) -> None:
        steps = list(self.chapter.editorial_steps.order_by("number"))
        self.reached.update(step.kind for step in steps)
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        after = ["", *(step.kind for step in steps)]
        by_author = {Kind.APPROVED, Kind.CHANGES_WANTED}
        for before, step in zip(after, steps, strict=False):
            allowed = by_author if before == Kind.PROOF_SENT and step.by is None else set()
            assert step.kind in editing.NEXT[before] or step.kind in allowed

    @invariant()
    def nobody_is_written_to_too_often(self) -> None:
        found: Counter[tuple[str, bool]] = Counter()
        for mail in MailMessage.objects.filter(dedup_key__contains="reminder"):
            matter, _colon, place = mail.dedup_key.rpartition(":")
            self.reached.add(mail.occasion)
            found[matter, place in ON_TIME] += 1
        assert all(times <= 2 for times in found.values())

    @invariant()
    def what_waits_in_the_ledger_still_concerns_somebody(self) -> None:
        last = editing.standing(self.chapter).last
        waiting = MailMessage.objects.filter(dedup_key__startswith="proof_", state="queued")
        matters = {mail.dedup_key.split(":")[1] for mail in waiting}
        assert matters <= ({str(last.pk)} if last and last.kind == Kind.PROOF_SENT else set())

    @invariant()
    def a_round_that_is_open_has_the_text_that_it_began_with(self) -> None:
        current = rounds.running(self.volume)
        assert (current is not None) == commenting.is_open(self.volume)
        if current is not None and commenting.readable(self.volume, Names()):
            text = RoundText.objects.get(round=current, chapter=self.chapter)
            assert text.revision_id is not None


@pytest.mark.django_db
def test_the_editorial_way_holds_whatever_happens():
    """Issue 9, 4: steps in their order, one text for one answer, reminders once and in time."""
    Way.volume = way.volume()
    Way.author = way.speaker_of(Way.volume.workshop)
    Way.host = host_organiser(Way.volume.workshop)
    Way.editor = proceedings_staff()
    Way.reached = set()
    run_state_machine_as_test(
        Way,
        settings=settings(
            max_examples=16,
            stateful_step_count=40,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert {Kind.CLEARED, Kind.APPROVED, Kind.CHANGES_WANTED} <= Way.reached
    assert {"proof_reminder", "comments_reminder"} <= Way.reached
