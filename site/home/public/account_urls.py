"""A forgotten password: beside the other pages of accounts (access/public/urls.py)."""

from django.urls import path

from home.public import forgotten

urlpatterns = [
    path("forgotten-password/", forgotten.ask, name="forgotten_password"),
    path("forgotten-password/sent/", forgotten.sent, name="forgotten_password_sent"),
]
