"""Which entries show one recording, and which copy of it is the best by size."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tests.presentation.test_match_section import make_segment
from verify.analysis.matching.grouping import (
    Unions,
    best_because,
    best_first,
    earliest,
    relation_of,
    shorter_first,
)
from verify.domain.archive import EntryKind
from verify.domain.duplicates import Member, Relation
from verify.domain.sources import DateClaimant, date_with_zone

Span = tuple[float, float]
DAY = datetime(2020, 2, 27, tzinfo=UTC)


def member(key: str, **facts: object) -> Member:
    known = {
        "name": f"{key}.mp4",
        "kind": EntryKind.VIDEO,
        "width_px": 640,
        "height_px": 360,
        "duration_s": 20.0,
        "size_bytes": 1_000,
        "has_original": False,
        "claim": None,
    }
    return Member(sha256=key * 64, **known | facts)


@pytest.mark.parametrize(
    ("here", "there", "relation"),
    [
        ([(0.0, 18.0)], [(0.5, 18.5)], Relation.COPY),
        ([(0.0, 6.0), (8.0, 14.0)], [(10.0, 16.0), (30.0, 36.0)], Relation.PART),
        ([(0.0, 6.0)], [(10.0, 16.0)], Relation.STRETCH),
        # The same stretch told twice is one stretch.
        ([(0.0, 8.0), (0.0, 8.0)], [(10.0, 18.0), (40.0, 48.0)], Relation.STRETCH),
    ],
)
def test_copies_are_told_from_parts_and_from_a_stretch_in_common(
    here: Sequence[Span], there: Sequence[Span], relation: Relation
) -> None:
    segments = [
        make_segment(query_start_s=q[0], query_end_s=q[1], match_start_s=m[0], match_end_s=m[1])
        for q, m in zip(here, there, strict=True)
    ]
    other_s = 20.0 if relation is Relation.COPY else 60.0

    assert relation_of(segments, 20.0, other_s) is relation


def test_a_still_is_part_of_a_clip_and_copy_of_a_still() -> None:
    assert relation_of([], None, 60.0) is Relation.PART
    assert relation_of([], None, None) is Relation.COPY


def test_the_best_copy_is_larger_then_longer_and_a_persons_choice_outweighs_both() -> None:
    copies = [
        member("a", size_bytes=9_000),
        member("b", duration_s=22.0),
        member("c", width_px=1280, height_px=720, duration_s=19.0),
    ]

    assert [each.sha256[0] for each in best_first(copies, None)] == ["c", "b", "a"]
    assert [each.sha256[0] for each in best_first(copies, "a" * 64)] == ["a", "c", "b"]
    assert best_because(best_first(copies, None)) == ["largest picture"]
    assert best_because(best_first([member("a"), member("b")], None)) == []
    assert best_first([member("b"), member("a")], None)[0].sha256[0] == "b"


def test_the_earliest_is_that_whose_clearest_claim_ends_first() -> None:
    dates = [
        date_with_zone(DateClaimant.FILE, "", DAY + timedelta(days=days), "taken")
        for days in (2, 1)
    ]
    first = member("b", claim=dates[1])

    assert earliest([member("a", claim=dates[0]), first, member("c")]) == first
    assert earliest([member("a")]) is None


def test_keys_are_joined_whatever_the_order() -> None:
    unions = Unions()
    for key, other in (("a", "b"), ("d", "c"), ("b", "c")):
        unions.join(key, other)

    assert unions.together("edcba") == [["e"], ["d", "c", "b", "a"]]
    assert unions.are_joined("a", "d")
    assert not unions.are_joined("a", "e")


def test_a_picture_counts_as_shorter_than_any_clip() -> None:
    members = {
        "a": member("a"),
        "b": member("b", duration_s=None),
        "c": member("c", duration_s=3.0),
    }

    assert shorter_first(members, "a", "b") == ("b", "a")
    assert shorter_first(members, "a", "c") == ("c", "a")
