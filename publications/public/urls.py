from django.urls import include, path

from publications.public import another_format, author_proof, own_data, session_notes, views

BASE = "workshops/<slug:slug>/proceedings"

urlpatterns = [
    path("me/<secret:token>/data.pdf", own_data.own_data, name="publications_own_data"),
    path("another-format/sent/", another_format.sent, name="another_format_sent"),
    path("another-format/erased/", another_format.gone, name="another_format_gone"),
    path("another-format/<slug:kind>/<slug:key>/", another_format.ask, name="another_format"),
    path("me/format/<secret:token>/", another_format.own, name="another_format_own"),
    path("me/proof/<secret:token>/", author_proof.author_proof, name="author_proof"),
    path("me/notes/<secret:token>/", session_notes.session_notes, name="session_notes"),
    path("", include("publications.public.letters_urls")),
    path("", include("publications.public.recommendations_urls")),
    path(f"{BASE}/volume.pdf", views.volume, name="publications_volume"),
    path(f"{BASE}/volume.epub", views.book, name="publications_epub"),
    path(f"{BASE}/authors/", views.authors, name="publications_authors"),
    path(f"{BASE}/authors/<uuid:key>/", views.author, name="publications_author"),
    path(f"{BASE}/edition-<int:number>.pdf", views.edition, name="publications_edition"),
    path(f"{BASE}/paper-<int:chapter_id>.pdf", views.paper, name="publications_paper"),
    path(f"{BASE}/<slug:key>.pdf", views.piece, name="publications_piece"),
    path(f"{BASE}/<slug:key>.<slug:form>", views.cited, name="publications_cited"),
    path("p/<int:page_id>-<int:number>", views.short, name="publications_short"),
]
