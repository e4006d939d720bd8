"""What counts as the same number when a finding is found again, and what is named."""

from typing import Any

import pytest

from verify.casework.recomputing import differences, same_elsewhere

RECORDED = {
    "onset_s": 4.0,
    "onset_error_s": 0.02,
    "frame": 96,
    "rise": 0.5,
    "kind": "flash",
    "accepted": True,
    "box_px": [0, 0, 64, 48],
    "end_s": None,
    "wind_m_s": 7,
}


def _against(**found: Any) -> list[tuple[str, bool]]:
    found_differences = differences(RECORDED, RECORDED | found, 0.02, "/flashes/0")
    return [(one.pointer, one.is_within) for one in found_differences]


@pytest.mark.parametrize(
    ("found", "is_within"),
    [
        ({"onset_s": 4.019}, True),
        ({"onset_s": 4.021}, False),
        ({"onset_error_s": 0.03}, False),
        ({"wind_m_s": 7.02}, False),
        ({"wind_m_s": 7.006}, True),
        ({"rise": 0.5004}, True),
        ({"rise": 0.501}, False),
        ({"rise": -0.5}, False),
        ({"frame": 97}, False),
        ({"kind": "sustained"}, False),
        ({"accepted": 1}, False),
        ({"accepted": False}, False),
        ({"end_s": 0.0}, False),
        ({"onset_s": None}, False),
        ({"new": 1}, False),
    ],
)
def test_what_differs_is_named_with_whether_its_kind_allows_it(
    found: dict[str, Any], is_within: bool
) -> None:
    (name,) = found

    assert _against(**found) == [(f"/flashes/0/{name}", is_within)]


def test_the_same_has_no_difference_and_a_log_may_write_2_for_2_0() -> None:
    assert _against() == []
    assert _against(wind_m_s=7.0) == []
    assert _against(box_px=[0, 0, 64, 48, 9]) == [("/flashes/0/box_px/4", False)]
    assert _against(box_px=[1, 0, 64, 48]) == [("/flashes/0/box_px/0", False)]
    (huge,) = differences({"n": 10**400}, {"n": 1.0}, 0, "")
    assert not huge.is_within
    (named,) = differences({"a/b~": 1}, {"a/b~": 2}, 0, "")
    assert named.pointer == "/a~1b~0"


def test_a_finding_that_moved_in_its_list_is_found_there() -> None:
    other = RECORDED | {"onset_s": 2.0}
    among = [other, other, RECORDED | {"onset_s": 4.01}]

    assert list(same_elsewhere(RECORDED, among, 0.02, "/flashes/0")) == ["/flashes/2"]
    assert list(same_elsewhere(RECORDED, [RECORDED], 0.02, "/flashes/0")) == []
    assert list(same_elsewhere(4.0, [4.0, 4.0], 0.02, "/flashes/0")) == []
    assert list(same_elsewhere(RECORDED, RECORDED, 0.02, "/timebase")) == []
