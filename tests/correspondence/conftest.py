"""A test of mail says so: without the fixture `post`, a mail written or sent fails it."""

import pytest
from django.core import mail


@pytest.fixture
def post():
    """Ask for it in a test that writes or sends mail."""


@pytest.fixture(autouse=True)
def no_unexpected_mail(request):
    """Fail a test that writes or sends a mail without asking for `post`."""
    uses_database = request.node.get_closest_marker("django_db") is not None
    if uses_database:
        request.getfixturevalue("db")
    yield
    if "post" in request.fixturenames:
        return
    assert [message.subject for message in getattr(mail, "outbox", [])] == []
    if uses_database:
        from correspondence.models import MailMessage

        assert [row.occasion for row in MailMessage.objects.all()] == []
