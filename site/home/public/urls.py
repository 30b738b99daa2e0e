"""The addresses of the site itself. The pages of the tree come last: they match almost anything."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from home.public import pages, volumes

urlpatterns = [
    path("publications/", volumes.index, name="volumes"),
    # The name by which Wagtail reverses the addresses of pages.
    re_path(serve_pattern, pages.serve, name="wagtail_serve"),
]
