"""What lies below a workshop under its former name: its files, its calendar, its recommendations.

Wagtail keeps a redirect for every page whose address changed. Addresses that are no page of the
tree hang below the workshop's and follow it.
"""

import re

from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect

from access.middleware import bare

BELOW = re.compile(r"^/workshops/([-\w]+)/(.+)$")


def leads_to(request: HttpRequest) -> str | None:
    """Where an address that is not found leads on to, with what was asked of it; None for nowhere.

    One statement at most, and none outside the workshops.
    """
    found = BELOW.match(bare(request.path))
    if found is None:
        return None
    slug, rest = found.groups()
    rows = Redirect.objects.filter(old_path=f"/workshops/{slug}", redirect_page__live=True).exclude(
        redirect_page__slug=slug
    )
    row = rows.select_related("redirect_page").first()
    address = row.redirect_page.get_url(request) if row else None
    if not address:
        return None
    query = request.META.get("QUERY_STRING", "")
    return f"{address}{rest}{'?' if query else ''}{query}"
