"""contact-sheet.jpg: the keyframes of a clip on one picture, in time order.

It is a picture for people; whoever measures takes the keyframes themselves, which are whole. A
letter of the name that no font here draws shows as an empty box, and the sheet says so.
"""

import io
import math
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

from verify.domain.errors import shown_name
from verify.domain.findings import Keyframe
from verify.domain.footage import Footage
from verify.domain.frames import BgrPicture
from verify.presentation.lettering import Font, font_for, missing_letters, plain_font
from verify.presentation.wording import FLASH_PICKS, PICKED_WORDS, counted, duration_words

Picture = bytes | BgrPicture
"""A keyframe as the bytes of its JPEG, or as a uint8 array of shape (height, width, 3), BGR."""

WIDTH_PX = 1600
MAXIMUM_THUMBNAILS = 60
JPEG_QUALITY = 88

_MARGIN_PX = 48
_GAP_PX = 18
_CAPTION_PX = 52
_HEADER_PX = 150
# About five landscape or eight upright thumbnails across, of equal area.
_THUMBNAIL_AREA_PX = 290 * 163
_LARGEST_THUMBNAIL_PX = (900, 900)

_PAPER, _INK, _SOFT, _EDGE, _FLASH = "#16181b", "#eceae6", "#a5a9b0", "#35383e", "#ffb454"


def contact_sheet(
    footage: Footage,
    duration_s: float,
    keyframes: Sequence[Keyframe],
    pictures: Mapping[str, Picture],
) -> bytes:
    """Return the sheet as a JPEG, 1600 px wide and as high as its rows need.

    Parameters
    ----------
    footage : Footage
        For the header: name, SHA-256, kind.
    duration_s : float
        Length as decoded, in seconds.
    keyframes : sequence of Keyframe
        At most 60 are shown, the earliest; the header counts the others.
    pictures : mapping from `Keyframe.file` to picture
        Asked for one at a time and let go, so it may read lazily. A keyframe without a picture
        is shown as an empty frame.

    Returns
    -------
    bytes
        JPEG without metadata.
    """
    ordered = sorted(keyframes, key=lambda keyframe: keyframe.frame)
    shown = ordered[:MAXIMUM_THUMBNAILS]
    columns, width, height = thumbnail_grid(len(shown), _aspect(footage))
    rows = math.ceil(len(shown) / columns)
    sheet_height = _HEADER_PX + rows * (height + _CAPTION_PX + _GAP_PX) + _MARGIN_PX - _GAP_PX
    sheet = Image.new("RGB", (WIDTH_PX, sheet_height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    _draw_header(draw, footage, duration_s, len(shown), len(ordered))
    for place, keyframe in enumerate(shown):
        row, column = divmod(place, columns)
        left = _MARGIN_PX + column * (width + _GAP_PX)
        top = _HEADER_PX + row * (height + _CAPTION_PX + _GAP_PX)
        picture = pictures.get(keyframe.file)
        draw.rectangle((left, top, left + width - 1, top + height - 1), fill="#000")
        if picture is not None:
            small = thumbnail(picture, (width, height))
            inset = ((width - small.width) // 2, (height - small.height) // 2)
            sheet.paste(small, (left + inset[0], top + inset[1]))
        draw.rectangle((left - 1, top - 1, left + width, top + height), outline=_EDGE)
        if footage.kind != "picture":
            _draw_caption(draw, keyframe, left, top + height)
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=JPEG_QUALITY, optimize=False)
    return encoded.getvalue()


def thumbnail_grid(count: int, aspect: float) -> tuple[int, int, int]:
    """Return (columns, width_px, height_px) of the thumbnails.

    Parameters
    ----------
    count : int
        How many thumbnails there are.
    aspect : float
        Width by height of the footage.
    """
    room = WIDTH_PX - 2 * _MARGIN_PX + _GAP_PX
    usual_width = math.sqrt(_THUMBNAIL_AREA_PX * aspect)
    columns = max(1, min(count or 1, round(room / (usual_width + _GAP_PX))))
    width = min(room / columns - _GAP_PX, _LARGEST_THUMBNAIL_PX[0])
    height = width / aspect
    if height > _LARGEST_THUMBNAIL_PX[1]:
        width, height = _LARGEST_THUMBNAIL_PX[1] * aspect, float(_LARGEST_THUMBNAIL_PX[1])
    return columns, max(1, int(width)), max(1, int(height))


def _aspect(footage: Footage) -> float:
    return 16 / 9 if footage.video is None else footage.video.width_px / footage.video.height_px


def opened(picture: bytes) -> Image.Image:
    """Return a JPEG file of ours, not decoded yet; its size is known."""
    return Image.open(io.BytesIO(picture), formats=["JPEG"])


def thumbnail(picture: Picture, size: tuple[int, int]) -> Image.Image:
    """Return the picture at the largest size that fits into `size` (width, height), pixels."""
    if isinstance(picture, bytes):
        image = opened(picture)
        # Decodes at a half, quarter or eighth of the size where that is still enough.
        image.draft("RGB", size)
        small = image.convert("RGB")
    else:
        small = Image.fromarray(picture[:, :, ::-1])
    scale = min(size[0] / small.width, size[1] / small.height)
    fitted = (max(1, round(small.width * scale)), max(1, round(small.height * scale)))
    return small.resize(fitted, Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC)


def _draw_header(
    draw: ImageDraw.ImageDraw, footage: Footage, duration_s: float, shown: int, total: int
) -> None:
    name = shown_name(footage.untrusted_name)
    large, small = font_for(name, 34), plain_font(19)
    room = WIDTH_PX - 2 * _MARGIN_PX
    draw.text((_MARGIN_PX, 38), fitted(name, large, room), font=large, fill=_INK)
    facts = [f"SHA-256 {footage.sha256[:16]}..."]
    if footage.kind != "picture":
        left_out = f", the first {shown} shown" if shown < total else ""
        facts = [duration_words(duration_s), counted(total, "keyframe") + left_out, *facts]
    if missing_letters(name, large):
        facts.append("boxes in the name: letters that this sheet cannot draw")
    draw.text((_MARGIN_PX, 90), "   |   ".join(facts), font=small, fill=_SOFT)


def _draw_caption(draw: ImageDraw.ImageDraw, keyframe: Keyframe, left: int, top: int) -> None:
    is_flash = keyframe.picked_because in FLASH_PICKS
    colour = _FLASH if is_flash else _SOFT
    if is_flash:
        draw.rectangle((left, top + 8, left + 3, top + 46), fill=_FLASH)
        left += 12
    draw.text((left, top + 7), keyframe.timecode, font=plain_font(18), fill=_INK)
    words = PICKED_WORDS[keyframe.picked_because]
    draw.text((left, top + 28), words, font=plain_font(16), fill=colour)


def fitted(text: str, font: Font, room_px: int) -> str:
    """Return the text, its middle left out if it is too long, so that the ending stays."""
    if font.getlength(text) <= room_px:
        return text
    keep = len(text) // 2
    while keep > 1 and font.getlength(f"{text[:keep]}...{text[-keep:]}") > room_px:
        keep -= 1
    return f"{text[:keep]}...{text[-keep:]}"
