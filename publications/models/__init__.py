from publications.models.drafting import Amendment, DraftVersion, Reservation
from publications.models.editing import EditorialStep, ParagraphComment
from publications.models.editions import BuildJob, Edition
from publications.models.engagement import Engagement
from publications.models.follow_up import Step, Transmission
from publications.models.formats import FormatRequest
from publications.models.letters import Certificate, Letter, LetterBatch, Letterhead, LetterText
from publications.models.notes import Quotation, SessionNote
from publications.models.pages import Audience, ChapterPage, ProceedingsPage
from publications.models.papers import Paper
from publications.models.participation import Participation
from publications.models.recommendations import (
    Addressee,
    Instrument,
    Precision,
    Recommendation,
    RecommendationTranslation,
    Theme,
)
from publications.models.rounds import CommentRound, RoundAnswer, RoundText
from publications.models.studies import Study

__all__ = [
    "Addressee",
    "Amendment",
    "Audience",
    "BuildJob",
    "Certificate",
    "ChapterPage",
    "CommentRound",
    "DraftVersion",
    "Edition",
    "EditorialStep",
    "Engagement",
    "FormatRequest",
    "Instrument",
    "Letter",
    "LetterBatch",
    "LetterText",
    "Letterhead",
    "Paper",
    "ParagraphComment",
    "Participation",
    "Precision",
    "ProceedingsPage",
    "Quotation",
    "Recommendation",
    "RecommendationTranslation",
    "Reservation",
    "RoundAnswer",
    "RoundText",
    "SessionNote",
    "Step",
    "Study",
    "Theme",
    "Transmission",
]
