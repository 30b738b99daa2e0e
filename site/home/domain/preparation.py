"""What of a workshop's preparation the system can tell by itself, and where each step is done."""

from collections.abc import Sequence

from django.urls import reverse
from wagtail.models import Page

from access.models import AuditEntry
from events.domain.life_cycle import Done
from events.models import WorkshopPage
from publications.models import LetterBatch, ProceedingsPage, SessionNote
from registrations.models import Invitation, ProtocolPlace

# Letters that are made tell a step; the kinds of `publications.domain.letters_kinds`.
OF_LETTERS = {
    "note_verbale": "invited_states",
    "invitation": "invited_bodies",
    "visa": "visa_letters",
}


def told(workshops: Sequence[WorkshopPage]) -> Done:
    """The steps that letters, nominations, badges and notes tell; six statements."""
    found: Done = {row.pk: set() for row in workshops}
    by_vault = {row.vault_id: row.pk for row in workshops}
    by_path = {row.path: row.pk for row in workshops}
    batches = LetterBatch.objects.filter(
        vault__in=by_vault, state=LetterBatch.State.DONE, kind__in=OF_LETTERS
    )
    for vault, kind in batches.values_list("vault", "kind").distinct():
        found[by_vault[vault]].add(OF_LETTERS[kind])
    invited = Invitation.objects.filter(workshop__in=workshops)
    for key, delegation, registration in invited.values_list(
        "workshop", "delegation", "registration"
    ):
        if delegation is None:
            found[key].add("invited_bodies")
        elif registration is not None:
            found[key].add("nominations")
    placed = ProtocolPlace.objects.filter(person__workshop__in=workshops)
    for key in placed.values_list("person__workshop", flat=True).distinct():
        found[key].add("protocol")
    printed = AuditEntry.objects.filter(chain__vault__in=by_vault, action="registration.badges")
    for vault in printed.values_list("chain__vault", flat=True).distinct():
        found[by_vault[vault]].add("badges")
    for key, states in _notes(workshops).items():
        if states and SessionNote.State.OPEN not in states:
            found[key].add("notes")
    volumes = ProceedingsPage.objects.filter(comments_until__isnull=False)
    for path in volumes.values_list("path", flat=True):
        if (owner := by_path.get(path[: -Page.steplen])) is not None:
            found[owner].add("draft_summary")
    return found


def _notes(workshops: Sequence[WorkshopPage]) -> dict[int, set[str]]:
    states: dict[int, set[str]] = {}
    rows = SessionNote.objects.filter(workshop__in=workshops)
    for key, state in rows.values_list("workshop", "state"):
        states.setdefault(key, set()).add(state)
    return states


def places(workshop: WorkshopPage) -> dict[str, str]:
    """Where each step is done, by its code. One statement."""
    pk, slug = workshop.pk, workshop.slug
    parts = {page.slug: page.pk for page in workshop.get_children()}
    edit = reverse("wagtailadmin_pages:edit", args=[pk])
    letters = reverse("letters:workshop", args=[pk])
    documents = f"{reverse('workshop-documents:index')}?workshop={pk}"
    found = {
        **dict.fromkeys(("agreement", "dates", "save_the_date", "concept_note"), edit),
        **dict.fromkeys(("invited_states", "visa_letters"), letters),
        "invited_bodies": reverse("registrations_desk:invitations", args=[pk]),
        "nominations": reverse("registrations_desk:delegations", args=[pk]),
        "sponsorship": reverse("travel:workshop", args=[pk]),
        "arrangements": reverse("orders:workshop", args=[pk]),
        "agenda": reverse("organise:agenda", args=[slug]),
        "speakers": reverse("organise:agenda_speakers", args=[slug]),
        "statements": documents,
        "protocol": reverse("releases:order", args=[pk]),
        "badges": reverse("publications_badges", args=[pk]),
        "certificates": reverse("registrations_desk:evaluation", args=[pk]),
        "adopted": reverse("drafting-board", args=[pk]),
        "transmitted": reverse("drafting-transmit", args=[pk]),
        "erased": reverse("privacy:workshop", args=[pk]),
    }
    found |= _of_parts(parts)
    return found


def _of_parts(parts: dict[str, int]) -> dict[str, str]:
    found: dict[str, str] = {}
    if registration := parts.get("registration"):
        address = reverse("wagtailadmin_pages:edit", args=[registration])
        found |= dict.fromkeys(("registration_open", "registration_closed"), address)
    if volume := parts.get("proceedings"):
        found["notes"] = reverse("publications_rapporteurs", args=[volume])
        found["draft_summary"] = reverse("publications_editing", args=[volume])
        found["published"] = reverse("publications_build", args=[volume])
    return found
