"""Whole pages from the cache: fast, and never a byte that is old, a draft or somebody's own."""

import datetime
import gzip
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch
from django.utils import timezone
from wagtail.models import PageViewRestriction

from access.domain import consent
from access.domain.consent import Naming, Output
from events.domain.agenda import release
from events.domain.agenda_document import draft_document
from events.models import InstitutionName, WorkshopPage
from home.domain import generation, page_cache, scheduled
from tests.factories.access import UserFactory, secretariat
from tests.factories.events import (
    AgendaPageFactory,
    AgendaReleaseFactory,
    CoOrganiserFactory,
    InstitutionFactory,
    InstitutionNameFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
    workshop_index,
)
from tests.factories.publications import EditionFactory, ProceedingsPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 60


@pytest.fixture
def committed(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Callable[[Callable[[], Any]], Any]:
    """A function that runs a change as if its transaction ended with it."""

    def run(change: Callable[[], Any]) -> Any:
        # What came before in the test is as good as committed.
        connection.run_on_commit.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return change()

    return run


@pytest.fixture
def workshop() -> Iterator[WorkshopPage]:
    yield WorkshopFactory(slug="2027-demo", summary="The first words.")


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_second_reader_costs_one_statement(
    client: Client, workshop: WorkshopPage, django_assert_num_queries: Callable[..., Any]
) -> None:
    """SB-S15: a cached page asks the database only for the number of the site."""
    first = text(client, workshop.url)
    with django_assert_num_queries(1):
        second = text(client, workshop.url)
    assert second == first


def test_a_published_change_is_seen_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    """SEC-A6. A draft stays a draft."""
    text(client, workshop.url)
    workshop.summary = "The second words."
    draft = committed(workshop.save_revision)
    assert "The second words." not in text(client, workshop.url)
    assert "The first words." in text(client, workshop.url)

    committed(draft.publish)
    assert "The second words." in text(client, workshop.url)


def test_an_unpublished_page_is_gone_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    """SEC-A6: from its address, from the list and from the home page."""
    addresses = (workshop.url, workshop_index().url, "/")
    for path in addresses:
        text(client, path)
    committed(workshop.unpublish)
    assert client.get(addresses[0]).status_code == 404
    assert [workshop.official_title in text(client, path) for path in addresses[1:]] == [
        False,
        False,
    ]


def test_an_old_address_is_empty_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    old = workshop.url
    text(client, old)
    workshop.slug = "2027-kuala-lumpur"
    committed(lambda: workshop.save_revision().publish())
    assert client.get(old).status_code in {301, 404}
    assert "The first words." in text(client, WorkshopPage.objects.get(pk=workshop.pk).url)


def test_a_page_that_expires_is_gone(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    """Scheduled expiry: the timetable takes it down, and with it what was kept."""
    text(client, workshop.url)
    workshop.expire_at = timezone.now() - datetime.timedelta(seconds=1)
    committed(workshop.save)
    committed(scheduled.publish_due)
    assert client.get(workshop.url).status_code == 404


def test_a_page_that_is_due_appears(client: Client, committed: Callable[..., Any]) -> None:
    page = WorkshopFactory(live=False)
    assert client.get(page.url).status_code == 404
    page.go_live_at = timezone.now() - datetime.timedelta(seconds=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    committed(scheduled.publish_due)
    assert page.official_title in text(client, page.url)


def test_a_name_of_an_institution_is_seen_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    """Reference data, written by one statement without a signal."""
    institution = InstitutionFactory(name=None)
    InstitutionNameFactory(institution=institution, text="Ministry of Old Affairs")
    CoOrganiserFactory(workshop=workshop, institution=institution)
    assert "Ministry of Old Affairs" in text(client, workshop.url)
    committed(lambda: InstitutionName.objects.update(text="Ministry of New Affairs"))
    assert "Ministry of New Affairs" in text(client, workshop.url)


def test_a_release_of_the_agenda_is_seen_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    AgendaPageFactory(parent=workshop)
    SessionFactory(workshop=workshop, title="The first panel")
    text(client, workshop.url + "agenda/")
    committed(lambda: release(workshop, secretariat(), ""))
    assert "The first panel" in text(client, workshop.url + "agenda/")


def test_an_edition_is_seen_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    page = ProceedingsPageFactory(parent=workshop)
    assert "application/pdf" not in text(client, "/")
    committed(lambda: EditionFactory(proceedings=page, number=1))
    assert "application/pdf" in text(client, "/")


def test_a_withdrawn_name_is_gone_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    """US-P7: a kept page never shows a name longer than its bearer wants."""
    AgendaPageFactory(parent=workshop)
    person = PersonFactory(
        workshop=workshop,
        values={"name": "Canary Agreed"},
        naming={Output.PROGRAMME: Naming.NAME},
    )
    SessionRoleFactory(session=SessionFactory(workshop=workshop), person=person, label="")
    AgendaReleaseFactory(workshop=workshop, number=1, document=draft_document(workshop))
    path = workshop.url + "agenda/"
    assert "Canary Agreed" in text(client, path)
    purpose = consent.purpose_of(Output.PROGRAMME)
    committed(lambda: consent.withdraw(person.pk, purpose))
    assert "Canary Agreed" not in text(client, path)


def test_nothing_is_kept_for_or_from_whoever_signed_in(
    client: Client, workshop: WorkshopPage, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """Never a byte of a session in a kept page, and never a kept page for a session."""
    signed_in = Client()
    signed_in.force_login(UserFactory())
    cache.clear()
    text(signed_in, workshop.url)
    assert page_cache.find(_key(workshop.url)) is None
    text(client, workshop.url)
    kept = page_cache.find(_key(workshop.url))
    assert kept is not None
    response = signed_in.get(workshop.url)
    assert "ETag" not in response


def _key(path: str, **headers: str) -> str:
    return page_cache.key_of(RequestFactory().get(path, headers=headers))


def test_typefaces_and_languages_are_kept_apart(client: Client, workshop: WorkshopPage) -> None:
    """Save-Data leaves the typefaces out; a language has an address of its own."""
    assert "site/fonts.css" in text(client, workshop.url)
    saving = client.get(workshop.url, headers={"Save-Data": "on"}).content.decode()
    assert "site/fonts.css" not in saving
    assert "site/fonts.css" in text(client, workshop.url)
    keys = {_key(workshop.url), _key(workshop.url, save_data="on"), _key("/id" + workshop.url)}
    assert len(keys) == 3


def test_questions_are_not_kept(client: Client, workshop: WorkshopPage) -> None:
    """A stranger cannot fill the cache with addresses that differ by a query alone."""
    assert "ETag" not in client.get(workshop.url + "?a=1")


def test_a_reader_who_has_the_page_gets_no_body(client: Client, workshop: WorkshopPage) -> None:
    etag = client.get(workshop.url)["ETag"]
    again = client.get(workshop.url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, no-cache"


def test_pages_travel_compressed(client: Client, workshop: WorkshopPage) -> None:
    """SB-S15: kept pages hold no secret, so that they may be compressed."""
    plain = client.get(workshop.url)
    zipped = client.get(workshop.url, headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(zipped.content) == plain.content
    assert int(zipped["Content-Length"]) == len(zipped.content)
    assert set(zipped["Vary"].split(", ")) >= {"Accept-Encoding", "Save-Data"}


def test_the_policy_is_made_anew_for_every_answer(client: Client, workshop: WorkshopPage) -> None:
    for _ in range(2):
        policy = client.get(workshop.url)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "nonce-" not in policy


def _answer(**more: Any) -> tuple[Any, HttpResponse]:
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(view_name=more.pop("view", "wagtail_serve"))
    if nonce := more.pop("nonce", None):
        request._csp_nonce = nonce
    response = HttpResponse("x" * 500, status=more.pop("status", 200))
    for name, value in more.items():
        response[name.replace("_", "-")] = value
    return request, response


@pytest.mark.parametrize(
    "of",
    [
        {"view": "registrations:form"},
        {"view": "organise:home"},
        {"status": 404},
        {"status": 302},
        {"nonce": "abc"},
        {"Vary": "Accept, Cookie"},
        {"Cache_Control": "no-store"},
        {"Cache_Control": "max-age=0, private"},
        {"Content_Encoding": "br"},
    ],
)
def test_what_is_not_for_everybody_is_not_kept(of: dict[str, Any]) -> None:
    request, response = _answer(**of)
    assert page_cache.keep("key", request, response) is None
    assert page_cache.find("key") is None


def test_an_answer_with_a_cookie_is_not_kept() -> None:
    request, response = _answer()
    response.set_cookie("csrftoken", "secret")
    assert page_cache.keep("key", request, response) is None
    request, response = _answer()
    assert page_cache.keep("key", request, response) is not None


@pytest.mark.parametrize(
    ("sql", "counts"),
    [
        ('UPDATE "wagtailcore_page" SET "title" = %s', True),
        ('INSERT INTO "events_agendarelease" ("number") VALUES (%s)', True),
        ('INSERT OR IGNORE INTO "events_coorganiser" ("id") VALUES (%s)', True),
        ('DELETE FROM "access_consent" WHERE "id" = %s', True),
        ('UPDATE "access_personalvalue" SET "sealed" = %s', True),
        ('INSERT INTO "a_model_of_tomorrow" ("id") VALUES (%s)', True),
        ('UPDATE "events_session" SET "title" = %s', False),
        ('UPDATE "events_sessionrole" SET "label" = %s', False),
        ('INSERT INTO "wagtailcore_revision" ("id") VALUES (%s)', False),
        ('INSERT INTO "wagtailcore_pagelogentry" ("id") VALUES (%s)', False),
        ('UPDATE "registrations_registration" SET "state" = %s', False),
        ('UPDATE "registrations_registrationpage" SET "closes_at" = %s', True),
        ('INSERT INTO "correspondence_urgentnotice" ("id") VALUES (%s)', True),
        ('UPDATE "correspondence_mailmessage" SET "state" = %s', False),
        ('INSERT INTO "access_auditentry" ("id") VALUES (%s)', False),
        ('UPDATE "home_generation" SET "number" = 1', False),
        ('SELECT "title" FROM "wagtailcore_page"', False),
    ],
)
def test_which_statements_change_the_public_site(sql: str, counts: bool) -> None:
    assert generation.is_public(sql) is counts


def test_a_change_that_is_rolled_back_moves_nothing(workshop: WorkshopPage) -> None:
    before = generation.current()
    try:
        with transaction.atomic():
            WorkshopPage.objects.update(summary="Never")
            raise RuntimeError
    except RuntimeError:
        assert generation.current() == before


def test_the_frame_of_the_site_is_asked_anew_after_a_change(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    """SB-S15: the navigation kept in the process follows a new title, a closed page, an end."""
    index = workshop.get_parent().specific

    def places() -> list[int]:
        # With a query string, so that no kept page answers. In masthead, crumbs and footer.
        page = text(client, f"{workshop.url}?new")
        return [page.count(f">{title}</a>") for title in ("Workshops", "All workshops")]

    assert places() == [3, 0]
    index.title = "All workshops"
    committed(index.save_revision().publish)
    assert places() == [0, 3]
    committed(index.unpublish)
    assert places() == [0, 0]


def test_a_page_that_wagtail_keeps_for_some_is_closed_at_once(
    client: Client, workshop: WorkshopPage, committed: Callable[..., Any]
) -> None:
    """A restriction set after the frame was kept asks who reads."""
    text(client, f"{workshop.url}?new")
    index = workshop.get_parent()
    closed = {"restriction_type": "password", "password": "open"}
    committed(lambda: PageViewRestriction.objects.create(page=index, **closed))
    # The site has no page on which to enter a password: nobody gets further.
    for path in (f"{workshop.url}?new", workshop.url):
        with pytest.raises(NoReverseMatch, match="wagtailcore_authenticate_with_password"):
            client.get(path)


def test_the_frame_spares_the_statements_of_the_next_page(
    client: Client, workshop: WorkshopPage
) -> None:
    """SB-S15: the second page made anew asks for the number instead of site and navigation."""
    text(client, f"{workshop.url}?new")
    with CaptureQueriesContext(connection) as asked:
        text(client, f"{workshop.url}?again")
    asked_of = [re.search(r'FROM "?(\w+)"?', row["sql"])[1] for row in asked]
    assert asked_of == [
        "home_generation",
        "events_workshoppage",
        "events_coorganiser",
        "events_document",
        "publications_recommendation",
        "correspondence_urgentnotice",
    ]
