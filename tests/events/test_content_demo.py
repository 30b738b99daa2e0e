"""The content of the demo: complete, idempotent, invented where it must be, and silent on names."""

import io
import shutil
import stat

import pikepdf
import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import override_settings
from wagtail.models import Page, Site

from access.domain.consent import Naming, Output, naming
from access.domain.disclosure import appearances
from access.models import Grant, PersonalValue, User
from events.domain.demo import WITHHELD_NAMES
from events.domain.workshops import next_workshop
from events.models import (
    AgendaRelease,
    Person,
    Room,
    Session,
    SessionRole,
    State,
    WorkshopPage,
)
from home.domain.accounts import ACCOUNTS
from home.management.commands import load_demo
from registrations.models import Quota, Registration
from tests import fresh, mails
from tests.factories.events import as_migrated

pytestmark = pytest.mark.django_db
MODELS = (
    Page,
    Person,
    PersonalValue,
    Room,
    Session,
    SessionRole,
    State,
    AgendaRelease,
    User,
    Grant,
)


def blank_pdf():
    """A page with nothing on it."""
    held = io.BytesIO()
    file = pikepdf.new()
    file.add_blank_page()
    file.save(held)
    return held.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for all tests, without the minute that typesetting takes.

    The folder of what it wrote.
    """
    folder = tmp_path_factory.mktemp("demo")
    expected = mails.EXPECTED["tests/events/test_content_demo"]
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, VAR=folder),
        pytest.MonkeyPatch.context() as patch,
        fresh.shared(),
    ):
        patch.setattr(load_demo, "run", lambda job_id: load_demo.BuildJob.objects.get(pk=job_id))
        patch.setattr(load_demo.demo_documents, "typeset", lambda *texts: blank_pdf())
        as_migrated()
        with mails.only(expected):
            call_command("load_demo")
        shutil.copy2(folder / "demo-accounts.txt", folder / "kept")
        yield folder


@pytest.fixture
def demo(loaded):
    """The file with the passwords, as the demo wrote it."""
    return shutil.copy2(loaded / "kept", loaded / "demo-accounts.txt")


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_the_whole_demo(demo, client, django_assert_max_num_queries, capsys):
    """W1-W7, W10-W12: what the issue names is there; a second run adds nothing and is cheap."""
    assert sorted(WorkshopPage.objects.live().values_list("slug", flat=True)) == [
        "2001-first",
        "2002-second",
        "2003-third",
        "2004-jakarta",
        "2006-kuala-lumpur",
        "2007-sixth",
        "2008-singapore",
        "2009-bangkok",
        "2025-demo",
        "2026-demo",
        "2027-demo",
    ]
    workshop = WorkshopPage.objects.get(slug="2027-demo")
    assert next_workshop() == workshop
    assert (Person.objects.count(), Session.objects.count()) == (30 + 60, 26)
    assert Registration.objects.filter(workshop=workshop).count() == 60
    assert Session.objects.filter(room=None).count() == 1
    assert SessionRole.objects.exclude(person=None).values("person").distinct().count() == 30
    assert AgendaRelease.objects.filter(workshop=workshop).count() == 1
    quotas = dict(Quota.objects.filter(item="").values_list("category__code", "places"))
    assert quotas.pop(None) == sum(quotas.values()) == 120
    papers = workshop.documents.values_list("audience", flat=True).order_by("audience")
    assert sorted(papers) == ["internal", *["participants"] * 2, *["public"] * 4]
    assert workshop.languages() == ["en", "id", "th"]
    before, accounts = counts(), demo.read_text()
    with django_assert_max_num_queries(120):
        call_command("load_demo")
    assert (counts(), demo.read_text()) == (before, accounts)
    _every_page_answers(client)
    _the_archive_admits_what_it_does_not_know(client)


def _every_page_answers(client):
    urls = [page.url for page in Page.objects.live().filter(depth__gt=1)]
    assert [url for url in urls if client.get(url).status_code != 200] == []
    assert Site.objects.get().root_page.url == "/"


def _the_archive_admits_what_it_does_not_know(client):
    """Seed W4, US-ST14: 1, 2, 3 and 6 are being checked; the others are not."""
    marked = {
        page.slug: "Details are being checked." in client.get(page.url).content.decode()
        for page in WorkshopPage.objects.live()
    }
    assert {slug for slug, is_marked in marked.items() if is_marked} == {
        "2001-first",
        "2002-second",
        "2003-third",
        "2007-sixth",
    }
    jakarta = client.get("/workshops/2004-jakarta/").content.decode()
    assert "rights of women and children" in jakarta
    assert "rights of migrant workers" in jakarta
    assert "followed by" in jakarta
    assert "led to" not in jakarta
    fifth = client.get("/workshops/2006-kuala-lumpur/").content.decode()
    assert ("to 30 June 2006" in fifth, "29" in fifth.split("<h1>")[1].split("</dl>")[0]) == (
        True,
        False,
    )
    vientiane = client.get("/workshops/2026-demo/").content.decode()
    assert "human rights institution</dt>" not in vientiane


def test_nobody_withheld_appears_anywhere(demo, client):
    """SB-P9, SB-P8: a withheld name is on no public page, and no name lies open in the database."""
    workshop = WorkshopPage.objects.get(slug="2027-demo")
    html = "".join(
        client.get(f"/workshops/2027-demo/{path}").content.decode()
        for path in ("", "agenda/", "agenda.ics", "registration/", "proceedings/")
    )
    # The canary works: a name that its bearer gave is there, beside those that are not.
    assert "Kartini Teladan" in html
    for name in (*WITHHELD_NAMES.values(), "Chan Utearhor", "Ploy Tuayang"):
        assert name not in html
    for value in PersonalValue.objects.all():
        assert b"Halimbawa" not in bytes(value.ciphertext)
    speakers = Person.objects.filter(workshop=workshop, registration=None)
    people = list(speakers.values_list("pk", flat=True))
    shown = appearances(workshop.vault, people, Output.PROGRAMME)
    kinds = sorted(
        "withheld" if look.is_withheld else "named" if look.name else "organisation"
        for look in shown.values()
    )
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "withheld": 2,
        "organisation": 1,
        "named": 27,
    }
    host = naming(people, Output.HOST)
    assert set(host.values()) == {Naming.NAME}
    civil_society = speakers.filter(category__code="CSO").values_list("pk", flat=True)
    assert set(host) & set(civil_society) == set()


def test_sign_ins_are_made_on_the_machine_and_open_each_door(demo):
    """SEC: passwords never in the repository; the file is for its owner only."""
    assert stat.S_IMODE(demo.stat().st_mode) == 0o600
    lines = demo.read_text().splitlines()
    passwords = {line.split()[-2]: line.split()[-1] for line in lines}
    assert set(passwords) == {account.email for account in ACCOUNTS}
    for email, password in passwords.items():
        assert authenticate(username=email, password=password) == User.objects.get(email=email)
    assert sorted(
        (grant.user.email, WorkshopPage.objects.get(vault=grant.vault).slug)
        for grant in Grant.objects.select_related("user")
    ) == [
        ("host-2026@example.org", "2026-demo"),
        ("host-2027@example.org", "2027-demo"),
        ("volunteer@example.org", "2027-demo"),
    ]
    assert set(User.objects.filter(is_staff=False).values_list("email", flat=True)) == {
        "host-2027@example.org",
        "host-2026@example.org",
        "volunteer@example.org",
    }


def test_a_lost_file_gives_new_passwords(demo):
    old = demo.read_text()
    demo.unlink()
    call_command("load_demo")
    assert demo.read_text() != old
    assert len(demo.read_text().splitlines()) == len(ACCOUNTS)
    assert User.objects.count() == len(ACCOUNTS)
