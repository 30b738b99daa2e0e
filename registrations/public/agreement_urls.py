"""The address at which a person answers a release; the question stands on the status page."""

from django.urls import path

from registrations.public import agreements
from registrations.public import urls as registration_urls  # noqa: F401  knows `secret`

app_name = "agreements"
urlpatterns = [
    path("me/<secret:token>/release/<uuid:release>/", agreements.answer, name="answer"),
]
