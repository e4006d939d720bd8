"""The drawings as PNG, for where no SVG can be put: a message, a slide, an article's system.

The same drawing, not another one: our own SVG is rendered by resvg, in the light colours and as
wide as it says. What resvg does not know is resolved beforehand: custom properties and media
queries of CSS, its shorthand for fonts, and strokes that keep their width in a stretched part.
"""

import re
import struct
import zlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ZOOM = 2
"""Pixels of the PNG for each of the SVG: letters stay sharp where it is shown larger."""

# W3C PNG (third edition), 11.3.4.3: a text chunk, here just behind the header, names the program.
_HEAD_BYTES = 33
_SAID = b"tEXtSoftware\0Verify"
_SIGNATURE = struct.pack(">I", len(_SAID) - 4) + _SAID + struct.pack(">I", zlib.crc32(_SAID))

_FONT = "DejaVu Sans"
_FONT_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
# It is wider than the fonts of systems, for which the drawings leave room.
_FONT_STYLE = f"font-family: {_FONT}; font-size: 11px"
_NUMBER = r"-?[\d.]+"
_MEDIA = re.compile(r"@media [^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_PROPERTY = re.compile(r"(--[\w-]+):\s*([^;}]+);?")
_USE = re.compile(r"var\((--[\w-]+)\)")
_FONT_SHORTHAND = re.compile(r"font:\s*[^;}]*")
_SVG_WIDTH = re.compile(r'<svg[^>]* width="(\d+)"')
_STRETCHED = re.compile(
    rf'width="(?P<share>{_NUMBER})%" height="(?P<height>{_NUMBER})" '
    rf'viewBox="0 0 (?P<across>{_NUMBER}) (?P<down>{_NUMBER})"(?P<inside>.*?</svg>)',
    re.DOTALL,
)
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})")


def png_of(svg: str) -> bytes:
    """Return a drawing of ours as PNG, on white, that names this program in its text.

    Parameters
    ----------
    svg : str
        From this package; its width and height are in pixels.

    Raises
    ------
    ValueError
        If it is no such SVG.
    """
    import resvg_py  # Loaded only when a PNG is asked for.

    png = bytes(
        resvg_py.svg_to_bytes(
            svg_string=_resolved(svg),
            background="#ffffff",
            zoom=ZOOM,
            skip_system_fonts=True,
            font_files=_font_files(),
            font_family=_FONT,
            sans_serif_family=_FONT,
        )
    )
    return png[:_HEAD_BYTES] + _SIGNATURE + png[_HEAD_BYTES:]


def is_ours(beginning: bytes) -> bool:
    """Whether a file that begins so is a PNG that `png_of` made."""
    return beginning[_HEAD_BYTES:].startswith(_SIGNATURE)


def _resolved(svg: str) -> str:
    svg = _MEDIA.sub("", svg)
    values = dict(_PROPERTY.findall(svg))
    svg = _USE.sub(lambda use: values.get(use[1], use[0]), _PROPERTY.sub("", svg))
    svg = _FONT_SHORTHAND.sub(_FONT_STYLE, svg)
    width = _SVG_WIDTH.match(svg)
    if width is None:
        return svg
    return _STRETCHED.sub(lambda part: _in_pixels(part, int(width[1])), svg)


def _in_pixels(part: re.Match[str], svg_width_px: int) -> str:
    """Return a stretched part in pixels: resvg would stretch the strokes of its lines too."""
    width_px, height_px = float(part["share"]) / 100 * svg_width_px, float(part["height"])
    across, down = width_px / float(part["across"]), height_px / float(part["down"])
    inside = _POINT.sub(
        lambda point: f"{float(point[1]) * across:.2f},{float(point[2]) * down:.2f}", part["inside"]
    )
    size = f'width="{part["share"]}%" height="{part["height"]}"'
    return f'{size} viewBox="0 0 {width_px:.2f} {height_px:g}"{inside}'


@cache
def _font_files() -> list[str]:
    """Return the fonts in matplotlib's data: a bare machine has none."""
    package = find_spec("matplotlib")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib")
    fonts = Path(package.submodule_search_locations[0], "mpl-data", "fonts", "ttf")
    return [str(fonts / name) for name in _FONT_FILES]
