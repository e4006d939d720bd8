"""Pictures of what is laid over footage: each cut from one frame, decoded again for that."""

import contextlib
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from verify.analysis.overlays.judging import ClipOverlays, Judged
from verify.analysis.picture.imagehashes import phash
from verify.analysis.picture.keyframes import encode_jpeg
from verify.domain.errors import BadParameterError
from verify.domain.findings import FAILED, Skipped
from verify.domain.footage import BoxPx
from verify.domain.frames import BgrPicture, Frame
from verify.domain.overlays import Overlay, OverlayStill
from verify.domain.timing import timecode
from verify.domain.traces import Untold
from verify.jobs.bounds import cut_short
from verify.jobs.layout import OVERLAYS_FOLDER
from verify.media.source import Source

_MARGIN_SHARE = 0.2
"""Of the height of an overlay, around its picture."""


@dataclass(frozen=True, slots=True)
class KeptOverlays:
    """The overlays, with their pictures in the output folder, and what is missing.

    Attributes
    ----------
    kept : list of Overlay
        In order of time.
    cannot_tell : list of Untold
    skipped : list of Skipped
        Says what is not listed, and which of them have no picture.
    """

    kept: list[Overlay]
    cannot_tell: list[Untold]
    skipped: list[Skipped]


def keep_overlays(clip: ClipOverlays, source: Source, output: Path) -> KeptOverlays:
    """Cut out the picture of each overlay and write it.

    Parameters
    ----------
    clip : ClipOverlays
        What was found.
    source : Source
        Decodes the frames again, exactly those.
    output : Path
        The folder that files are named from.
    """
    found = clip.found
    wanted = defaultdict(list)
    for place, one in enumerate(found):
        wanted[one.moment[1]].append(place)
    stills: dict[int, OverlayStill] = {}
    # A file that no longer yields a frame that it yielded before: the caller says so.
    with contextlib.suppress(BadParameterError):
        for frame in source.fetch(sorted(wanted)) if wanted else ():
            picture = frame.picture()
            for place in wanted[frame.pts]:
                stills[place] = _written(place + 1, found[place], frame, picture, output)
    overlays = [
        msgspec.structs.replace(one.overlay, still=stills.get(place))
        for place, one in enumerate(found)
    ]
    skipped = cut_short("overlays", clip.left_out, len(overlays))
    if lost := len(found) - len(stills):
        reason = f"{FAILED} for the pictures of {lost} of {len(found)}: not decoded a second time"
        skipped.append(Skipped(analysis="overlays", reason=reason))
    return KeptOverlays(overlays, clip.cannot_tell, skipped)


def _written(
    number: int, one: Judged, frame: Frame, picture: BgrPicture, output: Path
) -> OverlayStill:
    left, top, width, height = box_px = with_margin(one.box_px, picture.shape[:2])
    window = np.s_[top : top + height, left : left + width]
    jpeg = encode_jpeg(np.ascontiguousarray(picture[window]))
    index, pts, time_s = one.moment
    kind = one.overlay.kind.replace("_", "-")
    name = f"{number:04d}_{timecode(time_s).replace(':', '-')}_{kind}.jpg"
    file = output / OVERLAYS_FOLDER / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(jpeg)
    return OverlayStill(
        frame=index,
        pts=pts,
        time_s=time_s,
        box_px=box_px,
        file=file.relative_to(output).as_posix(),
        sha256=hashlib.sha256(jpeg).hexdigest(),
        width_px=width,
        height_px=height,
        phash=phash(np.ascontiguousarray(frame.luma[window])),
    )


def with_margin(box_px: BoxPx, shape: tuple[int, ...]) -> BoxPx:
    """Return a box with a margin around it, within a picture of this height and width."""
    left, top, width, height = box_px
    margin = max(4, round(_MARGIN_SHARE * height))
    before, above = max(0, left - margin), max(0, top - margin)
    right = min(shape[1], left + width + margin)
    below = min(shape[0], top + height + margin)
    return before, above, right - before, below - above
