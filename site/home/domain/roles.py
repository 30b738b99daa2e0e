"""The groups and what each may do in the administration, made by code.

Secretariat: every page, images, documents, reference data. Proceedings staff: the proceedings of
every workshop and their chapters, nothing else. Protection focal points and travel desk: their own
rooms (access.role_matrix), no page. Host organisers: nothing; they work at /organise/.
Permissions are added where they are missing; what an administrator gave on top stays.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connection, models
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
)

from access.roles import (
    FOCAL_POINT_GROUP,
    HOST_GROUP,
    PROCEEDINGS_GROUP,
    SECRETARIAT_GROUP,
    TRAVEL_DESK_GROUP,
)
from events.models import Category, Document, Institution, State
from publications.models import ProceedingsPage

SECRETARIAT_PAGES = (
    "add_page",
    "change_page",
    "publish_page",
    "bulk_delete_page",
    "lock_page",
    "unlock_page",
)
PROCEEDINGS_PAGES = ("add_page", "change_page", "publish_page")
SECRETARIAT_FILES = (
    ("wagtailimages", "image"),
    ("wagtaildocs", "document"),
)
REFERENCE_MODELS = (State, Institution, Category, Document)
# The workflow as Wagtail makes it, and as it is called here.
AS_MADE, APPROVED_BY = "Moderators approval", "Approval by the Secretariat"
APPS = (
    "wagtailadmin",
    "wagtailcore",
    "wagtailimages",
    "wagtaildocs",
    "wagtail_localize",
    "events",
)


def ensure_groups() -> None:
    """Make the groups and give each what it needs; repeat it as often as you like."""
    for label in APPS:
        # Django makes them after the migrations of each app; ours may run before.
        create_permissions(apps.get_app_config(label), verbosity=0)
    secretariat, proceedings, focal_point, travel, _host = (
        Group.objects.get_or_create(name=name)[0]
        for name in (
            SECRETARIAT_GROUP,
            PROCEEDINGS_GROUP,
            FOCAL_POINT_GROUP,
            TRAVEL_DESK_GROUP,
            HOST_GROUP,
        )
    )
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    # Made by a migration of its app: a database emptied by a test has none.
    translate = Permission.objects.filter(
        content_type__app_label="wagtail_localize", codename="submit_translation"
    )
    secretariat.permissions.add(enter, *translate, *_reference_permissions())
    for group in (proceedings, focal_point, travel):
        group.permissions.add(enter)
    # A database emptied by a test has no root.
    root = Page.objects.filter(depth=1).first()
    if root is not None:
        _give_pages(secretariat, [root], SECRETARIAT_PAGES)
        _give_pages(proceedings, ProceedingsPage.objects.all(), PROCEEDINGS_PAGES)
    _give_approval(secretariat)
    collection = Collection.objects.filter(depth=1).first()
    if collection is not None:
        _give_files(secretariat, collection)


def _give_approval(secretariat: Group) -> None:
    """Let the Secretariat approve what is sent to it; Wagtail's own group of approvers is empty.

    Only as long as the workflow is as Wagtail made it: what an administrator changed stays.
    """
    for task in GroupApprovalTask.objects.filter(name=AS_MADE):
        if {group.name for group in task.groups.all()} <= {"Moderators"}:
            task.groups.set([secretariat])
            GroupApprovalTask.objects.filter(pk=task.pk).update(name=APPROVED_BY)
            Workflow.objects.filter(name=AS_MADE).update(name=APPROVED_BY)


def _reference_permissions() -> list[Permission]:
    names = [
        f"{verb}_{model._meta.model_name}"
        for model in REFERENCE_MODELS
        for verb in ("view", "add", "change", "delete")
    ]
    return list(Permission.objects.filter(content_type__app_label="events", codename__in=names))


def _give_pages(group: Group, pages: Any, codenames: tuple[str, ...]) -> None:
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    )
    there = set(
        GroupPagePermission.objects.filter(group=group).values_list("page_id", "permission_id")
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page.pk, permission=permission)
        for page in pages
        for permission in permissions
        if (page.pk, permission.pk) not in there
    )


def _give_files(group: Group, collection: Collection) -> None:
    for label, model in SECRETARIAT_FILES:
        names = [f"{verb}_{model}" for verb in ("add", "change", "choose")]
        for permission in Permission.objects.filter(
            content_type__app_label=label, codename__in=names
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


def after_migrations(sender: Any, **kwargs: Any) -> None:
    """Make the groups after `migrate`; nothing where the tables are not there (yet or any more)."""
    needed = {GroupPagePermission._meta.db_table, ProceedingsPage._meta.db_table}
    if needed <= set(connection.introspection.table_names()):
        ensure_groups()


def open_to_staff(
    sender: type[models.Model], instance: ProceedingsPage, created: bool, **kwargs: Any
) -> None:
    """New proceedings are open to the proceedings staff at once."""
    if created:
        group = Group.objects.filter(name=PROCEEDINGS_GROUP).first()
        if group is not None:
            _give_pages(group, [instance], PROCEEDINGS_PAGES)
