"""Originals in a bucket of the S3 kind: the same promises as in a folder, without its locks.

There is no link and no lock in a bucket that several machines write to, so two that take in and let
go the same file at once settle it by looking twice:

- who takes in keeps the bytes in its own draft until the store knows them, looks then whether they
  are still in the bucket, and sends them again if not;
- who lets go moves the bytes aside in the bucket, asks the store once more, and moves them back if
  it knows them by now.

What a killed process began is finished by the next one of its home, or by whoever finds it aside.
Decoders see files of this machine only: `local` fetches into a bounded cache and holds what came
against its SHA-256.
"""

import contextlib
import hashlib
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path

from verify.domain.errors import VerifyError
from verify.domain.object_errors import (
    HomeOfAnotherError,
    OriginalDamagedError,
    OriginalMissingError,
    OriginalsUnreachableError,
)
from verify.storage import durable
from verify.storage.bucket import Bucket
from verify.storage.object_check import Found
from verify.storage.objects import (
    LARGEST_BYTES,
    MARK,
    Objects,
    OnBytes,
    is_sha256,
    open_regular,
)

CACHE = "fetched"
"""The folder of the home in which files that were fetched lie for a while."""

_ASIDE = "let-go"
_CACHE_BYTES = 32 << 30
_IN_USE_S = 3600.0
_COMING_IN_S = 3600.0


