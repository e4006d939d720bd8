"""Slices to disk: resumed where they stopped, never past what was announced, never another's."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from verify.workbench import uploads as module
from verify.workbench.uploads import (
    Announcement,
    EmptyUploadError,
    NoRoomError,
    NotFootageError,
    TooManyUploadsError,
    Unfinished,
    UnknownUploadError,
    UploadIncompleteError,
    Uploads,
    UploadTooLargeError,
    WrongOffsetError,
)

ME, SOMEONE_ELSE = "me", "someone else"


def _announced(size_bytes: int = 10, name: str = "clip.mp4") -> Announcement:
    return Announcement(untrusted_name=name, size_bytes=size_bytes, changed_ms=1)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def _send(uploads: Uploads, upload_id: str, offset: int, content: bytes) -> None:
    with uploads.slice_at(ME, upload_id, offset) as writer:
        writer.write(content)


def test_the_same_file_goes_on_where_it_stopped(uploads: Uploads) -> None:
    upload_id, _ = uploads.begin(ME, _announced())
    _send(uploads, upload_id, 0, b"01234")

    assert uploads.begin(ME, _announced()) == (upload_id, 5)
    _send(uploads, upload_id, 5, b"56789")
    assert uploads.take(ME, upload_id)[0].read_bytes() == b"0123456789"


def test_another_session_neither_sees_nor_continues_it(uploads: Uploads) -> None:
    upload_id, _ = uploads.begin(ME, _announced())

    assert uploads.begin(SOMEONE_ELSE, _announced())[0] != upload_id
    with pytest.raises(UnknownUploadError):
        uploads.offset_bytes(SOMEONE_ELSE, upload_id)


def test_a_slice_elsewhere_than_at_the_end_is_told_the_end(uploads: Uploads) -> None:
    upload_id, _ = uploads.begin(ME, _announced())
    _send(uploads, upload_id, 0, b"0123")

    with pytest.raises(WrongOffsetError) as caught:
        _send(uploads, upload_id, 0, b"0123")
    assert caught.value.offset_bytes == 4


def test_more_than_announced_is_not_written(uploads: Uploads) -> None:
    upload_id, _ = uploads.begin(ME, _announced(4))

    with pytest.raises(UploadTooLargeError):
        _send(uploads, upload_id, 0, b"01234")
    assert uploads.offset_bytes(ME, upload_id) == 0


def test_an_unfinished_file_is_not_taken(uploads: Uploads) -> None:
    upload_id, _ = uploads.begin(ME, _announced())
    _send(uploads, upload_id, 0, b"0123")

    with pytest.raises(UploadIncompleteError, match="4 of 10 bytes"):
        uploads.take(ME, upload_id)


@pytest.mark.parametrize(
    ("size_bytes", "error"), [(0, EmptyUploadError), (1 << 60, UploadTooLargeError)]
)
def test_what_cannot_be_taken_is_refused_before_a_byte(
    size_bytes: int, error: type[Exception], uploads: Uploads
) -> None:
    with pytest.raises(error, match=r"clip\.mp4"):
        uploads.begin(ME, _announced(size_bytes))


def test_a_full_disk_is_said_with_its_figures(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    def usage(_folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=5_000_000)

    monkeypatch.setattr(module.shutil, "disk_usage", usage)

    with pytest.raises(NoRoomError, match=r"0\.0 GB are free"):
        uploads.begin(ME, _announced())


def test_abandoned_parts_are_cleared_away_and_others_kept(uploads: Uploads, tmp_path: Path) -> None:
    old, _ = uploads.begin(ME, _announced(name="old.mp4"))
    new, _ = uploads.begin(ME, _announced(name="new.mp4"))
    long_ago = time.time() - 30 * 24 * 3600
    os.utime(tmp_path / "uploads" / f"{old}.part", (long_ago, long_ago))

    uploads.begin(ME, _announced(name="third.mp4"))

    with pytest.raises(UnknownUploadError):
        uploads.offset_bytes(ME, old)
    assert uploads.offset_bytes(ME, new) == 0
    assert not (tmp_path / "uploads" / f"{old}.part").exists()


def test_what_was_cleared_away_at_a_start_frees_the_disk(uploads: Uploads, tmp_path: Path) -> None:
    upload_id, _ = uploads.begin(ME, _announced())
    part = tmp_path / "uploads" / f"{upload_id}.part"
    os.utime(part, (1, 1))

    Uploads(tmp_path / "uploads")

    assert not part.exists()


def test_room_that_was_announced_is_given_to_nobody_else(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = module.KEPT_FREE_BYTES + 100
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    first, _ = uploads.begin(ME, _announced(60, "first.mp4"))

    assert uploads.room_bytes() == 40
    with pytest.raises(NoRoomError, match="beside what is being sent"):
        uploads.begin(SOMEONE_ELSE, _announced(60, "second.mp4"))
    assert uploads.begin(ME, _announced(60, "first.mp4")) == (first, 0)

    uploads.discard(ME, first)
    uploads.begin(SOMEONE_ELSE, _announced(60, "second.mp4"))


def test_what_was_discarded_is_gone_and_only_its_sender_can(
    uploads: Uploads, tmp_path: Path
) -> None:
    upload_id, _ = uploads.begin(ME, _announced())
    _send(uploads, upload_id, 0, b"01234")
    with pytest.raises(UnknownUploadError):
        uploads.discard(SOMEONE_ELSE, upload_id)

    uploads.discard(ME, upload_id)

    assert list((tmp_path / "uploads").iterdir()) == []
    assert uploads.unfinished(ME) == []


def test_unfinished_files_are_told_to_their_sender(uploads: Uploads) -> None:
    upload_id, _ = uploads.begin(ME, _announced())
    _send(uploads, upload_id, 0, b"0123")
    done, _ = uploads.begin(ME, _announced(name="done.mp4"))
    uploads.settle(ME, done, "0" * 16)
    uploads.begin(
        ME, Announcement(untrusted_name="l.csv", size_bytes=9, changed_ms=1, is_footage=False)
    )

    assert uploads.unfinished(ME) == [Unfinished(upload_id, "clip.mp4", 4, 10)]
    assert uploads.unfinished(SOMEONE_ELSE) == []


@pytest.mark.parametrize(
    ("head", "kind"), [(b"%PDF-1.7\n", "a PDF document"), (b"\x7fELF\x02\x01", "a program")]
)
def test_what_can_be_no_footage_is_refused_at_its_first_bytes(
    head: bytes, kind: str, uploads: Uploads, tmp_path: Path
) -> None:
    upload_id, _ = uploads.begin(ME, _announced(100))

    with pytest.raises(NotFootageError, match=rf"clip\.mp4 is not taken: it is {kind}"):
        _send(uploads, upload_id, 0, head)
    assert list((tmp_path / "uploads").iterdir()) == []

    table = Announcement(untrusted_name="a.xlsx", size_bytes=4, changed_ms=1, is_footage=False)
    upload_id, _ = uploads.begin(ME, table)
    _send(uploads, upload_id, 0, b"PK\x03\x04")
    assert uploads.take(ME, upload_id)[1] == table


def test_one_person_cannot_leave_any_number_unfinished(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_UNFINISHED", 1)
    first = uploads.begin(ME, _announced(name="first.mp4"))

    with pytest.raises(TooManyUploadsError, match="1 of your files"):
        uploads.begin(ME, _announced(name="second.mp4"))
    assert uploads.begin(ME, _announced(name="first.mp4")) == first
    uploads.begin(SOMEONE_ELSE, _announced(name="second.mp4"))
