"""The colours keep their contrast, light and dark; the cloths are what the generator draws."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from events.domain import weave
from home.templatetags.home_tags import FIRST_CLOTH, LAST_CLOTH

STATIC = Path(settings.ROOT) / "site" / "home" / "static" / "site"
# Text on ground, and the least contrast: 4.5 for text (WCAG 1.4.3), 3 for borders of controls.
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "surface", 7),
    ("ink-2", "paper", 7),
    ("ink-2", "sunk", 4.5),
    ("ink-3", "paper", 4.5),
    ("ink-3", "surface", 4.5),
    ("plum", "paper", 4.5),
    ("plum", "plum-tint", 4.5),
    ("on-plum", "plum", 4.5),
    ("on-plum", "plum-hover", 4.5),
    ("on-night", "night", 7),
    ("on-night-2", "night", 7),
    ("turmeric", "night", 4.5),
    ("teal", "paper", 4.5),
    ("teal", "teal-tint", 4.5),
    ("teal-deep", "surface", 4.5),
    ("error", "surface", 4.5),
    ("error", "error-tint", 4.5),
    ("ok", "ok-tint", 4.5),
    ("on-turmeric-tint", "turmeric-tint", 4.5),
    ("edge", "surface", 3),
    ("edge", "paper", 3),
]


def _colours() -> dict[str, dict[str, str]]:
    css = (STATIC / "tokens.css").read_text("utf-8")
    light_css, dark_css = css.split("@media (prefers-color-scheme:dark)")
    dark_css = dark_css.split("@media print")[0]
    pattern = r"--([a-z0-9-]+):(#[0-9A-Fa-f]{6})"
    light = dict(re.findall(pattern, light_css))
    return {"light": light, "dark": {**light, **dict(re.findall(pattern, dark_css))}}


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    """SB: every pair of text and ground keeps its contrast in both schemes."""
    colours = _colours()[scheme]
    for text, ground, least in PAIRS:
        a, b = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
        assert (a + 0.05) / (b + 0.05) >= least, (scheme, text, ground)


def test_every_cloth_is_the_generators() -> None:
    files = {path.stem: path.read_text("utf-8") for path in (STATIC / "weave").glob("*.svg")}
    assert files == {str(year): weave.svg(year) for year in range(FIRST_CLOTH, LAST_CLOTH + 1)}


def test_a_cloth_is_the_same_every_time_and_another_every_year() -> None:
    assert weave.svg(2027) == weave.svg(2027)
    assert len({weave.svg(year) for year in range(2001, 2041)}) == 40
    assert '<path fill="#fff" ' in weave.svg(2027, fg="#000", bg="#fff")
