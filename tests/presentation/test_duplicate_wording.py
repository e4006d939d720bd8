"""Copies in an archive, in words that decide nothing."""

from datetime import UTC, datetime

import msgspec
import pytest

from tests.analysis.matching.test_grouping import member
from tests.presentation.test_match_section import make_segment
from verify.domain.custody import Actor
from verify.domain.duplicates import Duplicates, Group, Likeness, Relation, Settlement
from verify.domain.judgements import Judgement
from verify.domain.matches import MatchGrade
from verify.domain.sources import DateClaimant, date_with_zone, date_without_zone
from verify.presentation.duplicate_wording import (
    apart_words,
    best_words,
    earliest_words,
    heading_words,
    part_words,
    settlement_words,
    size_words,
    strength_words,
)

DAY = datetime(2020, 2, 27, tzinfo=UTC)
ADA = Actor(untrusted_name="Ada", known_by="own_word")


def likeness(relation: Relation, **facts: object) -> Likeness:
    segment = make_segment(
        query_start_s=0.0,
        query_end_s=8.0,
        match_start_s=12.0,
        match_end_s=20.0,
        speed=1.0,
        mirrored=False,
    )
    known = {"match_grade": MatchGrade.LIKELY, "reason": "30 frames look alike."}
    return Likeness(
        sha256="a" * 64,
        other_sha256="b" * 64,
        relation=relation,
        segments=[segment],
        **known | {"judgement": None} | facts,
    )


def group(**facts: object) -> Group:
    known = {
        "copies": [member("b")],
        "best_because": [],
        "parts": [member("a")],
        "earliest_sha256": None,
        "likenesses": [likeness(Relation.PART)],
        "settlement": None,
    }
    return Group(**known | facts)


def test_a_part_is_told_with_where_it_lies_and_in_which_entry() -> None:
    assert heading_words(group()) == "1 entry that holds 1 other"
    said = part_words(group(), member("a"))
    assert said == "in bbbbbbbbbbbb, likely: its 0:00.0-0:08.0 looks like that one's 0:12.0-0:20.0"


def test_equal_copies_and_missing_dates_are_said_to_be_so() -> None:
    equal = group(copies=[member("b"), member("c")])

    assert heading_words(equal) == "2 copies of one recording, and 1 part of it"
    assert best_words(equal).startswith("as good as the others by size and length")
    assert earliest_words(equal) == "no date is claimed for any of them"


@pytest.mark.parametrize(
    ("claimant", "said"),
    [
        (DateClaimant.SOURCE, "told by a post"),
        (DateClaimant.FILE, "tags are edited"),
        (DateClaimant.NAME, "anyone can change"),
        (DateClaimant.SHEET, "the desk's own word"),
    ],
)
def test_each_date_is_told_with_how_much_it_says(claimant: DateClaimant, said: str) -> None:
    assert said in strength_words(date_with_zone(claimant, "", DAY, "taken"))
    assert strength_words(date_without_zone(claimant, "", DAY, "taken")).endswith(
        "its zone is not known"
    )


def test_pairs_that_form_no_group_say_why() -> None:
    judgement = Judgement(
        event=3,
        query_sha256="a" * 64,
        match_sha256="b" * 64,
        accepted=False,
        untrusted_note=None,
        actor=ADA,
        recorded_utc=DAY,
    )

    both = "aaaaaaaaaaaa and bbbbbbbbbbbb: "
    rejected = likeness(Relation.COPY, judgement=judgement)
    assert apart_words(rejected) == f"{both}rejected by Ada (own word)"
    stretch = apart_words(likeness(Relation.STRETCH))
    assert stretch == f"{both}likely, a stretch in common. 30 frames look alike."
    possible = likeness(Relation.COPY, match_grade=MatchGrade.POSSIBLE)
    assert apart_words(possible) == f"{both}possible. 30 frames look alike."


def test_a_decision_is_told_without_control_characters() -> None:
    settlement = Settlement(
        event=4,
        copies_sha256=["a" * 64, "b" * 64],
        kept_sha256=None,
        untrusted_note="sent\x1btwice",
        actor=ADA,
        recorded_utc=DAY,
    )

    said = settlement_words(settlement)
    assert said.startswith("to be ignored, says Ada (own word) on 2020-02-27 00:00 UTC: sent")
    assert "\x1b" not in said
    assert best_words(group(settlement=settlement)).startswith("as good as")
    kept = msgspec.structs.replace(settlement, kept_sha256="b" * 64)
    assert best_words(group(settlement=kept)).startswith("to be kept, says Ada")


def test_what_cannot_be_compared_is_counted() -> None:
    found = Duplicates(entries=12, entries_not_comparable=2, groups=[], groups_ignored=0, apart=[])

    assert size_words(found) == (
        "12 entries compared with one another (2 not comparable). Nothing was removed."
    )
