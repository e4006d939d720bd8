"""The programs that a Matroska file names are read from its first elements, whatever follows."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verify.media.matroska import matroska_writers

_UNKNOWN_SIZE = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def _element(identifier: str, payload: bytes, size: bytes | None = None) -> bytes:
    return bytes.fromhex(identifier) + (size or bytes([0x80 | len(payload)])) + payload


def _file(tmp_path: Path, *, segment_size: bytes | None = None, before: bytes = b"") -> Path:
    info = _element("1549a966", _element("4d80", b"libebml v1") + _element("5741", b"mkvmerge v60"))
    segment = _element("18538067", before + info, segment_size)
    file = tmp_path / "media"
    file.write_bytes(_element("1a45dfa3", _element("4282", b"matroska")) + segment)
    return file


@pytest.mark.parametrize("segment_size", [None, _UNKNOWN_SIZE])
def test_both_names_are_read(tmp_path: Path, segment_size: bytes | None) -> None:
    assert matroska_writers(_file(tmp_path, segment_size=segment_size)) == {
        "muxing_app": "libebml v1",
        "writing_app": "mkvmerge v60",
    }


def test_other_elements_are_stepped_over(tmp_path: Path) -> None:
    before = _element("114d9b74", b"\x57\x41\x83abc") + _element("ec", bytes(20))

    assert matroska_writers(_file(tmp_path, before=before))["writing_app"] == "mkvmerge v60"


@pytest.mark.parametrize("content", [b"", b"\x1a", b"\x1a\x45\xdf\xa3", b"RIFF" * 9, bytes(99)])
def test_what_is_no_such_file_names_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "media"
    file.write_bytes(content)

    assert matroska_writers(file) == {}


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=12))
def test_no_damage_breaks_the_reading(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    file = _file(tmp_path)
    content = bytearray(file.read_bytes())
    for position, value in changes:
        content[position % len(content)] = value
    file.write_bytes(content)

    assert all(text.isprintable() for text in matroska_writers(file).values())
