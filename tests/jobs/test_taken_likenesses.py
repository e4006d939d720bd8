"""What a clip is found again by is taken from a worker only in the form that it must have."""

from pathlib import Path

import pytest

from verify.domain.errors import WorkerFailedError
from verify.jobs.taken_likenesses import Likenesses


def test_no_windows_are_none_and_not_missing(tmp_path: Path) -> None:
    (tmp_path / "window-hashes.bin").write_bytes(b"")
    assert len(Likenesses(Path("clip.mp4"), tmp_path).windows()) == 0


def test_windows_that_are_missing_torn_or_a_link_are_refused(tmp_path: Path) -> None:
    likenesses = Likenesses(Path("clip.mp4"), tmp_path)
    file = tmp_path / "window-hashes.bin"
    with pytest.raises(WorkerFailedError, match="windows"):
        likenesses.windows()
    file.write_bytes(b"torn")
    with pytest.raises(WorkerFailedError, match="windows"):
        likenesses.windows()
    file.unlink()
    (tmp_path / "elsewhere").write_bytes(b"")
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkerFailedError, match="windows"):
        likenesses.windows()
