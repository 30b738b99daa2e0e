"""Fixtures that every test may use."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache

from access.middleware import SECOND_FACTOR


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test sees what another one cached (throttles, pages)."""
    cache.clear()


@pytest.fixture(autouse=True)
def _second_factor_passed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever signs in has passed the second factor, except in tests marked `second_factor`."""

    def pass_it(request: Any, user: Any, **kwargs: Any) -> None:
        request.session[SECOND_FACTOR] = str(user.pk)

    if request.node.get_closest_marker("second_factor"):
        yield
        return
    user_logged_in.connect(pass_it)
    yield
    user_logged_in.disconnect(pass_it)
