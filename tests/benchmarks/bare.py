"""The yardstick: one Django view with sessions and CSRF protection, and nothing else."""

import secrets

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path

settings.configure(
    SECRET_KEY=secrets.token_urlsafe(50),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    LOGGING_CONFIG=None,
)


def view(request: HttpRequest) -> HttpResponse:
    """A page with a CSRF token, about as long as a short form."""
    return HttpResponse(f"<!doctype html><title>Bare</title>{get_token(request)}<p>" + "x" * 2000)


urlpatterns = [path("", view), path("health/live", view)]
application = get_wsgi_application()
