"""Which moments of two files are shown: spread over what is alike, inside both."""

import itertools

import msgspec
import pytest

from verify.analysis.matching.moments import moments_of
from verify.domain.matches import Segment


def _segment(here: tuple[float, float], there: tuple[float, float], **facts: object) -> Segment:
    untold = {field.name: None for field in msgspec.structs.fields(Segment)}
    speed = 1.0 if here[0] == here[1] else (there[1] - there[0]) / (here[1] - here[0])
    times = {"query_start_s": here[0], "query_end_s": here[1], "match_start_s": there[0]}
    return Segment(**untold | times | {"match_end_s": there[1], "speed": speed} | facts)


def test_moments_lie_on_the_line_that_the_search_found() -> None:
    segment = _segment((10, 20), (60, 72), match_error_s=0.24)
    moments = moments_of([segment], 30, 90)
    assert [moment.a_s[0] for moment in moments] == pytest.approx([11, 13, 15, 17, 19])
    assert [moment.b_s for moment in moments] == [
        (pytest.approx(60 + 1.2 * (moment.a_s[0] - 10)),) for moment in moments
    ]
    # 0.24 s of B's clock are 0.2 s of A's.
    assert sorted(moments[0].a_s) == pytest.approx([10.8, 10.9, 11, 11.1, 11.2])


def test_further_stretches_have_their_moments_too() -> None:
    segments = [_segment((t, t + 4), (t, t + 4)) for t in (0, 10, 20, 30)]
    assert [moment.segment for moment in moments_of(segments, 40, 40)] == [0, 0, 1, 1, 2]
    assert [moment.segment for moment in moments_of(segments[:2], 40, 40)] == [0, 0, 0, 1, 1]


def test_no_frame_is_asked_for_beyond_the_end_of_a_clip() -> None:
    moments = moments_of([_segment((0, 0.2), (9.8, 10.0))], 0.2, 10.0)
    times = list(itertools.chain.from_iterable(moment.a_s for moment in moments))
    assert all(0 <= time_s < 0.2 for time_s in times)
    assert all(len(set(moment.a_s)) == len(moment.a_s) for moment in moments)


def test_a_picture_is_laid_over_frames_about_its_moment() -> None:
    still = _segment((0, 0), (4, 4), match_error_s=1.0)
    (of_query,) = moments_of([still], None, 12.0)
    assert of_query.a_s == (0.0,)
    assert sorted(of_query.b_s) == pytest.approx([3, 3.5, 4, 4.5, 5])
    turned = _segment((4, 4), (0, 0), match_error_s=1.0)
    (of_entry,) = moments_of([turned], 12.0, None)
    assert of_entry.b_s == (0.0,)
    assert len(of_entry.a_s) == 5


def test_without_anything_alike_both_are_seen_from_end_to_end() -> None:
    moments = moments_of([], 100.0, None)
    assert [(each.segment, each.a_s, each.b_s) for each in moments] == [
        (None, (5.0,), (0.0,)),
        (None, (50.0,), (0.0,)),
        (None, (95.0,), (0.0,)),
    ]
    assert len(moments_of([], None, None)) == 1
