"""The short form of the figures on copies, over the same code, with clips that are drawn."""

import random
from pathlib import Path

import pytest

from tests.accuracy import copies
from tests.accuracy.copy_scoring import Answered, Found, average_precision, figures, threshold
from tests.synthesis.copies import drawn, making, reels
from tests.synthesis.copies.plan import Request
from tests.synthesis.copies.sets import references_of
from tests.synthesis.copies.sources import Source
from tests.synthesis.copies.truth import Copied, CopySet, Query

_DARK = "dark"
_REQUESTS = (
    Request("positive", "reencode", _DARK, "kept"),
    Request("negative", "drawn", "drawn", "title"),
)


@pytest.mark.usefixtures("walls")
def test_a_copy_is_found_where_it_is_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "references").mkdir()
    (tmp_path / "queries").mkdir()
    clip = drawn.walk(random.Random(1), 4.0)
    frames = (reels.scaled(frame, (320, 180)) for frame in clip.frames)
    reels.write(tmp_path / "kept.mp4", frames, clip.rate_hz, 20)
    source = Source(str(tmp_path / "kept.mp4"), is_archived=True, is_dark=True)
    references = references_of(tmp_path, 1, source)
    # From this seed nothing foreign is laid around; there is none here.
    shop = making.Workshop(tmp_path, "none", 1, references)
    queries = [query for each in _REQUESTS if (query := making.make(shop, each))]
    made = CopySet(split="none", seed=1, made_by="", references=references, queries=queries)

    told = "\n".join(copies.lines(tmp_path, made, queries, jobs=1, with_rivals=False))

    assert "dark: uAP 1.000 of 1 copies" in told
    assert "negative: 1 queries, 1 pairs that are no copies; 0 CONFIRMED, 0 likely" in told


def _answered(*found: Found, source: str = "a") -> Answered:
    copied = Copied(
        source=source,
        query_start_s=1.0,
        query_end_s=5.0,
        reference_start_s=10.0,
        reference_end_s=14.0,
    )
    query = Query(file="", kind="positive", edit="crop", variant="day", copied=[copied])
    return Answered(query, list(found))


def test_overlap_is_the_mean_of_both_clips() -> None:
    half = Found("a", 3.0, query_s=(1.0, 3.0), reference_s=(10.0, 14.0))

    assert figures([_answered(half)]).overlap == 0.75


def test_a_false_match_of_equal_score_stands_before_the_true_one() -> None:
    assert average_precision([2.0], [2.0], 1) == 0.5
    assert average_precision([3.0, 1.0], [2.0], 2) == pytest.approx((1 + 2 / 3) / 2)
    assert threshold([3.0, 1.0], [2.0], 1.0) == 2.0


def test_copies_that_are_not_found_count() -> None:
    row = figures([_answered(), _answered(Found("a", 3.0)), _answered(Found("b", 9.0))])

    assert row.recall(0.0) == pytest.approx(1 / 3)
    assert _answered(Found("b", 9.0)).false == [Found("b", 9.0)]
