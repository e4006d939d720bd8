"""The short form of the figures on proposed evidence: all labelled pairs, and some drawn ones."""

import pytest

from tests.accuracy.checks import (
    LARGEST_WRONG_SUPPORTS,
    LEAST_CONTRADICTS_PRECISION,
    lines,
    score,
    score_read,
)
from tests.accuracy.drawn_checks import draw, drawn_lines
from tests.casework.checks.gold_pairs import PAIRS, Pair
from tests.casework.checks.sample_pairs import SAMPLE_PAIRS
from verify.domain.proposals import Outcome


@pytest.mark.parametrize("pairs", [PAIRS, SAMPLE_PAIRS], ids=["gold", "samples"])
def test_labelled_pairs_reach_the_bars_and_half_of_them_are_silent_or_cannot_tell(
    pairs: tuple[Pair, ...],
) -> None:
    result = score(pairs)

    quiet = sum(pair.outcome in {Outcome.SILENT, Outcome.CANNOT_TELL} for pair in pairs)
    assert quiet >= result.pairs / 2
    assert result.wrong_supports <= LARGEST_WRONG_SUPPORTS, result.errors
    assert result.contradicts_precision >= LEAST_CONTRADICTS_PRECISION, result.errors
    assert result.right >= 0.9 * result.pairs, result.errors
    assert f"of {len(pairs)}" in next(lines(result))


def test_sentences_that_are_read_reach_the_bars_too() -> None:
    result = score_read()

    assert result.pairs >= 60
    assert result.wrong_supports <= LARGEST_WRONG_SUPPORTS, result.errors
    assert result.contradicts_precision >= LEAST_CONTRADICTS_PRECISION, result.errors
    assert result.right >= 0.8 * result.pairs, result.errors


def test_there_are_sixty_pairs_and_more() -> None:
    assert len(PAIRS) >= 60


def test_of_claims_drawn_by_chance_few_false_ones_are_supported() -> None:
    drawn = draw(60)

    wrong = sum(
        number
        for (_, is_true, found), number in drawn.items()
        if not is_true and found is Outcome.SUPPORTS
    )
    assert wrong <= LARGEST_WRONG_SUPPORTS * drawn.total()
    assert "300 claims" in drawn_lines(drawn)[-1]
