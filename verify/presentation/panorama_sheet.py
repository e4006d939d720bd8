"""The picture of a strip: what it is above it, below it which frame each column is from, and when.

The bar below changes its shade at each seam. What is said stands in the picture itself, so that it
is not taken for a photograph where it lies alone.
"""

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from verify.domain.errors import shown_name
from verify.domain.panorama import Lift, StripFrame
from verify.presentation.contact_sheet import fitted
from verify.presentation.lettering import font_for, plain_font
from verify.presentation.wording import short_timecode

PANORAMA_MARK = b"verify panorama"
"""Stands as comment in the file, so that no other picture is ever replaced by one."""
JPEG_QUALITY = 92
LEAST_WIDTH_PX = 900

_TITLE_PX, _LINE_PX, _RULER_PX, _BAR_PX = 44, 20, 44, 10
_BETWEEN_LABELS_PX = 96
_PAPER, _INK, _SOFT = "#16181b", "#eceae6", "#a5a9b0"
_SHADES = ("#4a78a8", "#a87a4a")
_POOR = "#ff4d4d"
_WARNING = (
    "Laid out of many frames, each column of another moment: what moves may appear twice or be "
    "cut. No photograph; not to be measured."
)


def panorama_sheet(
    strip: npt.NDArray[np.uint8],
    frames: Sequence[StripFrame],
    untrusted_name: str,
    lift: Lift | None,
    poor_agreement: float,
) -> bytes:
    """Return the sheet as a JPEG.

    Parameters
    ----------
    strip : uint8 array, shape (height, width, 3)
        Blue first.
    frames : sequence of StripFrame
        From left to right.
    poor_agreement : float
        Below this a seam is marked red.
    """
    height, width = strip.shape[:2]
    sheet_width = max(LEAST_WIDTH_PX, width)
    said = [*_lifted(lift), *_lines(_WARNING, sheet_width)]
    top = _TITLE_PX + _LINE_PX * len(said)
    sheet = Image.new("RGB", (sheet_width, top + height + _RULER_PX), _PAPER)
    sheet.paste(Image.fromarray(np.ascontiguousarray(strip[:, :, ::-1])), (0, top))
    draw = ImageDraw.Draw(sheet)
    times = [frame.time_s for frame in frames]
    span = f"{short_timecode(min(times))} to {short_timecode(max(times))}"
    name = shown_name(untrusted_name)
    title = f"Strip of {name}, {span}, {len(frames)} frames"
    font = font_for(title, 20)
    draw.text((12, 10), fitted(title, font, sheet_width - 24), font=font, fill=_INK)
    for line, text in enumerate(said):
        draw.text((12, _TITLE_PX - 6 + _LINE_PX * line), text, font=plain_font(15), fill=_SOFT)
    _draw_ruler(draw, frames, top + height, poor_agreement)
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=JPEG_QUALITY, comment=PANORAMA_MARK)
    return encoded.getvalue()


def _lifted(lift: Lift | None) -> list[str]:
    if lift is None:
        return []
    return [
        f"Dark, so made brighter: levels {lift.low} to {lift.high} stretched, exponent "
        f"{lift.gamma:.2f}, at most {lift.gain:g} times."
    ]


def _lines(text: str, width_px: int) -> list[str]:
    font = plain_font(15)
    if font.getlength(text) <= width_px - 24:
        return [text]
    middle = text.index(": ") + 1
    return [text[:middle], text[middle + 1 :]]


def _draw_ruler(
    draw: ImageDraw.ImageDraw, frames: Sequence[StripFrame], top: int, poor_agreement: float
) -> None:
    labelled_px = -_BETWEEN_LABELS_PX
    for number, frame in enumerate(frames):
        box = (frame.left_px, top + 2, max(frame.left_px, frame.right_px - 1), top + 2 + _BAR_PX)
        draw.rectangle(box, fill=_SHADES[number % 2])
        if frame.agreement is not None and frame.agreement < poor_agreement:
            draw.rectangle(
                (frame.left_px - 1, top, frame.left_px + 1, top + 6 + _BAR_PX), fill=_POOR
            )
        if frame.left_px - labelled_px >= _BETWEEN_LABELS_PX:
            labelled_px = frame.left_px
            text = short_timecode(frame.time_s)
            draw.text((frame.left_px, top + 16), text, font=plain_font(14), fill=_SOFT)
