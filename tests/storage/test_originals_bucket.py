"""Originals in a bucket: the promises of those in a folder, against a store on the loopback."""

import hashlib
import io
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from verify.domain.object_errors import (
    HomeOfAnotherError,
    OriginalDamagedError,
    OriginalMissingError,
    OriginalsAddressError,
    OriginalsUnreachableError,
)
from verify.domain.store_faults import FaultKind
from verify.storage import bucket as bucket_module
from verify.storage import originals_bucket as module
from verify.storage.objects import MARK, Objects
from verify.storage.originals import original_faults, total_bytes
from verify.storage.originals_bucket import CACHE, BucketObjects

_CLIP = Path("clip.mp4")
_PLACE = "s3://footage/desk"
_SECRET = "a-secret-of-the-bucket"


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    """Return the address of a store of the S3 kind in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(bucket_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return s3fs on an empty bucket, with address and keys in the environment."""
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", bucket_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", _SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem(use_listings_cache=False)
    files.mkdir("footage")
    yield files
    files.rm("footage", recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()


class _Desk:
    """A machine with a home of its own; what the one store knows is a dictionary."""

    def __init__(self, home: Path, known: dict[str, int | None], **given: Any) -> None:
        self.home, self.known = home, known
        self.objects = BucketObjects(home, known.__contains__, _PLACE, **given)

    def keep(self, content: bytes) -> str:
        with self.objects.keeping(io.BytesIO(content), _CLIP) as kept:
            self.known[kept.sha256] = kept.size_bytes
        return kept.sha256

    def faults(self) -> list[tuple[FaultKind, str]]:
        found = original_faults(self.objects, self.home, self.known)
        return [(fault.kind, fault.where) for fault in found]


@pytest.fixture
def whole_only(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("asks a store of the S3 kind many times; run with --whole")


@pytest.fixture
def desk(bucket: Any, tmp_path: Path) -> _Desk:
    assert bucket.ls("footage") == []
    return _Desk(tmp_path / "one", {})


@pytest.fixture
def other(desk: _Desk, tmp_path: Path) -> _Desk:
    return _Desk(tmp_path / "two", desk.known)


def test_what_is_kept_in_a_bucket_is_read_back_on_another_machine(
    desk: _Desk, other: _Desk, bucket: Any
) -> None:
    sha256 = desk.keep(b"clip")

    assert desk.objects.where(sha256) == f"{_PLACE}/sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    assert bucket.cat_file(desk.objects.where(sha256)) == b"clip"
    with other.objects.open(sha256) as stream:
        assert stream.read() == b"clip"
    assert other.objects.local(sha256).stat().st_mode & 0o777 == 0o444
    assert desk.faults() == other.faults() == []
    assert total_bytes(desk.objects) == 4
    assert desk.objects.in_hand() == set()


@pytest.mark.usefixtures("whole_only")
def test_the_same_bytes_are_sent_once(desk: _Desk, other: _Desk, bucket: Any) -> None:
    sha256 = desk.keep(b"clip")
    before = bucket.info(desk.objects.where(sha256))

    with other.objects.keeping(io.BytesIO(b"clip"), _CLIP) as kept:
        pass

    assert not kept.is_new
    after = bucket.info(desk.objects.where(sha256))
    assert (after["ETag"], after["LastModified"]) == (before["ETag"], before["LastModified"])


@pytest.mark.usefixtures("whole_only")
def test_a_file_of_several_parts_arrives_whole(
    desk: _Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_module, "_PART_BYTES", 5 << 20)
    content = bytes(range(256)) * (44 << 10)

    with desk.objects.open(desk.keep(content)) as stream:
        assert hashlib.sha256(stream.read()).digest() == hashlib.sha256(content).digest()


@pytest.mark.usefixtures("whole_only")
def test_other_bytes_under_a_name_are_neither_used_nor_replaced(desk: _Desk, bucket: Any) -> None:
    sha256 = hashlib.sha256(b"clip").hexdigest()
    bucket.pipe_file(desk.objects.where(sha256), b"club")

    with pytest.raises(OriginalDamagedError, match="with other bytes by now"):
        desk.keep(b"clip")

    assert bucket.cat_file(desk.objects.where(sha256)) == b"club"
    with pytest.raises(OriginalDamagedError):
        desk.objects.open(sha256)
    assert list((desk.home / CACHE).iterdir()) == []


@pytest.mark.usefixtures("whole_only")
def test_each_fault_in_a_bucket_is_named(desk: _Desk, bucket: Any) -> None:
    clips = [b"altered", b"truncated", b"gone", b"moved", b"whole"]
    altered, truncated, gone, moved, _whole = places = [
        desk.objects.where(desk.keep(clip)) for clip in clips
    ]
    bucket.pipe_file(altered, b"ALTERED")
    bucket.pipe_file(truncated, b"trunc")
    bucket.rm_file(gone)
    bucket.cp_file(moved, f"{_PLACE}/sha256/elsewhere")
    bucket.rm_file(moved)
    bucket.pipe_file(f"{_PLACE}/holiday.jpg", b"stray")

    assert sorted(desk.faults()) == sorted(
        [
            (FaultKind.ALTERED, altered),
            (FaultKind.TRUNCATED, truncated),
            (FaultKind.MISSING, gone),
            (FaultKind.RENAMED, f"{_PLACE}/sha256/elsewhere"),
            (FaultKind.STRAY, f"{_PLACE}/holiday.jpg"),
        ]
    )
    assert len(places) == 5


@pytest.mark.usefixtures("whole_only")
def test_what_is_left_in_the_home_is_named_when_originals_are_in_a_bucket(desk: _Desk) -> None:
    before = Objects(desk.home, desk.known.__contains__)
    with before.keeping(io.BytesIO(b"clip"), _CLIP) as kept:
        desk.known[kept.sha256] = 4

    assert (FaultKind.STRAY, before.where(kept.sha256)) in desk.faults()
    assert (FaultKind.MISSING, desk.objects.where(kept.sha256)) in desk.faults()


@pytest.mark.usefixtures("whole_only")
def test_an_entry_that_is_not_added_leaves_nothing_in_the_bucket(desk: _Desk, bucket: Any) -> None:
    with suppress(ZeroDivisionError), desk.objects.keeping(io.BytesIO(b"clip"), _CLIP):
        raise ZeroDivisionError

    assert bucket.find(_PLACE) == []


@pytest.mark.usefixtures("whole_only")
def test_a_removed_original_leaves_bucket_and_cache(desk: _Desk, bucket: Any) -> None:
    sha256 = desk.keep(b"clip")
    desk.objects.open(sha256).close()

    with desk.objects.removing(sha256):
        del desk.known[sha256]

    assert bucket.find(_PLACE) == []
    assert list((desk.home / CACHE).iterdir()) == []
    with pytest.raises(OriginalMissingError):
        desk.objects.open(sha256)


@pytest.mark.usefixtures("whole_only")
def test_a_file_that_another_machine_lets_go_while_it_comes_in_stays(
    desk: _Desk, other: _Desk
) -> None:
    sha256 = desk.keep(b"clip")

    with other.objects.keeping(io.BytesIO(b"clip"), _CLIP):
        with desk.objects.removing(sha256):
            del desk.known[sha256]
        other.known[sha256] = 4

    assert other.faults() == []


@pytest.mark.usefixtures("whole_only")
def test_a_file_that_is_known_again_when_it_was_put_aside_is_brought_back(
    desk: _Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = desk.keep(b"clip")
    answers = iter([False, True])
    monkeypatch.setattr(desk.objects, "knows", lambda _sha256: next(answers, True))

    with desk.objects.removing(sha256):
        pass

    assert desk.faults() == []


@pytest.mark.usefixtures("whole_only")
@pytest.mark.parametrize("knows", [True, False])
def test_what_a_killed_process_put_aside_is_settled_by_the_next(
    desk: _Desk, other: _Desk, bucket: Any, knows: bool
) -> None:
    sha256 = desk.keep(b"clip")
    bucket.cp_file(desk.objects.where(sha256), f"{_PLACE}/let-go/{sha256}")
    bucket.rm_file(desk.objects.where(sha256))
    if not knows:
        del desk.known[sha256]

    other.objects.sweep()

    assert [key.rpartition("/")[2] for key in bucket.find(_PLACE)] == ([sha256] if knows else [])
    assert other.faults() == []
    assert bucket.exists(desk.objects.where(sha256)) == knows


@pytest.mark.usefixtures("whole_only")
def test_a_draft_of_a_killed_process_is_sent_if_the_store_knows_it(desk: _Desk) -> None:
    sha256 = hashlib.sha256(b"clip").hexdigest()
    draft = desk.home / "tmp" / "objects" / "0123456789abcdef"
    draft.mkdir(parents=True)
    (draft / sha256).write_bytes(b"clip")
    desk.known[sha256] = 4

    desk.objects.sweep()

    assert desk.faults() == []
    assert not draft.exists()


@pytest.mark.usefixtures("whole_only")
def test_a_bucket_belongs_to_one_store(bucket: Any, tmp_path: Path) -> None:
    ours = _Desk(tmp_path / "one", {}, kept_for="postgresql://db.example/verify")
    theirs = _Desk(tmp_path / "two", {}, kept_for="postgresql://db.example/other")
    ours.keep(b"clip")

    with pytest.raises(HomeOfAnotherError, match=r"db\.example/verify"):
        theirs.keep(b"clip")

    assert bucket.cat_file(f"{_PLACE}/{MARK}") == b"postgresql://db.example/verify\n"
    assert ours.faults() == []


@pytest.mark.usefixtures("whole_only")
def test_the_cache_puts_out_what_was_not_used_for_longest(
    desk: _Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_IN_USE_S", 0.0)
    small = _Desk(desk.home, desk.known, cache_bytes=10)
    first, second, third = (small.keep(content) for content in (b"first", b"other", b"third"))

    for sha256 in (first, second, first, third):
        small.objects.open(sha256).close()

    assert {file.name for file in (desk.home / CACHE).iterdir()} == {first, third}


@pytest.mark.usefixtures("whole_only")
def test_what_is_in_use_stays_in_the_cache(desk: _Desk) -> None:
    small = _Desk(desk.home, desk.known, cache_bytes=1)

    fetched = [small.objects.local(small.keep(content)) for content in (b"first", b"other")]

    assert all(file.is_file() for file in fetched)


def _no_server(monkeypatch: pytest.MonkeyPatch) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    return "Could not connect"


def _no_bucket(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(f"{__name__}._PLACE", "s3://no-such-bucket/desk")
    return "there is no bucket no-such-bucket"


def _no_keys(monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    return "credentials"


@pytest.mark.usefixtures("whole_only", "bucket")
@pytest.mark.parametrize("broken", [_no_server, _no_bucket, _no_keys])
def test_a_bucket_that_cannot_be_reached_is_said_and_nothing_is_kept(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], str],
) -> None:
    import s3fs

    said = broken(monkeypatch)
    monkeypatch.setattr(bucket_module, "_ATTEMPTS", 1)
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    s3fs.S3FileSystem.clear_instance_cache()
    desk = _Desk(tmp_path / "three", {}, kept_for="verify")

    with pytest.raises(OriginalsUnreachableError, match=said) as caught:
        desk.keep(b"clip")

    assert _SECRET not in str(caught.value)
    assert desk.known == {}
    assert [place for place in desk.home.rglob("*") if place.is_file()] == []


@pytest.mark.parametrize(
    "place", ["s3://", "s3://key:secret@bucket/x", "s3://bucket/../x", "s3://b/x?y=z"]
)
def test_an_address_of_another_form_is_refused_without_its_keys(tmp_path: Path, place: str) -> None:
    with pytest.raises(OriginalsAddressError) as caught:
        BucketObjects(tmp_path, lambda _sha256: True, place)

    assert "secret@" not in str(caught.value)
