"""The local features of one clip in one file, on their way out of the jail.

Behind what `LocalFeatures` is written as stand the codes that the same points have in a mirror: a
query is searched both ways, the archive keeps one.
"""

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from verify.domain.local_features import (
    MOST_PICTURES,
    MOST_POINTS,
    Codes,
    LocalFeatures,
    Points,
)

_CODE_BYTES = 16
# Of one point: place, size and direction, and its code, once more for the mirror.
MOST_BYTES = 4 + MOST_PICTURES * (6 + MOST_POINTS * (6 + 2 * _CODE_BYTES))


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Local features, and their codes in a mirror, shape (points, 2)."""

    features: LocalFeatures
    mirrored: Codes


class FeatureSink:
    """Gathers the points of picture after picture."""

    def __init__(self) -> None:
        self._times_ms: list[int] = []
        self._points: list[Points] = []

    def keep(self, time_ms: int, points: Points) -> None:
        """Take in the points of one picture; times rise."""
        self._times_ms.append(time_ms)
        self._points.append(points)

    def write(self, file: BinaryIO) -> None:
        """Write all of them."""
        if not self._points:
            file.write(LocalFeatures.none().to_bytes())
            return
        x, y, size, angle, codes, mirrored = map(np.concatenate, zip(*self._points, strict=True))
        features = LocalFeatures(
            time_ms=np.array(self._times_ms, np.uint32),
            counts=np.array([len(points.x) for points in self._points], np.uint16),
            x=x,
            y=y,
            size=size,
            angle=angle,
            codes=codes,
        )
        file.write(features.to_bytes() + mirrored.astype("<u8").tobytes())


def read_features(file: BinaryIO) -> Described:
    """Return the features in a file.

    Raises
    ------
    ValueError
        If it holds anything else, or more than an honest worker writes.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError("more local features than there may be")
    features = LocalFeatures.from_bytes(content, followed=True)
    behind = content[len(features.to_bytes()) :]
    if len(behind) != _CODE_BYTES * len(features):
        raise ValueError("local features without their mirrored codes")
    mirrored = np.frombuffer(behind, "<u8").astype(np.uint64).reshape(-1, 2)
    return Described(features, mirrored)
