"""Which frames of a clip are worth looking at, in what order, and what they are called.

Pure: from shots, flashes and a few numbers per frame to a list of picks. A keyframe is a frame
picked to be looked at; an I-frame is a fact of the codec. Times that a person asked for are
answered with the frame on screen at that instant: the last one shown at or before it.

`keyframes` prepares the pictures while the clip is decoded and calls this at its end.
"""

import bisect
import itertools
import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from verify.domain.errors import BadParameterError
from verify.domain.findings import Flash, PickedBecause, Shot
from verify.domain.timing import time_since, timecode

DEFAULT_MAXIMUM = 60

INTERVAL_S = 10
"""A shot longer than this is also shown at regular times."""

GROUP_S = 600
"""On footage longer than this each stretch of this length gets its share of the picks."""

DARK_BEFORE_S = 0.2
"""Any frame this long before an onset shows what it was like before."""

BLANK_LEVELS = 3.0
"""A picture whose mean luma is this near to black or white shows nothing."""

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyframeOptions:
    """What a person wants to see.

    With `i_frames`, `every_s` or `at`, exactly those frames are picked instead of the automatic
    choice.

    Parameters
    ----------
    i_frames : bool
        Pick the frames that the codec stored whole.
    every_s : Fraction, optional
        Pick the frames on screen at 0 s and at every multiple of this, more than 0.
    at : tuple of Fraction
        Pick the frames on screen at these times, seconds from the first frame shown.
    maximum : int
        Most picks, 1 or more, and no fewer than the times asked for.

    Raises
    ------
    BadParameterError
        If a value is out of its range.
    """

    i_frames: bool = False
    every_s: Fraction | None = None
    at: tuple[Fraction, ...] = ()
    maximum: int = DEFAULT_MAXIMUM

    def __post_init__(self) -> None:
        if self.maximum < max(1, len(set(self.at))):
            least = max(1, len(set(self.at)))
            raise BadParameterError("the most keyframes", self.maximum, f"{least} or more")
        if self.every_s is not None and self.every_s <= 0:
            raise BadParameterError("the time between keyframes", str(self.every_s), "more than 0")
        for time_s in self.at:
            if time_s < 0:
                raise BadParameterError("the time of a keyframe", str(time_s), "0 or more")

    @property
    def is_automatic(self) -> bool:
        """Whether the choice is left to us."""
        return not (self.i_frames or self.every_s or self.at)


@dataclass(frozen=True, slots=True)
class Pick:
    """A frame to be looked at.

    Attributes
    ----------
    frame, pts : int
        Index and presentation time stamp.
    time_s : Fraction
        Exact seconds from the first frame shown.
    because : PickedBecause
        The strongest reason.
    rank : int
        1 for the pick to keep if only one could be kept.
    sharpness : float
        Variance of the Laplacian of `Frame.small`: comparable within a clip, not between clips.
        Noise counts as detail.
    luma_mean : float
        Mean full-range luma of `Frame.small`, 0-255.
    """

    frame: int
    pts: int
    time_s: Fraction
    because: PickedBecause
    rank: int
    sharpness: float
    luma_mean: float


@dataclass(frozen=True, slots=True)
class KeyframePlan:
    """The picks in order of time, and how many more there would have been."""

    picks: list[Pick]
    left_out: int


@dataclass(slots=True)
class FrameTable:
    """A few numbers of every frame: 17 bytes each.

    Parameters
    ----------
    time_base : Fraction
        Seconds per unit of PTS.
    """

    time_base: Fraction
    pts: "array[int]" = field(default_factory=lambda: array("q"))
    sharpness: "array[float]" = field(default_factory=lambda: array("f"))
    luma_mean: "array[float]" = field(default_factory=lambda: array("f"))
    is_intra: bytearray = field(default_factory=bytearray)
    _rising: Indices | None = field(default=None, init=False)

    def __len__(self) -> int:
        return len(self.pts)

    def add(self, pts: int, sharpness: float, luma_mean: float, *, is_intra: bool) -> None:
        """Note the next frame shown."""
        self._rising = None
        self.pts.append(pts)
        self.sharpness.append(sharpness)
        self.luma_mean.append(luma_mean)
        self.is_intra.append(is_intra)

    def time_s(self, frame: int) -> Fraction:
        """Return the exact time of a frame, seconds from the first frame shown."""
        return time_since(self.pts[frame], self.pts[0], self.time_base)

    def on_screen(self, times_s: Iterable[Fraction]) -> Indices:
        """Return the frame on screen at each time: the last one whose time is not later.

        Where PTS run backwards, a frame counts as shown no earlier than those before it.
        """
        if self._rising is None:
            self._rising = np.maximum.accumulate(np.array(self.pts, np.int64))
        limits = [self.pts[0] + math.floor(time_s / self.time_base) for time_s in times_s]
        return np.searchsorted(self._rising, np.array(limits, np.int64), side="right") - 1

    def is_blank(self, frame: int) -> bool:
        """Whether a frame is black or white all over."""
        luma = self.luma_mean[frame]
        return min(luma, 255.0 - luma) <= BLANK_LEVELS


