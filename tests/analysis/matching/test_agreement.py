"""Two recordings of one fixed camera with a walker: the same moments, and others."""

import cv2
import numpy as np
import pytest

from verify.analysis.matching.agreement import Agreement, Change, Likeness, Rough, agreement_of
from verify.analysis.matching.alignment import Picture, Pose, laid
from verify.analysis.matching.ends import ends_of
from verify.analysis.matching.framing import Framing
from verify.analysis.matching.grading import Grounds, graded, is_spoken_of
from verify.analysis.matching.offsets import Stretch
from verify.domain.matches import MatchGrade

WIDTH, HEIGHT = 240, 136
_RNG = np.random.default_rng(7)


def _texture(height: int, width: int) -> np.ndarray:
    coarse = cv2.resize(_RNG.normal(size=(height // 8, width // 8)), (width, height))
    return 118 + 40 * coarse


SCENE = _texture(HEIGHT, WIDTH)
WALKER = _texture(64, 40)
PLACES = np.cumsum(_RNG.normal(0, 28, (400, 2)), axis=0)


def seen(time_s: float) -> Picture:
    """What the camera shows: a walker whose way is not repeated."""
    picture = SCENE.copy()
    step = int(4 * time_s)
    x = int(abs(PLACES[step, 0])) % (WIDTH - WALKER.shape[1])
    y = int(abs(PLACES[step, 1])) % (HEIGHT - WALKER.shape[0])
    picture[y : y + WALKER.shape[0], x : x + WALKER.shape[1]] = WALKER
    return np.clip(picture, 0, 255).astype(np.uint8)


def copied(picture: Picture) -> Picture:
    """Cropped by a fifth, darker, noisier, half as large."""
    part = picture[12:-12, 20:-28].astype(float)
    noisy = 255 * (part / 255) ** 1.6 + _RNG.normal(0, 3, part.shape)
    small = cv2.resize(noisy, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.clip(small, 0, 255).astype(np.uint8)


def _agreement(
    entry_from_s: float, query_from_s: float, rough: Rough, speed: float = 1.0
) -> Agreement:
    entry_s = np.arange(12.0)
    query_s = np.arange(0, 8, 0.25)
    entry = [seen(entry_from_s + time_s) for time_s in entry_s]
    query = [copied(seen(query_from_s + speed * time_s)) for time_s in query_s]
    # A place of the query, in shares of its longest side, is so much of the entry's, and shifted.
    pose = Pose((WIDTH - 48) / WIDTH + 0j, complex(20, 12) / WIDTH)
    both = laid(entry, query, pose)
    assert both is not None
    found = agreement_of(both, entry_s, query_s, rough)
    assert found is not None
    return found


def test_a_cropped_and_darkened_copy_changes_as_the_footage_does() -> None:
    found = _agreement(20, 23, Rough(0, 8, 1.0, 2.2, 0.0))
    assert found.offset_s == pytest.approx(3, abs=0.13)
    assert found.speed == 1
    assert found.offset_error_s < 0.3
    assert found.median_alike > 0.6
    assert found.agreeing >= 6


def test_a_copy_that_was_sped_up_is_found_at_its_speed() -> None:
    found = _agreement(20, 21, Rough(0, 8, 1.0, 1.6, 0.0), speed=1.2)
    assert found.speed == pytest.approx(1.2, abs=0.03)
    assert found.speed * 4 + found.offset_s == pytest.approx(1 + 1.2 * 4, abs=0.13)


def test_another_moment_of_a_fixed_camera_is_the_same_view_and_never_confirmed() -> None:
    grades = []
    for later_s in (40, 47, 55, 61):
        found = _agreement(20, later_s, Rough(0, 8, 1.0, 2.0, 3.0))
        assert found.median_alike > 0.35
        grades.append(_graded(found)[0])
    # By chance the walker may twice step to where he stepped before; that leaves it open.
    assert set(grades) <= {MatchGrade.SAME_VIEW, MatchGrade.POSSIBLE}
    assert grades.count(MatchGrade.SAME_VIEW) >= 3


def test_pictures_that_hardly_overlap_are_not_compared() -> None:
    pictures = [seen(0), seen(1)]
    assert laid(pictures, pictures, Pose(1 + 0j, 0.95 + 0j)) is None


def test_a_mirrored_and_turned_copy_lies_where_its_pose_says() -> None:
    picture = seen(3)
    turned = np.ascontiguousarray(np.rot90(picture, -1)[:, ::-1])
    # Turned clockwise and mirrored: x and y change places.
    longest = 1.0
    pose = Pose(turn=-1j, shift=0j, mirrored=True)
    place = pose.query_place(complex(0.25 * longest, 0.1))
    assert place == pytest.approx(complex(0.1, 0.25))
    both = laid([picture], [turned], pose)
    assert both is not None
    assert np.corrcoef(both.entry[0], both.query[0])[0, 1] > 0.97


def _stretch(**known: float) -> Stretch:
    values = {"start_s": 2.0, "end_s": 5.0, "offset_s": 10.0, "slack_s": 0.5, **known}
    frames = np.arange(12)
    return Stretch(
        frames=frames, speed=1.0, possible=12, median_distance_bits=None, score=5.0, **values
    )


def _framing(points: int = 30) -> Framing:
    return Framing(
        seen=4, points=points, span_s=3.0, is_held=True, turn=1 + 0j, shift=0j, mirrored=False
    )


def _graded(found: Agreement | None, **known: object) -> tuple[MatchGrade, str]:
    grounds = Grounds(
        stretch=_stretch(slack_s=4.0),
        hot=np.zeros(40, np.bool_),
        has_order=True,
        expected_false_matches=0.0,
        framing=_framing(),
        agreement=found,
    )
    return graded(Grounds(**{**{n: getattr(grounds, n) for n in Grounds.__slots__}, **known}))


def _figures(alike: list[float], changed: list[float]) -> Agreement:
    return Agreement(
        speed=1.0,
        offset_s=10.0,
        offset_error_s=0.125,
        shown=0.9,
        pictures=[Likeness(float(time_s), each) for time_s, each in enumerate(alike)],
        changes=[Change(float(time_s), each, 0.1, 0.4) for time_s, each in enumerate(changed)],
    )


def test_four_changes_that_agree_confirm_a_match_and_three_do_not() -> None:
    grade, reason = _graded(_figures([0.8] * 6, [0.6, 0.5, 0.7, 0.4, 0.0]))
    assert grade is MatchGrade.CONFIRMED
    assert "Of 5 changes from one picture to the next, 4 agree" in reason
    assert _graded(_figures([0.8] * 5, [0.6, 0.5, 0.7, 0.0]))[0] is MatchGrade.LIKELY


def test_views_that_only_overlap_are_not_confirmed() -> None:
    found = _figures([0.8] * 6, [0.6, 0.5, 0.7, 0.4])
    assert _graded(found, is_contained=False)[0] is not MatchGrade.CONFIRMED


def test_a_chance_sighting_whose_pictures_disagree_is_not_spoken_of() -> None:
    strange = _figures([0.02, -0.05, 0.04], [0.0, 0.01])
    grounds = Grounds(
        _stretch(), np.zeros(40, np.bool_), True, 0.0, _framing(points=9), agreement=strange
    )
    assert not is_spoken_of(grounds)
    assert is_spoken_of(Grounds(_stretch(), np.zeros(40, np.bool_), True, 0.0, _framing(30)))


def test_a_stretch_goes_on_to_the_ends_of_the_shot_it_lies_in() -> None:
    found = _figures([0.8] * 8, [])
    shots = [(0.0, 1.2), (1.2, 6.4), (6.4, 9.0)]
    inside = _figures([0.1, 0.1, 0.8, 0.8, 0.8, 0.8, 0.1, 0.1], [])
    assert ends_of(_stretch(), inside, [], shots, (9.0, 60.0)) == (1.2, 6.4)
    assert ends_of(_stretch(), found, [], [(0.0, 9.0)], (9.0, 60.0)) == (0.0, 9.0)


def test_a_stretch_ends_where_pictures_do_not_agree_though_no_cut_was_seen() -> None:
    found = _figures([0.0, 0.0, 0.8, 0.8, 0.8, 0.8, 0.0, 0.0], [])
    begins_s, ends_s = ends_of(_stretch(), found, [], [(0.0, 9.0)], (9.0, 60.0))
    assert begins_s == pytest.approx(1.5)
    assert ends_s == pytest.approx(5.5)


def test_a_stretch_ends_where_the_entry_does() -> None:
    found = _figures([0.8] * 8, [])
    assert ends_of(_stretch(), found, [], [], (9.0, 15.5))[1] == pytest.approx(5.5)
