"""Reading recommendations: what is public, one by its address, the adopted ones for the volume."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from events.domain.releases import latest_release
from events.models import WorkshopPage
from events.models.reference import Certainty
from publications.models import (
    Recommendation,
    Reservation,
    Step,
)

Standing = Recommendation.Standing
PUBLIC_STANDINGS = (Standing.ADOPTED, Standing.RECORDED)


def public_workshops() -> QuerySet[WorkshopPage]:
    """The workshops that a visitor may open: `public()` in the same statement, not in its own."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = PageViewRestriction.objects.annotate(below=path).filter(
        below__startswith=F("page__path")
    )
    return WorkshopPage.objects.live().filter(~Exists(restricted))


def public() -> QuerySet[Recommendation]:
    """What a visitor may read: adopted or recorded, seen in a source, of a live workshop."""
    return Recommendation.objects.filter(
        standing__in=PUBLIC_STANDINGS,
        certainty=Certainty.SEEN,
        workshop__in=public_workshops(),
    )


def public_steps() -> QuerySet[Step]:
    """The steps that a visitor may see: seen in a source that is named."""
    return (
        Step.objects.filter(certainty=Certainty.SEEN)
        .exclude(source="")
        .select_related("instrument", "related__workshop", "document")
    )


def with_details(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """The same with everything a page of them reads: six further statements, whatever the number.

    Links to recommendations that are not public are left out, in both directions; what is invented
    never stands in the line of what is real.
    """
    backwards = (
        public_steps()
        .filter(kind__in=Step.LINKS, recommendation__in=public().values("pk"))
        .select_related("recommendation__workshop")
    )
    return with_steps(recommendations.select_related("responsible__state")).prefetch_related(
        Prefetch("linked_from", backwards, to_attr="public_links"),
        "addressees",
        "themes",
    )


def with_steps(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """The same with workshop, public steps and wording: two further statements."""
    steps = public_steps().filter(Q(related=None) | Q(related__in=public().values("pk")))
    return recommendations.select_related("workshop").prefetch_related(
        Prefetch(
            "steps",
            steps.exclude(related__workshop__is_demo=True, recommendation__workshop__is_demo=False),
            to_attr="public_steps",
        ),
        "translations",
    )


def find(slug: str, number: int) -> Recommendation:
    """A public recommendation by its address. Raises Recommendation.DoesNotExist."""
    rows = with_details(public()).prefetch_related(
        Prefetch("reservations", Reservation.objects.select_related("delegation"))
    )
    return rows.get(workshop__slug=slug, number=number)


def address(recommendation: Recommendation) -> str:
    """The canonical path in the reader's language, /workshops/2004-jakarta/recommendations/1/.

    Needs `workshop`.
    """
    return reverse("recommendation", args=[recommendation.workshop.slug, recommendation.number])


def short_address(recommendation: Recommendation) -> str:
    """The permanent short path for print and text messages, without a language: /r/12."""
    with override(settings.LANGUAGE_CODE):
        return reverse("recommendation-short", args=[recommendation.pk])


@dataclass(frozen=True)
class Wording:
    """Title and text in one language."""

    title: str
    text: str
    language: str


def wording(recommendation: Recommendation) -> Wording:
    """The text in the reader's language where there is a translation, else the original.

    Asks the database nothing where `translations` were prefetched.
    """
    reader = get_language()
    if reader != recommendation.language:
        for translation in recommendation.translations.all():
            if translation.language == reader:
                return Wording(translation.title, translation.text, translation.language)
    return original(recommendation)


def original(recommendation: Recommendation) -> Wording:
    """The text as the workshop adopted it, or as its source gives it."""
    return Wording(recommendation.title, recommendation.text, recommendation.language)


def other_wordings(recommendation: Recommendation) -> list[Wording]:
    """The text in every language but the one `wording` answers, the original first."""
    shown = wording(recommendation)
    every = [original(recommendation)]
    every += [
        Wording(row.title, row.text, row.language)
        for row in sorted(recommendation.translations.all(), key=lambda row: row.language)
    ]
    return [row for row in every if row.language != shown.language]


def text_languages(recommendation: Recommendation) -> list[str]:
    """The languages worth offering: that of the site, in which its page always is, the others."""
    there = {recommendation.language, *(row.language for row in recommendation.translations.all())}
    others = [code for code, _name in settings.LANGUAGES if code in there]
    return list(dict.fromkeys([settings.LANGUAGE_CODE, *others]))


@dataclass(frozen=True)
class Adopted:
    """One numbered paragraph for the volume of proceedings, in the language of the volume.

    Without a translation it is the adopted text, and `language` says which that is.
    `reservations` are whole sentences.
    """

    number: int
    text: str
    language: str
    addressees: list[str]
    themes: list[str]
    reservations: list[str]
    short_address: str


def adopted(workshop: WorkshopPage) -> list[Adopted]:
    """The recommendations of a workshop for its proceedings, in the order of their numbers.

    Adopted ones and those recorded from a source; never a draft, an amendment or a proposer. Five
    statements, whatever the number.
    """
    rows = (
        Recommendation.objects.filter(
            workshop=workshop, standing__in=PUBLIC_STANDINGS, certainty=Certainty.SEEN
        )
        .prefetch_related(
            "addressees",
            "themes",
            "translations",
            Prefetch("reservations", Reservation.objects.select_related("delegation")),
        )
        .order_by("number")
    )
    return [_for_the_volume(row) for row in rows]


def _for_the_volume(row: Recommendation) -> Adopted:
    words = wording(row)
    return Adopted(
        number=row.number,
        text=words.text,
        language=words.language,
        addressees=[str(addressee) for addressee in row.addressees.all()],
        themes=[str(theme) for theme in row.themes.all()],
        reservations=reservation_sentences(row),
        short_address=short_address(row),
    )


def reservation_sentences(recommendation: Recommendation) -> list[str]:
    """Each reservation as a sentence: of a delegation, or of one participant."""
    return [
        _("%(delegation)s reserved its position on paragraph %(number)d.")
        % {"delegation": reservation.delegation.list_name, "number": recommendation.number}
        if reservation.delegation
        else _("One participant did not join in paragraph %(number)d.")
        % {"number": recommendation.number}
        for reservation in recommendation.reservations.all()
    ]


def session_title(recommendation: Recommendation) -> str:
    """The title of the session it came from, where the released agenda shows it to the public."""
    if recommendation.session_id is None:
        return ""
    release = latest_release(recommendation.workshop)
    if release is None:
        return ""
    for session in release.document.get("sessions", []):
        if session["id"] == str(recommendation.session_id) and session.get("is_public"):
            return str(session["title"])
    return ""
