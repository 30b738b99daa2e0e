"""What the tests of the proceedings share: a volume, people in it, a build without typesetting."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from access.domain.consent import Naming, Output
from events.models import Person
from publications.domain import building
from publications.engine.build import Step
from publications.models import ChapterPage, Edition
from registrations.models import Registration
from tests.factories.events import (
    PersonFactory,
    WorkshopFactory,
)
from tests.factories.publications import ChapterPageFactory, EditionFactory, ProceedingsPageFactory

CANARY = "Zzyxwvut Canaryname"
CANARY_ORGANISATION = "Canary Legal Aid"
ON = {Output.PROCEEDINGS: Naming.NAME}


def participant(workshop, naming=None, **values) -> Person:
    """An accepted participant with sealed values."""
    person = PersonFactory(
        workshop=workshop,
        values=values,
        naming={Output.PROCEEDINGS: naming} if naming else {},
    )
    number = Registration.objects.count()
    Registration.objects.create(
        workshop=workshop,
        person=person,
        category=person.category,
        state=Registration.State.ACCEPTED,
        reference=f"T{number:02d}-TST",
        email_index=f"{number:064d}",
        submission_key=uuid.uuid4(),
    )
    return person


@pytest.fixture
def volume():
    """A published volume: an opening, the agenda, the participants."""
    workshop = WorkshopFactory()
    page = ProceedingsPageFactory(parent=workshop)
    ChapterPageFactory(parent=page, title="Opening", html="<p>It began.</p><p>It went on.</p>")
    annex, source = ChapterPage.Place.ANNEX, ChapterPage.Source
    ChapterPageFactory(parent=page, title="Programme", place=annex, source=source.AGENDA, body=[])
    ChapterPageFactory(
        parent=page, title="Participants", place=annex, source=source.PARTICIPANTS, body=[]
    )
    return page


def published(page, **fields) -> Edition:
    """An edition whose file is in the private storage."""
    edition = EditionFactory(proceedings=page, **fields)
    name = storages["private"].save(f"proceedings/{page.pk}.pdf", ContentFile(b"%PDF-test"))
    Edition.objects.filter(pk=edition.pk).update(file=name)
    edition.refresh_from_db()
    return edition


@pytest.fixture
def quick(monkeypatch, tmp_path, settings):
    """The build without typesetting: what surrounds it is tested."""
    settings.VAR = tmp_path
    made = []

    def pretend(volume, *, cache_folder, out, tell, limits, with_pieces):
        tell(Step(0, 2, "Opening"))
        made.append(volume.digest())
        data = b"%PDF " + volume.digest().encode()
        out.write_bytes(data)
        from publications.engine.build import Built

        return Built(out, "c" * 64, len(data), 3, {"c1": 1}, ("Look here",), 1, 0.0, 0)

    monkeypatch.setattr(building, "build", pretend)
    return made
