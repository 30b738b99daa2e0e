"""The addresses of co-organisers about the proceedings, beside those of the agenda."""

from django.urls import path

from publications.organise import comments

app_name = "comments"
urlpatterns = [
    path("<slug:slug>/proceedings/", comments.chapters, name="chapters"),
    path("<slug:slug>/proceedings/<int:chapter_id>/", comments.chapter, name="chapter"),
]
