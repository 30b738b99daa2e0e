from publications.models.editions import BuildJob, Edition
from publications.models.pages import ChapterPage, ProceedingsPage

__all__ = ["BuildJob", "ChapterPage", "Edition", "ProceedingsPage"]
