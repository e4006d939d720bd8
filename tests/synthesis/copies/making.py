"""Makes one query: takes a stretch, edits it, lays it between foreign footage, encodes it."""

import random
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import msgspec
import numpy as np

from tests.synthesis.copies import reels
from tests.synthesis.copies.drawn import NOTHING, Mark, channel, marked, marks
from tests.synthesis.copies.edits import Edit
from tests.synthesis.copies.plan import (
    BRANDED,
    EDITS,
    GAP_S,
    STRETCH_S,
    Request,
    source_named,
)
from tests.synthesis.copies.reels import Reel, covering
from tests.synthesis.copies.sources import SHARED
from tests.synthesis.copies.truth import Copied, Overlay, Query, Reference

_LONG_SIDES_PX = (480, 560, 640)
_RATES_HZ = (24.0, 25.0, 30.0)
_ALONE = frozenset(("pip", "collage"))
"""Edits whose frame already holds foreign footage: what lies before and after is left as it is."""


@dataclass(frozen=True)
class Workshop:
    """What queries are made from: the references in a set's folder."""

    folder: Path
    split: str
    seed: int
    references: list[Reference]

    def reference(self, source: str, variant: str) -> Reference:
        return next(r for r in self.references if (r.source, r.variant) == (source, variant))

    def foreign(self, rng: random.Random, variant: str, besides: str) -> Reference:
        """Return one of a source that is held out, of the same light if there is one."""
        is_dark = variant != "day"
        among = [
            reference
            for reference in self.references
            if not reference.is_archived and reference.source != besides
        ]
        alike = [reference for reference in among if (reference.variant != "day") == is_dark]
        return rng.choice(alike or among)


@dataclass(frozen=True)
class Stretch:
    """Footage to be edited, and where it was taken from."""

    reel: Reel
    source: str
    start_s: float


def make(shop: Workshop, request: Request) -> Query | None:
    """Write the file that is asked for; None where a view has no further stretch."""
    cv2.setNumThreads(1)
    rng = random.Random(f"{shop.seed} {request.name}")
    match request.kind:
        case "screenshot":
            return _screenshot(shop, request, rng)
        case "overlay":
            return _overlay(shop, request, rng)
        case "same_view":
            return _same_view(shop, request, rng)
        case "negative" if request.edit == "drawn":
            reel = NOTHING[request.source](rng, rng.uniform(4, 6))
            return _written(shop, request, rng, reel, edit=request.source)
        case "negative" if request.edit == BRANDED:
            stretch = _excerpt(shop, request, rng, 1.0)
            reel, _ = marked(stretch.reel, channel(stretch.reel.duration_s))
            return _written(shop, request, rng, reel)
    return _edited(shop, request, rng)


def _excerpt(
    shop: Workshop, request: Request, rng: random.Random, speed: float, longest_s: float = 8.0
) -> Stretch:
    """Take 3 to 8 s, of four places the one that shows most if it is dark."""
    reference = shop.reference(request.source, request.variant)
    spare_s = reference.duration_s - 0.1
    taken_s = min(spare_s, rng.uniform(3.0, longest_s) * speed)
    starts_s = [rng.uniform(0, spare_s - taken_s) for _ in range(4)]
    start_s = starts_s[0]
    if request.variant != "day":
        start_s = max(starts_s, key=lambda start: _shown(reference, start, taken_s))
    long_side_px = rng.choice(_LONG_SIDES_PX)
    reel = reels.read(shop.folder / reference.file, start_s, taken_s, long_side_px)
    # Frames stand on the reference's grid.
    return Stretch(_even(reel), request.source, round(start_s * reel.rate_hz) / reel.rate_hz)


def _shown(reference: Reference, start_s: float, taken_s: float) -> float:
    seconds = reference.details[int(start_s) : int(start_s + taken_s) + 1]
    return float(np.mean(seconds)) if seconds else 0.0


