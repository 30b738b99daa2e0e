"""Wagtail's user administration for accounts with one name field, signed in by e-mail address."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.account import NameEmailForm as WagtailNameEmailForm
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.users import IndexView as WagtailIndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from access.domain import audit
from access.models import User
from access.role_matrix import GROUP_OF_ROLE, Role
from registrations.domain import focal_points


class OneNameMixin(forms.BaseForm):
    """Takes Wagtail's two name fields away; two spellings of one address are one account."""

    error_messages: ClassVar[dict[str, Any]] = {
        "duplicate_username": _("There is an account with this e-mail address already."),
        "password_mismatch": _("The two passwords are not the same."),
    }

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        others = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        if others.exists():
            raise forms.ValidationError(
                self.error_messages["duplicate_username"], code="duplicate_username"
            )
        return email


class UserCreationForm(OneNameMixin, WagtailUserCreationForm):
    first_name = None
    last_name = None

    class Meta(WagtailUserCreationForm.Meta):
        fields = ("full_name", "email", "is_superuser", "groups")


class UserEditForm(OneNameMixin, WagtailUserEditForm):
    first_name = None
    last_name = None

    class Meta(WagtailUserEditForm.Meta):
        fields = ("full_name", "email", "is_active", "is_superuser", "groups")


class NameEmailForm(OneNameMixin, WagtailNameEmailForm):
    """One's own name and address, on the page of the own account."""

    first_name = None
    last_name = None

    class Meta(WagtailNameEmailForm.Meta):
        fields = ("full_name", "email")


class IndexView(WagtailIndexView):
    """The list of accounts, by name or address."""

    search_fields: ClassVar[set[str]] = {"full_name", "email"}

    @cached_property
    def columns(self) -> list[Column]:
        columns = super().columns
        by_name = {column.name: column for column in columns}
        by_name["name"].sort_key = "full_name"
        by_name["email"].label = _("E-mail address")
        return columns

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        if (self.ordering or "").lstrip("-") == "name":
            return queryset.order_by("full_name", "email")
        return super().order_queryset(queryset)


class UserViewSet(WagtailUserViewSet):
    """Accounts of staff and host organisers."""

    index_view_class = IndexView
    menu_label = _("Accounts")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return UserEditForm if for_update else UserCreationForm


def _is_focal_point(user: User) -> bool:
    return user.groups.filter(name=GROUP_OF_ROLE[Role.FOCAL_POINT]).exists()


@hooks.register("before_edit_user")
def remember(request: HttpRequest, user: User) -> None:
    """Whether the account is a focal point before it is changed."""
    request.was_focal_point = _is_focal_point(user)  # type: ignore[attr-defined]


@hooks.register("after_create_user")
@hooks.register("after_edit_user")
def tell_of_a_focal_point(request: HttpRequest, user: User) -> None:
    """Nobody becomes a focal point unnoticed, an administrator least: the others are told."""
    was, is_now = getattr(request, "was_focal_point", False), _is_focal_point(user)
    if was == is_now:
        return
    with transaction.atomic():
        action = "focal_point.given" if is_now else "focal_point.taken"
        entry = audit.record(action, obj=user, actor=request.user)  # type: ignore[arg-type]
        focal_points.tell(f"focal-point:{entry.pk}", but=user)
