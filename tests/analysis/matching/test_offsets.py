"""Stretches found in meetings of frames, against copies that were planted in random footage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.analysis.matching.chance import expected_matches, shuffled, shuffled_scores
from verify.analysis.matching.grading import Grounds, graded
from verify.analysis.matching.meetings import Meetings, is_hot, table_of, weights_of
from verify.analysis.matching.offsets import Stretch, stretches_of
from verify.domain.matches import MatchGrade

RADIUS_BITS = 31
STEP_S = 0.25


class Footage:
    """Pictures as bits: each lasts some frames and drifts by a few bits from one to the next."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def moving(self, frames: int, drift_bits: int = 12) -> np.ndarray:
        bits = np.empty((frames, 256), np.bool_)
        bits[0] = self.rng.random(256) < 0.5
        for number in range(1, frames):
            bits[number] = self.noisy(bits[number - 1 : number], drift_bits)[0]
        return bits

    def static(self, frames: int, noise_bits: int = 0) -> np.ndarray:
        return self.noisy(np.repeat(self.moving(1), frames, axis=0), noise_bits)

    def noisy(self, bits: np.ndarray, most_bits: int) -> np.ndarray:
        changed = bits.copy()
        for frame in changed:
            places = self.rng.choice(256, self.rng.integers(0, most_bits + 1), replace=False)
            frame[places] ^= True
        return changed


def meetings_of(
    query: np.ndarray, query_s: np.ndarray, entry: np.ndarray, entry_s: np.ndarray
) -> Meetings:
    apart = (query[:, None, :] ^ entry[None, :, :]).sum(axis=2)
    met, where = np.nonzero(apart <= RADIUS_BITS)
    distance_bits = apart[met, where].astype(float)
    weight = weights_of(distance_bits, np.ones(len(met), np.int64), RADIUS_BITS)
    return Meetings(query_s, met, entry_s[where], distance_bits, weight)


def times(frames: int, first_s: float = 0.0) -> np.ndarray:
    return first_s + STEP_S * np.arange(frames)


def grade_of(meetings: Meetings, found: Stretch) -> tuple[MatchGrade, str]:
    table = table_of(meetings)
    expected = expected_matches([shuffled_scores(table, shuffled(table.query_slots))], found.score)
    cool = np.zeros(len(meetings.query_s), np.bool_)
    return graded(Grounds(found, cool, has_order=True, expected_false_matches=expected))


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    before=st.integers(0, 40),
    excerpt=st.integers(12, 60),
    padding=st.integers(0, 20),
    phase_s=st.floats(0, 0.249),
    lost=st.floats(0, 0.3),
)
def test_a_planted_excerpt_is_found_where_it_lies(
    seed: int, before: int, excerpt: int, padding: int, phase_s: float, lost: float
) -> None:
    footage = Footage(seed)
    entry = footage.moving(before + excerpt + 15)
    copy = footage.noisy(entry[before : before + excerpt], 8)
    query = np.concatenate([footage.moving(padding + 1), copy, footage.moving(5)])
    kept = footage.rng.random(len(query)) >= lost
    # The copy was cut between two moments at which the entry was hashed.
    query_s = times(len(query), phase_s)
    planted = np.arange(padding + 1, padding + 1 + excerpt)
    kept[planted[[0, -1]]] = True
    meetings = meetings_of(query[kept], query_s[kept], entry, times(len(entry)))

    found = stretches_of(meetings, times(len(entry)))[0]

    truth_s = STEP_S * (before - padding - 1) - phase_s
    assert found.offset_s == pytest.approx(truth_s, abs=STEP_S)
    met = set(np.flatnonzero(kept)[found.frames])
    assert met <= set(planted)
    assert found.start_s >= query_s[planted[0]]
    assert found.end_s <= query_s[planted[-1]] + STEP_S + 1e-9
    assert len(found.frames) == found.possible
    gaps_s = np.diff(query_s[kept & np.isin(np.arange(len(query)), planted)])
    if gaps_s.max() <= 1.3:
        assert met == set(planted) & set(np.flatnonzero(kept))
        assert grade_of(meetings, found)[0] is (
            MatchGrade.LIKELY if len(met) >= 8 else MatchGrade.POSSIBLE
        )


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    query_frames=st.integers(8, 60),
    entry_frames=st.integers(8, 60),
    noise_bits=st.integers(0, 8),
)
def test_a_still_scene_is_never_likely(
    seed: int, query_frames: int, entry_frames: int, noise_bits: int
) -> None:
    footage = Footage(seed)
    scene = footage.static(query_frames + entry_frames)
    seen = footage.noisy(scene, noise_bits)
    entry_s = times(entry_frames)
    meetings = meetings_of(seen[:query_frames], times(query_frames), seen[query_frames:], entry_s)

    grade, reason = grade_of(meetings, stretches_of(meetings, entry_s)[0])

    assert grade is MatchGrade.POSSIBLE
    assert "hardly changes" in reason or "in another order" in reason


