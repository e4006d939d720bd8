"""A copy is handed out of a folder in which a hostile process worked."""

from pathlib import Path
from typing import Any

import pytest

from verify.domain.errors import WorkerFailedError
from verify.jobs import handover


def test_no_link_that_lies_there_is_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "notes.txt"
    victim.write_text("mine")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "copy.mp4").write_bytes(b"a copy")
    for name in ("record", "copy.mp4.provenance.json", "record.json", "provenance.json"):
        (scratch / name).symlink_to(victim)

    record: Any = {"any": "record"}

    handover.hand_over(scratch / "copy.mp4", record, tmp_path / "copy.mp4", force=False)

    assert victim.read_text() == "mine"
    assert (tmp_path / "copy.mp4").read_bytes() == b"a copy"


@pytest.mark.parametrize("kind", ["link", "shared", "large"])
def test_what_is_no_bounded_file_of_its_own_is_no_copy(kind: str, tmp_path: Path) -> None:
    victim, copy = tmp_path / "victim.mp4", tmp_path / "copy.mp4"
    victim.write_bytes(b"another's")
    if kind == "link":
        copy.symlink_to(victim)
    elif kind == "shared":
        copy.hardlink_to(victim)
    else:
        copy.write_bytes(bytes(11))

    with pytest.raises((WorkerFailedError, OSError)):
        handover.weigh(tmp_path / "clip.mp4", copy, 10)
