"""Originals: whole or not at all, once, read-only, and durable before anybody is told."""

import hashlib
import io
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.conftest import Desk, place_of
from verify.domain import errors
from verify.domain.object_errors import (
    OriginalDamagedError,
    OriginalMissingError,
    TooLargeToKeepError,
)
from verify.storage import durable
from verify.storage import objects as module
from verify.storage.objects import Objects

_CLIP = Path("clip.mp4")


class _Drip(io.RawIOBase):
    """A stream that gives what it has in pieces of odd sizes, as a pipe does."""

    def __init__(self, content: bytes, piece_bytes: int) -> None:
        self._rest = content
        self._piece_bytes = piece_bytes

    def read(self, _size: int = -1) -> bytes:
        piece, self._rest = self._rest[: self._piece_bytes], self._rest[self._piece_bytes :]
        return piece


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=5))
def test_what_is_kept_is_read_back_and_the_same_is_kept_once(
    contents: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk") / "home")

    kept = [desk.keep(content) for content in contents]

    assert desk.files() == sorted({place_of(content) for content in contents})
    for content, receipt in zip(contents, kept, strict=True):
        assert receipt.sha256 == hashlib.sha256(content).hexdigest()
        assert receipt.size_bytes == len(content)
        with desk.objects.open(receipt.sha256) as stream:
            assert stream.read() == content
    assert sum(receipt.is_new for receipt in kept) == len(set(contents))


def test_a_stream_in_pieces_longer_than_a_block_is_kept_whole(desk: Desk) -> None:
    content = os.urandom(3 * module.BLOCK_BYTES + 17)
    told: list[int] = []

    with desk.objects.keeping(_Drip(content, 99_991), _CLIP, on_bytes=told.append) as kept:  # type: ignore[arg-type]
        desk.known[kept.sha256] = kept.size_bytes

    assert desk.objects.path_of(kept.sha256).read_bytes() == content
    assert sum(told) == len(content)


def test_an_original_cannot_be_written_to(desk: Desk) -> None:
    place = desk.objects.path_of(desk.keep(b"clip").sha256)

    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert place.stat().st_nlink == 1


def test_keeping_the_same_again_leaves_hash_mode_and_times(desk: Desk) -> None:
    place = desk.objects.path_of(desk.keep(b"clip").sha256)
    before = place.stat()

    assert not desk.keep(b"clip").is_new

    after = place.stat()
    assert place.read_bytes() == b"clip"
    assert (after.st_mode, after.st_mtime_ns, after.st_ino) == (
        before.st_mode,
        before.st_mtime_ns,
        before.st_ino,
    )


def test_an_empty_file_is_refused(desk: Desk) -> None:
    with pytest.raises(errors.EmptyFileError, match=r"clip\.mp4 is empty \(0 bytes\)"):
        desk.keep(b"")

    assert desk.files() == []


def test_a_file_over_the_limit_is_refused_before_it_is_all_written(tmp_path: Path) -> None:
    objects = Objects(tmp_path, lambda _sha256: True, largest_bytes=5 << 20)
    endless = iter(lambda: b"x" * module.BLOCK_BYTES, None)

    class Endless(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            return next(endless)

    with (
        pytest.raises(TooLargeToKeepError, match=r"clip\.mp4 has more than 0 GB"),
        objects.keeping(Endless(), _CLIP),  # type: ignore[arg-type]
    ):
        pass
    assert not objects.root.exists()


def test_other_bytes_than_were_announced_are_not_kept(desk: Desk) -> None:
    announced = hashlib.sha256(b"the clip that was hashed").hexdigest()

    with (
        pytest.raises(errors.FootageChangedError),
        desk.objects.keeping(io.BytesIO(b"another"), _CLIP, expected_sha256=announced),
    ):
        pass

    assert desk.files() == []


def test_a_source_that_cannot_be_read_is_named_and_not_the_store(desk: Desk) -> None:
    class Broken(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with (
        pytest.raises(errors.UnreadableFileError, match=r"clip\.mp4 .*Input/output error"),
        desk.objects.keeping(Broken(), _CLIP),  # type: ignore[arg-type]
    ):
        pass

    assert desk.files() == []


def test_what_the_store_did_not_record_is_not_kept(desk: Desk) -> None:
    with desk.objects.keeping(io.BytesIO(b"clip"), _CLIP):
        pass

    assert desk.files() == []


def test_an_error_while_recording_leaves_nothing(desk: Desk) -> None:
    with (
        pytest.raises(errors.BadParameterError),
        desk.objects.keeping(io.BytesIO(b"clip"), _CLIP),
    ):
        raise errors.BadParameterError("x", 1, "2")

    assert desk.files() == []


def test_an_error_on_a_second_receipt_leaves_the_first(desk: Desk) -> None:
    desk.keep(b"clip")

    with (
        pytest.raises(errors.BadParameterError),
        desk.objects.keeping(io.BytesIO(b"clip"), _CLIP),
    ):
        raise errors.BadParameterError("x", 1, "2")

    assert desk.files() == [place_of(b"clip")]


def test_a_damaged_original_is_neither_replaced_nor_passed_for_kept(desk: Desk) -> None:
    place = desk.objects.path_of(desk.keep(b"clip").sha256)
    place.chmod(0o644)
    place.write_bytes(b"clap")

    with pytest.raises(OriginalDamagedError, match="neither used nor replaced"):
        desk.keep(b"clip")

    assert place.read_bytes() == b"clap"
    assert desk.files() == [place_of(b"clip")]


def test_a_link_in_the_place_of_an_original_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"clip")
    place = desk.objects.path_of(hashlib.sha256(b"clip").hexdigest())
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OriginalDamagedError):
        desk.keep(b"clip")
    with pytest.raises(OriginalMissingError, match="is not in the store"):
        desk.objects.open(place.name)


def test_a_removed_original_is_gone_and_can_come_again(desk: Desk) -> None:
    sha256 = desk.keep(b"clip").sha256
    desk.keep(b"other")

    with desk.objects.removing(sha256):
        del desk.known[sha256]

    assert desk.files() == [place_of(b"other")]
    assert desk.keep(b"clip").is_new


def test_a_removal_that_was_not_recorded_leaves_the_original(desk: Desk) -> None:
    sha256 = desk.keep(b"clip").sha256

    with pytest.raises(errors.BadParameterError), desk.objects.removing(sha256):
        raise errors.BadParameterError("x", 1, "2")

    assert desk.files() == [place_of(b"clip")]


def test_an_original_that_another_is_taking_in_is_not_let_go(desk: Desk) -> None:
    sha256 = desk.keep(b"clip").sha256

    with desk.objects.keeping(io.BytesIO(b"clip"), _CLIP) as kept:
        with desk.objects.removing(sha256):
            del desk.known[sha256]
        desk.known[kept.sha256] = kept.size_bytes

    assert desk.files() == [place_of(b"clip")]


def test_many_at_once_keep_each_original_once(desk: Desk) -> None:
    contents = [bytes([number % 4]) * 1000 for number in range(24)]
    threads = [threading.Thread(target=desk.keep, args=(content,)) for content in contents]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert desk.files() == sorted({place_of(content) for content in contents})


def test_text_that_is_no_hash_names_no_file(desk: Desk) -> None:
    for text in ("../../etc/passwd", "A" * 64, "a" * 63, ""):
        with pytest.raises(ValueError, match="no SHA-256"):
            desk.objects.path_of(text)


def test_what_else_lies_among_the_drafts_is_let_be(desk: Desk) -> None:
    sha256 = desk.keep(b"clip").sha256
    drafts = desk.home / "tmp" / "objects"
    (drafts / "notes.txt").write_text("not a draft")
    (drafts / "left behind").mkdir()
    (drafts / "left behind" / sha256).touch()
    (drafts / "left behind" / "incoming").write_text("half")

    desk.keep(b"other")

    assert desk.files() == sorted([place_of(b"clip"), place_of(b"other"), "tmp/objects/notes.txt"])
    assert desk.objects.in_hand() == set()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Record what is synced and linked, in order."""
    made: list[tuple[str, str]] = []

    def name(handle: int) -> str:
        return str(Path(f"/proc/self/fd/{handle}").readlink())

    fsync, link = os.fsync, os.link
    monkeypatch.setattr(
        os, "fsync", lambda handle: (made.append(("fsync", name(handle))), fsync(handle))[1]
    )
    monkeypatch.setattr(
        os,
        "link",
        lambda source, place, **rest: (
            made.append(("link", str(place))),
            link(source, place, **rest),
        )[1],
    )
    return made


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="reads /proc")
def test_file_then_name_then_every_folder_is_synced_before_anybody_is_told(
    desk: Desk, calls: list[tuple[str, str]]
) -> None:
    with desk.objects.keeping(io.BytesIO(b"clip"), _CLIP) as kept:
        made = list(calls)
        desk.known[kept.sha256] = kept.size_bytes
    place = desk.objects.path_of(kept.sha256)

    linked = made.index(("link", str(place)))
    assert made[0][0] == "fsync"
    assert any(what == "fsync" and name.endswith("/incoming") for what, name in made[:linked])
    after = {name for what, name in made[linked:] if what == "fsync"}
    levels = [place.parent, *place.parent.parents]
    assert {str(level) for level in levels[: levels.index(desk.home) + 1]} <= after


def test_a_write_in_parts_is_carried_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(durable.os, "write", lambda handle, block: write(handle, block[:7]))
    content = os.urandom(100)

    sha256 = desk.keep(content).sha256

    assert desk.objects.path_of(sha256).read_bytes() == content
