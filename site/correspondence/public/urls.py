"""Addresses of correspondence: the demo's mail page, and the provider's webhook."""

from django.urls import path

from correspondence.public import outbox, webhooks

urlpatterns = [
    path("outbox/", outbox.index, name="outbox"),
    path("outbox/<str:key>/", outbox.detail, name="outbox_mail"),
    *webhooks.urlpatterns(),
]
