"""Local features as bytes: what comes back is what went in, and nothing else is taken."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.domain.local_features import LocalFeatures


def features(counts: list[int], seed: int = 0) -> LocalFeatures:
    points = sum(counts)
    random = np.random.default_rng(seed)
    return LocalFeatures(
        time_ms=np.arange(len(counts), dtype=np.uint32) * 500,
        counts=np.array(counts, np.uint16),
        x=random.integers(0, 65_536, points, np.uint16),
        y=random.integers(0, 65_536, points, np.uint16),
        size=random.integers(0, 256, points, np.uint8),
        angle=random.integers(0, 256, points, np.uint8),
        codes=random.integers(0, 2**64, (points, 2), np.uint64),
    )


@given(st.lists(st.integers(0, 300), max_size=8))
def test_what_was_written_is_read_again(counts: list[int]) -> None:
    written = features(counts)
    read = LocalFeatures.from_bytes(written.to_bytes())
    for name in ("time_ms", "counts", "x", "y", "size", "angle", "codes"):
        np.testing.assert_array_equal(getattr(read, name), getattr(written, name))
    assert len(read) == sum(counts)


def test_each_point_knows_its_picture_and_its_place_there() -> None:
    found = features([2, 0, 3])
    assert found.picture.tolist() == [0, 0, 2, 2, 2]
    assert found.rank.tolist() == [0, 1, 0, 1, 2]


def test_features_of_nothing_are_empty() -> None:
    assert len(LocalFeatures.none()) == 0
    assert LocalFeatures.none().to_bytes() == bytes(4)


@pytest.mark.parametrize("cut", [1, 3, 5, 40])
def test_bytes_that_end_early_are_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="local features"):
        LocalFeatures.from_bytes(features([5, 4]).to_bytes()[:-cut])


def test_bytes_behind_the_end_are_refused() -> None:
    with pytest.raises(ValueError, match="behind"):
        LocalFeatures.from_bytes(features([5]).to_bytes() + b"\0")


def test_more_points_than_a_picture_may_have_are_refused() -> None:
    with pytest.raises(ValueError, match="more pictures or points"):
        features([301])


def test_times_that_do_not_rise_are_refused() -> None:
    content = bytearray(features([1, 1]).to_bytes())
    content[4:12] = bytes(8)
    with pytest.raises(ValueError, match="rise"):
        LocalFeatures.from_bytes(bytes(content))
