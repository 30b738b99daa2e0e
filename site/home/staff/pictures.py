"""What becomes of a picture that an editor uploads, wherever in the administration.

It is rebuilt from its pixels, and its name is a new one: that of the file would stand in the
addresses of public pages.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from wagtail.images.forms import BaseImageForm

from access.domain import files, illustrations
from access.domain.cleaning import Refused

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
