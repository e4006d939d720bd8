"""Pictures of entries that a frame descriptor finds alike with those of a query.

How near two vectors lie says little by itself: a dark street lies near many. What counts is by how
much an entry is nearer than the three nearest others of the archive, and than any of the pictures
that look like many.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.matching.meetings import Counts, Numbers

LEAST_COSINE = 0.4
"""Unrelated clips reach 0.28, copies in a small picture within another 0.5 (SSCD, distilled)."""
_NEAREST = 3
_MARGIN = 0.10
# Entries so near to one another are taken for copies: one says nothing against the other.
_COPIES = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Resembling:
    """Pictures of a query and of entries; a row for each pair.

    Attributes
    ----------
    query_s, match_s : float64 arrays, shape (n,)
        When each is shown, seconds.
    number : int64 array, shape (n,)
        Of which entry.
    weight : float64 array, shape (n,)
        Above 0, to 1.
    """

    query_s: Numbers
    number: Counts
    match_s: Numbers
    weight: Numbers

    def __len__(self) -> int:
        return len(self.number)


NONE = Resembling(np.empty(0), np.empty(0, np.int64), np.empty(0), np.empty(0))


def resembling_of(
    query_s: Numbers,
    number: Counts,
    match_s: Numbers,
    cosine: npt.NDArray[np.float32],
    vector: npt.NDArray[np.float32],
    plain: npt.NDArray[np.float32],
) -> Resembling:
    """Return which pictures are alike, and what each pair counts.

    Parameters
    ----------
    query_s : float64 array, shape (pictures,)
        Of the query.
    number, match_s, cosine : arrays, shape (pictures, k)
        The entries that each resembles most, each at its most alike picture, and how much.
    vector : float32 array, shape (pictures, k, dimensions)
        Of that picture.
    plain : float32 array, shape (pictures, n)
        How much each resembles pictures that look like many others.
    """
    others = np.einsum("pkd,pjd->pkj", vector, vector) < _COPIES
    rivals = np.where(others, cosine[:, None, :], 0.0)
    nearest = np.sort(rivals, axis=2)[:, :, -_NEAREST:].sum(axis=2) / _NEAREST
    background = np.maximum(nearest, plain.max(axis=1, initial=0.0)[:, None])
    weight = np.minimum(1.0, cosine - background - _MARGIN).astype(np.float64)
    picture, place = np.nonzero((weight > 0) & (cosine >= LEAST_COSINE))
    return Resembling(
        query_s[picture], number[picture, place], match_s[picture, place], weight[picture, place]
    )
