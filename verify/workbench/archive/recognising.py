"""Pictures of entries, recognised by points in those of a query: at a glance, then closer.

A closer look finds two thirds more of the points and takes 17 times as long, so it is had of the
pictures alone that were not recognised at a glance, and as far as the size of the archive allows.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from verify.analysis.matching.framing import ENOUGH_POINTS
from verify.analysis.matching.laid_over import is_laid_over
from verify.analysis.matching.meetings import Counts
from verify.analysis.matching.sightings import PointPairs, Sighting, sightings_of
from verify.domain.local_features import Codes, LocalFeatures
from verify.jobs.feature_file import Described
from verify.storage.likeness import FeatureHits, FeatureIndex

_MOST_GLANCES = 20

Recognised = tuple[list[Sighting], dict[int, str]]
"""Pictures of entries in which points lie as in a query's, and the keys of entries by number."""


def recognised(points: FeatureIndex, described: Described) -> Recognised:
    """Return pictures of entries in which points lie as in the query's; keys by number."""
    features = described.features
    senses = {False: features.codes, True: described.mirrored}
    asked = np.flatnonzero(~is_laid_over(features))
    seen, keys = _looked_up(points, features, senses, asked, with_reach=False)
    known = {each.picture for each in seen if each.points >= ENOUGH_POINTS}
    asked = asked[~np.isin(features.picture[asked], list(known))]
    if len(asked) and points.can_reach(len(asked)):
        closer, more_keys = _looked_up(points, features, senses, asked, with_reach=True)
        seen = [each for each in seen if each.picture in known] + closer
        keys |= more_keys
    return seen, keys


def recognised_at_a_glance(
    points: FeatureIndex, described: Sequence[tuple[LocalFeatures | None, int]]
) -> list[Recognised]:
    """Return, for each of some entries, pictures of others in which points lie as in its own.

    Some of its pictures are looked up, spread over it, all entries at once. What was laid over them
    was left out when it was added; mirrored codes are not kept.

    Parameters
    ----------
    described : sequence of tuple
        Features of each, None where there are none, and its number.
    """
    none = LocalFeatures.none()
    each = [none if features is None else features for features, _ in described]
    asked = [_some(features, points.per_picture) for features in each]
    codes = [features.codes[rows] for features, rows in zip(each, asked, strict=True)]
    hits = points.search(np.concatenate(codes))
    ends = np.searchsorted(hits.query, np.cumsum([0, *map(len, asked)]))
    found: list[Recognised] = []
    first = 0
    for place, (features, rows) in enumerate(zip(each, asked, strict=True)):
        here = np.arange(ends[place], ends[place + 1])
        here = here[hits.number[here] != described[place][1]]
        pairs = _pairs(hits, rows[hits.query[here] - first], here)
        first += len(rows)
        numbers = np.unique(pairs.number).tolist()
        seen = sightings_of(features, pairs, mirrored=False)
        found.append((seen, {number: hits.keys[number] for number in numbers}))
    return found


def _some(features: LocalFeatures, per_picture: int) -> Counts:
    """Return the points of some pictures that are looked up."""
    count = len(features.counts)
    pictures = np.unique(np.linspace(0, count - 1, min(count, _MOST_GLANCES)).astype(np.int64))
    is_some = np.isin(features.picture, pictures) & (features.rank < per_picture)
    return np.flatnonzero(is_some)


def _pairs(hits: FeatureHits, query: Counts, rows: Counts | slice) -> PointPairs:
    """Return some hits; `query` has the point that each is of."""
    return PointPairs(
        query,
        hits.number[rows],
        hits.match_ms[rows],
        hits.x[rows],
        hits.y[rows],
        hits.size[rows],
        hits.angle[rows],
    )


def _looked_up(
    points: FeatureIndex,
    features: LocalFeatures,
    senses: Mapping[bool, Codes],
    asked: Counts,
    *,
    with_reach: bool,
) -> Recognised:
    """Look up chosen points; `senses` has the codes of all of them by whether mirrored."""
    seen: list[Sighting] = []
    keys: dict[int, str] = {}
    for mirrored, codes in senses.items():
        hits = points.search(codes[asked], with_reach=with_reach)
        pairs = _pairs(hits, asked[hits.query], slice(None))
        seen += sightings_of(features, pairs, mirrored=mirrored)
        keys |= hits.keys
    return seen, keys
