"""Every address of the product. tests/matrix.py holds a row for each (docs/architecture.md)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views import serve as wagtaildocs

from home.public import media

urlpatterns = [
    path("health/", include("home.public.health_urls")),
    path("admin/login/", RedirectView.as_view(url="/organise/sign-in/?next=/admin/")),
    path("admin/", include(wagtailadmin_urls)),
    path("account/", include("access.public.urls")),
    path("account/", include("home.public.account_urls")),
    path("files/", include("access.public.files_urls")),
    # Files that editors attach to public pages. Personal files never go there (docs/protection.md).
    path(
        "documents/<int:document_id>/<path:document_filename>",
        wagtaildocs.serve,
        name="wagtaildocs_serve",
    ),
    path("media/images/<str:name>", media.picture, name="picture"),
    path("", include("correspondence.public.urls")),
]

urlpatterns += i18n_patterns(
    path("organise/", include("events.organise.urls")),
    path("organise/", include("registrations.organise.urls")),
    path("organise/", include("publications.organise.urls")),
    path("news/", include("correspondence.public.news")),
    path("", include("registrations.public.urls")),
    path("", include("registrations.public.agreement_urls")),
    path("", include("events.public.urls")),
    path("", include("publications.public.agenda_pdf")),
    path("", include("publications.public.urls")),
    # The pages of the tree among them: Wagtail's page of shared passwords and its own sign-in are
    # not mounted.
    path("", include("home.public.urls")),
    prefix_default_language=False,
)

handler400 = "home.public.errors.bad_request"
handler403 = "home.public.errors.permission_denied"
handler404 = "home.public.errors.page_not_found"
handler500 = "home.public.errors.server_error"