def _even(reel: Reel) -> Reel:
    width, height = (side // 2 * 2 for side in reel.size)
    return replace(reel, frames=[frame[:height, :width] for frame in reel.frames])


def _edited(shop: Workshop, request: Request, rng: random.Random) -> Query:
    """Make a copy, or the same of footage that is held out."""
    # The speed has to be known before it is known how much to take.
    make_edit, drawn_from = EDITS[request.edit], f"{shop.seed} {request.name} edit"
    clock = make_edit(random.Random(drawn_from), (640, 360), _blank()).speed
    stretch = _excerpt(shop, request, rng, clock)
    content_s = len(stretch.reel.frames) / stretch.reel.rate_hz / clock
    is_padded = rng.random() < 0.5
    before_s, after_s = (rng.uniform(1, 3) if is_padded else 0.0 for _ in range(2))
    foreign = _blank()
    if is_padded or request.edit in _ALONE:
        foreign = [
            _read_foreign(shop, shop.foreign(rng, request.variant, request.source), rng, content_s)
            for _ in range(3)
        ]
    second = None
    if request.kind == "positive" and request.edit == "collage":
        second = _second(shop, request, rng, content_s)
        foreign[0] = second.reel
    edit = make_edit(random.Random(drawn_from), stretch.reel.size, foreign)
    pads_are_edited = request.edit not in _ALONE and rng.random() < 0.5
    rate_hz = rng.choice(_RATES_HZ)
    reel = _laid_between(
        stretch.reel, edit, foreign[-2:], (before_s, content_s, after_s), rate_hz, pads_are_edited
    )
    end_s = before_s + content_s
    copied = []
    if request.kind == "positive":
        copied = [
            Copied(
                source=stretch.source,
                query_start_s=before_s,
                query_end_s=end_s,
                reference_start_s=stretch.start_s,
                reference_end_s=stretch.start_s + content_s * clock,
                speed=clock,
                mirrored=edit.mirrored,
                clockwise_deg=edit.clockwise_deg,
                box=edit.box,
            )
        ]
    if second is not None and edit.second_box is not None:
        copied.append(
            Copied(
                source=second.source,
                query_start_s=before_s,
                query_end_s=end_s,
                reference_start_s=second.start_s,
                reference_end_s=second.start_s + content_s,
                box=edit.second_box,
            )
        )
    query = _written(shop, request, rng, reel, strengths=edit.strengths, copied=copied)
    return msgspec.structs.replace(query, is_padded=is_padded)


def _laid_between(
    reel: Reel,
    edit: Edit,
    foreign: list[Reel],
    lengths_s: tuple[float, float, float],
    rate_hz: float,
    pads_are_edited: bool,
) -> Reel:
    """Return the edited stretch with foreign footage before and after."""
    before_s, content_s, after_s = lengths_s
    first = edit.draw(reel.frames[0], 0.0)
    size = first.shape[1] // 2 * 2, first.shape[0] // 2 * 2
    frames = []
    for k in range(round(sum(lengths_s) * rate_hz)):
        time_s = k / rate_hz - before_s
        if 0 <= time_s < content_s:
            frame = edit.draw(reel.at(time_s * edit.speed), time_s)
        else:
            pad = foreign[time_s > 0].at(time_s % 60)
            frame = edit.draw(covering(pad, reel.size), time_s) if pads_are_edited else pad
            frame = covering(frame, size)
        frames.append(frame[: size[1], : size[0]])
    sounds = [
        foreign[0].heard(0, before_s),
        reel.heard(0, content_s, edit.speed),
        foreign[1].heard(0, after_s),
    ]
    has_sound = any(each.sound is not None for each in (reel, *foreign))
    return Reel(frames, rate_hz, np.concatenate(sounds) if has_sound else None)


def _blank() -> list[Reel]:
    return [Reel([np.zeros((360, 640, 3), np.uint8)], 25.0)] * 3


def _read_foreign(shop: Workshop, held: Reference, rng: random.Random, content_s: float) -> Reel:
    taken_s = min(held.duration_s, max(4.0, content_s))
    start_s = rng.uniform(0, held.duration_s - taken_s)
    return reels.read(shop.folder / held.file, start_s, taken_s, _LONG_SIDES_PX[-1])


def _second(shop: Workshop, request: Request, rng: random.Random, content_s: float) -> Stretch:
    """Take as long a stretch of another archived source."""
    among = [
        reference
        for reference in shop.references
        if reference.is_archived
        and reference.source != request.source
        and reference.variant == request.variant
        and reference.duration_s > content_s + 0.2
    ]
    chosen = rng.choice(among)
    start_s = rng.uniform(0, chosen.duration_s - content_s - 0.1)
    reel = reels.read(shop.folder / chosen.file, start_s, content_s, _LONG_SIDES_PX[-1])
    return Stretch(reel, chosen.source, round(start_s * reel.rate_hz) / reel.rate_hz)


def _same_view(shop: Workshop, request: Request, rng: random.Random) -> Query | None:
    """Take a stretch of the same camera that is in no archive."""
    source = source_named(shop.split, request.source)
    path = SHARED / source.path
    kept_s = shop.reference(source.name, request.variant).duration_s
    start_s = kept_s + GAP_S + request.part * STRETCH_S
    if start_s + STRETCH_S > reels.length_s(path):
        return None
    reel = reels.read(path, start_s, STRETCH_S, rng.choice(_LONG_SIDES_PX))
    if request.variant == "night":
        seen: list[reels.Tiny] = []
        frames = list(reels.watched(reel.frames, seen))
        level = reels.night_level(seen)
        reel = replace(reel, frames=list(reels.by_night(frames, level, request.part)))
    query = _written(shop, request, rng, _even(reel))
    return msgspec.structs.replace(query, same_view_of=source.name, is_fixed_camera=source.is_fixed)


def _screenshot(shop: Workshop, request: Request, rng: random.Random) -> Query:
    """Take one picture of a reference, as PNG or JPEG; its moment is where the stretch begins."""
    stretch = _excerpt(shop, request, rng, 1.0)
    edit = EDITS[request.edit](rng, stretch.reel.size, _blank())
    ending = rng.choice((".png", ".jpg"))
    quality = [cv2.IMWRITE_JPEG_QUALITY, rng.randint(70, 92)] if ending == ".jpg" else []
    file = f"queries/{request.name}{ending}"
    cv2.imwrite(str(shop.folder / file), edit.draw(stretch.reel.frames[0], 0.0), quality)
    copied = Copied(
        source=stretch.source,
        query_start_s=0.0,
        query_end_s=0.0,
        reference_start_s=stretch.start_s,
        reference_end_s=stretch.start_s,
        mirrored=edit.mirrored,
        box=edit.box,
    )
    return Query(
        file=file,
        kind=request.kind,
        edit=request.edit,
        variant=request.variant,
        strengths=edit.strengths,
        copied=[copied],
    )


def _overlay(shop: Workshop, request: Request, rng: random.Random) -> Query:
    stretch = _excerpt(shop, request, rng, 1.0, 9.0)
    length_s = stretch.reel.duration_s
    reel, laid = marked(stretch.reel, marks(rng, request.edit, length_s))
    copied = Copied(
        source=stretch.source,
        query_start_s=0.0,
        query_end_s=length_s,
        reference_start_s=stretch.start_s,
        reference_end_s=stretch.start_s + length_s,
    )
    query = _written(shop, request, rng, reel, copied=[copied])
    return msgspec.structs.replace(query, overlays=[_overlay_of(mark) for mark in laid])


def _overlay_of(mark: Mark) -> Overlay:
    return Overlay(
        kind=mark.kind, box=mark.box, start_s=mark.start_s, end_s=mark.end_s, text=mark.text
    )


def _written(
    shop: Workshop,
    request: Request,
    rng: random.Random,
    reel: Reel,
    *,
    edit: str | None = None,
    strengths: dict[str, float] | None = None,
    copied: list[Copied] | None = None,
) -> Query:
    crf = rng.randint(28, 36)
    file = f"queries/{request.name}.mp4"
    reels.write(shop.folder / file, reel.frames, reel.rate_hz, crf, reel.sound)
    return Query(
        file=file,
        kind=request.kind,
        edit=edit or request.edit,
        variant=request.variant,
        crf=crf,
        strengths=strengths or {},
        copied=copied or [],
    )
