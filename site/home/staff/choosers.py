"""Wagtail's choosers under the strict policy: the script that starts each one gets the nonce.

`BaseChooser.render` writes its script in Python, so that no template can be put in its place.
tests/home/test_upstream.py fails when Wagtail changes that method.
"""

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets.chooser import BaseChooser

from access.templatetags.access_tags import csp_nonce

_render = BaseChooser.render


def render_with_nonce(
    self: BaseChooser, name: str, value: Any, attrs: Any = None, renderer: Any = None
) -> SafeString:
    """What Wagtail renders; the first script tag is its own, all before it is escaped text."""
    html = _render(self, name, value, attrs, renderer)
    before, _, script = html.partition("<script>")
    return mark_safe(f'{before}<script nonce="{csp_nonce()}">{script}')


BaseChooser.render = render_with_nonce
