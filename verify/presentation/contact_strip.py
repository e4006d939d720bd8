"""The strip of several clips at common moments: one row for each clip, one column for each moment.

It is for the eye; its moments are only as good as the offsets that it was made with, which stand
in the finding.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from verify.domain.errors import shown_name
from verify.presentation.contact_sheet import JPEG_QUALITY, WIDTH_PX, fitted, opened, thumbnail
from verify.presentation.lettering import font_for, plain_font
from verify.presentation.wording import short_timecode

STRIP_MARK = b"verify sync strip"
"""Stands as comment in the file, so that no other picture is ever replaced by one."""

_MARGIN_PX, _GAP_PX, _HEADER_PX, _NAME_PX, _CAPTION_PX = 48, 12, 112, 40, 30
_LARGEST_HEIGHT_PX = 320
_PAPER, _INK, _SOFT, _EDGE = "#16181b", "#eceae6", "#a5a9b0", "#35383e"


@dataclass(frozen=True, slots=True)
class StripRow:
    """One clip.

    Attributes
    ----------
    untrusted_name : str
        Of the file.
    how : str
        Where its clock lies and by what.
    frames : sequence
        Time and JPEG of the frame on screen at each moment; None where there is none.
    """

    untrusted_name: str
    how: str
    frames: Sequence[tuple[float, bytes] | None]


def contact_strip(rows: Sequence[StripRow], left_out: Sequence[str]) -> bytes:
    """Return the strip as a JPEG, 1600 px wide.

    Parameters
    ----------
    rows : sequence of StripRow
        At least one, all of as many moments.
    left_out : sequence of str
        Names of clips that no offset links to these.
    """
    columns = len(rows[0].frames)
    room = WIDTH_PX - 2 * _MARGIN_PX + _GAP_PX
    width = room // columns - _GAP_PX
    heights = [_height(row, width) for row in rows]
    below = _NAME_PX + _CAPTION_PX + _GAP_PX
    height = _HEADER_PX + sum(heights) + len(rows) * below + _MARGIN_PX
    sheet = Image.new("RGB", (WIDTH_PX, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    _draw_header(draw, columns, left_out)
    top = _HEADER_PX
    for row, row_height in zip(rows, heights, strict=True):
        name = shown_name(row.untrusted_name)
        font = font_for(name, 20)
        draw.text((_MARGIN_PX, top), fitted(name, font, 700), font=font, fill=_INK)
        draw.text((_MARGIN_PX + 740, top + 3), row.how, font=plain_font(16), fill=_SOFT)
        top += _NAME_PX
        for column, frame in enumerate(row.frames):
            left = _MARGIN_PX + column * (width + _GAP_PX)
            draw.rectangle((left - 1, top - 1, left + width, top + row_height), outline=_EDGE)
            if frame is None:
                continue
            picture = thumbnail(frame[1], (width, row_height))
            inset = (width - picture.width) // 2, (row_height - picture.height) // 2
            sheet.paste(picture, (left + inset[0], top + inset[1]))
            words = short_timecode(frame[0])
            draw.text((left, top + row_height + 6), words, font=plain_font(16), fill=_SOFT)
        top += row_height + _CAPTION_PX + _GAP_PX
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=JPEG_QUALITY, comment=STRIP_MARK)
    return encoded.getvalue()


def _height(row: StripRow, width: int) -> int:
    for frame in row.frames:
        if frame is not None:
            with opened(frame[1]) as picture:
                return min(_LARGEST_HEIGHT_PX, max(1, width * picture.height // picture.width))
    return width * 9 // 16


def _draw_header(draw: ImageDraw.ImageDraw, moments: int, left_out: Sequence[str]) -> None:
    title = "The same moments" if moments > 1 else "The same moment"
    draw.text((_MARGIN_PX, 30), title, font=plain_font(30), fill=_INK)
    said = (
        "Each column is one moment if the offsets hold. Times count from each clip's first frame."
    )
    draw.text((_MARGIN_PX, 72), said, font=plain_font(17), fill=_SOFT)
    if left_out:
        names = "No offset, not shown: " + ", ".join(map(shown_name, left_out))
        font = font_for(names, 17)
        place = _MARGIN_PX + 780, 72
        draw.text(
            place, fitted(names, font, WIDTH_PX - place[0] - _MARGIN_PX), font=font, fill=_SOFT
        )
