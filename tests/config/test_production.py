"""Production refuses to start unsafe, and says what to do."""

import re
from pathlib import Path

import pytest
from django.core.checks import CheckMessage
from django.core.management import CommandError, call_command
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string

from events.models import WorkshopPage
from home import checks

SAFE = {
    "REFUSE_UNSAFE": True,
    "SECRET_KEY": "".join(map(chr, range(48, 110))),
    "DEBUG": False,
    "DEMO": False,
    "ALLOWED_HOSTS": ["workshops.example.org"],
    "BASE_URL": "https://workshops.example.org",
    "EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend",
    "ANYMAIL": {"WEBHOOK_SECRET": "hook:secret"},
    "DEFAULT_FROM_EMAIL": "Secretariat <desk@workshops.example.org>",
}
FILES = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
S3 = "storages.backends.s3.S3Storage"


def _bucket(name: str) -> dict[str, object]:
    return {"BACKEND": S3, "OPTIONS": {"bucket_name": name}}


def _errors(settings, **spoilt: object) -> list[CheckMessage]:
    for name, value in (SAFE | spoilt).items():
        setattr(settings, name, value)
    return checks.production_is_safe()


def test_a_safe_installation_is_left_alone(settings) -> None:
    assert _errors(settings) == []


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        ({"SECRET_KEY": "short"}, "home.E001"),
        ({"SECRET_KEY": "a" * 80}, "home.E001"),
        ({"SECRET_KEY": ""}, "home.E001"),
        ({"DEBUG": True}, "home.E002"),
        ({"DEMO": True}, "home.E003"),
        ({"ALLOWED_HOSTS": []}, "home.E004"),
        ({"BASE_URL": "http://workshops.example.org"}, "home.E005"),
        ({"BASE_URL": "https://evil.example.org"}, "home.E006"),
        ({"EMAIL_BACKEND": "correspondence.backends.OutboxBackend"}, "home.E007"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "home.E007"),
        ({"DEFAULT_FROM_EMAIL": "Secretariat <desk@localhost>"}, "home.E008"),
        ({"STORAGES": {"default": _bucket("one"), "private": _bucket("")}}, "home.E009"),
        ({"STORAGES": {"default": _bucket("one"), "private": _bucket("one")}}, "home.E010"),
    ],
)
def test_each_danger_has_a_name_and_a_remedy(settings, spoilt, expected) -> None:
    """SEC-B9 (host names) among them."""
    found = _errors(settings, **spoilt)
    assert [message.id for message in found] == [expected]
    assert found[0].hint


def test_every_host_name_allowed_is_two_dangers_at_most(settings) -> None:
    assert [m.id for m in _errors(settings, ALLOWED_HOSTS=["*"])] == ["home.E004"]


def test_a_subdomain_pattern_covers_the_base_address(settings) -> None:
    assert _errors(settings, ALLOWED_HOSTS=[".example.org"]) == []


def test_two_buckets_are_good(settings) -> None:
    storages = {"default": _bucket("one"), "private": _bucket("two")}
    assert _errors(settings, STORAGES=storages) == []


def test_the_demo_and_the_tests_are_not_held_to_it(settings) -> None:
    assert _errors(settings, REFUSE_UNSAFE=False, DEBUG=True, SECRET_KEY="x") == []
    checks.refuse_unsafe_start()


@pytest.mark.processes
def test_check_deploy_is_content_with_a_safe_installation(production, python) -> None:
    """`check --deploy` may say nothing at all, no warning either."""
    result = python(production, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DATA_KEY", "", "access.E002"),
        ("SECRET_KEY", "", "home.E001"),
        ("EMAIL_BACKEND", "correspondence.backends.OutboxBackend", "home.E007"),
        ("ANYMAIL", "POSTMARK_SERVER_TOKEN=unused", "correspondence.E001"),
    ],
)
def test_the_site_itself_does_not_start_unsafe(
    production, python, name: str, value: str, expected: str
) -> None:
    """Not only `check`: importing the application that gunicorn serves stops (SEC-E4)."""
    result = python(production | {name: value}, "-c", "import config.wsgi")
    assert result.returncode == 1
    assert "ImproperlyConfigured" in result.stderr
    assert re.findall(r"\((\w+\.[EW]\d+)\)", result.stderr) == [expected]


@pytest.mark.processes
def test_a_safe_site_starts_without_its_database(production, python) -> None:
    """A database that is away for a moment must not keep the site from starting."""
    result = python(production, "-c", "import config.wsgi; print('started')")
    assert (result.stdout.strip(), result.returncode) == ("started", 0), result.stderr


@pytest.mark.processes
def test_sqlite_without_immediate_is_refused(production, python, tmp_path: Path) -> None:
    """SEC-D8: such an installation would fail with 'database is locked' under load."""
    settings = tmp_path / "careless.py"
    settings.write_text(
        "from config.settings.production import *\n"
        f"DATABASES = {{'default': {{'ENGINE': 'django.db.backends.sqlite3', "
        f"'NAME': '{tmp_path}/db.sqlite3'}}}}\n"
    )
    environment = production | {
        "DJANGO_SETTINGS_MODULE": "careless",
        "PYTHONPATH": f"{production['PYTHONPATH']}:{tmp_path}",
    }
    result = python(environment, "manage.py", "migrate")
    assert result.returncode == 1
    assert "access.E001" in result.stderr


@pytest.mark.processes
def test_cookies_of_production_are_bound_to_host_and_tls(production, python) -> None:
    """SEC-F11: the prefix __Host-, Secure, HttpOnly, SameSite."""
    code = (
        "import django; django.setup(); from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, "
        "s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE)"
    )
    result = python(production, "-c", code)
    assert result.stdout.split() == ["__Host-session", "True", "True", "Lax", "__Host-csrf", "True"]


def test_the_csrf_check_that_is_silenced_is_really_there(settings) -> None:
    """security.W003 looks for Django's class by its name; ours is one of that class."""
    assert settings.SILENCED_SYSTEM_CHECKS == ["security.W003"]
    classes = [import_string(path) for path in settings.MIDDLEWARE]
    assert [issubclass(c, CsrfViewMiddleware) for c in classes if isinstance(c, type)].count(
        True
    ) == 1


def test_private_files_lie_outside_the_public_folder(settings) -> None:
    """SEC-A5."""
    assert not Path(settings.PRIVATE_ROOT).is_relative_to(Path(settings.MEDIA_ROOT))
    assert settings.STORAGES["private"]["OPTIONS"]["base_url"] is None


@pytest.mark.django_db
def test_invented_people_do_not_mix_with_real_ones(settings) -> None:
    """The demo is not loaded into an installation that is none."""
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demo installation"):
        call_command("load_demo")
    assert WorkshopPage.objects.count() == 0
