"""The second step of a sign-in, for every account."""

from django.urls import path

from access.public import second_factor

app_name = "access"
urlpatterns = [
    path("second-factor/", second_factor.ask, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
]
