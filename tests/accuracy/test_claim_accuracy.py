"""The short form of the figures on claims: how mentions are matched, and some labelled articles."""

import json
from pathlib import Path

import pytest

from tests.accuracy.claim_texts import own_articles
from tests.accuracy.claims import BARS, Mention, Score, add_article, average_precision, tally


def test_a_mention_is_right_if_half_of_it_overlaps_and_the_value_is_equal() -> None:
    gold = [Mention((10, 20), (7, 7), "about seven"), Mention((40, 44), (9, 9), "nine")]
    near = Mention((14, 20), (7, 7), "seven")
    other_value = Mention((40, 44), (8, 8), "nine")

    result = tally(
        [near, other_value, Mention((60, 63), (1, 1), "one")], gold, [(60, 63)], "numbers"
    )

    assert (result.right, result.missed) == (1, ["'nine' (9, 9)"])
    assert result.false == ["'nine' (8, 8)"]


def test_average_precision_of_a_perfect_ranking_is_one() -> None:
    assert average_precision([True, True, False]) == pytest.approx(1.0)
    assert average_precision([False, True]) == pytest.approx(0.5)


def _assert_bars(score: Score) -> None:
    for part, bar in BARS.items():
        assert score.parts[part].f1 >= bar, (part, score.parts[part])
    assert score.hedged_found >= 0.95 * score.hedged
    assert score.conflicts.precision >= 0.9
    assert score.conflicts.recall >= 0.8
    assert score.decoys_taken == []


def test_the_shared_articles_reach_the_bars(shared_data: Path, is_whole_run: bool) -> None:
    score = Score()
    paths = sorted((shared_data / "articles").glob("[ah][0-9][0-9].json"))
    for path in paths if is_whole_run else paths[::5]:
        gold = json.loads(path.read_text("utf-8"))
        add_article(score, path.stem, path.with_suffix(".md").read_text("utf-8"), gold)

    _assert_bars(score)


def test_texts_of_our_own_in_other_styles_reach_the_bars(is_whole_run: bool) -> None:
    score = Score()
    for name, text, gold in list(own_articles())[:: 1 if is_whole_run else 13]:
        add_article(score, name, text, gold)

    _assert_bars(score)