def test_a_still_stretch_of_an_entry_does_not_place_a_still_query() -> None:
    footage = Footage(3)
    scene = footage.static(50)
    entry = np.concatenate([footage.moving(20), scene[:12], footage.moving(20)])
    meetings = meetings_of(scene[12:], times(38), entry, times(len(entry)))

    found = stretches_of(meetings, times(len(entry)))

    assert {grade_of(meetings, each)[0] for each in found} == {MatchGrade.POSSIBLE}


def test_two_excerpts_in_another_order_are_two_stretches() -> None:
    footage = Footage(5)
    entry = footage.moving(120)
    query = footage.noisy(np.concatenate([entry[80:100], entry[10:40]]), 6)
    meetings = meetings_of(query, times(50), entry, times(120))

    found = stretches_of(meetings, times(120))

    assert [(each.start_s, each.end_s) for each in found] == [(5.0, 12.5), (0.0, 5.0)]
    assert [each.offset_s for each in found] == pytest.approx([2.5 - 5.0, 20.0])


def test_an_entry_hashed_once_a_second_is_met_where_it_has_frames() -> None:
    footage = Footage(7)
    entry = footage.moving(120, drift_bits=6)
    query = footage.noisy(entry[40:80], 6)
    entry_s = times(120)[::4]
    meetings = meetings_of(query, times(40), entry[::4], entry_s)

    found = stretches_of(meetings, entry_s)[0]

    assert found.offset_s == pytest.approx(10.0, abs=STEP_S)
    # Three frames of four have one of the entry's within the tolerance of a slot.
    assert found.possible == pytest.approx(30, abs=1)


def test_frames_that_meet_many_entries_make_no_more_than_a_possible_match() -> None:
    footage = Footage(9)
    entry = footage.moving(40)
    meetings = meetings_of(footage.noisy(entry, 6), times(40), entry, times(40))
    found = stretches_of(meetings, times(40))[0]
    hot = is_hot(np.full(40, 11), entries=100)

    grade, reason = graded(Grounds(found, hot, has_order=True, expected_false_matches=0.01))

    assert grade is MatchGrade.POSSIBLE
    assert "many entries" in reason
    assert not is_hot(np.array([11]), entries=5_000).any()


def test_a_wide_radius_makes_no_likely_match() -> None:
    footage = Footage(11)
    entry = footage.moving(40)
    query = entry.copy()
    query[:, :29] ^= True
    meetings = meetings_of(query, times(40), entry, times(40))

    grade, reason = grade_of(meetings, stretches_of(meetings, times(40))[0])

    assert grade is MatchGrade.POSSIBLE
    assert "more than 24 bits differ" in reason


def test_what_looks_like_many_entries_weighs_less() -> None:
    weights = weights_of(np.array([0.0, 0.0, 16.0]), np.array([1, 3, 1]), RADIUS_BITS)

    assert weights.tolist() == [1.0, 0.5, 0.5]
