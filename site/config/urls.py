"""Every address of the product. tests/matrix.py holds a row for each (docs/architecture.md)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views import serve as wagtaildocs
from wagtail.urls import serve_pattern

urlpatterns = [
    path("health/", include("home.public.health_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("account/", include("access.public.urls")),
    # Files that editors attach to public pages. Personal files never go there (docs/protection.md).
    path(
        "documents/<int:document_id>/<path:document_filename>",
        wagtaildocs.serve,
        name="wagtaildocs_serve",
    ),
    path("", include("correspondence.public.urls")),
]

urlpatterns += i18n_patterns(
    path("organise/", include("events.organise.urls")),
    path("news/", include("correspondence.public.news")),
    path("", include("registrations.public.urls")),
    path("", include("events.public.urls")),
    path("", include("publications.public.urls")),
    path("", include("home.public.urls")),
    # Pages only: Wagtail's page of shared passwords and its own sign-in are not mounted.
    re_path(serve_pattern, wagtail_views.serve, name="wagtail_serve"),
    prefix_default_language=False,
)

handler400 = "home.public.errors.bad_request"
handler403 = "home.public.errors.permission_denied"
handler404 = "home.public.errors.page_not_found"
handler500 = "home.public.errors.server_error"
