"""A copy is handed out of a folder in which a hostile process worked."""

import os
import stat
from collections.abc import Callable
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


def _share(copy: Path, victim: Path) -> None:
    copy.hardlink_to(victim)


@pytest.mark.parametrize(
    "leave",
    [
        Path.symlink_to,
        _share,
        lambda copy, _victim: copy.write_bytes(bytes(11)),
        lambda copy, _victim: copy.mkdir(),
        lambda copy, _victim: os.mkfifo(copy),
        lambda _copy, _victim: None,
    ],
    ids=["a link", "a shared file", "a large file", "a folder", "a pipe", "nothing"],
)
def test_what_is_no_bounded_file_of_its_own_is_no_copy(
    leave: Callable[[Path, Path], object], tmp_path: Path
) -> None:
    victim, copy = tmp_path / "victim.mp4", tmp_path / "copy.mp4"
    victim.write_bytes(b"another's")
    leave(copy, victim)

    with pytest.raises(WorkerFailedError, match="not a bounded file"):
        handover.weigh(tmp_path / "clip.mp4", copy, 10)


def test_a_copy_is_no_program_whatever_the_worker_made_of_it(tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(b"#!/bin/sh")
    copy.chmod(0o6777)

    handover.weigh(tmp_path / "clip.mp4", copy, 10)

    assert stat.S_IMODE(copy.stat().st_mode) == 0o644
