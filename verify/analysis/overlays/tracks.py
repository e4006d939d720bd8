"""Regions followed from the moment they appear until they are gone, and what speaks for each.

A region counts as laid over on either of two grounds. It stays while most of the rest of the
picture changes; or it comes at once, all of it, while the rest goes on as before, and goes or lasts
until the end. A camera that stands still shows the first of nothing, and the second of captions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from verify.analysis.overlays.edges import MATURE_SAMPLES, EdgeField, Flags
from verify.analysis.overlays.patterns import LEAST_PIXELS, Box, Pattern, Places, joined, overlap
from verify.analysis.overlays.surround import Surround

SEEN_SHARE = 0.5
"""Share of a pattern's pixels from which on it is seen in a sample."""
GONE_SAMPLES = 2
MOST_BEFORE_SHARE = 0.4
"""A region that comes at once: most of its pixels that may have been there already."""

_STEADY_SHARE = 0.7
_CLEAR_DENSITY, _CLEAR_STRENGTH, _CLEAR_PIXELS = 0.3, 180.0, 160
_LEAST_DENSITY, _LEAST_STRENGTH, _LEAST_PIXELS = 0.25, 140.0, 90
_MOST_ALIGNED = 0.5
_LEAST_SAMPLES, _LEAST_STAYING_SAMPLES = 4, 8
MOST_REST_SHARE = 0.4
"""Where more of the rest stays in place, that a region stays says nothing."""
_LEAST_GOING_ON = 0.6
# Where about half of the rest stays, only what looks like lettering and stays long is listed, as
# doubtful: a sign in the scene looks the same.
_DOUBTFUL_REST_SHARE, _LONG_SAMPLES, _MOST_ALIGNED_OF_DOUBTFUL = 0.6, 20, 0.35
LEAST_REST_PIXELS = 30
"""Fewer edges elsewhere say nothing of whether the picture changes."""
_GOING_SHARE = 0.85
_ONE_PLACE = 0.3

Moment = tuple[int, int, float]
"""A frame: its index, its PTS, its time in seconds."""


