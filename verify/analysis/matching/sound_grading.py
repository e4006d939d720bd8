"""How strong a likeness of two sounds is, and how many as strong chance would make."""

import math

from verify.analysis.matching.sound_alignment import SoundStretch
from verify.domain.matches import MatchGrade

LIKELY_SCORE = 18.0
LIKELY_PEAKS = 10
LIKELY_S = 1.5
LEAST_TOLD = 1e-6
MOST_EXPECTED = 0.01
"""Of false matches, for a likely one."""
MOST_SPOKEN_OF = 0.05
"""Of false matches; a score that chance reaches more often is not spoken of."""
REPEATS_SHARE = 0.7
"""Of its score, from which on a sound counts as one that repeats."""

# Fitted to the best scores of 360 queries against sounds that are not theirs, 30,000 to 2.6 million
# peaks: of 0.7, 0.1 and 0.02 expected it says 0.3 to 1.2, 0.1 to 0.3 and 0.02 to 0.09.
_CHANCE_SCALE, _CHANCE_EXPONENT = 0.015, 0.6


def expected_false_matches(score: float, query_peaks: int, archive_peaks: int) -> float:
    """Return how many stretches of other sounds would reach a score by chance.

    `LEAST_TOLD` is the least: how rarer sounds are alike by chance nobody has measured.
    """
    pairs = max(1, query_peaks) * max(1, archive_peaks)
    expected = _CHANCE_SCALE * math.exp(_CHANCE_EXPONENT * (math.log(pairs) - score))
    return max(LEAST_TOLD, expected)


def graded(stretch: SoundStretch, expected: float) -> tuple[MatchGrade, str]:
    """Return the grade of the strongest stretch of an entry, likely or possible, and why."""
    met = f"{stretch.met} of {stretch.peaks} peaks of the sound"
    if stretch.repeat_score >= REPEATS_SHARE * stretch.score:
        reason = f"{met} agree, but as well elsewhere in that clip: a sound that repeats"
        return MatchGrade.POSSIBLE, reason
    length_s = stretch.end_s - stretch.start_s
    if expected > MOST_EXPECTED or stretch.score < LIKELY_SCORE:
        reason = f"{met} agree over {length_s:.1f} s, which chance comes near to; listen to both"
        return MatchGrade.POSSIBLE, reason
    if stretch.met < LIKELY_PEAKS or length_s < LIKELY_S:
        reason = f"{met} agree, over {length_s:.1f} s only; listen to both"
        return MatchGrade.POSSIBLE, reason
    return MatchGrade.LIKELY, f"{met} agree over {length_s:.1f} s"
