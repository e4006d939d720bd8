"""Places from several sources of one file are held against each other."""

import pytest

from tests import claimed
from verify.media.claimed_places import track_doubts, track_position


def test_a_track_far_from_the_clips_own_position_is_doubted() -> None:
    here = claimed.position(latitude_deg=35.93, longitude_deg=36.63)
    start = claimed.track_point(latitude_deg=36.20, longitude_deg=37.16)

    (doubt,) = track_doubts([here], claimed.track(first=start))

    # Idlib to Aleppo; the distance by the law of cosines.
    assert "begins 56.3 km from the position" in doubt
    assert "another flight's subtitles" in doubt


@pytest.mark.parametrize(
    "position",
    [
        claimed.position(latitude_deg=35.93, longitude_deg=36.63),
        claimed.position(latitude_deg=0.0, longitude_deg=0.0),
    ],
)
def test_a_track_near_the_position_or_beside_a_blank_one_is_not_doubted(position: object) -> None:
    start = claimed.track_point(latitude_deg=35.931, longitude_deg=36.631)

    assert track_doubts([position], claimed.track(first=start)) == []  # type: ignore[list-item]


def test_an_empty_track_gives_no_position() -> None:
    assert track_position(None) == []
    assert track_position(claimed.track(first=None)) == []
