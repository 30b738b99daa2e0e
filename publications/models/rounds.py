"""Rounds of comments: from when to when, which text was open then, who said that they are done."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from access.models import User
from publications.models.pages import ChapterPage, ProceedingsPage


class CommentRound(models.Model):
    """A time in which the co-organisers of a volume comment on it. The newest one counts."""

    volume = models.ForeignKey(
        ProceedingsPage, on_delete=models.CASCADE, related_name="comment_rounds"
    )
    number = models.PositiveSmallIntegerField(_("round"))
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("until"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("round of comments")
        verbose_name_plural = _("rounds of comments")
        ordering = ["volume", "number"]
        constraints = [
            models.UniqueConstraint(fields=["volume", "number"], name="comment_round_once"),
        ]

    def __str__(self) -> str:
        return f"Round {self.number}"


class RoundText(models.Model):
    """The text of one chapter as a round began with it: what the next round is compared with."""

    round = models.ForeignKey(CommentRound, on_delete=models.CASCADE, related_name="texts")
    chapter = models.ForeignKey(ChapterPage, on_delete=models.CASCADE, related_name="round_texts")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    sha256 = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of a round")
        verbose_name_plural = _("texts of a round")
        ordering = ["round", "chapter"]
        constraints = [
            models.UniqueConstraint(fields=["round", "chapter"], name="round_text_once"),
        ]

    def __str__(self) -> str:
        return f"Text #{self.pk}"


class RoundAnswer(models.Model):
    """A co-organiser has read the volume in a round and says no more."""

    round = models.ForeignKey(CommentRound, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer of a co-organiser")
        verbose_name_plural = _("answers of co-organisers")
        ordering = ["round", "at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "by"], name="round_answer_once"),
        ]

    def __str__(self) -> str:
        return f"Answer #{self.pk}"
