"""The templates of Wagtail that we replace are the ones we looked at.

Five carry a script that needs the nonce of the strict policy, one a link to the outside. When
Wagtail changes one of them this test fails: compare, carry the change over, record the new hash.
"""

import hashlib
import inspect
from pathlib import Path

import pytest
import wagtail.admin
import wagtail_localize
from django.conf import settings

UPSTREAM = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin"
OURS = Path(settings.TEMPLATE_ROOT) / "wagtailadmin"
CSP = {
    "widgets/date_input.html": ("2557f7a4fd543d7cd6f192a97fdd0c12ebfad9a8d4ab2b7fe72a2f011cd049c8"),
    "widgets/time_input.html": ("536917c544a135631e8683866e8351bd491822a336c9a59639ab71338638e242"),
    "widgets/datetime_input.html": (
        "479d8ddeaa73d2fdd33d584118d51b0c3ec4c2dc5b90a66b526874f9799d2676"
    ),
    "panels/inline_panel.html": (
        "195bb0b199edb062dcf41a5a92ecabf5bae52a6eac06823eb3cd12b799be4f89"
    ),
    "panels/multiple_chooser_panel.html": (
        "673bc9b26ca95c0385e7ac8a5c81d2449e6e59df841f74fe89d5003f877a653d"
    ),
}
LOCALIZE_UPSTREAM = Path(wagtail_localize.__file__).parent / "templates" / "wagtail_localize"
LOCALIZE = {
    "admin/submit_translation.html": (
        "f11cd525d207f37cee4e85ee4cde9a56941f3efe6d5d9da8fb104c948452f2b6"
    ),
    "admin/edit_translation.html": (
        "52b849c00b09876c0fb0e7314a762f1eebb1c4212120828c61c1350a301a5ba7"
    ),
    "admin/update_translations.html": (
        "793d659d6195ce34f0ce22883010281fb0e26c34dcdce6dd136e492e073a2fdf"
    ),
}
OTHER = {
    "home/account_summary.html": (
        "ff5c7d30e46778c38af5557c0fd08c0139f71f8a539c791501ed9664f6ec6837"
    ),
}


@pytest.mark.parametrize(("name", "expected"), [*CSP.items(), *OTHER.items()])
def test_the_original_is_the_one_we_replaced(name: str, expected: str) -> None:
    """An upgrade of Wagtail cannot pass our copies by in silence."""
    assert hashlib.sha256((UPSTREAM / name).read_bytes()).hexdigest() == expected


@pytest.mark.parametrize(("name", "expected"), LOCALIZE.items())
def test_the_translation_pages_differ_by_the_nonce_alone(name: str, expected: str) -> None:
    """The same for wagtail-localize: every script and style of its own has the nonce."""
    original = (LOCALIZE_UPSTREAM / name).read_text(encoding="utf-8")
    ours = (OURS.parent / "wagtail_localize" / name).read_text(encoding="utf-8")
    assert hashlib.sha256(original.encode()).hexdigest() == expected
    stripped = ours.replace("{% load access_tags ", "{% load ", 1)
    assert stripped.replace(' nonce="{% csp_nonce %}"', "") == original
    assert ours.count("nonce=") == 1


@pytest.mark.parametrize("name", CSP)
def test_our_copy_differs_by_the_nonce_alone(name: str) -> None:
    ours = (OURS / name).read_text(encoding="utf-8")
    stripped = (
        ours.replace("{% load access_tags %}", "", 1)
        .replace("{% load access_tags ", "{% load ", 1)
        .replace('<script nonce="{% csp_nonce %}">', "<script>")
    )

    assert stripped.strip() == (UPSTREAM / name).read_text(encoding="utf-8").strip()
    assert ours.count("<script") == ours.count("{% csp_nonce %}") == 1


def test_no_other_template_of_the_administration_has_a_bare_script() -> None:
    """All five are known: a sixth would be dead under the policy."""
    bare = {
        str(path.relative_to(UPSTREAM))
        for path in UPSTREAM.rglob("*.html")
        if "<script>" in path.read_text(encoding="utf-8")
    }
    assert bare == set(CSP)


def test_the_choosers_write_one_script_as_we_expect() -> None:
    """home.staff.choosers puts the nonce into what this method writes."""
    from home.staff import choosers

    source = inspect.getsource(choosers._render)
    assert source.count("<script>") == 1
    assert 'out = f"{widget_html}<script>{js}</script>"' in source


def test_nothing_else_of_the_administration_writes_a_script_in_python() -> None:
    wagtail_root = UPSTREAM.parents[2]
    writers = {
        str(path.relative_to(wagtail_root))
        for path in wagtail_root.rglob("*.py")
        if "<script>{" in path.read_text(encoding="utf-8") and "test" not in path.parts
    }
    assert {name for name in writers if "/tests/" not in name} == {"admin/widgets/chooser.py"}
