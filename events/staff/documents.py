"""Documents of workshops in the administration: a list, and a form that takes the file in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from events.domain import documents
from events.domain.paper_stamp import stamped
from events.models import Document


class DocumentForm(WagtailAdminModelForm):
    """Looks into the file before it is kept."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        if isinstance(upload, UploadedFile):
            self.instance.title = data.get("title", "")
            try:
                documents.take_in(self.instance, upload)
            except ValidationError as error:
                self.add_error("file", error)
            else:
                data["file"] = self._as_kept(data)
        return data

    def _as_kept(self, data: dict[str, Any]) -> ContentFile:
        """What was taken in, and not what was sent: the form would put that in its place.

        Where the spoken text counts the words stand on page 1 (US-ST11).
        """
        content = self.instance.file.read()
        if self.instance.suffix == ".pdf" and data.get("check_against_delivery"):
            content = stamped(content)
        self.instance.size = len(content)
        return ContentFile(content, name=f"document{self.instance.suffix}")


class DocumentIndexView(IndexView):
    """Asks for the workshops at once, and leaves the words where they are."""

    def get_base_queryset(self) -> QuerySet[Document]:
        return super().get_base_queryset().select_related("workshop").defer("text")


class DocumentViewSet(ModelViewSet):
    """Concept notes, statements, presentations, conclusions."""

    model = Document
    index_view_class = DocumentIndexView
    name = url_prefix = "workshop-documents"
    icon = "doc-full"
    menu_label = _("Documents of workshops")
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ("title", "workshop", "kind", "language", "audience", "embargo_until")
    list_filter = ("workshop", "kind", "audience", "language")
    search_fields = ("title", "author")
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("workshop"), FieldPanel("kind")]),
            FieldPanel("title"),
            FieldPanel("file"),
            FieldRowPanel([FieldPanel("language"), FieldPanel("dated")]),
            FieldRowPanel([FieldPanel("author"), FieldPanel("check_against_delivery")]),
            FieldRowPanel([FieldPanel("audience"), FieldPanel("embargo_until")]),
        ],
        base_form_class=DocumentForm,
    )