class Ground(Enum):
    """Why a region counts as laid over the picture."""

    STAYS = "it stays while most of the rest changes"
    COMES = "all of it comes at once while the rest goes on"
    GOES = "all of it goes at once while the rest goes on"
    KEEPS = "it keeps its brightness while the rest flickers in place"
    DOUBTFUL = "it stays, as about half of the rest does, and looks like lettering"


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A region laid over the picture for a while, at one place.

    Attributes
    ----------
    box : tuple of int
        Around the pattern and the plate that it stands on, if there is one.
    first, last : int
        Samples.
    steady_share : float
        Of its pixels, how many were seen at a time, in the mean.
    rest_share : float
        The same of edges elsewhere in the picture.
    ground : Ground
        Why it counts as laid over.
    is_clear : bool
        Far above what is listed at least.
    calmest : Moment
        The frame in which least else is seen in its box.
    """

    pattern: Pattern
    box: Box
    first: int
    last: int
    steady_share: float
    rest_share: float
    ground: Ground
    is_clear: bool
    calmest: Moment

    def is_of(self, other: "Sighting") -> bool:
        """Whether both are at one place at one time, as two views of one region are."""
        is_at_once = min(self.last, other.last) >= max(self.first, other.first)
        return is_at_once and overlap(self.box, other.box) >= _ONE_PLACE

    def joined(self, other: "Sighting") -> "Sighting":
        """Return both as one: they come, go and stand in one line together."""
        larger = max(self, other, key=lambda one: len(one.pattern))
        return replace(
            larger,
            pattern=self.pattern.joined(other.pattern),
            box=joined(self.box, other.box),
            first=min(self.first, other.first),
            last=max(self.last, other.last),
            is_clear=self.is_clear or other.is_clear,
        )


class Track:
    """One region while it is looked for in every sample.

    Parameters
    ----------
    pattern : Pattern
        As seen in the sample `now`.
    rest : Pattern
        Some edges elsewhere in the picture.
    first, now : int
        Samples: since when it is there, and the one that is looked at.
    was_there : bool array or None
        For each pixel whether it was there before `first`; None if that is not known.
    rest_went_on : float
        Of the rest that is seen in the sample `first`, the share that was seen before, too.
    """

    def __init__(
        self,
        pattern: Pattern,
        rest: Pattern,
        first: int,
        now: int,
        was_there: Flags | None,
        rest_went_on: float,
        shape: tuple[int, int],
    ) -> None:
        self.pattern = pattern
        self.box: Box = pattern.box
        self.first, self.last = first, now
        self._rest = rest
        self._was_there = was_there
        self._rest_went_on = rest_went_on
        self._rest_goes_on = 0.0
        self._rest_seen = np.ones(len(rest), np.bool_)
        self._seen = np.ones(len(pattern), np.int32)
        self._samples = 1
        self._rest_shares: list[float] = []
        self._last_seen = np.ones(len(pattern), np.bool_)
        self._after: Flags | None = None
        self.missed = 0
        self._around = Surround(pattern.box, shape)
        self._calm = np.inf
        self._covered = pattern.covered()
        self._calmest: Moment = (0, 0, 0.0)

    @property
    def is_gone(self) -> bool:
        """Whether it has not been seen for a while."""
        return self.missed >= GONE_SAMPLES

    def observe(self, field: EdgeField, sample: int, moment: Moment) -> None:
        """Look for it; `moment` is the frame's index, PTS and time."""
        seen = self.pattern.seen_in(field)
        rest_seen = self._rest.seen_in(field)
        if len(self._rest):
            self._rest_shares.append(float(rest_seen.mean()))
        if seen.mean() < SEEN_SHARE:
            if not self.missed:
                self._rest_goes_on = went_on(self._rest_seen, rest_seen)
            self.missed += 1
            self._after = seen if self._after is None else self._after | seen
            return
        self.last, self.missed, self._after = sample, 0, None
        self._last_seen, self._rest_seen = seen, rest_seen
        self._seen += seen
        self._samples += 1
        self._around.observe(field)
        self.look(field, moment)

    def look(self, field: EdgeField, moment: Moment) -> None:
        """Keep the moment if little else is seen in the box."""
        left, top, width, height = self.box
        stir = float(field.strength[top : top + height, left : left + width].mean())
        if stir < self._calm:
            self._calm, self._calmest = stir, moment

    def covers(self, y: Places, x: Places) -> bool:
        """Whether most of these pixels lie in the region."""
        left, top, width, height = self.box
        inside = (x >= left) & (x < left + width) & (y >= top) & (y < top + height)
        covered = np.count_nonzero(self._covered[y[inside] - top, x[inside] - left])
        return bool(2 * covered > len(y))

    def sightings(self) -> Sequence[Sighting]:
        """Return what of it was laid over the picture; mostly nothing."""
        if self.last - self.first + 1 < MATURE_SAMPLES:
            return ()
        steady = self._seen >= _STEADY_SHARE * self._samples
        if self._was_there is not None:
            steady &= ~self._was_there
        if self._after is not None and self.is_gone:
            steady &= ~self._after
        if np.count_nonzero(steady) < LEAST_PIXELS:
            return ()
        shares = self._rest_shares[len(self._rest_shares) // 2 :]
        rest_share = float(np.mean(shares)) if shares else 0.0
        # A pixel that fades before the others was of something that moved away.
        goes_at_once = float(self._last_seen[steady].mean()) >= _GOING_SHARE
        pieces = self.pattern.part(steady).pieces()
        grounds = (
            (piece, self._ground(piece, rest_share, goes_at_once=goes_at_once)) for piece in pieces
        )
        return [self._sighting(piece, ground, rest_share) for piece, ground in grounds if ground]

    def _ground(self, piece: Pattern, rest_share: float, *, goes_at_once: bool) -> Ground | None:
        if not looks_lettered(piece):
            return None
        samples = self.last - self.first + 1
        comes_at_once = self._was_there is not None
        if samples < _LEAST_SAMPLES and not (comes_at_once and is_clear(piece)):
            return None
        is_long = samples >= _LEAST_STAYING_SAMPLES and len(self._rest) >= LEAST_REST_PIXELS
        if rest_share <= MOST_REST_SHARE and (comes_at_once or is_long):
            return Ground.STAYS
        if (
            comes_at_once
            and self._rest_went_on >= _LEAST_GOING_ON
            and (goes_at_once or not self.is_gone)
        ):
            return Ground.COMES
        if self.is_gone and goes_at_once and self._rest_goes_on >= _LEAST_GOING_ON:
            return Ground.GOES
        is_large = is_clear(piece) and piece.alignment <= _MOST_ALIGNED_OF_DOUBTFUL
        changes_by_half = MOST_REST_SHARE < rest_share <= _DOUBTFUL_REST_SHARE
        if changes_by_half and samples >= _LONG_SAMPLES and is_large:
            return Ground.DOUBTFUL
        return None

    def _sighting(self, piece: Pattern, ground: Ground, rest_share: float) -> Sighting:
        box = piece.box
        if ground is Ground.STAYS:
            box = self._around.grown(piece, on_plate=self._was_there is None)
        return Sighting(
            pattern=piece,
            box=box,
            first=self.first,
            last=self.last,
            steady_share=float(self._seen.mean()) / self._samples,
            rest_share=rest_share,
            ground=ground,
            is_clear=is_clear(piece) and ground is not Ground.DOUBTFUL,
            calmest=self._calmest,
        )


def looks_lettered(piece: Pattern) -> bool:
    """Whether edges are as many, as close, as strong and as crooked as those of letters are."""
    return (
        len(piece) >= _LEAST_PIXELS
        and piece.density >= _LEAST_DENSITY
        and piece.strength >= _LEAST_STRENGTH
        and piece.alignment <= _MOST_ALIGNED
    )


def is_clear(piece: Pattern) -> bool:
    """Whether there are far more edges, closer and stronger, than letters have at least."""
    return (
        len(piece) >= _CLEAR_PIXELS
        and piece.density >= _CLEAR_DENSITY
        and piece.strength >= _CLEAR_STRENGTH
    )


def went_on(before: Flags, after: Flags) -> float:
    """Return the share of what was seen that is still seen; 1 if too little was to tell."""
    seen = int(np.count_nonzero(before))
    return float(np.count_nonzero(before & after)) / seen if seen >= LEAST_REST_PIXELS else 1.0
