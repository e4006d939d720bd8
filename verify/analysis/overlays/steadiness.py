"""What keeps its brightness better than the rest does, where the edges of a picture all stay.

Before a camera that stands still nearly everything keeps its place. But light flickers, clouds
pass, a hand trembles by a fraction of a pixel, and none of that reaches what was laid over later.
So it is compared how much pixels of edges deviate over time, each for the strength of its edge.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.edges import EdgeField, Flags
from verify.analysis.overlays.patterns import Pattern, Places
from verify.analysis.overlays.plates import Part, plate_of
from verify.analysis.overlays.tracks import (
    LEAST_REST_PIXELS,
    Ground,
    Moment,
    Sighting,
    is_clear,
    looks_lettered,
)

WINDOW_SAMPLES = 150
"""Half a minute: what is gathered is judged then, and gathering begins anew."""

_LEAST_SAMPLES, _LASTING_SHARE = 12, 0.7
# Of what the rest deviates by, for the strength of its edges: what is listed does so half as much.
_MOST_OF_REST, _MOST_OF_REST_IF_SMALL, _LEAST_REST = 0.5, 0.25, 0.005
# Where there are hardly any edges elsewhere, all pixels elsewhere are taken for weak ones.
_WEAK_EDGE = 150.0


class Steadiness:
    """Gathers, for each pixel of a picture, mean and deviation of its brightness over time."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self._shape = shape
        self._luma = np.zeros(shape, np.float32)
        self._squares = np.zeros(shape, np.float32)
        self._samples = 0

    def observe(self, field: EdgeField) -> None:
        """Take in one sample."""
        cv2.accumulate(field.luma, self._luma)
        cv2.accumulateSquare(field.luma, self._squares)
        self._samples += 1

    @property
    def is_full(self) -> bool:
        """Whether it is to be judged now."""
        return self._samples >= WINDOW_SAMPLES

    @property
    def least_samples(self) -> int:
        """For how many samples an edge has to have been there to be compared."""
        return max(_LEAST_SAMPLES, round(_LASTING_SHARE * self._samples))

    def sightings(
        self,
        regions: Sequence[tuple[Places, Places]],
        field: EdgeField,
        samples: npt.NDArray[np.uint8],
        now: int,
        moment: Moment,
    ) -> list[Sighting]:
        """Return which of some regions keep their brightness while the rest does not.

        Parameters
        ----------
        regions : sequence of (y, x)
            Pixels of edges that last.
        field : EdgeField
            The last sample, of index `now`, of the frame `moment`.
        samples : uint8 array, shape (height, width)
            For how many samples each edge has been there.

        Returns
        -------
        list of Sighting
            None of them clear: a lamp keeps its brightness, too.
        """
        picture = Part.of(self._luma, self._squares, self._samples, (0, 0), self._shape)
        deviation = picture.deviation
        lasting = (samples >= self.least_samples) & field.is_edge
        edges = max(1, int(np.count_nonzero(field.is_edge)))
        found = []
        for y, x in regions:
            pattern = Pattern.at(field, y, x)
            own = float(np.median(deviation[y, x] / field.strength[y, x]))
            rest = _rest(deviation, field, lasting, pattern)
            most = _MOST_OF_REST if is_clear(pattern) else _MOST_OF_REST_IF_SMALL
            if not looks_lettered(pattern) or rest < _LEAST_REST or own > most * rest:
                continue
            lasts = int(np.median(samples[y, x]))
            found.append(
                Sighting(
                    pattern=pattern,
                    box=plate_of(pattern, picture.around(pattern.box)) or pattern.box,
                    first=max(0, now - lasts + 1),
                    last=now,
                    steady_share=min(1.0, float(samples[y, x].mean()) / lasts),
                    rest_share=int(np.count_nonzero(lasting)) / edges,
                    ground=Ground.KEEPS,
                    is_clear=False,
                    calmest=moment,
                )
            )
        return found


def _rest(
    deviation: npt.NDArray[np.float32], field: EdgeField, lasting: Flags, pattern: Pattern
) -> float:
    """Return what lasting edges elsewhere deviate by, for their strength."""
    left, top, width, height = pattern.box
    elsewhere = np.ones(lasting.shape, np.bool_)
    # What is near may be of its plate.
    above, before = max(0, top - height), max(0, left - height)
    elsewhere[above : top + 2 * height, before : left + width + height] = False
    edges = elsewhere & lasting
    if np.count_nonzero(edges) < LEAST_REST_PIXELS:
        return float(np.median(deviation[elsewhere])) / _WEAK_EDGE
    return float(np.median(deviation[edges] / field.strength[edges]))
