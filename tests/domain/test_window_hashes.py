"""Hashes of windows come back from bytes as they were, and nothing else does."""

import numpy as np
import pytest

from verify.domain.window_hashes import WindowHashes

ROWS = WindowHashes(
    np.array([0, 0, 250], np.uint32),
    np.array([[0, 0.25, 1, 0.75], [0, 0.25, 1, 0.75], [0.5, 0, 1, 0.5]]),
    np.array([False, True, False]),
    np.array([100, 100, 7], np.uint8),
    np.arange(12, dtype=np.uint64).reshape(3, 4) << np.uint64(50),
)


def test_rows_come_back_as_they_were() -> None:
    back = WindowHashes.from_bytes(ROWS.to_bytes())
    assert back.time_ms.tolist() == [0, 0, 250]
    assert np.abs(back.edges - ROWS.edges).max() < 1e-5
    assert back.mirrored.tolist() == [False, True, False]
    assert back.quality.tolist() == [100, 100, 7]
    assert back.pdq.tolist() == ROWS.pdq.tolist()
    assert len(WindowHashes.from_bytes(b"")) == 0


ROW_BYTES = len(ROWS.to_bytes()) // 3


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (2 * ROW_BYTES, 0),  # the last row's time, below the one before
        (4, 255),  # left, beyond right
        (12, 2),  # mirrored, neither yes nor no
        (13, 101),  # quality
    ],
)
def test_bytes_that_say_what_cannot_be_are_refused(at: int, value: int) -> None:
    content = bytearray(ROWS.to_bytes())
    if at == 2 * ROW_BYTES:
        content[ROW_BYTES] = 251
    if at == 4:
        content[4:6], content[8:10] = b"\xff\xff", b"\x01\x00"
    content[at] = value
    with pytest.raises(ValueError, match="windows"):
        WindowHashes.from_bytes(bytes(content))


def test_torn_or_endless_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="form or length"):
        WindowHashes.from_bytes(ROWS.to_bytes()[:-1])
    with pytest.raises(ValueError, match="form or length"):
        WindowHashes.from_bytes(bytes(46 * 360_001))
