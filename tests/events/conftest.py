"""What the tests of /organise/ share: a workshop, its session, and two who are signed in."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Session, WorkshopPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import SessionFactory, WorkshopFactory

SIGN_IN = "/organise/sign-in/"


@pytest.fixture
def workshop() -> WorkshopPage:
    return WorkshopFactory(slug="kl", title="Kuala Lumpur 2027")


@pytest.fixture
def session(workshop) -> Session:
    return SessionFactory(workshop=workshop, title="Panel one")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def host(workshop) -> Client:
    return signed_in(host_organiser(workshop))


@pytest.fixture
def desk() -> Client:
    return signed_in(secretariat())


def address(name: str, *args: object) -> str:
    return reverse(f"organise:{name}", args=["kl", *args])
