"""The pictures of the keyframes: set aside in the pass, fetched again where not, named, hashed."""

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from verify.analysis.picture.hashing import FrameHashes
from verify.analysis.picture.keyframe_plan import (
    KeyframeOptions,
    KeyframePlan,
    Pick,
    keyframe_file,
)
from verify.analysis.picture.keyframes import encode_jpeg
from verify.domain.errors import BadParameterError
from verify.domain.findings import Keyframe
from verify.domain.frames import Frame
from verify.domain.timing import timecode
from verify.jobs.messages import InspectionOptions
from verify.media.jpeg import size_px as jpeg_size_px
from verify.media.source import Source

HashOf = Callable[[Frame], FrameHashes]


def keyframe_options(options: InspectionOptions) -> KeyframeOptions:
    """Return which keyframes were asked for."""
    every = options.keyframe_every
    return KeyframeOptions(
        i_frames=options.only_i_frames,
        every_s=None if every is None else Fraction(every),
        at=tuple(Fraction(time_s) for time_s in options.keyframes_at),
        maximum=options.maximum_keyframes,
    )


class StillStore:
    """Holds encoded frames in an empty folder until it is known which of them are keyframes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def store(self, frame: int, jpeg: bytes) -> None:
        """Set one frame aside."""
        self._file(frame).write_bytes(jpeg)

    def take(self, frame: int) -> bytes | None:
        """Return what was set aside for this frame, or None."""
        file = self._file(frame)
        return file.read_bytes() if file.is_file() else None

    def _file(self, frame: int) -> Path:
        return self._folder / f"{frame}.jpg"


@dataclass(frozen=True, slots=True)
class KeptKeyframes:
    """The keyframes whose pictures are in the output folder, and how many could not be had."""

    keyframes: list[Keyframe]
    lost: int


def keep_keyframes(
    plan: KeyframePlan,
    stills: StillStore,
    hashes: Mapping[int, FrameHashes],
    source: Source,
    output: Path,
    hash_of: HashOf,
) -> KeptKeyframes:
    """Write the pictures of a plan and describe them.

    Parameters
    ----------
    plan : KeyframePlan
        What is wanted, in order of time.
    stills : StillStore
        What was set aside in the pass.
    hashes : mapping
        Hashes of the frames that were set aside, by frame.
    source : Source
        Decodes the others again, exactly those.
    output : Path
        The folder that keyframe files are named from.
    hash_of : callable
        Hashes a frame.
    """
    known: dict[int, tuple[bytes, FrameHashes]] = {}
    for pick in plan.picks:
        jpeg = stills.take(pick.frame)
        if jpeg is not None and pick.frame in hashes:
            known[pick.frame] = (jpeg, hashes[pick.frame])
    missing = [pick for pick in plan.picks if pick.frame not in known]
    by_pts = {pick.pts: pick.frame for pick in missing}
    # A file that no longer yields a frame that it yielded before: the caller counts it as lost.
    with contextlib.suppress(BadParameterError):
        # Opening the file a second time costs more than a frame, and mostly nothing is missing.
        for frame in source.fetch(sorted(by_pts)) if by_pts else ():
            known[by_pts[frame.pts]] = (encode_jpeg(frame.picture()), hash_of(frame))
    kept: list[Keyframe] = []
    for pick in plan.picks:
        if pick.frame in known:
            jpeg, frame_hashes = known[pick.frame]
            keyframe = _keyframe(len(kept) + 1, pick, jpeg, frame_hashes)
            file = output / keyframe.file
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(jpeg)
            kept.append(keyframe)
    return KeptKeyframes(kept, len(plan.picks) - len(kept))


def _keyframe(number: int, pick: Pick, jpeg: bytes, hashes: FrameHashes) -> Keyframe:
    width_px, height_px = jpeg_size_px(jpeg)
    return Keyframe(
        frame=pick.frame,
        pts=pick.pts,
        time_s=float(pick.time_s),
        timecode=timecode(pick.time_s),
        picked_because=pick.because,
        file=keyframe_file(number, pick.time_s, pick.because),
        sha256=hashlib.sha256(jpeg).hexdigest(),
        width_px=width_px,
        height_px=height_px,
        pdq=hashes.pdq.hex,
        pdq_quality=hashes.pdq.quality,
        phash=hashes.phash,
        dhash=hashes.dhash,
        sharpness=pick.sharpness,
        luma_mean=min(255.0, pick.luma_mean),
    )
