"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The name of the site and whether this installation is a demo."""
    return {"SITE_NAME": settings.SITE_NAME, "DEMO": settings.DEMO}
