"""Texts that a host proposes for its workshop; the Secretariat takes them over or answers."""

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext_lazy as _

from access.domain import audit
from access.models import User
from access.roles import Role, has_role
from events.models import TextProposal, WorkshopPage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Field = TextProposal.Field
# What changes no text of the page.
FOR_READING = (Field.CONCEPT_NOTE, Field.NAMES)
# What stands on the page is the note, not the comments on it.
STANDING = {Field.CONCEPT_NOTE: _("Concept note")}
State = TextProposal.State


def propose(workshop: WorkshopPage, field: str, text: str, actor: User) -> TextProposal:
    """Send a text to the Secretariat; one that waits is replaced.

    Arguments: the workshop, whose door the caller has passed; a `TextProposal.Field`; plain text.
    Raises ValueError for another field.
    """
    proposal, _created = TextProposal.objects.update_or_create(
        workshop=workshop,
        field=Field(field).value,
        state=State.WAITING,
        defaults={"text": text, "sent_by": actor, "sent_at": timezone.now()},
    )
    audit.record("text.propose", obj=proposal, actor=actor, vault=workshop.vault, field=field)
    return proposal


def waiting(workshop: WorkshopPage | None = None) -> QuerySet[TextProposal]:
    """What waits for the Secretariat: of one workshop, or of all."""
    rows = TextProposal.objects.filter(state=State.WAITING).select_related("workshop", "sent_by")
    return rows.filter(workshop=workshop) if workshop else rows


@transaction.atomic
def apply(proposal: TextProposal, actor: User) -> None:
    """Put a text into the draft of the page; publishing stays a step of its own in the admin.

    Comments on the concept note and on names are for reading: they change no page, and names stand
    in the reference data. Raises PermissionDenied.
    """
    page = _answer(proposal, actor, State.APPLIED, "")
    if page is None or proposal.field in FOR_READING:
        return
    draft = page.get_latest_revision_as_object()
    if proposal.field == Field.VENUE:
        lines = [line.strip() for line in proposal.text.splitlines() if line.strip()]
        draft.venue = lines[0][:200] if lines else ""
        draft.venue_address = ", ".join(lines[1:])[:300]
    else:
        draft.practical_information = as_html(proposal.text)
    draft.save_revision(user=actor)


def decline(proposal: TextProposal, actor: User, answer: str) -> None:
    """Answer without taking a text over. Raises PermissionDenied."""
    _answer(proposal, actor, State.DECLINED, answer)


def _answer(
    proposal: TextProposal, actor: User, state: "TextProposal.State", answer: str
) -> WorkshopPage | None:
    """Close a waiting proposal; None where somebody else has just done so."""
    if not has_role(actor, Role.SECRETARIAT):
        raise PermissionDenied
    rows = TextProposal.objects.filter(pk=proposal.pk, state=State.WAITING)
    if not rows.update(state=state, answer=answer[:500], answered_at=timezone.now()):
        return None
    workshop = proposal.workshop
    audit.record(f"text.{state.value}", obj=proposal, actor=actor, vault=workshop.vault)
    return workshop


@dataclass(frozen=True)
class Current:
    """A text as it stands in the draft of the page: rich text to read, plain text to go on from."""

    field: str
    label: "str | _StrPromise"
    html: str
    plain: str
    is_published: bool


def current(workshop: WorkshopPage) -> dict[str, Current]:
    """The texts of the draft that a host may read and propose anew, by field. One statement.

    Nothing else of the draft is handed over: not the notes of staff.
    """
    draft = workshop.get_latest_revision_as_object()
    venue = "\n".join(filter(None, (draft.venue, draft.venue_address)))
    rows = {
        Field.PRACTICAL: (draft.practical_information, workshop.practical_information),
        Field.VENUE: (as_html(venue), as_html(_venue_of(workshop))),
        Field.CONCEPT_NOTE: (draft.concept_note, workshop.concept_note),
    }
    return {
        field.value: Current(
            field.value,
            STANDING.get(field, field.label),
            html,
            as_plain(html),
            html == public,
        )
        for field, (html, public) in rows.items()
    }


def _venue_of(workshop: WorkshopPage) -> str:
    return "\n".join(filter(None, (workshop.venue, workshop.venue_address)))


def as_plain(html: str) -> str:
    """The words of rich text: a paragraph, heading or entry of a list a line of its own."""
    with_breaks = re.sub(r"<br\s*/?>", "\n", html)
    with_breaks = re.sub(r"</(?:p|h[1-6]|ul|ol)>", "\n\n", with_breaks)
    with_breaks = re.sub(r"</li>", "\n", with_breaks)
    words = unescape(strip_tags(with_breaks))
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def as_html(text: str) -> str:
    """Plain paragraphs as the rich text of a page; whatever looks like markup stays words."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(
        f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs if part
    )