@dataclass(frozen=True, slots=True)
class _Candidate:
    frame: int
    because: PickedBecause
    place: int
    """0 for the best candidate of its reason."""
    is_event: bool


_ORDER = (
    PickedBecause.FLASH_PEAK,
    PickedBecause.SHOT_SHARPEST,
    PickedBecause.FLASH_ONSET,
    PickedBecause.SHOT_FIRST,
    PickedBecause.FLASH_BEFORE,
    PickedBecause.FLASH_DECAY,
    PickedBecause.INTERVAL,
    PickedBecause.DARKEST,
)
"""Of candidates equally good in their kind, the earlier reason goes first."""


def plan_keyframes(
    table: FrameTable,
    shots: Sequence[Shot],
    flashes: Sequence[Flash],
    end_s: Fraction,
    options: KeyframeOptions,
    looks_like: Callable[[int, int], bool],
    at_hand: Collection[int] = (),
) -> KeyframePlan:
    """Choose the frames to be looked at.

    Parameters
    ----------
    table : FrameTable
        All frames of the clip, at least one.
    shots, flashes : sequences
        As found; flashes that were not accepted are passed over.
    end_s : Fraction
        End of the last frame, seconds from the first frame shown.
    options : KeyframeOptions
        What is wanted.
    looks_like : callable
        Whether two frames are near-duplicates. Then the lower ranked goes, unless a flash is the
        reason for it.
    at_hand : collection of int
        Frames whose pictures need not be decoded again. Where any of several frames shows what
        is wanted (the dark before a flash, its decay), the nearest of these is picked.

    Raises
    ------
    BadParameterError
        If a time that was asked for is at or after the end of the clip.
    """
    if not options.is_automatic:
        return _asked_for(table, end_s, options)
    if len(table) == 1:
        return _plan(table, [(0, PickedBecause.ONLY_FRAME)], left_out=0)
    candidates = _candidates(table, shots, flashes, options.maximum, at_hand)
    ranked = _ranked(table, candidates)
    chosen: list[_Candidate] = []
    left_out = 0
    for candidate in ranked:
        if not candidate.is_event and any(looks_like(candidate.frame, c.frame) for c in chosen):
            continue
        if len(chosen) == options.maximum:
            left_out += 1
        else:
            chosen.append(candidate)
    return _plan(table, [(c.frame, c.because) for c in chosen], left_out)


def interval_s(time_s: float, maximum: int) -> int:
    """Return the interval for regular picks in a clip of this length.

    It is `INTERVAL_S`, doubled until no more than `maximum` fit, so that the times for a longer
    clip are among those for a shorter one.
    """
    interval = INTERVAL_S
    while time_s > interval * maximum:
        interval *= 2
    return interval


def keyframe_file(number: int, time_s: Fraction | float, because: PickedBecause) -> str:
    """Return the path of a keyframe within the result folder.

    Examples
    --------
    >>> keyframe_file(7, Fraction(7123, 100), PickedBecause.FLASH_PEAK)
    'keyframes/0007_00-01-11.230_flash-peak.jpg'
    """
    return f"keyframes/{number:04d}_{timecode(time_s).replace(':', '-')}_{because}.jpg"


def _plan(
    table: FrameTable, ranked: Iterable[tuple[int, PickedBecause]], left_out: int
) -> KeyframePlan:
    picks = [
        Pick(
            frame=frame,
            pts=table.pts[frame],
            time_s=table.time_s(frame),
            because=because,
            rank=rank,
            sharpness=table.sharpness[frame],
            luma_mean=table.luma_mean[frame],
        )
        for rank, (frame, because) in enumerate(ranked, start=1)
    ]
    return KeyframePlan(sorted(picks, key=lambda pick: pick.frame), left_out)


def _asked_for(table: FrameTable, end_s: Fraction, options: KeyframeOptions) -> KeyframePlan:
    for time_s in options.at:
        if time_s >= end_s and time_s > 0:
            end = timecode(end_s)
            raise BadParameterError("the time of a keyframe", timecode(time_s), f"before {end}")
    at = dict.fromkeys(table.on_screen(options.at).tolist(), PickedBecause.ASKED_FOR)
    rest: dict[int, PickedBecause] = {}
    if options.i_frames:
        rest |= dict.fromkeys(np.flatnonzero(table.is_intra).tolist(), PickedBecause.I_FRAME)
    if options.every_s is not None:
        rest |= dict.fromkeys(_at_every(table, options.every_s, end_s), PickedBecause.EVERY)
    more = sorted(rest.keys() - at.keys())
    kept = _evenly(more, options.maximum - len(at))
    ranked = [*at.items(), *((frame, rest[frame]) for frame in kept)]
    return _plan(table, ranked, left_out=len(more) - len(kept))


