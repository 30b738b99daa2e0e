"""Wagtail's user administration for accounts with one name field."""

from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class UserViewSet(WagtailUserViewSet):
    """Accounts of staff and host organisers."""