class BucketObjects(Objects):
    """The originals of one store, in a bucket.

    Parameters
    ----------
    home : Path
        Holds work in hand and the cache.
    knows, kept_for
        As for `Objects`.
    place : str
        Such as `s3://bucket/prefix`; keys and the server's address come from the environment.
    cache_bytes : int
        How much is kept fetched. What was used within the last hour is never put out.

    Raises
    ------
    OriginalsAddressError
        If `place` is none.
    """

    def __init__(
        self,
        home: Path,
        knows: Callable[[str], bool],
        place: str,
        *,
        kept_for: str | None = None,
        largest_bytes: int = LARGEST_BYTES,
        cache_bytes: int = _CACHE_BYTES,
    ) -> None:
        super().__init__(home, knows, largest_bytes, kept_for=kept_for)
        self._bucket = Bucket(place)
        self.place = self._bucket.place
        self._cache_bytes = cache_bytes
        self._cache = home / CACHE

    def where(self, sha256: str) -> str:
        """Return an original's address in the bucket."""
        return f"{self._folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def open(self, sha256: str) -> FileIO:
        """Open an original for reading, fetched to this machine and held against its SHA-256.

        Raises
        ------
        OriginalMissingError, OriginalDamagedError, OriginalsUnreachableError
            If it is not there, has other bytes, or cannot be reached.
        NoRoomToKeepError, CannotKeepError
            If there is no room for it here.
        """
        with durable.problems_as_errors(self._cache):
            return open_regular(self.local(sha256))

    def local(self, sha256: str) -> Path:
        """Return an original's file in the cache; fetched if it is not there.

        Raises
        ------
        VerifyError
            As `open`.
        """
        if not is_sha256(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256 in lower-case hex")
        place = self._cache / sha256
        with durable.problems_as_errors(self._cache):
            if not place.is_file():
                self._fetch(sha256, place)
            # To the nanosecond: what the system would set stands still for milliseconds.
            os.utime(place, ns=(time.time_ns(), time.time_ns()))
        return place

    def assert_ours(self) -> None:
        """Raise `HomeOfAnotherError` if the originals in the bucket are another store's."""
        mark = self._bucket.content(f"{self.place}/{MARK}")
        kept_for = None if mark is None else os.fsdecode(mark).removesuffix("\n")
        if None not in (kept_for, self._kept_for) and kept_for != self._kept_for:
            raise HomeOfAnotherError(Path(self.place), kept_for)

    def assert_reachable(self) -> None:
        """Raise `OriginalsUnreachableError` if the bucket does not answer."""
        self._bucket.content(f"{self.place}/{MARK}")

    def sweep(self) -> None:
        """Finish what killed processes began, here and by the bucket's own marks."""
        with contextlib.ExitStack() as held:
            if self._drafts.place.is_dir():
                with self._drafts.alone():
                    left = held.enter_context(self._drafts.abandoned())
                for draft in left:
                    self._let_go(draft)
        for key in self._bucket.sizes(f"{self.place}/{_ASIDE}"):
            self._decide(key.rpartition("/")[2])

    def total_bytes(self) -> int:
        """Return how much a check will read."""
        return sum(self._bucket.sizes(self._folder).values())

    def found(self, on_bytes: OnBytes | None = None) -> Iterator[Found]:
        """Yield everything in the bucket's part for originals, each read to its end."""
        for key, size_bytes in sorted(self._bucket.sizes(self._folder).items()):
            if self._may_be_coming_in(key):
                continue
            content, problem = None, ""
            try:
                content = self._sha256(key, on_bytes)
            except FileNotFoundError:
                continue  # Let go of meanwhile; if it is missed, it is looked for again.
            except OriginalsUnreachableError as error:
                problem = error.reason
            yield Found(key, key.rpartition("/")[2], size_bytes, content, problem)

    def strays(self) -> Iterator[str]:
        """Yield what lies beside the originals under no name of ours."""
        for key in self._bucket.sizes(self.place):
            name = key.removeprefix(f"{self.place}/")
            if name != MARK and name.partition("/")[0] not in ("sha256", _ASIDE):
                yield key

    def _may_be_coming_in(self, key: str) -> bool:
        """Whether another machine may be about to record it: its work in hand is not seen here."""
        sha256 = key.rpartition("/")[2]
        if key != self.where(sha256) or self.knows(sha256):
            return False
        return self._bucket.age_s(key) < _COMING_IN_S

    @property
    def _folder(self) -> str:
        return f"{self.place}/sha256"

    def _claim(self) -> None:
        mark = f"{self.place}/{MARK}"
        if self._kept_for is not None and self._bucket.content(mark) is None:
            there = [
                key.rpartition("/")[2]
                for key in itertools.islice(self._bucket.sizes(self._folder), 99)
            ]
            if there and not any(is_sha256(name) and self.knows(name) for name in there):
                raise HomeOfAnotherError(Path(self.place), None)
            self._bucket.put_small(os.fsencode(f"{self._kept_for}\n"), mark)
        self.assert_ours()

    def _place(self, draft: Path, sha256: str) -> bool:
        (draft / "incoming").rename(draft / sha256)
        durable.sync_folders(draft, self._drafts.place)
        if self._send(draft / sha256, sha256):
            return True
        if not self._holds(sha256):
            # Without the mark, what lies there stays as it is: it may tell what happened.
            (draft / sha256).unlink()
            raise OriginalDamagedError(sha256)
        return False

    def _send(self, file: Path, sha256: str) -> bool:
        """Send a file to its place unless there is one; return whether it was."""
        key = self.where(sha256)
        return self._bucket.size_bytes(key) is None and self._bucket.put(file, key)

    def _settle(self, draft: Path) -> None:
        # What cannot be settled now is found and settled by the next sweep.
        with contextlib.suppress(OSError, VerifyError):
            self._let_go(draft)

    def _let_go(self, draft: Path) -> None:
        """See to it that what a draft marks is in the bucket if and only if the store knows it."""
        for marked in [entry for entry in draft.iterdir() if is_sha256(entry.name)]:
            sha256 = marked.name
            if not self.knows(sha256):
                self._put_aside(sha256)
            # A file that was to be removed is marked by an empty one.
            elif marked.stat().st_size and self._bucket.size_bytes(self.where(sha256)) is None:
                self._send(marked, sha256)
        shutil.rmtree(draft)

    def _put_aside(self, sha256: str) -> None:
        if self._bucket.size_bytes(self.where(sha256)) is not None:
            self._bucket.copy(self.where(sha256), self._aside(sha256))
            self._bucket.remove(self.where(sha256))
            self._decide(sha256)
        with contextlib.suppress(OSError):
            (self._cache / sha256).unlink()

    def _decide(self, sha256: str) -> None:
        """Bring back what was put aside if the store knows it by now, else let it go for good."""
        if self.knows(sha256) and self._bucket.size_bytes(self.where(sha256)) is None:
            self._bucket.copy(self._aside(sha256), self.where(sha256))
        self._bucket.remove(self._aside(sha256))

    def _aside(self, sha256: str) -> str:
        return f"{self.place}/{_ASIDE}/{sha256}"

    def _fetch(self, sha256: str, place: Path) -> None:
        size_bytes = self._bucket.size_bytes(self.where(sha256))
        if size_bytes is None:
            raise OriginalMissingError(sha256)
        durable.make_folders(self._cache)
        self._make_room(size_bytes)
        with self._drafts.new() as draft:
            try:
                digest = hashlib.sha256()
                with durable.new_file(draft / CACHE) as handle:
                    for block in self._bucket.blocks(self.where(sha256)):
                        digest.update(block)
                        durable.write_all(handle, block)
                if digest.hexdigest() != sha256:
                    raise OriginalDamagedError(sha256)
                (draft / CACHE).replace(place)
            except FileNotFoundError as error:
                raise OriginalMissingError(sha256) from error
            finally:
                shutil.rmtree(draft)

    def _make_room(self, size_bytes: int) -> None:
        """Put out what was not used for longest, until the cache holds that much more."""
        lie = sorted((file.stat().st_mtime, file) for file in self._cache.iterdir())
        total = size_bytes + sum(file.stat().st_size for _used, file in lie)
        for used, file in lie:
            if total <= self._cache_bytes or time.time() - used < _IN_USE_S:
                break
            total -= file.stat().st_size
            file.unlink()

    def _holds(self, sha256: str) -> bool:
        try:
            return self._sha256(self.where(sha256)) == sha256
        except FileNotFoundError:
            return False

    def _sha256(self, key: str, on_bytes: OnBytes | None = None) -> str:
        digest = hashlib.sha256()
        for block in self._bucket.blocks(key):
            digest.update(block)
            if on_bytes is not None:
                on_bytes(len(block))
        return digest.hexdigest()
