"""Compiled code: kept for the next process, and never taken from where others may write."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from verify.storage.hamming import compiled, kernels

_WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
from pathlib import Path
import numpy as np
from verify.storage.hamming import kernels
from verify.storage.hamming.compiled import machine_code
scan = machine_code(kernels.scan_word, Path(sys.argv[1]))
row, distance = np.zeros(1, np.int64), np.zeros(1, np.uint8)
planes = np.array([5, 6], np.uint64)
print(scan(planes, 2, 0, 2, planes[1:] ^ np.uint64(8), 1, 2, row, row, distance, 1), distance[0])
"""


@pytest.fixture
def times_compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note what is compiled; nothing is, in truth."""
    names: list[str] = []

    def note(kernel: compiled.Kernel) -> bytes:
        names.append(kernel.__name__)
        return b"code"

    monkeypatch.setattr(compiled, "_compiled", note)
    return names


def test_the_next_process_compiles_nothing_and_needs_no_numba(
    code_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a process that has just begun: another test may have loaded it from another folder.
    monkeypatch.setattr(compiled, "_LOADED", {})
    compiled.machine_code(kernels.scan_word, code_folder)
    command = [sys.executable, "-W", "error", "-c", _WITHOUT_NUMBA, str(code_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1 1\n", "")


def test_code_is_compiled_once_for_a_folder(times_compiled: list[str], tmp_path: Path) -> None:
    for _process in range(2):
        assert compiled._code(kernels.scan_pdq, tmp_path / "new" / "folder") == b"code"
    assert times_compiled == ["scan_pdq"]
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("times_compiled")
@pytest.mark.parametrize("torn", [b"", b"short", b"x" * 32 + b"code"])
def test_torn_code_is_made_anew(tmp_path: Path, torn: bytes) -> None:
    compiled._code(kernels.scan_pdq, tmp_path)
    (place,) = tmp_path.iterdir()
    whole = place.read_bytes()
    place.write_bytes(torn)
    assert compiled._code(kernels.scan_pdq, tmp_path) == b"code"
    assert place.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [place]


def test_code_of_another_processor_is_left_alone(
    times_compiled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("znver3", "skylake", "znver3"):
        compiled._key.cache_clear()
        monkeypatch.setattr(
            compiled, "_processor", lambda name=name: ("x86_64-linux", name, "+avx2")
        )
        compiled._code(kernels.scan_pdq, tmp_path)
    compiled._key.cache_clear()
    assert len(times_compiled) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_others_may_write_to_is_not_used(
    times_compiled: list[str], tmp_path: Path
) -> None:
    compiled._code(kernels.scan_pdq, tmp_path)
    tmp_path.chmod(0o777)
    compiled._code(kernels.scan_pdq, tmp_path)
    assert len(times_compiled) == 2


def test_where_code_cannot_be_kept_it_is_compiled(
    times_compiled: list[str], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")
    for folder in (in_the_way, in_the_way / "below", None):
        assert compiled._code(kernels.scan_pdq, folder) == b"code"
    assert in_the_way.read_bytes() == b""
    assert len(times_compiled) == 3


def test_arrays_of_another_kind_never_reach_the_code(code_folder: Path) -> None:
    scan = compiled.machine_code(kernels.scan_word, code_folder)
    right, hits = np.zeros(4, np.uint64), np.zeros(4, np.int64)
    for wrong in (np.zeros(4, np.uint32), np.zeros(8, np.uint64)[::2]):
        with pytest.raises(TypeError, match="where a whole array of uint64 is needed"):
            scan(wrong, 4, 0, 4, right, 1, 0, hits, hits, np.zeros(4, np.uint8), 4)
