"""What runs inside the jail to draw two files side by side: frames in, pictures and figures out.

The frames are JPEGs of ours, but of pixels and out of processes that senders had a hand in.
"""

import hashlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import cv2
import msgspec
import numpy as np

from verify.analysis.matching.alignment import Pose
from verify.analysis.matching.registration import (
    Picture,
    Placement,
    overlaid,
    placed,
    shrunk,
)
from verify.analysis.picture.keyframes import encode_jpeg
from verify.domain.comparison import ComparedPicture, Moment, Overlay
from verify.jobs.comparison_messages import (
    ANSWER_FILE,
    JPEG_QUALITY,
    LONGEST_SIDE_PX,
    STRIP_FILE,
    DrawingAnswer,
    DrawingOrder,
    FrameFile,
    MomentOrder,
)
from verify.jobs.messages import REQUEST_FILE
from verify.media import jpeg
from verify.media.own_jpeg import colour_pixels
from verify.presentation.comparison_strip import StripRow, comparison_strip

_DECIMALS = 6
_AS_GOOD = 0.01


class _Frame(NamedTuple):
    time_s: float
    picture: Picture
    grey: Picture


class _Pair(NamedTuple):
    a: _Frame
    b: _Frame
    placement: Placement | None


def main(folder: Path) -> None:
    """Draw the moments whose order lies in `folder`."""
    cv2.setNumThreads(1)
    order = msgspec.json.decode((folder / REQUEST_FILE).read_bytes(), type=DrawingOrder)
    moments = [_drawn(number, each, folder) for number, each in enumerate(order.moments, start=1)]
    strip = comparison_strip(order.names, [_row(moment, folder) for moment in moments])
    answer = DrawingAnswer(
        opencv=cv2.__version__, moments=moments, strip=_kept(STRIP_FILE, strip, folder)
    )
    (folder / ANSWER_FILE).write_bytes(msgspec.json.encode(answer))


def _drawn(number: int, order: MomentOrder, folder: Path) -> Moment:
    pairs = list(_pairs(order, folder))
    best = max(map(_fit, pairs))
    # The likeliest come first; where little moves, others fit as well by chance.
    pair = next(pair for pair in pairs if _fit(pair) >= best - _AS_GOOD)
    a, b = pair.a.picture, pair.b.picture
    overlay = None if pair.placement is None else _overlay(number, a, b, pair.placement, folder)
    return Moment(
        segment=order.segment,
        a_s=pair.a.time_s,
        b_s=pair.b.time_s,
        chosen_of=len(order.a) * len(order.b),
        a=_written(f"{number}-a.jpg", a, folder),
        b=_written(f"{number}-b.jpg", b, folder),
        overlay=overlay,
    )


def _pairs(order: MomentOrder, folder: Path) -> Iterator[_Pair]:
    """Yield the frames of both sides pair by pair, laid over one another if that was asked for."""
    pose = Pose(complex(*order.turn), complex(*order.shift), order.mirrored)
    for a, b in product(*([_frame(one, folder) for one in side] for side in (order.a, order.b))):
        yield _Pair(a, b, None if order.segment is None else placed(a.grey, b.grey, pose))


def _fit(pair: _Pair) -> float:
    return -2.0 if pair.placement is None else pair.placement.correlation


def _frame(given: FrameFile, folder: Path) -> _Frame:
    picture = shrunk(colour_pixels((folder / given[1]).read_bytes()), LONGEST_SIDE_PX)
    return _Frame(
        given[0], picture, np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    )


def _overlay(number: int, a: Picture, b: Picture, placement: Placement, folder: Path) -> Overlay:
    drawn = overlaid(a, b, placement.to_query)
    x0, x1, x2, y0, y1, y2 = (round(float(one), _DECIMALS) for one in placement.to_query.flat)
    return Overlay(
        to_a=(x0, x1, x2, y0, y1, y2),
        is_refined=placement.is_refined,
        correlation=round(placement.correlation, 3),
        shown=round(placement.shown, 3),
        gain=round(drawn.gain, 3),
        offset_levels=round(drawn.offset_levels, 1),
        white_levels=round(drawn.white_levels, 1),
        laid=_written(f"{number}-a-over-b.jpg", drawn.laid, folder),
        difference=_written(f"{number}-difference.jpg", drawn.difference, folder),
    )


def _written(file: str, picture: Picture, folder: Path) -> ComparedPicture:
    return _kept(file, encode_jpeg(picture, JPEG_QUALITY), folder)


def _kept(file: str, content: bytes, folder: Path) -> ComparedPicture:
    (folder / file).write_bytes(content)
    width_px, height_px = jpeg.size_px(content)
    return ComparedPicture(
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        width_px=width_px,
        height_px=height_px,
    )


def _row(moment: Moment, folder: Path) -> StripRow:
    def read(picture: ComparedPicture) -> bytes:
        return (folder / picture.file).read_bytes()

    over = moment.overlay
    return StripRow(
        a=(moment.a_s, read(moment.a)),
        b=(moment.b_s, read(moment.b)),
        laid=None if over is None else (over.correlation, read(over.laid)),
        difference=None if over is None else read(over.difference),
    )


if __name__ == "__main__":
    main(Path.cwd())
