"""Pictures of entries, recognised by points in those of a query: at a glance, then closer.

A closer look finds two thirds more of the points and takes 17 times as long, so it is had of the
pictures alone that were not recognised at a glance, and as far as the size of the archive allows.
"""

from collections.abc import Mapping

import numpy as np

from verify.analysis.matching.framing import ENOUGH_POINTS
from verify.analysis.matching.laid_over import is_laid_over
from verify.analysis.matching.meetings import Counts
from verify.analysis.matching.sightings import PointPairs, Sighting, sightings_of
from verify.domain.local_features import Codes, LocalFeatures
from verify.jobs.feature_file import Described
from verify.storage.likeness import FeatureIndex

_MOST_GLANCES = 20

Recognised = tuple[list[Sighting], dict[int, str]]
"""Pictures of entries in which points lie as in a query's, and the keys of entries by number."""


def recognised(points: FeatureIndex, described: Described | None) -> Recognised:
    """Return pictures of entries in which points lie as in the query's; keys by number."""
    if described is None:
        return [], {}
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
    points: FeatureIndex, features: LocalFeatures, own_number: int
) -> Recognised:
    """Return pictures of other entries in which points lie as in those of the entry of a number.

    Some of its pictures are looked up, spread over it. What was laid over them was left out when
    it was added; mirrored codes are not kept.
    """
    count = len(features.counts)
    pictures = np.unique(np.linspace(0, count - 1, min(count, _MOST_GLANCES)).astype(np.int64))
    is_some = np.isin(features.picture, pictures) & (features.rank < points.per_picture)
    some, senses = np.flatnonzero(is_some), {False: features.codes}
    return _looked_up(points, features, senses, some, with_reach=False, own_number=own_number)


def _looked_up(
    points: FeatureIndex,
    features: LocalFeatures,
    senses: Mapping[bool, Codes],
    asked: Counts,
    *,
    with_reach: bool,
    own_number: int | None = None,
) -> Recognised:
    """Look up chosen points; `senses` has the codes of all of them by whether mirrored."""
    seen: list[Sighting] = []
    keys: dict[int, str] = {}
    for mirrored, codes in senses.items():
        hits = points.search(codes[asked], with_reach=with_reach)
        pairs = PointPairs(
            asked[hits.query],
            hits.number,
            hits.match_ms,
            hits.x,
            hits.y,
            hits.size,
            hits.angle,
        )
        others = pairs if own_number is None else pairs.of(pairs.number != own_number)
        seen += sightings_of(features, others, mirrored=mirrored)
        keys |= hits.keys
    return seen, keys
