"""What becomes of a picture or a document that an editor uploads, wherever in the administration.

A picture is rebuilt from its pixels; a document loses the names of those who made it. Both get a
new name: that of the file would stand in the addresses of public pages.
"""

import uuid
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from access.domain import files, illustrations
from access.domain.cleaning import Refused
from events.domain.documents import without_names

SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


class PictureForm(BaseImageForm):
    """The setting WAGTAILIMAGES_IMAGE_FORM_BASE names it."""

    def clean_file(self) -> Any:
        """The picture made anew; what was there already stays as it is."""
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        upload.seek(0)
        try:
            content = illustrations.rebuild(upload.read())
        except Refused as refused:
            raise ValidationError(str(refused.message)) from None
        kind = files.type_of(content)
        return SimpleUploadedFile(f"{uuid.uuid4().hex[:12]}{SUFFIXES[kind]}", content, kind)


class DocumentForm(BaseDocumentForm):
    """The setting WAGTAILDOCS_DOCUMENT_FORM_BASE names it."""

    def clean(self) -> Any:
        """The document without names."""
        data = super().clean() or self.cleaned_data
        upload, title = data.get("file"), data.get("title", "")
        if isinstance(upload, UploadedFile):
            suffix = PurePath(upload.name or "").suffix.lower()
            upload.seek(0)
            try:
                content = without_names(upload.read(), suffix, title)
            except (ValueError, RuntimeError):
                self.add_error(
                    "file",
                    _("The file cannot be read safely: it is locked or damaged. Save it again."),
                )
            else:
                name = f"document-{uuid.uuid4().hex[:8]}{suffix}"
                data["file"] = SimpleUploadedFile(name, content)
        return data
