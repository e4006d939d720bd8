"""Pixels of one decoded video frame: stored luma as a view, and the picture in colour.

A luma plane is a view of the decoder's memory wherever the format stores eight-bit Y' in a plane of
its own, which nearly all footage does. Colour is computed only when a picture is asked for.
"""

import functools

import cv2
import numpy as np
from av import VideoFormat, VideoFrame
from av.video.reformatter import ColorRange as AvColorRange
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from verify.domain.footage import ColorRange
from verify.domain.frames import SPARSE_PX, BgrPicture, LumaPlane
from verify.media.reduction import Orientation

# ITU-T H.273 (2021), table 3, in FFmpeg's spelling; 2 is "unspecified".
TRANSFER_NAMES = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    9: "log100",
    10: "log316",
    11: "iec61966-2-4",
    12: "bt1361e",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    17: "smpte428",
    18: "arib-std-b67",
}
HDR_NAMES = {"smpte2084": "pq", "arib-std-b67": "hlg"}

# ITU-T H.273, table 4: matrix code -> swscale's constant.
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.SMPTE170M,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
# Below this height an untagged matrix is taken as BT.601, as most players do.
_HD_HEIGHT_PX = 720


@functools.cache
def color_range(format_name: str, range_code: int) -> ColorRange:
    """Return the range that the file states, by a tag or by the pixel format itself."""
    if format_name.startswith("yuvj") or VideoFormat(format_name).is_rgb:
        return ColorRange.FULL
    return {1: ColorRange.LIMITED, 2: ColorRange.FULL}.get(range_code, ColorRange.UNKNOWN)


def is_limited(format_name: str, range_code: int) -> bool:
    """Return whether luma codes run from 16 to 235; grey formats without a tag count as full."""
    stated = color_range(format_name, range_code)
    if stated is ColorRange.UNKNOWN:
        return not format_name.startswith("gray")
    return stated is ColorRange.LIMITED


@functools.cache
def _luma_bits_below_8(format_name: str) -> tuple[str, int] | None:
    """Return sample type and the right shift to eight bits; None if luma has no own plane."""
    layout = VideoFormat(format_name)
    first = layout.components[0]
    alone = sum(component.plane == first.plane for component in layout.components) == 1
    if layout.is_rgb or layout.has_palette or not alone or first.bits < 8:
        return None
    if first.bits == 8:
        return "u1", 0
    # P010 and its kin hold their bits at the top of the word.
    at_the_top = format_name[0] == "p"
    return (">u2" if layout.is_big_endian else "<u2"), 8 if at_the_top else first.bits - 8


def stored_luma(frame: VideoFrame) -> tuple[LumaPlane, bool]:
    """Return a frame's luma, 8 bits, as stored, and whether its range is limited.

    Formats that hold no luma plane (RGB, palettes, packed YCbCr) are converted to full range by
    the BT.601 weights.
    """
    format_name = frame.format.name
    depth = _luma_bits_below_8(format_name)
    if depth is None:
        gray = cv2.cvtColor(bgr_picture(frame, Orientation()), cv2.COLOR_BGR2GRAY)
        return np.asarray(gray, dtype=np.uint8), False
    sample_type, shift = depth
    plane = frame.planes[0]
    stride = plane.line_size
    samples = np.frombuffer(memoryview(plane), sample_type)
    rows = samples.reshape(-1, abs(stride) // samples.itemsize)[: frame.height, : frame.width]
    if stride < 0:
        rows = rows[::-1]
    limited = is_limited(format_name, frame.color_range)
    if shift == 0:
        rows.flags.writeable = False
        return rows, limited
    luma = np.empty(rows.shape, np.uint8)
    np.right_shift(rows, shift, out=luma, casting="unsafe")
    return luma, limited


def bgr_picture(frame: VideoFrame, orientation: Orientation) -> BgrPicture:
    """Return the frame as shown in 8-bit B'G'R', without tone mapping.

    Range and matrix are taken from the frame's tags; where they are absent, limited range, and
    BT.709 from 720 lines up, BT.601 below.
    """
    return _in_color(frame, orientation, VideoReformatter(), Interpolation.BILINEAR)


def sparse_picture(
    frame: VideoFrame, orientation: Orientation, reformatter: VideoReformatter
) -> BgrPicture:
    """Return 48 x 48 single pixels of the frame as shown; see `Frame.sparse`.

    Parameters
    ----------
    frame, orientation
        As for `bgr_picture`.
    reformatter : VideoReformatter
        Kept from frame to frame: to set one up costs more than to use it.
    """
    return _in_color(frame, orientation, reformatter, Interpolation.POINT, SPARSE_PX)


def _in_color(
    frame: VideoFrame,
    orientation: Orientation,
    reformatter: VideoReformatter,
    interpolation: Interpolation,
    side_px: int | None = None,
) -> BgrPicture:
    untagged = Colorspace.ITU709 if frame.height >= _HD_HEIGHT_PX else Colorspace.ITU601
    matrix = _MATRICES.get(frame.colorspace, untagged)
    limited = is_limited(frame.format.name, frame.color_range)
    picture = reformatter.reformat(
        frame,
        width=side_px,
        height=side_px,
        format="bgr24",
        src_colorspace=matrix,
        dst_colorspace=matrix,
        src_color_range=AvColorRange.MPEG if limited else AvColorRange.JPEG,
        dst_color_range=AvColorRange.JPEG,
        interpolation=interpolation,
        threads=1,
    ).to_ndarray()
    return np.ascontiguousarray(orientation.apply(picture.astype(np.uint8, copy=False)))
