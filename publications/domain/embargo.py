"""An embargo is Wagtail's own schedule on the page of the proceedings.

Its chapters are published, so that the volume can be built, and are nowhere before it is.
"""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from wagtail.models import Page
from wagtail.query import PageQuerySet

from publications.models import ProceedingsPage


def without_embargoed(pages: PageQuerySet) -> PageQuerySet:
    """The pages without the chapters of volumes that are not published. No further statement."""
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    hidden = ProceedingsPage.objects.filter(live=False, path=above)
    result: PageQuerySet = pages.exclude(Exists(hidden))
    return result
