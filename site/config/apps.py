"""Wagtail's user administration with our user model: one field for the name."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "home.staff.users.UserViewSet"
