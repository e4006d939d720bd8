"""What runs inside the jail for stills to search by: one clip in, a few pictures and figures out.

A long clip is looked into at its I-frames, which seeking reaches in no time; one that costs little
is decoded whole. Works in the current folder: `request.json` and the footage under a fixed name
come in, `answer.json` or `refusal.json` and the pictures go out.
"""

import bisect
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from verify.analysis.picture.best_stills import (
    MOST_STILLS,
    Candidate,
    Choice,
    best_stills,
    flat_share,
    overlay_shares,
    sharpness,
)
from verify.analysis.picture.borders import Box, content_box
from verify.analysis.picture.keyframes import encode_jpeg
from verify.analysis.picture.pdq import pdq
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.picture.variants import Derived, brightened, cut_to, mirrored
from verify.domain.errors import LimitExceededError
from verify.domain.frames import BgrPicture, Frame, LumaPlane
from verify.domain.reverse_search import SearchStill, StillPicture, Variant
from verify.domain.timing import timecode
from verify.jobs.messages import MEDIA_FILE, Progress
from verify.jobs.progress import OnProgress, of_frames
from verify.jobs.reverse_messages import (
    ANSWER_FILE,
    JPEG_QUALITY,
    StillsAnswer,
    StillsRequest,
)
from verify.jobs.serving import serve
from verify.media import ffmpeg
from verify.media.decode import open_source
from verify.media.source import Source
from verify.presentation.wording import counted

CHEAP_PIXELS = 1.25e9
"""A clip of at most so many in all its frames is decoded whole: 20 s at 1080p, 30 a second."""
BEARABLE_PIXELS = 2e9
"""So is one of at most so many with few I-frames."""
_LOOKS = 40
_FEW_LOOKS = 8
_USUAL_FRAME_RATE = 30.0
_SLOT_S = 0.25
_MOST_SLOTS = 320

AT_I_FRAMES = (
    "The stills were chosen among {looked} of the clip's I-frames, evenly spread; what shows only "
    "between these was not seen."
)
AT_ALL_FRAMES = "The stills were chosen among {looked} frames: the sharpest of each {slot_s:g} s."

BY_A_PERSON = "A person chose it."


@dataclass(frozen=True, slots=True)
class _Seen:
    frame: int
    pts: int
    small: LumaPlane
    candidate: Candidate


def work_on(request: StillsRequest, folder: Path, on_progress: OnProgress) -> StillsAnswer:
    """Choose the stills of the footage in `folder` and write their pictures there.

    Raises
    ------
    InputError
        If the file is no footage.
    """
    shown_path = Path(request.untrusted_name)
    media = folder / MEDIA_FILE
    with open_source(media, request.limits, shown_path, request.threads) as source:
        length_s = source.declared_duration_s or 0.0
        pixels = _pixels(source, length_s)
        chooses = not request.pts
        seen = list(_glimpsed(source, length_s)) if chooses and pixels > CHEAP_PIXELS else []
        is_glimpsed = len(seen) >= (_FEW_LOOKS if pixels <= BEARABLE_PIXELS else MOST_STILLS)
        if request.pts:
            seen, is_glimpsed, notes = _asked_for(source, request.pts, on_progress), False, []
        elif is_glimpsed:
            notes = [AT_I_FRAMES.format(looked=len(seen))]
        else:
            seen, slot_s = _played(source, length_s, on_progress)
            notes = [AT_ALL_FRAMES.format(looked=len(seen), slot_s=slot_s)]
        if source.kind == "picture":
            notes = []
        overlays = overlay_shares([one.small for one in seen])
        candidates = [
            replace(one.candidate, overlay_share=share)
            for one, share in zip(seen, overlays, strict=True)
        ]
        choices = best_stills(candidates)
        if request.pts:
            choices = [Choice(place, BY_A_PERSON) for place in range(len(seen))]
        on_progress(Progress(share=0.9, message="Making the stills"))
        stills: list[SearchStill] = []
        for choice in choices:
            frame = _again(source, seen[choice.place], is_glimpsed=is_glimpsed)
            if frame is not None:
                stills.append(_still(len(stills) + 1, choice, candidates, frame, folder))
        if not stills:
            raise RuntimeError("no frame was decoded a second time")
        return StillsAnswer(
            looked_at=len(seen),
            time_base=(source.time_base.numerator, source.time_base.denominator),
            ffmpeg=ffmpeg.library_version(),
            opencv=cv2.__version__,
            stills=stills,
            notes=notes,
        )


def _pixels(source: Source, length_s: float) -> float:
    """Return how many pixels all frames have together, by what the file says of itself."""
    video = source.video
    rate = video.frame_rate or _USUAL_FRAME_RATE
    return video.width_px * video.height_px * rate * length_s


def _glimpsed(source: Source, length_s: float) -> Iterator[_Seen]:
    times_s = [(look + 0.5) * length_s / _LOOKS for look in range(_LOOKS)]
    for frame in source.glimpses(times_s):
        yield _seen(frame, sharpness(frame.small))