def _at_every(table: FrameTable, every_s: Fraction, end_s: Fraction) -> Iterator[int]:
    """Yield the frames on screen at the multiples of `every_s`, each once."""
    mark = 0
    while mark == 0 or mark * every_s < end_s:
        frame = int(table.on_screen([mark * every_s])[0])
        yield frame
        if frame + 1 == len(table):
            return
        mark = max(mark + 1, math.ceil(table.time_s(frame + 1) / every_s))


def _evenly(frames: list[int], most: int) -> list[int]:
    """Return at most `most` of the frames, spread over all of them."""
    if len(frames) <= most:
        return frames
    return [frames[place * len(frames) // most] for place in range(most)]


def _candidates(
    table: FrameTable,
    shots: Sequence[Shot],
    flashes: Sequence[Flash],
    maximum: int,
    at_hand: Collection[int],
) -> Iterator[_Candidate]:
    accepted = [flash for flash in flashes if flash.accepted]
    for place, flash in enumerate(sorted(accepted, key=lambda f: -f.rise_luminance)):
        for because, frame in _moments(table, flash, at_hand).items():
            if 0 <= frame < len(table):
                yield _Candidate(frame, because, place, is_event=True)
    spans = [(shot.start_frame, shot.end_frame) for shot in shots] or [(0, len(table))]
    sharpness = np.array(table.sharpness)
    for place, (start, end) in enumerate(sorted(spans, key=lambda span: span[0] - span[1])):
        sharpest = start + int(sharpness[start:end].argmax())
        yield _Candidate(sharpest, PickedBecause.SHOT_SHARPEST, place, is_event=False)
        if not table.is_blank(start):
            yield _Candidate(start, PickedBecause.SHOT_FIRST, place, is_event=False)
    for place, frame in enumerate(_at_intervals(table, spans, maximum)):
        yield _Candidate(frame, PickedBecause.INTERVAL, place, is_event=False)
    luma = np.array(table.luma_mean)
    if (shown := np.flatnonzero(luma > BLANK_LEVELS)).size:
        darkest = int(shown[luma[shown].argmin()])
        yield _Candidate(darkest, PickedBecause.DARKEST, 0, is_event=False)


def _moments(table: FrameTable, flash: Flash, at_hand: Collection[int]) -> dict[PickedBecause, int]:
    """Return the frames that tell a flash; those of its decay only if that was seen."""
    onset = flash.onset_frame
    first_dark = int(table.on_screen([Fraction(max(0.0, flash.onset_s - DARK_BEFORE_S))])[0])
    moments = {
        PickedBecause.FLASH_PEAK: flash.peak_frame,
        PickedBecause.FLASH_ONSET: onset,
        PickedBecause.FLASH_BEFORE: _nearest(onset - 1, range(first_dark, onset), at_hand),
    }
    if flash.half_life_s is not None:
        half_s, end_s = Fraction(flash.peak_s) + Fraction(flash.half_life_s), flash.end_s
        half, faded = table.on_screen([half_s, half_s if end_s is None else Fraction(end_s)])
        seen = range(flash.peak_frame + 1, max(int(half), int(faded)) + 1)
        moments[PickedBecause.FLASH_DECAY] = _nearest(int(half), seen, at_hand)
    return moments


def _nearest(wanted: int, allowed: range, at_hand: Collection[int]) -> int:
    """Return the frame nearest to the wanted one that is at hand and allowed, else the wanted."""
    ready = [frame for frame in at_hand if frame in allowed]
    return min(ready, key=lambda frame: abs(frame - wanted), default=wanted)


def _at_intervals(
    table: FrameTable, spans: Sequence[tuple[int, int]], maximum: int
) -> Iterator[int]:
    """Yield frames at regular times inside long shots, those that halve the clip best first."""
    step_s = interval_s(float(table.time_s(len(table) - 1)), maximum)
    marks = range(1, math.floor(table.time_s(len(table) - 1) / step_s) + 1)
    starts = sorted(start for start, _ in spans)
    for mark in sorted(marks, key=lambda k: (-(k & -k), k)):
        frame = int(table.on_screen([Fraction(mark * step_s)])[0])
        shot = bisect.bisect_right(starts, frame) - 1
        after = starts[shot + 1] if shot + 1 < len(starts) else len(table) - 1
        edges_s = (table.time_s(starts[shot]), table.time_s(after))
        if min(abs(table.time_s(frame) - edge_s) for edge_s in edges_s) >= INTERVAL_S / 2:
            yield frame


def _ranked(table: FrameTable, candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Return the candidates, one per frame, best first, each stretch of `GROUP_S` in turn."""
    best: dict[int, _Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (c.place, _ORDER.index(c.because))):
        known = best.setdefault(candidate.frame, candidate)
        if candidate.is_event and not known.is_event:
            best[candidate.frame] = candidate
    groups: dict[int, list[_Candidate]] = defaultdict(list)
    for candidate in best.values():
        groups[int(table.time_s(candidate.frame) // GROUP_S)].append(candidate)
    turns = itertools.zip_longest(*(groups[key] for key in sorted(groups)))
    return [candidate for turn in turns for candidate in turn if candidate is not None]
