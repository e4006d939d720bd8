"""The short form of the figures on proposed evidence: all labelled pairs, which take no time."""

from tests.accuracy.checks import (
    LARGEST_WRONG_SUPPORTS,
    LEAST_CONTRADICTS_PRECISION,
    lines,
    score,
)
from tests.casework.checks.gold_pairs import PAIRS
from verify.domain.proposals import Outcome


def test_labelled_pairs_reach_the_bars_and_half_of_them_are_silent_or_cannot_tell() -> None:
    result = score(PAIRS)

    assert result.pairs >= 60
    quiet = sum(pair.outcome in {Outcome.SILENT, Outcome.CANNOT_TELL} for pair in PAIRS)
    assert quiet >= result.pairs / 2
    assert result.wrong_supports <= LARGEST_WRONG_SUPPORTS, result.errors
    assert result.contradicts_precision >= LEAST_CONTRADICTS_PRECISION, result.errors
    assert result.right >= 0.9 * result.pairs, result.errors
    assert any("confus" in line or "labelled, by row" in line for line in lines(result))
