"""Every model of the lowest floors has a factory that makes a valid row."""

import pytest
from django.apps import apps

from tests.factories import access, events

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "factory_class",
    [
        factory_class
        for module in (access, events)
        for name, factory_class in sorted(vars(module).items())
        if name.endswith("Factory") and factory_class.__module__ == module.__name__
    ],
    ids=lambda factory_class: factory_class.__name__,
)
def test_factory_makes_a_row(factory_class):
    row = factory_class()
    assert type(row).objects.filter(pk=row.pk).count() == 1


@pytest.mark.parametrize("label", ["access", "events"])
def test_every_model_has_a_factory(label):
    made = {
        factory_class._meta.model
        for module in (access, events)
        for name, factory_class in vars(module).items()
        if name.endswith("Factory") and hasattr(factory_class, "_meta")
    }
    assert set(apps.get_app_config(label).get_models()) - made == set()
