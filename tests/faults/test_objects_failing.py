"""Every call to the system of one intake or removal fails: all or nothing, and in words.

`make faults` goes through all calls (`--whole`); the default run through those that the promise
rests on.
"""

import errno
import hashlib
import io
import itertools
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from verify.domain.object_errors import CannotKeepError, NoRoomToKeepError
from verify.storage.object_check import object_faults
from verify.storage.objects import MARK, Objects

_CALLS = ("open", "write", "fchmod", "fsync", "link", "rename", "mkdir", "unlink", "rmdir")
_IN_SHORT = [
    ("write", errno.ENOSPC, True),
    ("fsync", errno.EIO, False),
    ("link", errno.EIO, False),
    ("rename", errno.EIO, False),
]
# An original that is there is there, even where a draft cannot be cleared away.
_MAY_PASS = {"unlink", "rmdir"}
_OLD, _NEW = b"kept long ago", b"new clip"
_ERRORS = {errno.ENOSPC: NoRoomToKeepError, errno.EIO: CannotKeepError}


class _Failing:
    """Stands in for one function of `os` and fails at its n-th call, once or from then on."""

    def __init__(self, name: str, fails_at: int, number: int, *, for_good: bool) -> None:
        self._call = getattr(os, name)
        self._fails_at = fails_at
        self.number = number
        self._for_good = for_good
        self.calls = 0

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.calls += 1
        late = self.calls > self._fails_at and self._for_good
        if self.calls == self._fails_at or late:
            raise OSError(self.number, os.strerror(self.number))
        return self._call(*args, **options)


class _Home:
    def __init__(self, home: Path) -> None:
        self.known: dict[str, int | None] = {}
        self.home = home
        self.objects = Objects(home, self.known.__contains__, kept_for="verify.db")
        self.mark = home / "objects" / MARK

    def keep(self, content: bytes) -> None:
        with self.objects.keeping(io.BytesIO(content), Path("clip.mp4")) as kept:
            self.known[kept.sha256] = kept.size_bytes

    def remove(self, content: bytes) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        with self.objects.removing(sha256):
            del self.known[sha256]

    def names(self) -> set[str]:
        return {entry.name for entry in self.home.rglob("*") if entry.is_file()} - {"lock", MARK}


def _tried(home: _Home, work: Callable[[], None], name: str, failing: _Failing) -> bool:
    """Do the work with one call failing; return whether it was refused."""
    before = dict(home.known)
    error: Exception | None = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, name, failing)
        try:
            work()
        except (CannotKeepError, NoRoomToKeepError) as refusal:
            error = refusal
    if error is not None:
        assert type(error) is _ERRORS[failing.number]
        assert "nothing was added" in str(error)
        assert home.known == before
    home.objects.sweep()
    assert home.names() == set(home.known)
    assert object_faults(home.objects, home.known) == []
    return error is not None


def _fail_at_every_call(name: str, number: int, folder: Path, *, for_good: bool) -> None:
    refusals = 0
    for fails_at in itertools.count(1):
        home = _Home(folder / str(fails_at))
        home.keep(_OLD)
        place = home.objects.path_of(hashlib.sha256(_OLD).hexdigest())
        as_kept = place.stat()
        # It is made anew, in the middle of what fails.
        home.mark.unlink()

        keeping = _Failing(name, fails_at, number, for_good=for_good)
        refusals += _tried(home, partial(home.keep, _NEW), name, keeping)
        assert not home.mark.exists() or home.mark.read_bytes() == b"verify.db\n"
        home.keep(_NEW)
        assert home.mark.read_bytes() == b"verify.db\n"
        removing = _Failing(name, fails_at, number, for_good=for_good)
        _tried(home, partial(home.remove, _NEW), name, removing)

        now = place.stat()
        assert place.read_bytes() == _OLD
        assert (now.st_mode, now.st_mtime_ns) == (as_kept.st_mode, as_kept.st_mtime_ns)
        if max(keeping.calls, removing.calls) < fails_at:
            break
    assert refusals or name in _MAY_PASS


def test_a_failing_call_leaves_all_or_nothing(tmp_path: Path, is_whole_run: bool) -> None:
    cases = itertools.product(_CALLS, _ERRORS, (False, True)) if is_whole_run else _IN_SHORT
    for name, number, for_good in cases:
        folder = tmp_path / f"{name}-{number}-{for_good}"
        _fail_at_every_call(name, number, folder, for_good=for_good)
