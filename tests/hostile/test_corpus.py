"""Hostile and broken files: each ends in a verdict within its limits, and leaks nothing.

`make hostile` opens all of them (`--whole`); the default run opens a part.
"""

import sys
import time
from pathlib import Path

import pytest

from verify.domain.errors import VerifyError
from verify.domain.limits import DecodeLimits
from verify.jobs.inspection import inspect
from verify.jobs.messages import InspectionOptions
from verify.workbench.clips import outcome_of

_LIMITS = DecodeLimits(memory_bytes=2 << 30, wall_time_s=60.0, cpu_time_s=60)
_PART_OF_THE_DEFAULT_RUN = 8
# A whole machine is shared with other tests; the limits themselves are tested in test_jail.
_VERDICT_WITHIN_S = 90.0


def _files(folder: Path, *, whole: bool) -> list[Path]:
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("LICENSE")
    )
    step = 1 if whole else max(1, len(files) // _PART_OF_THE_DEFAULT_RUN)
    return files[::step]


def test_each_hostile_file_ends_in_a_verdict(
    shared_data: Path, tmp_path: Path, is_whole_run: bool
) -> None:
    options = InspectionOptions(limits=_LIMITS)
    for number, file in enumerate(_files(shared_data / "hostile", whole=is_whole_run)):
        result = tmp_path / str(number)
        started = time.monotonic()
        verdict = outcome_of(file, lambda: inspect(file, result, options=options))  # noqa: B023
        if verdict.error is None:
            assert (result / "analysis.json").is_file()
        else:
            assert file.name in str(verdict.error)
            assert not result.exists()
        assert time.monotonic() - started < _VERDICT_WITHIN_S
        assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit on address space")
def test_a_picture_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    side = 30_000
    rows = zlib.compress(b"\0" * (side // 8 + 1) * side, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )

    with pytest.raises(VerifyError, match=r"bomb\.png was stopped: .*pixels"):
        inspect(bomb, tmp_path / "result", options=InspectionOptions())
