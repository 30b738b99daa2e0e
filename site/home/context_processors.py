"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The name of the site, whether this is a demo, whether the browser asks to save data."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "DEMO": settings.DEMO,
        "SAVE_DATA": request.headers.get("Save-Data", "").lower() == "on",
    }
