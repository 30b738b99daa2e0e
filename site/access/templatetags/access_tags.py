"""Tags of the lowest floor: the nonce of the policy, the 'who sees this' line."""

from django import template

from access import catalogue
from access.middleware import current_request

register = template.Library()


@register.simple_tag
def csp_nonce() -> str:
    """The nonce of this response, for templates that have no request (form widgets)."""
    request = current_request.get()
    return str(getattr(request, "csp_nonce", "")) if request is not None else ""


@register.simple_tag
def who_sees(code: str) -> str:
    """Who reads the answer to a question, from the catalogue row that decides it."""
    return catalogue.who_sees(code)
