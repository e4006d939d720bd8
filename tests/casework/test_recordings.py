"""How many recordings the files of a case are: never more than is known, never fewer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.footage import REPORTER
from verify.casework.public_edition import public_case
from verify.casework.recordings import recordings_of
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action
from verify.domain.duplicates import Relation
from verify.domain.matches import MatchGrade
from verify.domain.recordings import ClipFacts, MeasuredBy, MeasuredPair, Recordings
from verify.domain.sources import ClaimedDate, DateClaimant
from verify.presentation.recordings_wording import recordings_lines
from verify.storage.case_records import words_of
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.giving_evidence import withdraw_evidence
from verify.workbench.cases.opening import open_case, read_case
from verify.workbench.cases.recordings import rule
from verify.workbench.cases.writing import add_clip

COPY, PART, STRETCH = Relation.COPY, Relation.PART, Relation.STRETCH
NOTHING = None


def _clip(letter: str) -> str:
    return letter * 64


def _pair(
    both: str,
    relation: Relation | None,
    by: MeasuredBy = MeasuredBy.COMPARISON,
    grade: MatchGrade = MatchGrade.CONFIRMED,
    **words: bool | None,
) -> MeasuredPair:
    told = {"is_comparable": True, "sounds_alike": None, "accepted": None, "in_step": None} | words
    return MeasuredPair(
        clip_sha256=_clip(both[0]),
        other_sha256=_clip(both[1]),
        by=by,
        relation=relation,
        match_grade=None if relation is None else grade,
        result_sha256=None,
        tool_version="0",
        **told,  # type: ignore[arg-type]
    )


def _facts(letter: str, duration_s: float, **words: object) -> ClipFacts:
    none = {"width_px": None, "height_px": None, "sharpness": None, "dated": None}
    return ClipFacts(clip_sha256=_clip(letter), duration_s=duration_s, **none | words)  # type: ignore[arg-type]


class _Desk:
    """A case in memory with clips called by letters."""

    def __init__(self, letters: str) -> None:
        store = memory_store()
        self.shelf = Shelf(Path("/nowhere"), store, objects_of(store, Path("/nowhere")), REPORTER)
        self.case: CaseOpening = open_case(self.shelf, "Copies").opening
        for letter in letters:
            add_clip(self.shelf, self.case, _clip(letter))

    def measured(self, *pairs: MeasuredPair, facts: tuple[ClipFacts, ...] = ()) -> None:
        words = words_of(pairs=list(pairs), facts=list(facts))
        self.shelf.store.record(Action.CLIPS_COMPARED, self.case.case_id, words, REPORTER)

    def ruled(self, both: str, *, is_same: bool) -> int:
        a, b = map(_clip, both)
        return rule(self.shelf, self.case, a, b, is_same=is_same, reason="seen").sequence

    @property
    def file(self) -> CaseFile:
        return read_case(self.shelf, self.case)

    @property
    def found(self) -> Recordings:
        return recordings_of(self.file)

    @property
    def counted(self) -> tuple[int, int]:
        return self.found.at_least, self.found.at_most


@pytest.mark.parametrize(
    ("pairs", "counted"),
    [
        ([], (1, 3)),
        ([_pair("ab", COPY), _pair("ac", NOTHING), _pair("bc", NOTHING)], (2, 2)),
        ([_pair("ab", COPY), _pair("bc", COPY)], (1, 1)),
        ([_pair("ab", PART)], (1, 2)),
        ([_pair("ab", STRETCH)], (1, 3)),
        ([_pair("ab", COPY, grade=MatchGrade.SAME_VIEW)], (1, 3)),
        ([_pair("ab", COPY, grade=MatchGrade.POSSIBLE)], (1, 3)),
        ([_pair("ab", COPY, grade=MatchGrade.LIKELY)], (1, 2)),
        # One that holds two which have nothing in common: cut in two, or put together.
        ([_pair("ab", PART), _pair("ac", PART), _pair("bc", NOTHING)], (1, 3)),
        ([_pair("ab", NOTHING, is_comparable=False)], (1, 3)),
        ([_pair("ab", NOTHING, sounds_alike=True)], (1, 3)),
        # What the archive keeps does not find a copy in a mirror; the file itself does.
        ([_pair("ab", NOTHING, MeasuredBy.ARCHIVE)], (1, 3)),
        ([_pair("ab", NOTHING, MeasuredBy.ARCHIVE), _pair("ab", NOTHING)], (2, 3)),
        ([_pair("ab", NOTHING, MeasuredBy.ARCHIVE), _pair("ba", COPY)], (1, 2)),
        ([_pair("ab", COPY, accepted=False)], (2, 3)),
        ([_pair("ab", COPY, grade=MatchGrade.POSSIBLE, accepted=True)], (1, 2)),
        # In step alone may be two cameras as well as two copies.
        ([_pair("ab", NOTHING, MeasuredBy.SYNC, is_comparable=False, in_step=True)], (1, 3)),
    ],
)
def test_three_files_are_as_many_recordings_as_is_known(
    pairs: list[MeasuredPair], counted: tuple[int, int]
) -> None:
    desk = _Desk("abc")
    desk.measured(*pairs)

    assert desk.counted == counted


def test_a_persons_word_outweighs_what_was_measured_until_it_is_withdrawn() -> None:
    desk = _Desk("ab")
    desk.measured(_pair("ab", COPY))
    event = desk.ruled("ab", is_same=False)
    assert desk.counted == (2, 2)

    withdraw_evidence(desk.shelf, desk.case, event, "seen again")
    assert desk.counted == (1, 1)
    assert recordings_of(public_case(desk.file)).at_most == 1

    desk.measured(_pair("ab", NOTHING))
    desk.ruled("ab", is_same=True)
    assert desk.counted == (1, 1)


def test_words_that_do_not_fit_together_are_shown_and_widen_the_span() -> None:
    desk = _Desk("abc")
    desk.measured(_pair("ab", COPY), _pair("bc", COPY))
    desk.ruled("ac", is_same=False)

    assert desk.counted == (1, 2)
    assert "   does not fit:" in "\n".join(recordings_lines(desk.file, desk.found))


def test_two_cameras_at_one_event_are_two_recordings_with_the_reason() -> None:
    desk = _Desk("ab")
    desk.measured(
        _pair("ab", NOTHING),
        _pair("ab", NOTHING, MeasuredBy.SYNC, is_comparable=False, in_step=True),
    )

    assert desk.counted == (2, 2)
    assert "as of two cameras at one event" in desk.found.apart[0].why


def test_each_best_copy_is_named_and_the_rule_where_they_differ() -> None:
    desk = _Desk("abc")
    dated = ClaimedDate(
        claimed_by=DateClaimant.SOURCE,
        untrusted_text="27 Feb",
        earliest_utc=datetime(2020, 2, 27, tzinfo=UTC),
        latest_utc=datetime(2020, 2, 27, tzinfo=UTC),
        is_zone_known=True,
        meaning="posted",
    )
    desk.measured(
        _pair("ab", COPY),
        _pair("bc", PART),
        facts=(
            _facts("a", 12.0, sharpness=90.0, width_px=640, height_px=360),
            _facts("b", 12.3, sharpness=200.0, width_px=640, height_px=360),
            _facts("c", 4.0, sharpness=400.0, width_px=1920, height_px=1080, dated=dated),
        ),
    )

    (group,) = desk.found.groups
    shown = "\n".join(recordings_lines(desk.file, desk.found))

    assert group.copies.longest == [_clip("a"), _clip("b")]
    assert (group.copies.sharpest, group.copies.largest) == ([_clip("c")], [_clip("c")])
    assert (group.copies.earliest, group.copies.best) == ([_clip("c")], _clip("a"))
    assert "3 files = 1 recording." in shown
    assert "they differ; marked is the longest" in shown
    assert "2020-02-27 00:00 UTC, says" in shown
    assert "2 files without a date" in shown


def test_what_is_not_known_of_all_names_no_best_copy() -> None:
    desk = _Desk("ab")
    desk.measured(_pair("ab", COPY), facts=(_facts("a", 12.0),))

    copies = desk.found.groups[0].copies

    assert (copies.longest, copies.sharpest, copies.best) == ([], [], None)
    assert "longest: cannot tell" in "\n".join(recordings_lines(desk.file, desk.found))


LETTERS = "abcde"
OUTCOMES = st.sampled_from([COPY, PART, STRETCH, NOTHING, "unmeasured"])
PAIRS = [one + other for at, one in enumerate(LETTERS) for other in LETTERS[at + 1 :]]


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(PAIRS, OUTCOMES)), st.sets(st.sampled_from(LETTERS)))
def test_no_count_contradicts_itself(
    outcomes: Mapping[str, Relation | str | None], some: set[str]
) -> None:
    desk = _Desk(LETTERS)
    desk.measured(
        *(
            _pair(both, None if told is None else Relation(told))
            for both, told in outcomes.items()
            if told != "unmeasured"
        )
    )

    found = desk.found

    assert 1 <= found.at_least <= len(found.groups) <= found.at_most
    assert sorted(clip for group in found.groups for clip in group.clips) == sorted(
        map(_clip, LETTERS)
    )
    least, most = found.count_among([_clip(one) for one in some])
    assert min(1, len(some)) <= least <= most
    assert least <= found.at_least
    assert found.count_among(list(map(_clip, LETTERS)))[1] == found.at_most
