"""The strip of two files: a row for each moment with both frames, laid over one another, and apart.

It is for the eye and to be passed on as one picture; figures and files stand in the comparison.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageDraw

from verify.domain.errors import shown_name
from verify.presentation.contact_sheet import JPEG_QUALITY, WIDTH_PX, fitted, opened, thumbnail
from verify.presentation.lettering import font_for, plain_font
from verify.presentation.wording import short_timecode

_DIFFERENCE = (
    "The difference is black where A, fitted to B's brightness, is as bright as B; blue is what A "
    "does not show."
)
_COLUMNS = 4
_MARGIN_PX, _GAP_PX, _HEADER_PX, _CAPTION_PX = 48, 12, 124, 40
_LARGEST_HEIGHT_PX = 420
_PAPER, _INK, _SOFT, _EDGE = "#16181b", "#eceae6", "#a5a9b0", "#35383e"


@dataclass(frozen=True, slots=True)
class StripRow:
    """One moment.

    Attributes
    ----------
    a, b : tuple of float and bytes
        Time in seconds and JPEG of the frame.
    laid : tuple of float and bytes, or None
        Correlation of the two, and JPEG of A laid over B; None if it was not.
    difference : bytes or None
    """

    a: tuple[float, bytes]
    b: tuple[float, bytes]
    laid: tuple[float, bytes] | None
    difference: bytes | None

    def columns(self) -> "list[_Cell | None]":
        """Return what stands in each column, from the left."""
        laid = self.laid and _Cell(f"A laid over B, correlation {self.laid[0]:.2f}", self.laid[1])
        return [
            _Cell(f"A at {short_timecode(self.a[0])}", self.a[1]),
            laid or None,
            _Cell(f"B at {short_timecode(self.b[0])}", self.b[1]),
            _Cell("difference", self.difference) if self.difference else None,
        ]


class _Cell(NamedTuple):
    caption: str
    picture: bytes


def comparison_strip(names: tuple[str, str], rows: Sequence[StripRow]) -> bytes:
    """Return the strip as a JPEG, 1600 px wide.

    Parameters
    ----------
    names : tuple of str
        Of A and of B.
    rows : sequence of StripRow
        At least one. If none has anything laid over, A and B stand beside each other alone.
    """
    cells = [row.columns() for row in rows]
    filled = [place for place in range(_COLUMNS) if any(row[place] for row in cells)]
    width = (WIDTH_PX - 2 * _MARGIN_PX + _GAP_PX) // len(filled) - _GAP_PX
    heights = [_height(row, width) for row in cells]
    height = _HEADER_PX + sum(heights) + len(rows) * (_CAPTION_PX + _GAP_PX) + _MARGIN_PX - _GAP_PX
    sheet = Image.new("RGB", (WIDTH_PX, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    _draw_header(draw, names, has_difference=len(filled) == _COLUMNS)
    top = _HEADER_PX
    for row, row_height in zip(cells, heights, strict=True):
        for shown, place in enumerate(filled):
            if (cell := row[place]) is None:
                continue
            left = _MARGIN_PX + shown * (width + _GAP_PX)
            draw.rectangle((left - 1, top - 1, left + width, top + row_height), outline=_EDGE)
            small = thumbnail(cell.picture, (width, row_height))
            inset = (width - small.width) // 2, (row_height - small.height) // 2
            sheet.paste(small, (left + inset[0], top + inset[1]))
            below = left, top + row_height + 7
            draw.text(below, cell.caption, font=plain_font(16), fill=_SOFT)
        top += row_height + _CAPTION_PX + _GAP_PX
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=JPEG_QUALITY)
    return encoded.getvalue()


def _height(row: Sequence[_Cell | None], width: int) -> int:
    heights = []
    for cell in filter(None, row):
        with opened(cell.picture) as one:
            heights.append(min(_LARGEST_HEIGHT_PX, max(1, width * one.height // one.width)))
    return max(heights)


def _draw_header(
    draw: ImageDraw.ImageDraw, names: tuple[str, str], *, has_difference: bool
) -> None:
    room = (WIDTH_PX - 2 * _MARGIN_PX) // 2 - 60
    for place, name in enumerate(names):
        left = _MARGIN_PX + place * (WIDTH_PX // 2 - _MARGIN_PX)
        shown = shown_name(name)
        draw.text((left, 36), "AB"[place], font=plain_font(30), fill=_SOFT)
        font = font_for(shown, 24)
        draw.text((left + 36, 41), fitted(shown, font, room), font=font, fill=_INK)
    said = "Times count from the first frame of each."
    if has_difference:
        said += f" {_DIFFERENCE}"
    draw.text((_MARGIN_PX, 84), said, font=plain_font(16), fill=_SOFT)
