"""All rooms for mail under /admin/mail/; every view gets its scope where it is made."""

from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from access.roles import Role, has_role
from correspondence.staff import desk, many, review, rooms, texts


class MailMenuItem(MenuItem):
    """Shown to those who may enter."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.SECRETARIAT)


class MailViewSet(ViewSet):
    """The menu "Mail"."""

    name = "mail"
    url_prefix = "mail"
    icon = "mail"
    menu_label = _("Mail")
    menu_name = "mail"
    menu_order = 160
    add_to_admin_menu = True
    menu_item_class = MailMenuItem

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        """Every view is made here, and here it gets its guard and its scope. The guard goes first;
        the scope last, because a view of texts knows `all`, one of mail to many the list of news.
        """
        scoped = type(view_class.__name__, (rooms.Guarded, view_class, rooms.Scoped), {})
        return super().construct_view(scoped, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        make = self.construct_view
        scope = "texts/<str:scope>/"
        return [
            path("", make(rooms.IndexView), name="index"),
            path("review/", make(review.ReviewView), name="review"),
            path("review/<uuid:mail>/", make(review.ReadView), name="read"),
            path("texts/", make(texts.ScopesView), name="scopes"),
            path(scope, make(texts.OccasionsView), name="occasions"),
            path(f"{scope}<slug:occasion>/hold/", make(texts.HoldView), name="hold"),
            path(f"{scope}<slug:occasion>/<slug:language>/", make(texts.TextView), name="text"),
            path("desk/", make(desk.DesksView), name="desks"),
            path("desk/<uuid:vault>/", make(desk.DeskView), name="desk"),
            path("reminders/", make(many.RemindersView), name="reminders"),
            path("reminders/<uuid:vault>/<slug:rule>/", make(many.DaysView), name="reminder_days"),
            path("many/", make(many.GroupsView), name="groups"),
            path("many/<uuid:vault>/", make(many.GroupView), name="group"),
            path("many/<uuid:group>/cancel/", make(many.CancelView), name="group_cancel"),
            path("urgent/", make(many.UrgentsView), name="urgents"),
            path("urgent/<uuid:vault>/", make(many.UrgentView), name="urgent"),
            path("urgent/<int:notice>/end/", make(many.EndView), name="urgent_end"),
            path("urgent/<int:notice>/sign/", make(many.SignView), name="sign"),
        ]
