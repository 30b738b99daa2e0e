"""What pages of lower floors show of the proceedings."""

from django import template
from django.db.models import Exists, OuterRef

from access.models import User
from access.roles import Role, has_role
from events.models import WorkshopPage
from publications.domain import commenting
from publications.domain.findings import Finding
from publications.domain.preflight import findings_of
from publications.models import ChapterPage, CommentRound, ProceedingsPage

register = template.Library()


@register.simple_tag
def open_for_comments(workshop: WorkshopPage) -> ProceedingsPage | None:
    """The volume of a workshop that its co-organisers read or have read, or None; one statement.

    Its `is_open` tells whether they may comment now.
    """
    rounds = CommentRound.objects.filter(volume=OuterRef("pk"))
    volumes = ProceedingsPage.objects.child_of(workshop).annotate(was_read=Exists(rounds))
    for volume in volumes:
        volume.is_open = commenting.is_open(volume)
        if volume.is_open or volume.was_read:
            return volume
    return None


@register.simple_tag
def findings_beside(chapter: ChapterPage, user: User) -> list[Finding]:
    """What the pre-flight finds in a chapter that is being edited, as it was last saved."""
    return findings_of(chapter, reads_names=has_role(user, Role.SECRETARIAT))
