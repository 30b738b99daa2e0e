"""Walks every address of the product, for the matrix (tests/test_matrix.py).

Later issues extend `tests/matrix.py` and this module; nobody writes a second one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its route as written, and the names of its parameters."""

    route: str
    parameters: tuple[str, ...]
    pattern: URLPattern
    namespaces: tuple[str, ...]

    def name(self) -> str | None:
        """The name by which `reverse` finds it, or None for a pattern without one."""
        return ":".join([*self.namespaces, self.pattern.name]) if self.pattern.name else None


def addresses() -> list[Address]:
    """Every pattern of the resolver, each route once, in alphabetical order."""
    found = {address.route: address for address in _walk(get_resolver(), "", (), ())}
    return [found[route] for route in sorted(found)]


def _walk(
    resolver: URLResolver, prefix: str, parameters: tuple[str, ...], namespaces: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + _written(pattern.pattern)
        names = parameters + _parameters(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, route, names, inner)
        else:
            yield Address(route, names, pattern, namespaces)


def _written(pattern: Any) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    return str(pattern)


def _parameters(pattern: Any) -> tuple[str, ...]:
    if isinstance(pattern, RoutePattern):
        return tuple(pattern.converters)
    if isinstance(pattern, RegexPattern):
        groups = tuple(pattern.regex.groupindex)
        return groups or ("positional",) * pattern.regex.groups
    return ()
