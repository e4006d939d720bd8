"""Of an analysis no more than whose it is and what the archive found: the rest takes longer."""

import functools
from pathlib import Path

import msgspec
from msgspec import Struct

from verify.domain.matches import MatchGrade


class _Footage(Struct):
    sha256: str


class _Match(Struct):
    footage: _Footage
    match_grade: MatchGrade


class _Search(Struct):
    matches: list[_Match]


class _Analysis(Struct):
    """Footage, and what the archive found."""

    footage: _Footage
    archive: _Search | None

    @property
    def sha256(self) -> str:
        return self.footage.sha256


_NOTHING = _Analysis(_Footage(""), None)


def found_in(file: Path) -> _Analysis:
    """Return what an analysis found; nothing where it is gone or cannot be read."""
    try:
        return _found_in_version(file, file.stat().st_mtime_ns)
    except OSError:
        return _NOTHING


@functools.lru_cache(maxsize=4096)
def _found_in_version(file: Path, _changed_ns: int) -> _Analysis:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Analysis)
    except msgspec.MsgspecError:
        return _NOTHING
