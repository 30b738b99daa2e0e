"""What pages of lower floors show of the proceedings."""

from django import template

from events.models import WorkshopPage
from publications.domain import commenting
from publications.models import ProceedingsPage

register = template.Library()


@register.simple_tag
def open_for_comments(workshop: WorkshopPage) -> ProceedingsPage | None:
    """The volume on which co-organisers of a workshop may comment now. One statement."""
    return commenting.volume_of(workshop)
