"""The second step of a sign-in, for every account."""

from django.urls import path

from access.public import second_factor
from access.public.passwords import SetPassword

app_name = "access"
urlpatterns = [
    path("second-factor/", second_factor.ask, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("set-password/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
]
