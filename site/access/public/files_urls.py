"""Where private files are: `/files/<key>/`, behind the sign-in and the second factor."""

from django.urls import path

from access.public import files

app_name = "private_files"
urlpatterns = [path("<uuid:file_id>/", files.download, name="download")]
