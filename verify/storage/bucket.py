"""A bucket of the S3 kind, by s3fs: what is there, read, put once, copied, removed.

Address and keys come from the environment, as everything that speaks S3 reads it (AWS_…); nothing
of them is kept, shown or logged here.
"""

import contextlib
import re
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

from verify.domain.errors import VerifyError
from verify.domain.object_errors import (
    NoBucketClientError,
    OriginalsAddressError,
    OriginalsUnreachableError,
)
from verify.storage.objects import BLOCK_BYTES

SCHEME = "s3://"
_PLACE = re.compile(
    r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9_=-][A-Za-z0-9_.=-]*)*/?", re.ASCII
)
_PART_BYTES, _MOST_PARTS, _PARTS_AT_ONCE = 16 << 20, 9000, 4
_AHEAD_BYTES = 8 << 20
_CONNECT_S, _ANSWER_S, _ATTEMPTS = 10, 60, 4


class Bucket:
    """What lies below one prefix of a bucket.

    Parameters
    ----------
    place : str
        Such as `s3://bucket/prefix`.

    Raises
    ------
    OriginalsAddressError
        If it is of another form. All methods raise OriginalsUnreachableError if the bucket does not
        answer or refuses, and NoBucketClientError if nothing speaks to it here.
    """

    def __init__(self, place: str) -> None:
        if not _PLACE.fullmatch(place):
            raise OriginalsAddressError(place)
        self.place = place.rstrip("/")

    def sizes(self, folder: str) -> dict[str, int]:
        """Return everything below a folder with its bytes."""
        with self._reaching():
            there = self._files.find(folder, detail=True)
        return {f"{SCHEME}{key}": int(one["size"]) for key, one in there.items()}

    def size_bytes(self, key: str) -> int | None:
        """Return how long something is; None if it is not there."""
        with self._reaching():
            try:
                return int(self._files.info(key, refresh=True)["size"])
            except FileNotFoundError:
                return None

    def age_s(self, key: str) -> float:
        """Return how long ago something came; 0 if it is not there."""
        with self._reaching():
            try:
                came = self._files.info(key, refresh=True)["LastModified"]
            except FileNotFoundError:
                return 0.0
        return time.time() - float(came.timestamp())

    def content(self, key: str) -> bytes | None:
        """Return the bytes of something small; None if it is not there, though the bucket is."""
        with self._reaching():
            try:
                return cast("bytes", self._files.cat_file(key))
            except FileNotFoundError:
                self._assert_there()
                return None

    def blocks(self, key: str) -> Iterator[bytes]:
        """Yield the bytes of something in blocks.

        Raises
        ------
        FileNotFoundError
            If it is not there.
        """
        ahead: dict[str, Any] = {"block_size": _AHEAD_BYTES, "cache_type": "readahead"}
        with self._reaching():
            stream = cast("BinaryIO", self._files.open(key, "rb", **ahead))
        with stream:
            while True:
                with self._reaching():
                    block = stream.read(BLOCK_BYTES)
                if not block:
                    return
                yield block

    def put(self, file: Path, key: str) -> bool:
        """Send a file, in parts; return False, and leave it, if something is there already."""
        size_bytes = file.stat().st_size
        sending = {
            "chunksize": max(_PART_BYTES, size_bytes // _MOST_PARTS),
            "max_concurrency": _PARTS_AT_ONCE,
            "mode": "create",
        }
        with self._reaching():
            try:
                self._files.put_file(str(file), key, **sending)
            except FileExistsError:
                return False
        arrived_bytes = self.size_bytes(key)
        if arrived_bytes != size_bytes:
            came = f"{arrived_bytes or 0:,} of {size_bytes:,} bytes of a file arrived"
            raise OriginalsUnreachableError(self.place, came)
        return True

    def put_small(self, content: bytes, key: str) -> None:
        """Put a few bytes, unless something is there already."""
        with self._reaching(), contextlib.suppress(FileExistsError):
            self._files.pipe_file(key, content, mode="create")

    def copy(self, key: str, to: str) -> None:
        """Copy within the bucket; do nothing if it is not there."""
        with self._reaching(), contextlib.suppress(FileNotFoundError):
            self._files.cp_file(key, to)

    def remove(self, key: str) -> None:
        """Remove; do nothing if it is not there."""
        with self._reaching(), contextlib.suppress(FileNotFoundError):
            self._files.rm_file(key)

    def _assert_there(self) -> None:
        name = self.place.removeprefix(SCHEME).partition("/")[0]
        try:
            self._files.call_s3("head_bucket", Bucket=name)
        except FileNotFoundError as error:
            raise OriginalsUnreachableError(self.place, f"there is no bucket {name}") from error

    @cached_property
    def _files(self) -> Any:
        # Imported here: most archives are kept without it.
        try:
            import s3fs
        except ImportError as error:
            raise NoBucketClientError(self.place) from error
        limits = {
            "connect_timeout": _CONNECT_S,
            "read_timeout": _ANSWER_S,
            "retries": {"max_attempts": _ATTEMPTS, "mode": "standard"},
        }
        return s3fs.S3FileSystem(config_kwargs=limits, use_listings_cache=False)

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except (FileExistsError, FileNotFoundError, VerifyError):
            raise
        except _client_errors() as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise OriginalsUnreachableError(self.place, reason) from error


def _client_errors() -> tuple[type[Exception], ...]:
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return (OSError,)
    return OSError, BotoCoreError, ClientError
