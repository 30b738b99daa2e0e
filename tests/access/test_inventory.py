"""What personal data is left: counts by field with their days; nothing is opened."""

import datetime
import uuid

import pytest

from access.domain import inventory, values
from access.domain.inventory import Line
from access.models import AuditEntry, ErasureReceipt
from correspondence.models import MailMessage
from home.domain import remains
from tests.factories.access import (
    ConsentFactory,
    ErasureReceiptFactory,
    ExportFactory,
    PrivateFileFactory,
    TokenFactory,
    UserFactory,
    VaultFactory,
    proceedings_staff,
    secretariat,
)
from tests.factories.correspondence import queue_mail
from tests.factories.events import WorkshopFactory
from tests.factories.outcomes import RecommendationFactory, StepFactory

pytestmark = pytest.mark.django_db
LAST_DAY = datetime.date(2027, 6, 17)


def keep(vault, last_day=LAST_DAY):
    values.store(vault, uuid.uuid4(), {"name": "CANARY", "food": "CANARY"}, last_day)


def told(vault):
    return [
        (str(line.what), line.number, line.first, line.last) for line in inventory.of_vault(vault)
    ]


def test_every_kind_is_counted_with_its_days():
    vault, other = VaultFactory(), VaultFactory()
    keep(vault)
    keep(vault, LAST_DAY + datetime.timedelta(days=10))
    keep(other)
    PrivateFileFactory(vault=vault, erase_after=LAST_DAY)
    ConsentFactory(vault=vault)
    TokenFactory(vault=vault)
    queue_mail(vault=vault, subject_key=uuid.uuid4())
    day = datetime.timedelta(days=1)
    assert told(vault) == [
        ("Food", 2, LAST_DAY + 3 * day, LAST_DAY + 13 * day),
        ("Full name", 2, LAST_DAY + 183 * day, LAST_DAY + 193 * day),
        ("Portrait", 1, LAST_DAY, LAST_DAY),
        ("What people agreed to", 1, None, None),
        ("Private links", 1, None, None),
        ("Text and address", 1, None, None),
    ]


def test_nothing_left_is_an_empty_list():
    vault = VaultFactory()
    mail = queue_mail(vault=vault, subject_key=uuid.uuid4())
    MailMessage.objects.filter(pk=mail.pk).update(sealed_body=None, sealed_address=None)
    assert inventory.of_vault(vault) == []


def test_a_field_that_left_the_catalogue_is_still_seen():
    vault = VaultFactory()
    PrivateFileFactory(vault=vault, purpose="forgotten")
    assert told(vault)[0][:2] == ("forgotten", 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_inventory_costs_the_same_for_one_and_for_many(number, django_assert_num_queries):
    vault = VaultFactory()
    for _ in range(number):
        keep(vault)
    with django_assert_num_queries(7):
        inventory.of_vault(vault)


def test_the_page_shows_what_is_left_erased_and_taken(client):
    """The reading is written down; no value is on the page."""
    workshop = WorkshopFactory()
    keep(workshop.vault)
    ErasureReceiptFactory(vault=workshop.vault, counts={"food": 7})
    ExportFactory(vault=workshop.vault, user=UserFactory(full_name="Invented Exporter"))
    client.force_login(secretariat())
    page = client.get(f"/admin/privacy/{workshop.pk}/").content.decode()
    for text in ("Full name", "17 December 2027", "food 7", "Invented Exporter", "To print badges"):
        assert text in page, text
    assert "CANARY" not in page
    assert AuditEntry.objects.filter(action="privacy.viewed").count() == 1
    assert ErasureReceipt.objects.count() == 1


@pytest.mark.parametrize("address", ["/admin/privacy/", "/admin/privacy/find/"])
def test_proceedings_staff_do_not_enter(client, address):
    """SEC-A2."""
    client.force_login(proceedings_staff())
    assert client.get(address).status_code in {302, 403}


def places(text, user=None):
    return [(str(one.kind), one.columns) for one in remains.find(text, user)]


def test_a_name_is_found_wherever_it_stands_in_clear():
    """The worklist: page, older version, recommendation, step; whatever mark-up lies in between."""
    workshop = WorkshopFactory(practical_information="<p>Ask <b>สมชาย</b> &amp; Sons</p>")
    workshop.save_revision()
    RecommendationFactory(workshop=workshop, text="As สมชาย  &  SONS said")
    StepFactory(what="Answered by สมชาย & sons")
    assert sorted(places("สมชาย & Sons")) == [
        ("older version", ("content JSON",)),
        ("recommendation", ("text",)),
        ("step", ("who or what",)),
        ("workshop", ("practical information",)),
    ]


def test_each_place_leads_to_where_it_is_changed():
    workshop = WorkshopFactory(title="With Sengdara inside")
    found = {str(one.kind): one.url for one in remains.find("sengdara", secretariat())}
    assert found["workshop"] == f"/admin/pages/{workshop.pk}/edit/"


def test_sealed_values_and_people_who_work_here_are_no_finding():
    """Encrypted is not 'in clear'; an account may keep its name."""
    keep(VaultFactory())
    UserFactory(full_name="CANARY")
    assert places("canary") == []


def test_a_text_too_short_is_refused():
    with pytest.raises(ValueError, match="too short"):
        remains.find(" <b>a</b> ")


def test_what_was_looked_for_is_written_nowhere(client, caplog):
    """By POST; the trail holds a number."""
    WorkshopFactory(title="With Sengdara inside")
    client.force_login(secretariat())
    caplog.clear()  # the line about the new page
    answer = client.post("/admin/privacy/find/", {"text": "Sengdara"})
    # The page, and the log of the administration that it was made.
    assert "With Sengdara inside" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    [entry] = AuditEntry.objects.filter(action="person.search")
    assert entry.detail == {"found": 2}
    assert "Sengdara" not in str(AuditEntry.objects.values().last()) + caplog.text
    assert client.post("/admin/privacy/find/", {"text": "a"}).status_code == 422


def test_a_source_is_registered_once():
    before = len(inventory._sources)
    inventory.register(remains.mails_of)
    assert len(inventory._sources) == before
    assert Line("a", "b", 1).rule == ""
