"""What readers and staff meet of a volume: its page, chapters and files, and the button."""

import datetime

import pytest
from django.urls import reverse

from access.domain import consent
from access.domain.consent import Naming, Output
from publications.domain import building, corrections
from publications.models import BuildJob, ChapterPage, Edition
from registrations.models import Registration
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.publications import ChapterPageFactory
from tests.publications.conftest import CANARY, participant, published

pytestmark = pytest.mark.django_db


def status(client, url: str) -> int:
    """The status of a page or file; the file is closed."""
    response = client.get(url)
    for close in response._resource_closers:
        close()
    return response.status_code


def address(page) -> str:
    return reverse("publications_volume", args=[page.workshop.slug])


def test_no_volume_without_an_edition(volume, client):
    assert client.get(address(volume)).status_code == 404


def test_the_volume_answers_not_modified(volume, client):
    edition = published(volume)
    response = client.get(address(volume), headers={"If-None-Match": f'"{edition.sha256}"'})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("whose", ["volume", "workshop"])
def test_unpublishing_takes_everything_away_at_once(volume, client, whose):
    """SEC-A6: the volume, its page and its short address."""
    edition = published(volume)
    short = reverse("publications_short", args=[volume.pk, edition.number])
    addresses = [address(volume), short, volume.url]
    assert [status(client, url) for url in addresses] == [200, 301, 200]
    (volume if whose == "volume" else volume.workshop).unpublish()
    statuses = [status(client, url) for url in addresses]
    assert statuses[:2] == [404, 404]
    assert whose == "workshop" or statuses[2] == 404


def test_the_file_is_not_below_the_public_folder(volume, client, settings):
    """SEC-A5: a guessed address under MEDIA finds nothing."""
    edition = published(volume)
    assert settings.MEDIA_ROOT not in settings.PRIVATE_ROOT.parents
    assert client.get(f"{settings.MEDIA_URL}{edition.file}").status_code == 404


def test_a_withdrawal_acts_at_once_and_is_corrected(volume, client, quick):
    """SEC-C5: the volume is refused as soon as one person withdraws, then built without her."""
    person = participant(volume.workshop, Naming.NAME, name=CANARY)
    first = building.run(building.request_build(volume, None).pk).edition
    assert first.appearing == {str(person.pk): "name"}
    assert status(client, address(volume)) == 200
    assert corrections.correct_outdated() == 0
    consent.withdraw(person.pk, consent.purpose_of(Output.PROCEEDINGS))
    response = client.get(address(volume))
    assert (response.status_code, response["Retry-After"]) == (503, "120")
    assert address(volume).encode() not in client.get(volume.url).content
    assert corrections.correct_outdated() == 1
    assert corrections.correct_outdated() == 0, "one job waits already"
    second = building.run(BuildJob.objects.get(state="queued").pk).edition
    first.refresh_from_db()
    assert (second.number, second.appearing) == (2, {})
    assert (first.file, first.appearing) == ("", {})
    assert status(client, address(volume)) == 200


def test_somebody_who_does_not_take_part_any_more_is_taken_out(volume, quick):
    person = participant(volume.workshop, Naming.NAME)
    edition = building.run(building.request_build(volume, None).pk).edition
    assert not corrections.is_outdated(edition)
    Registration.objects.filter(person=person).update(state=Registration.State.WITHDRAWN)
    assert corrections.is_outdated(edition)


def test_a_wider_choice_does_not_take_the_volume_away():
    shows = corrections.shows_more_than
    assert not shows({"a": "organisation"}, {"a": "name"})
    assert not shows({"a": "name"}, {"a": "name", "b": "name"})
    assert shows({"a": "name"}, {"a": "organisation"})
    assert shows({"a": "other_name"}, {})


def test_the_page_of_the_publication(volume, client):
    edition = published(volume, first_pages={})
    chapter = ChapterPage.objects.get(title="Opening")
    Edition.objects.filter(pk=edition.pk).update(first_pages={f"c{chapter.pk}": 7})
    html = client.get(volume.url).content.decode()
    assert f'href="{address(volume)}"' in html
    assert "I. Opening</a>" in html
    assert ">7</span>" in html
    assert f"/p/{volume.pk}-1" in html
    assert "style=" not in html


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_takes_the_same_number_of_statements(
    volume, more, client, django_assert_max_num_queries
):
    published(volume)
    for _ in range(more):
        ChapterPageFactory(parent=volume)
    client.get(volume.url)
    with django_assert_max_num_queries(PAGE_STATEMENTS):
        client.get(volume.url)


PAGE_STATEMENTS = 24


def test_a_chapter_is_read_on_its_own_page(volume, client):
    workshop = volume.workshop
    participant(workshop, Naming.NAME, name="Ada Named")
    participant(workshop, name=CANARY)
    for chapter in ChapterPage.objects.all():
        html = client.get(chapter.url).content.decode()
        assert CANARY not in html
        assert ("Ada Named" in html) is (chapter.source == "participants")
    opening = ChapterPage.objects.get(title="Opening")
    assert '<a class="no" href="#p2">2.</a> It went on.' in client.get(opening.url).content.decode()


def test_hostile_text_in_a_chapter_stays_text(volume, client):
    ChapterPageFactory(
        parent=volume,
        title="Hostile",
        html='<p onclick="x()">a<script>alert(1)</script><img src="file:///etc/passwd"></p>',
    )
    html = client.get(ChapterPage.objects.get(title="Hostile").url).content.decode()
    article = html.split("<article", 1)[1].split("</article>", 1)[0]
    for bad in ("onclick", "<script", "file:"):
        assert bad not in article


# --- Staff ----------------------------------------------------------------------------------


@pytest.mark.parametrize("account", [secretariat, proceedings_staff])
def test_staff_press_the_button_and_see_the_progress(
    volume, client, quick, account, django_capture_on_commit_callbacks
):
    """SB-B3: asynchronous, with progress, without JavaScript."""
    client.force_login(account())
    url = reverse("publications_build", args=[volume.pk])
    assert "Refresh" not in client.get(url)
    with django_capture_on_commit_callbacks():
        assert client.post(url).status_code == 302
    response = client.get(url)
    assert response["Refresh"] == "3"
    assert "waits for its turn" in response.content.decode()
    job = BuildJob.objects.get()
    BuildJob.objects.update(state="running", done_parts=1, all_parts=4, step="II. Opening")
    assert "Part 2 of 4: II. Opening" in client.get(url).content.decode()
    long_ago = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    BuildJob.objects.update(started_at=long_ago, told_at=long_ago)
    response = client.get(url)
    assert "interrupted" in response.content.decode()
    assert "Refresh" not in response
    building.run(job.pk)
    html = client.get(url).content.decode()
    assert "edition 1 is the one that readers get" in html
    assert "Look here" in html


def test_nobody_else_meets_the_button(volume, client):
    """SEC-A: a host organiser, a visitor, an editor without a role."""
    url = reverse("publications_build", args=[volume.pk])
    assert client.post(url).status_code == 302
    client.force_login(host_organiser(volume.workshop))
    assert client.post(url).status_code in {302, 403}
    assert BuildJob.objects.count() == 0


def test_editors_find_the_button_on_the_page(volume, client):
    client.force_login(secretariat())
    html = client.get(reverse("wagtailadmin_pages:edit", args=[volume.pk])).content.decode()
    assert reverse("publications_build", args=[volume.pk]) in html
    chapter = ChapterPage.objects.first()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[chapter.pk])).status_code == 200
