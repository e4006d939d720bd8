"""Colours of page and curve are readable in both schemes (WCAG 2.2, success criterion 1.4.3)."""

import re
from importlib import resources

import pytest

LEAST_RATIO = 4.5


def schemes(name):
    """Return the colours of the light and of the dark scheme by their names."""
    css = resources.files("verify.presentation").joinpath("templates", name).read_text("utf-8")
    light, dark = css.split("prefers-color-scheme: dark", 1)
    find = re.compile(r"--([\w-]+):\s*#([0-9a-f]{6}|[0-9a-f]{3})\b")
    bright = dict(find.findall(light))
    return bright, bright | dict(find.findall(dark.split("} }" if "} }" in dark else "}\n}", 1)[0]))


def luminance(digits):
    """Return the relative luminance as WCAG defines it."""
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("name", "ink", "paper"),
    [
        *[("report.css", ink, "paper") for ink in ("ink", "soft", "accent", "flash")],
        *[("report.css", ink, "card") for ink in ("ink", "soft", "flash", "accent")],
        ("report.css", "ink", "alarm-paper"),
        ("report.css", "alarm", "alarm-paper"),
        *[("curve.css", ink, "paper") for ink in ("ink", "soft", "flash")],
        *[("sky.css", ink, "paper") for ink in ("ink", "soft", "sun", "moon")],
    ],
)
def test_text_stands_out_from_its_paper_in_both_schemes(name, ink, paper):
    light, dark = schemes(name)

    assert light != dark
    for colours in (light, dark):
        assert ratio(colours[ink], colours[paper]) >= LEAST_RATIO
