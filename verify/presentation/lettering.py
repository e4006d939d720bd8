"""Fonts for pictures: which one can draw a text, and which letters none can.

The font inside Pillow is handsome but draws plain Latin only; names of footage are written in
every script. Where it lacks letters, DejaVu Sans from matplotlib's data stands in (Latin, Greek,
Cyrillic, Arabic, but no Chinese, Japanese or Korean). A letter that is still missing is an empty
box. Without Pillow's bidirectional layout, right-to-left text stays boxes: drawn in the wrong order
it would read as another name.
"""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont, features

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_DEJAVU_IN_MATPLOTLIB = "mpl-data/fonts/ttf/DejaVuSans.ttf"


def font_for(text: str, size_px: int) -> Font:
    """Return the font that draws the most of `text`, Pillow's own if it draws all."""
    own = plain_font(size_px)
    file = _wide_font_file()
    if file is None or not missing_letters(text, own):
        return own
    if _runs_right_to_left(text) and not (features.check("raqm") and features.check("fribidi")):
        return own
    return _wide_font(file, size_px)


@cache
def plain_font(size_px: int) -> Font:
    """Return Pillow's own font."""
    return ImageFont.load_default(size_px)


def missing_letters(text: str, font: Font) -> frozenset[str]:
    """Return the letters of `text` that this font draws as a box."""
    # U+FFFF is no character in any font: its picture is the box that stands for a missing one.
    box = bytes(font.getmask("\uffff"))
    return frozenset(letter for letter in set(text) if bytes(font.getmask(letter)) == box)


@cache
def _wide_font(file: Path, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size_px)


@cache
def _wide_font_file() -> Path | None:
    package = find_spec("matplotlib")
    for folder in (package.submodule_search_locations or ()) if package else ():
        file = Path(folder) / _DEJAVU_IN_MATPLOTLIB
        if file.is_file():
            return file
    return None


def _runs_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