def _played(source: Source, length_s: float, on_progress: OnProgress) -> tuple[list[_Seen], float]:
    """Return the sharpest frame of each short stretch of time, and how long a stretch was."""
    slot_s = max(_SLOT_S, length_s / _MOST_SLOTS)
    shots = ShotDetector()
    seen: list[_Seen] = []
    best: tuple[Frame, float] | None = None
    ends_s = slot_s
    for frame in source.play():
        if not isinstance(frame, Frame):
            continue
        shots.observe(frame)
        if frame.time_s >= ends_s and best is not None:
            seen.append(_seen(*best))
            best = None
            ends_s = (frame.time_s // slot_s + 1) * slot_s
            if len(seen) == 2 * _MOST_SLOTS:
                # A clip that does not say how long it is.
                seen, slot_s = seen[::2], 2 * slot_s
        sharp = sharpness(frame.small)
        if best is None or sharp > best[1]:
            best = frame, sharp
        share = min(0.9, 0.9 * frame.time_s / length_s) if length_s else None
        on_progress(of_frames("Decoded", frame.index + 1, share))
    if best is not None:
        seen.append(_seen(*best))
    shots.finish()
    starts = [boundary.frame for boundary in shots.boundaries]
    numbered = [
        replace(one, candidate=replace(one.candidate, shot=bisect.bisect_right(starts, one.frame)))
        for one in seen
    ]
    return numbered, slot_s


def _asked_for(source: Source, pts: list[int], on_progress: OnProgress) -> list[_Seen]:
    """Return the frames that a person chose, in the order in which they are shown."""
    seen, frames = [], counted(len(pts), "frame")
    for frame in source.play():
        if isinstance(frame, Frame) and frame.pts in pts:
            seen.append(_seen(frame, sharpness(frame.small)))
            on_progress(Progress(share=None, message=f"Found {len(seen)} of {frames}"))
    return seen


def _seen(frame: Frame, sharp: float) -> _Seen:
    hashed = pdq(frame.luma, is_limited=frame.is_limited)
    box = content_box(frame.small)
    candidate = Candidate(
        time_s=frame.time_s,
        pdq=hashed.hex,
        pdq_quality=hashed.quality,
        sharpness=sharp,
        luma_mean=float(frame.small.mean()),
        content_share=box.share_of(frame.small),
        flat_share=flat_share(frame.small),
    )
    return _Seen(frame.index, frame.pts, frame.small, candidate)


def _again(source: Source, seen: _Seen, *, is_glimpsed: bool) -> Frame | None:
    """Return a frame that was seen, decoded once more; None if the file does not yield it again."""
    frames = source.glimpses([seen.candidate.time_s]) if is_glimpsed else source.fetch([seen.pts])
    return next((frame for frame in frames if frame.pts == seen.pts), None)


def _still(
    number: int, choice: Choice, candidates: list[Candidate], frame: Frame, folder: Path
) -> SearchStill:
    chosen = candidates[choice.place]
    picture = frame.picture()
    if max(picture.shape) > 65_535:
        what = "a side of its picture is longer than JPEG can hold"
        raise LimitExceededError(folder / MEDIA_FILE, what, "65,535 pixels")
    box = content_box(frame.luma, is_limited=frame.is_limited)
    share = box.share_of(frame.luma)
    return SearchStill(
        number=number,
        pts=frame.pts,
        time_s=frame.time_s,
        timecode=timecode(frame.time_s),
        reason=choice.reason,
        pdq=chosen.pdq,
        pdq_quality=chosen.pdq_quality,
        sharpness=chosen.sharpness,
        luma_mean=chosen.luma_mean,
        content_share=share,
        flat_share=chosen.flat_share,
        pictures=[
            _written(number, folder, *each)
            for each in _variants(picture, box if share < 1 else None)
        ],
    )


def _variants(
    picture: BgrPicture, box: Box | None
) -> Iterator[tuple[Variant, Variant | None, Derived]]:
    """Yield what is made of a frame, one after the other, as each may be large."""
    yield Variant.AS_IT_IS, None, Derived(picture, {})
    yield Variant.MIRRORED, Variant.AS_IT_IS, mirrored(picture)
    base, base_variant = picture, Variant.AS_IT_IS
    if box is not None:
        cut = cut_to(picture, box)
        base, base_variant = cut.picture, Variant.BORDERS_CUT
        yield Variant.BORDERS_CUT, Variant.AS_IT_IS, cut
    if (lifted := brightened(base)) is not None:
        yield Variant.BRIGHTENED, base_variant, lifted


def _written(
    number: int, folder: Path, variant: Variant, made_of: Variant | None, derived: Derived
) -> StillPicture:
    ending = "" if made_of is None else f"-{variant.value.replace('_', '-')}"
    file = f"still-{number}{ending}.jpg"
    content = encode_jpeg(derived.picture, JPEG_QUALITY)
    (folder / file).write_bytes(content)
    height, width = derived.picture.shape[:2]
    return StillPicture(
        variant=variant,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        width_px=width,
        height_px=height,
        made_of=made_of,
        parameters=derived.parameters,
    )


def main(folder: Path) -> None:
    """Serve the one request that lies in `folder`."""
    serve(folder, StillsRequest, ANSWER_FILE, work_on)


if __name__ == "__main__":
    main(Path.cwd())
