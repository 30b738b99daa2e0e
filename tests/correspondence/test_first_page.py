"""What other rooms of the administration say of mail: the first page, and the desk."""

import pytest
from django.urls import reverse

from correspondence.domain import delivery
from correspondence.models import MailMessage
from registrations.models import Registration
from tests.correspondence import people
from tests.factories.access import proceedings_staff, secretariat
from tests.factories.correspondence import queue_mail

pytestmark = pytest.mark.django_db

State = MailMessage.State


@pytest.fixture
def desk(client):
    client.user = secretariat()
    client.force_login(client.user)
    return client


@pytest.fixture
def workshop():
    return people.workshop()


def test_the_first_page_is_loud_about_dead_letters(desk, post):
    """SEC-E3: a mail that was given up is an alarm, and stops no other."""
    dead, other = queue_mail(), queue_mail()
    MailMessage.objects.filter(pk=dead.pk).update(state=State.FAILED, failure="refused_550")
    delivery.deliver(other.pk)
    page = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 mail could not be sent and was given up." in page
    assert 'class="help-block help-critical" role="alert"' in page
    other.refresh_from_db()
    assert other.state == State.SENT


def test_the_first_page_stays_calm_for_others(client, post):
    MailMessage.objects.filter(pk=queue_mail().pk).update(state=State.FAILED)
    client.force_login(proceedings_staff())
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "was given up" not in page and reverse("mail:index") not in page


def test_the_desk_sees_whose_mail_came_back(desk, workshop, post):
    """Issue 8, item 3: a bounce flags the registration for staff, and cancels nothing."""
    gone, other = people.person(workshop), people.person(workshop)
    for person, state in ((gone, State.BOUNCED), (other, State.DELIVERED)):
        row = queue_mail(
            vault=workshop.vault, subject_key=person.person_id, occasion="logistics_note"
        )
        MailMessage.objects.filter(pk=row.pk).update(state=state)
    rows = desk.get(reverse("registrations_desk:list", args=[workshop.pk])).content.decode()
    assert rows.count("mail came back") == 1
    for person, flags in ((gone, 1), (other, 0)):
        address = reverse("registrations_desk:detail", args=[workshop.pk, person.pk])
        page = desk.get(address).content.decode()
        assert page.count("The last mail did not arrive.") == flags
        assert "Arrival, access and other practical notes" in page
        person.refresh_from_db()
        assert person.state == Registration.State.ACCEPTED
