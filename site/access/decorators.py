"""Marks for views."""

import functools
from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase


def private(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The page may hold personal values: never stored, never indexed, no Referer from it."""

    @functools.wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.is_private = True  # type: ignore[attr-defined]
        return response

    return wrapped
