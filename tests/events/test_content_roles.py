"""The three groups made by code, and what each may do in the administration."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
)

from access.roles import HOST_GROUP, PROCEEDINGS_GROUP, SECRETARIAT_GROUP
from events.domain.workshops import create_parts
from home.domain.roles import ensure_groups
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.events import WorkshopFactory, workshop_index

pytestmark = pytest.mark.django_db


def granted():
    return (
        {
            group.name: sorted(group.permissions.values_list("codename", flat=True))
            for group in Group.objects.all()
        },
        sorted(GroupPagePermission.objects.values_list("group__name", "page", "permission")),
        sorted(GroupCollectionPermission.objects.values_list("group__name", "permission")),
    )


def test_groups_are_there_after_migrating_and_stay_as_they_are():
    before = granted()
    assert set(before[0]) >= {SECRETARIAT_GROUP, PROCEEDINGS_GROUP, HOST_GROUP}
    assert before[0][PROCEEDINGS_GROUP] == ["access_admin"]
    assert before[0][HOST_GROUP] == []
    assert "change_institution" in before[0][SECRETARIAT_GROUP]
    ensure_groups()
    assert granted() == before


def test_hosts_cannot_enter_the_administration(client):
    """Host organisers never enter the Wagtail admin: every door sends them away."""
    workshop = WorkshopFactory()
    client.force_login(host_organiser(workshop))
    for url in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[workshop.pk]),
        reverse("wagtailadmin_pages:edit", args=[workshop.pk]),
        reverse("wagtailadmin_api:pages:listing"),
    ):
        answer = client.get(url)
        assert answer.status_code in {302, 403, 404}
        assert workshop.title.encode() not in answer.content


def test_proceedings_staff_edit_proceedings_and_nothing_else():
    workshop = WorkshopFactory()
    parts = {part.slug: part for part in create_parts(workshop)}
    user = proceedings_staff()
    may = {
        name: (
            page.permissions_for_user(user).can_edit(),
            page.permissions_for_user(user).can_publish(),
        )
        for name, page in {"workshop": workshop, "index": workshop_index(), **parts}.items()
    }
    assert may == {
        "workshop": (False, False),
        "index": (False, False),
        "agenda": (False, False),
        "registration": (False, False),
        "proceedings": (True, True),
    }
    assert parts["proceedings"].permissions_for_user(user).can_add_subpage() is True


def test_the_secretariat_edits_and_publishes_every_page():
    workshop = WorkshopFactory()
    user = secretariat()
    for page in (workshop, workshop_index(), *create_parts(workshop)):
        tester = page.permissions_for_user(user)
        assert (tester.can_edit(), tester.can_publish()) == (True, True)


def test_what_is_sent_for_approval_reaches_the_secretariat():
    """A text that staff submit waits for somebody who can approve it; a changed workflow stays."""
    workflow = Workflow.objects.get()
    task = GroupApprovalTask.objects.get()
    assert (workflow.name, task.name) == ("Approval by the Secretariat",) * 2
    assert [group.name for group in task.groups.all()] == ["Secretariat"]
    page = WorkshopFactory()
    offered = [name for name, _label, _more in task.get_actions(page, secretariat())]
    assert offered == ["reject", "approve", "approve"]
    assert task.get_actions(page, proceedings_staff()) == []
    other = Group.objects.create(name="Chosen by an administrator")
    task.groups.set([other])
    ensure_groups()
    assert [group.name for group in task.groups.all()] == ["Chosen by an administrator"]
