"""What the tests of the administration's library share."""

import pytest
from wagtail.models import Collection

from home.domain.roles import ensure_groups
from tests.factories.events import home_page


@pytest.fixture
def library(db: None) -> None:
    """Root collection and rights of the groups, where a test before has emptied the tables."""
    home_page()
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    ensure_groups()
