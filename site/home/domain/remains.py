"""Where a name or an address still stands in clear: the worklist of 'Find a person'.

Personal values are encrypted and are erased by their key; what people wrote by hand is not: a
chapter, a caption, a step, a title of a document, an older revision of a page. Every text column
of every table is looked through, so that a new table cannot be forgotten. What was looked for is
written nowhere.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Revision

from access.domain.inventory import Line
from access.models import User, Vault
from correspondence.models import MailMessage
from publications.models import Edition

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MIN_LENGTH = 3
# Sessions are encoded and end by themselves; the search index follows the pages it was made from.
SKIPPED = {"sessions", "contenttypes", "auth", "wagtailsearch"}
# Accounts are people who work here; the audit trail holds no personal value by construction.
SKIPPED_MODELS = {"access.user", "access.auditentry"}
TEXTS = (models.CharField, models.TextField, models.JSONField)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Finding:
    """One row that still holds the text: what it is, its title, where staff change it."""

    kind: "str | _StrPromise"
    title: str
    url: str
    columns: tuple[str, ...]


def find(text: str, user: User | None = None) -> list[Finding]:
    """Every row that holds `text`, whatever its case, spacing and mark-up.

    Arguments: the name or address (at least 3 characters, else ValueError); the account for which
    links to editing pages are made. Nothing about the search is kept. Reads every text of the
    database once: seconds, for a hand-made search.
    """
    wanted = plain(text)
    if len(wanted) < MIN_LENGTH:
        raise ValueError("The text to look for is too short.")
    finder = AdminURLFinder(user)
    found: dict[tuple[str, str, str], Finding] = {}
    for model in _models():
        for row, columns in _rows(model, wanted):
            one = _finding(row, columns, finder)
            # A page lies in two tables: one line for both.
            key = (str(one.kind), one.title, one.url)
            columns_before = found[key].columns if key in found else ()
            found[key] = replace(one, columns=(*columns_before, *one.columns))
    findings = list(found.values())
    return findings + _editions(findings)


def plain(text: str) -> str:
    """A text as it is compared: without mark-up, case, width and superfluous space."""
    flat = html.unescape(_TAG.sub("", text))
    return " ".join(unicodedata.normalize("NFKC", flat).casefold().split())


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        meta = model._meta
        is_ours = meta.managed and not meta.proxy and meta.app_label not in SKIPPED
        if is_ours and meta.label_lower not in SKIPPED_MODELS:
            yield model


def _text_columns(model: type[models.Model]) -> list[str]:
    """The columns of the table itself that hold text; a key or the code of a choice is none."""
    return [
        field.attname
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXTS)
        and not field.choices
        and not isinstance(field, models.UUIDField)
        and not field.primary_key
    ]


def _rows(model: type[models.Model], wanted: str) -> Iterator[tuple[Any, tuple[str, ...]]]:
    columns = _text_columns(model)
    if not columns:
        return
    rows = model._base_manager.order_by().values_list("pk", *columns)
    for key, *values in rows.iterator(chunk_size=200):
        held = tuple(
            name for name, value in zip(columns, values, strict=True) if wanted in _read(value)
        )
        if held:
            yield model._base_manager.get(pk=key), held


def _read(value: Any) -> str:
    """Any stored value as plain text: JSON is unpacked, so that no escape hides a name."""
    if not value:
        return ""
    if isinstance(value, str):
        return plain(value)
    raw = getattr(value, "raw_data", None)
    if raw is not None:  # a StreamField
        value = list(raw)
    return plain(json.dumps(value, ensure_ascii=False, default=str))


def _finding(row: Any, columns: tuple[str, ...], finder: AdminURLFinder) -> Finding:
    names = tuple(str(row._meta.get_field(name).verbose_name) for name in columns)
    if isinstance(row, Revision):
        return _revision(row, names)
    kind = row._meta.verbose_name
    page = row if isinstance(row, Page) else getattr(row, "page", None)
    if isinstance(page, Page):
        kind = page.specific_class._meta.verbose_name if page is row else kind
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return Finding(kind, page.get_admin_display_title(), url, names)
    return Finding(kind, str(row), finder.get_edit_url(row) or "", names)


def _revision(row: Revision, names: tuple[str, ...]) -> Finding:
    url = ""
    if row.base_content_type.model_class() is Page:
        url = reverse("wagtailadmin_pages:history", args=[row.object_id])
    return Finding(_("older version"), row.object_str, url, names)


def _editions(found: list[Finding]) -> list[Finding]:
    """Built volumes whose chapters still hold the text, or held it: to be built anew."""
    pages = {int(part) for f in found for part in re.findall(r"/pages/(\d+)/", f.url)}
    paths = Page.objects.filter(pk__in=pages).values_list("path", flat=True)
    return [
        Finding(
            _("built volume"),
            str(edition),
            reverse("wagtailadmin_pages:edit", args=[edition.proceedings_id]),
            (str(_("build a new edition")),),
        )
        for edition in Edition.objects.select_related("proceedings").order_by("pk")
        if any(path.startswith(edition.proceedings.path) for path in paths)
    ]


def mails_of(vault: Vault) -> list[Line]:
    """Mails whose text and address are still there (`access.domain.inventory`)."""
    number = MailMessage.objects.filter(vault=vault).exclude(sealed_body=None).count()
    return [
        Line(
            _("Mails, encrypted"),
            _("Text and address"),
            number,
            rule=_("14 days after the last attempt"),
        )
    ]
