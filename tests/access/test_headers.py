"""The protecting headers are on every kind of answer: pages, redirects, refusals, errors, files."""

import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from tests.factories.access import host_organiser, proceedings_staff
from tests.factories.events import WorkshopFactory, home_page

pytestmark = pytest.mark.django_db
ALWAYS = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


def missing(response):
    for close in response._resource_closers:  # `response.close()` would end the connection too
        close()
    return [name for name in ALWAYS if name not in response.headers]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/privacy-promise/", 200),
        ("/privacy-promise", 301),
        ("/account/second-factor/", 302),
        ("/no-such-page/", 404),
        ("/media/no-such-file.png", 404),
        ("/static/site/site.css", 200),
        ("/static/no-such-file.css", 404),
        ("/organise/sign-in/", 200),
        ("/health/live", 200),
    ],
)
def test_headers_for_everybody(client, path, status):
    """SEC-F12: 200, 301, 302, 404, static, media."""
    home_page()
    response = client.get(path)
    assert response.status_code == status
    assert missing(response) == []


def test_headers_of_refusals(client):
    """SEC-F12: 403, by the check of forms and by the table of roles; 400; 405."""
    home_page()
    strict = Client(enforce_csrf_checks=True)
    forged = strict.post("/me/find/", {"email": "a@example.org"})
    assert (forged.status_code, missing(forged)) == (403, [])
    client.force_login(proceedings_staff())
    room = client.get("/admin/protection/")
    assert room.status_code in {302, 403}
    assert missing(room) == []
    bad = client.get("/", headers={"host": "evil.example"})
    assert (bad.status_code, missing(bad)) == (400, [])
    method = client.delete("/privacy-promise/")
    assert (method.status_code, missing(method)) == (405, [])


def test_headers_of_a_broken_page(client, monkeypatch):
    """SEC-F12: 500, and the error is not told."""
    home_page()
    client.raise_request_exception = False
    monkeypatch.setattr("home.public.promises.render", lambda *args: 1 / 0)
    response = client.get("/privacy-promise/")
    assert (response.status_code, missing(response)) == (500, [])
    assert b"ZeroDivision" not in response.content


def test_a_document_of_an_editor_is_saved_and_never_shown(client):
    """SEC-B3, SEC-F12: attachment, nosniff, an empty policy, whatever is inside."""
    home_page()
    page = Document.objects.create(
        title="x", file=ContentFile(b"<script>alert(1)</script>", "page.txt")
    )
    response = client.get(page.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert missing(response) == []


@pytest.mark.parametrize("extension", ["html", "htm", "svg", "xhtml", "js", "swf"])
def test_what_a_browser_would_run_is_no_document(extension):
    """SEC-B3: refused by the kinds that editors may upload, pictures too."""
    assert extension not in settings.WAGTAILDOCS_EXTENSIONS
    assert extension not in settings.WAGTAILIMAGES_EXTENSIONS
    assert settings.WAGTAILDOCS_INLINE_CONTENT_TYPES == []


def test_one_policy_and_one_nonce_a_page(client):
    """SEC-F12: no unsafe-inline, no unsafe-eval, no other host; a nonce is used once."""
    home_page()
    policies = [client.get("/")["Content-Security-Policy"] for _ in range(2)]
    nonces = [set(re.findall(r"'nonce-([^']+)'", policy)) for policy in policies]
    assert nonces[0].isdisjoint(nonces[1])
    for policy in policies:
        assert "unsafe" not in policy
        assert "http:" not in policy
        assert "https:" not in policy
        assert "*" not in policy


def test_pages_behind_a_sign_in_are_kept_by_nobody(client):
    """SEC-F4: no-store, no-referrer, noindex."""
    workshop = WorkshopFactory()
    client.force_login(host_organiser(workshop))
    response = client.get(f"/organise/{workshop.slug}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
