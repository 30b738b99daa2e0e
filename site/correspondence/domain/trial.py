"""Trying a text before it holds: with an invented person, and as a mail to oneself."""

import uuid

from access.models import User, Vault
from correspondence.domain import installation, mail
from correspondence.domain.occasions import Occasion
from correspondence.domain.rendering import Rendered, render
from correspondence.models import MailMessage, Wording


def preview(occasion: Occasion, language: str, text: str) -> Rendered:
    """The mail as an invented person would get it ('' for the built-in text)."""
    return render(occasion.code, language, occasion.samples, text)


def send(occasion: Occasion, language: str, text: str, link: str, actor: User) -> MailMessage:
    """Send the mail with invented values to the account that asks, through the ledger.

    Arguments: occasion and language; the text as typed; the path to which the link leads (the page
    from which it was asked for); the account.
    """
    context = {**occasion.samples, "reference": "TEST", "link": link}
    row = MailMessage(
        vault=installation.vault(),
        subject_key=actor.pk,
        occasion=occasion.code,
        dedup_key=f"test:{uuid.uuid4()}",
        language=language,
    )
    return mail.put(row, actor.email, render(occasion.code, language, context, text))


def overview(vault: Vault | None) -> tuple[dict[str, set[str]], dict[str, Wording]]:
    """What staff decided for one workshop or for all: by occasion, the languages with a text of
    their own, and the newest decision to hold. One statement."""
    newest = {
        (row.occasion, row.language): row
        for row in Wording.objects.filter(vault=vault).order_by("version")
    }
    texts: dict[str, set[str]] = {}
    for (occasion, language), row in newest.items():
        if language and row.text:
            texts.setdefault(occasion, set()).add(language)
    holds = {occasion: row for (occasion, language), row in newest.items() if not language}
    return texts, holds
