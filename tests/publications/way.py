"""What the tests of the editorial way share: a chapter on its way, an author, other words."""

from django.utils import timezone

from access.domain import values
from events.domain.releases import release
from publications.domain import editing
from publications.models import EditorialStep
from tests.factories.access import proceedings_staff, secretariat
from tests.factories.events import SessionFactory, SessionRoleFactory, WorkshopFactory
from tests.factories.publications import ChapterPageFactory, ProceedingsPageFactory
from tests.factories.registrations import RegistrationFactory

Kind = EditorialStep.Kind
NAME = "Zzyxwvut Canaryname"


def volume():
    return ProceedingsPageFactory(parent=WorkshopFactory())


def rewrite(page, html):
    """Other words, as an editor saves them."""
    text = editing.latest_text(page)
    text.body = [("text", html)]
    text.save_revision()
    page.refresh_from_db()


def speaker_of(workshop, email="author@example.org"):
    """A speaker of the released agenda who can be written to and has agreed to nothing."""
    row = RegistrationFactory(workshop=workshop, state="accepted", confirmed_at=timezone.now())
    texts = {"email": email, "name": NAME}
    values.store(workshop.vault, row.person.pk, texts, workshop.ends_on)
    session = SessionFactory(workshop=workshop, title="Panel one")
    SessionRoleFactory(session=session, person=row.person, label="", role="speaker")
    release(workshop, secretariat(), "")
    return row.person


def edited(page, html="<p>It began.</p><p>It went on.</p><p>It ended.</p>"):
    """A chapter that was submitted and edited."""
    chapter = ChapterPageFactory(parent=page, html=html)
    for kind in (Kind.SUBMITTED, Kind.EDITED):
        editing.advance(chapter, kind, proceedings_staff())
    return chapter


def edit_again(chapter, html):
    """Other words; where the chapter went on since it was edited, a step says so."""
    rewrite(chapter, html)
    if Kind.EDITED in editing.standing(chapter).steps:
        editing.advance(chapter, Kind.EDITED, proceedings_staff())
