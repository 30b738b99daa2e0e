"""Headers, the CSRF check of pages without a Referer, logs, roles, keys."""

import datetime
import logging
import stat

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from access.domain.crypto import master_key
from access.logs import PrivateFilter
from access.middleware import CsrfMiddleware, is_private
from access.roles import Role, has_role
from tests.factories.access import (
    GrantFactory,
    UserFactory,
    VaultFactory,
    administrator,
    secretariat,
)

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("path", "private"),
    [
        ("/me/x/", True),
        ("/id/me/x/", True),
        ("/zh-hans/organise/", True),
        ("/admin/", True),
        ("/", False),
        ("/medals/", False),
        ("/workshops/me/", False),
    ],
)
def test_private_paths(path, private):
    assert is_private(path) is private


@pytest.mark.parametrize(
    ("origin", "site", "verified"),
    [
        ("null", "same-origin", True),
        ("null", None, True),
        ("null", "cross-site", False),
        ("null", "same-site", False),
        ("http://testserver", None, True),
        ("http://evil.example", "same-origin", False),
    ],
)
def test_pages_without_referer_keep_their_forms(origin, site, verified):
    """SEC-F4: no-referrer makes the browser send `Origin: null` with the form."""
    headers = {"origin": origin} | ({"sec-fetch-site": site} if site else {})
    request = RequestFactory().post("/me/x/", headers=headers)
    check = CsrfMiddleware(lambda request: HttpResponse())
    assert check._origin_verified(request) is verified


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("Not Found: /me/AbCdEfGhIjKlMnOp/", "Not Found: /me/[token]/"),
        ("failed for person@example.org", "failed for [address]"),
        ("GET /workshops/2027-demo/", "GET /workshops/2027-demo/"),
    ],
)
def test_no_token_and_no_address_in_a_log_line(line, clean):
    """SEC-F4."""
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (line,), None)
    PrivateFilter().filter(record)
    assert record.getMessage() == clean


@pytest.mark.django_db
def test_grants_hold_between_their_dates_only():
    """SEC-A9: an ended grant ends at the next request."""
    now = timezone.now()
    vault = VaultFactory()
    user = UserFactory()
    assert not has_role(user, Role.HOST_ORGANISER, vault.pk)
    grant = GrantFactory(user=user, vault=vault, starts_at=now - DAY, ends_at=now + DAY)
    assert has_role(user, Role.HOST_ORGANISER, vault.pk)
    assert not has_role(user, Role.HOST_ORGANISER, VaultFactory().pk)
    assert not has_role(user, Role.HOST_ORGANISER)
    grant.ends_at = now - DAY / 2
    grant.save()
    assert not has_role(user, Role.HOST_ORGANISER, vault.pk)
    grant.starts_at, grant.ends_at = now + DAY, now + 2 * DAY
    grant.save()
    assert not has_role(user, Role.HOST_ORGANISER, vault.pk)


@pytest.mark.django_db
def test_roles_of_the_installation():
    vault = VaultFactory()
    staff, admin = secretariat(), administrator()
    assert has_role(staff, Role.SECRETARIAT)
    assert not has_role(staff, Role.PROCEEDINGS)
    assert has_role(admin, Role.SECRETARIAT)
    assert not has_role(admin, Role.HOST_ORGANISER, vault.pk)
    assert not has_role(AnonymousUser(), Role.SECRETARIAT)
    staff.is_active = False
    assert not has_role(staff, Role.SECRETARIAT)


def test_keys_are_made_once_and_kept_private(settings, tmp_path, capsys):
    """Demo keys are made on the machine at first start, never in the repository."""
    settings.VAR = tmp_path
    call_command("keys")
    path = tmp_path / "keys.env"
    first = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    call_command("keys")
    assert path.read_text() == first
    lines = dict(line.split("=", 1) for line in first.splitlines())
    assert set(lines) == {"SECRET_KEY", "DATA_KEY"}
    settings.DATA_KEY = lines["DATA_KEY"]
    assert len(master_key()) == 32
    assert lines["DATA_KEY"] not in capsys.readouterr().out
