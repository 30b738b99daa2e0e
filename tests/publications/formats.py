"""What the tests of requests for another format share: the front door, a chapter, a desk."""

import re

from django.test import Client
from django.urls import reverse

from correspondence.domain import messages
from correspondence.models import MailMessage
from publications.models import ChapterPage, FormatRequest
from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.publications import ChapterPageFactory, ProceedingsPageFactory

ADDRESS = "canary.format@example.org"
WORDS = "CANARY: letters of 24 points"
GIVEN = {"format": "large_print", "language": "id", "words": WORDS, "email": ADDRESS}
LIST = "/admin/another-format/"


def public_chapter() -> ChapterPage:
    """A chapter that everybody reads."""
    volume = ProceedingsPageFactory(parent=WorkshopFactory(slug="the-workshop"))
    return ChapterPageFactory(parent=volume, title="On dams")


def at_the_desk(client: Client) -> Client:
    """The client, signed in as the Secretariat; `user` is its account."""
    client.user = secretariat()
    client.force_login(client.user)
    return client


def form_of(page: ChapterPage) -> str:
    return reverse("another_format", args=["chapter", page.pk])


def asked(page: ChapterPage, **fields) -> FormatRequest:
    """A request through the front door."""
    answer = Client().post(form_of(page), GIVEN | fields)
    assert (answer.status_code, answer["Location"]) == (302, "/another-format/sent/")
    return FormatRequest.objects.latest("asked_at")


def link_in(mail: MailMessage) -> str:
    """The path of the private link in a mail."""
    [path] = re.findall(r"http://[^/\s]+(/\S*me/format/\S+)", messages.build(mail).body)
    return path


def newest_link() -> str:
    return link_in(MailMessage.objects.latest("queued_at"))
