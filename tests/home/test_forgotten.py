"""A forgotten password, and a second factor that a colleague resets."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django_tasks_db.models import DBTaskResult

from access.domain import second_factor
from access.models import AuditEntry, User
from correspondence.domain import messages
from correspondence.models import MailMessage
from home import tasks
from home.domain import forgotten
from tests.factories.access import (
    RecoveryCodeFactory,
    SecondFactorFactory,
    UserFactory,
    focal_point,
    secretariat,
)

pytestmark = pytest.mark.django_db
ASK = "/account/forgotten-password/"
NEW = "a sentence of my own 42"


def asked(address: str) -> tuple[Any, list[Any]]:
    """The answer to one question, and the tasks that it left."""
    before = set(DBTaskResult.objects.values_list("pk", flat=True))
    response = Client().post(ASK, {"email": address})
    return response, list(DBTaskResult.objects.exclude(pk__in=before))


def run(task: Any) -> None:
    """What the worker does with it."""
    assert task.task_path == tasks.write_forgotten_password.module_path
    tasks.write_forgotten_password.func(*task.args_kwargs["args"])


def test_known_and_unknown_addresses_get_the_same_answer_and_cost_the_same(
    django_assert_num_queries: Any,
) -> None:
    """SEC-F1: body, status, headers, statements; the queue holds no address."""
    UserFactory(email="there@example.org")
    seen = []
    for address in ("there@example.org", "nobody@example.org"):
        with django_assert_num_queries(10):
            response, left = asked(address)
        page = Client().get(response["Location"])
        seen.append((response.status_code, dict(response.headers), page.content, len(left)))
        assert address not in str([vars(task) for task in left])
        assert MailMessage.objects.count() == 0
    assert seen[0][0] == 302
    # The nonce is a new one on every page.
    plain = [(*rest[:2], re.sub(rb'nonce="[^"]+"', b"", body), n) for *rest, body, n in seen]
    assert plain[0] == plain[1]


def test_the_mail_goes_to_the_account_and_to_nobody_else() -> None:
    UserFactory(email="other@example.org")
    user = UserFactory(email="Dara@example.org")
    _response, [known] = asked("dara@EXAMPLE.org")
    _response, [unknown] = asked("nobody@example.org")
    for task in (known, unknown, known):
        run(task)
    row = MailMessage.objects.get()
    assert (row.occasion, row.subject_key) == ("password_forgotten", user.pk)
    assert AuditEntry.objects.filter(action="account.password_forgotten").count() == 1


def test_the_link_sets_a_new_password_once(client: Client) -> None:
    """SEC-F3: and the sessions of before end with it."""
    user = UserFactory(email="dara@example.org")
    elsewhere = Client()
    elsewhere.force_login(user)
    forgotten.write(forgotten.fingerprint("dara@example.org"))
    text = str(messages.build(MailMessage.objects.get()).body)
    link = re.search(r"/account/set-password/\S+", text)
    assert link is not None
    path = client.get(link[0], follow=True).request["PATH_INFO"]
    assert client.post(path, {"new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert authenticate(username="dara@example.org", password=NEW) == user
    assert Client().get(link[0], follow=True).status_code == 404
    assert elsewhere.get("/organise/").status_code == 302


@pytest.mark.parametrize("changes", [{"is_active": False}, {"email": "gone@example.org"}])
def test_who_may_not_sign_in_gets_nothing(changes: dict[str, Any]) -> None:
    user = UserFactory(email="dara@example.org")
    User.objects.filter(pk=user.pk).update(**changes)
    forgotten.write(forgotten.fingerprint("dara@example.org"))
    assert MailMessage.objects.count() == 0


def test_nobody_floods_a_mailbox_and_nobody_is_shut_out_by_it() -> None:
    """SEC-B9: five questions a quarter of an hour; signing in has a count of its own."""
    UserFactory(email="dara@example.org")
    left = [len(asked("dara@example.org")[1]) for _ in range(7)]
    assert left == [1, 1, 1, 1, 1, 0, 0]
    answer = Client().post(
        "/organise/sign-in/", {"email": "dara@example.org", "password": "correct horse battery"}
    )
    assert answer.status_code == 302


def test_what_is_no_address_is_said() -> None:
    response, left = asked("dara")
    assert (response.status_code, left) == (422, [])
    assert "There is a problem" in response.content.decode()


def test_the_way_leads_from_the_sign_in() -> None:
    assert f'href="{ASK}"' in Client().get("/organise/sign-in/").content.decode()


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(secretariat())
    return client


def test_a_colleague_resets_a_second_factor(desk: Client) -> None:
    """Issue 7, 6: app and recovery codes end, the account is told, the trail names who did it."""
    user = focal_point()
    RecoveryCodeFactory(factor=SecondFactorFactory(user=user))
    assert user.full_name in desk.get("/admin/second-factors/").content.decode()
    address = f"/admin/second-factors/{user.pk}/"
    assert desk.get(address).status_code == 200
    assert second_factor.is_set_up(user)  # a GET changes nothing
    assert desk.post(address).status_code == 302
    assert not second_factor.is_set_up(user)
    assert [row.occasion for row in MailMessage.objects.filter(subject_key=user.pk)] == [
        "second_factor_reset"
    ]
    entry = AuditEntry.objects.get(action="second_factor.reset")
    assert (entry.object_id, entry.actor) != (entry.actor, entry.object_id)
    assert desk.get(address).status_code == 404


def test_nobody_resets_their_own_and_only_the_secretariat_resets(desk: Client) -> None:
    """SEC-F11."""
    me = User.objects.get(pk=desk.session["_auth_user_id"])
    SecondFactorFactory(user=me)
    assert list(desk.get("/admin/second-factors/").context["factors"]) == []
    for key in (me.pk, UserFactory().pk, uuid.uuid4()):
        assert desk.post(f"/admin/second-factors/{key}/").status_code == 404
    other = Client()
    other.force_login(focal_point())
    assert other.post(f"/admin/second-factors/{me.pk}/").status_code in {302, 403}
    assert second_factor.is_set_up(me)


def test_a_reset_ends_every_running_session(desk: Client) -> None:
    """SEC-F11: whoever holds the lost telephone may hold a session; the password goes on."""
    user = focal_point()
    SecondFactorFactory(user=user)
    elsewhere, colleague = Client(), Client()
    elsewhere.force_login(user)
    colleague.force_login(focal_point())
    assert elsewhere.get("/admin/").status_code == 200
    assert desk.post(f"/admin/second-factors/{user.pk}/").status_code == 302
    answer = elsewhere.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/organise/sign-in/?next=/admin/")
    assert "_auth_user_id" not in elsewhere.session
    assert [one.get("/admin/").status_code for one in (colleague, desk)] == [200, 200]
    user.refresh_from_db()
    elsewhere.force_login(user)
    assert elsewhere.get("/admin/").status_code == 200


def test_the_operator_ends_them_too() -> None:
    """SEC-F11: the factor of the last administrator, at the console."""
    user = SecondFactorFactory().user
    elsewhere = Client()
    elsewhere.force_login(user)
    second_factor.reset_by_operator(user, "lost")
    elsewhere.get("/organise/")
    assert "_auth_user_id" not in elsewhere.session
