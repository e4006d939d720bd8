"""What the app asks for, on a queue whose worker is never started."""

import errno
import os
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from tests.analyses import an_analysis
from verify.domain.errors import FootageNotFoundError, shown_name
from verify.domain.footage import exact_name
from verify.jobs.queue import (
    HomeFolderError,
    JobState,
    Queue,
    QueueFullError,
    UnknownClipError,
)
from verify.workbench.desk import Desk
from verify.workbench.desk_errors import NoResultError, UnreadableResultError
from verify.workbench.uploads import Announcement

ME = "me"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home", Queue(tmp_path / "home" / "clips", command=(), most_running=0))


@pytest.fixture
def clip(desk: Desk, tmp_path: Path) -> str:
    """Take a file in and lay findings beside it."""
    (tmp_path / "street.mp4").write_bytes(b"footage")
    clip_id = desk.take_in(tmp_path / "street.mp4")
    result = desk.queue.folder_of(clip_id) / "result"
    (result / "keyframes").mkdir(parents=True)
    (result / "analysis.json").write_bytes(msgspec.json.encode(an_analysis()))
    (result / "report.html").write_text("report")
    (result / "keyframes" / "0001_x.jpg").write_bytes(b"jpeg")
    return clip_id


def _uploaded(desk: Desk) -> str:
    announced = Announcement(untrusted_name="a\u202eb.mp4", size_bytes=3, changed_ms=1)
    upload_id, _offset = desk.uploads.begin(ME, announced)
    with desk.uploads.slice_at(ME, upload_id, 0) as writer:
        writer.write(b"abc")
    return upload_id


def test_a_copy_is_taken_and_the_file_stays_as_it_was(
    desk: Desk, clip: str, tmp_path: Path
) -> None:
    received = desk.queue.folder_of(clip) / "received"

    assert received.read_bytes() == (tmp_path / "street.mp4").read_bytes() == b"footage"
    assert received.stat().st_mode & 0o777 == 0o440
    assert desk.clip(clip).clip.untrusted_name == "street.mp4"
    assert not list(desk.home.glob(".copy-*"))


@pytest.mark.parametrize("name", [b"\xff\xfe.mp4", b"new\nline.mp4", "a\u202eb.mp4".encode()])
def test_a_name_that_cannot_be_shown_is_kept_byte_for_byte(
    name: bytes, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(b"footage")

    clip = desk.clip(desk.take_in(file)).clip

    assert shown_name(clip.untrusted_name) == clip.untrusted_name
    assert os.fsencode(exact_name(clip.untrusted_name, clip.untrusted_name_bytes)) == name


def test_a_file_that_is_here_already_is_not_taken_in_again(
    desk: Desk, clip: str, tmp_path: Path
) -> None:
    assert desk.take_in(tmp_path / "street.mp4") == clip
    (tmp_path / "other.mp4").write_bytes(b"x" * desk.clip(clip).clip.size_bytes)

    assert desk.take_in(tmp_path / "other.mp4") != clip


def test_what_is_no_file_is_not_taken_in(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FootageNotFoundError):
        desk.take_in(tmp_path / "gone.mp4")

    assert desk.clips() == []


def test_finishing_an_upload_twice_makes_one_clip(desk: Desk) -> None:
    upload_id = _uploaded(desk)

    first, second = (desk.finish_upload(ME, upload_id) for _attempt in range(2))

    assert first == second
    assert [one.clip_id for one in desk.clips()] == [first]
    assert desk.clips()[0].job.state is JobState.QUEUED
    assert desk.clips()[0].clip.untrusted_name == "a\ufffdb.mp4"


def test_an_upload_that_finds_the_queue_full_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = _uploaded(desk)
    monkeypatch.setattr("verify.jobs.queue._MOST_WAITING", 0)
    with pytest.raises(QueueFullError):
        desk.finish_upload(ME, upload_id)
    assert desk.clips() == []

    monkeypatch.setattr("verify.jobs.queue._MOST_WAITING", 1)

    clip_id = desk.finish_upload(ME, upload_id)
    assert (desk.queue.folder_of(clip_id) / "received").read_bytes() == b"abc"


def test_findings_are_read_through_the_types_that_are_their_schema(desk: Desk, clip: str) -> None:
    assert desk.analysis(clip) == an_analysis()

    (desk.queue.folder_of(clip) / "result" / "analysis.json").write_text("{}")
    with pytest.raises(UnreadableResultError, match="Analyse the clip again"):
        desk.analysis(clip)


def test_a_zip_holds_what_was_asked_for(desk: Desk, clip: str) -> None:
    names = desk.result_files(clip)
    assert names == ["report.html", "analysis.json", "keyframes/0001_x.jpg"]

    with desk.zip_of(clip, names) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.namelist() == names
        assert archive.read("keyframes/0001_x.jpg") == b"jpeg"


@pytest.mark.parametrize("name", ["../clip.json", "received", "keyframes/../../clip.json", ""])
def test_a_name_outside_the_list_is_no_result(name: str, desk: Desk, clip: str) -> None:
    with pytest.raises(NoResultError):
        desk.result_file(clip, name)


def test_a_removed_clip_is_gone(desk: Desk, clip: str) -> None:
    desk.remove(clip)

    with pytest.raises(UnknownClipError):
        desk.clip(clip)
    assert not [entry for entry in desk.queue.folder.rglob("*") if clip in str(entry)]


def test_pages_that_finish_an_upload_at_the_same_time_get_one_clip(desk: Desk) -> None:
    upload_id = _uploaded(desk)

    with ThreadPoolExecutor(4) as pages:
        clips = set(pages.map(lambda _page: desk.finish_upload(ME, upload_id), range(4)))

    assert {one.clip_id for one in desk.clips()} == clips
    assert len(list(desk.queue.folder.glob("[0-9a-f]*"))) == len(clips) == 1


def test_a_full_disk_is_said_and_the_upload_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = _uploaded(desk)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(HomeFolderError, match=r"No space left.*Free some space"):
            desk.finish_upload(ME, upload_id)
    assert desk.clips() == []

    desk.finish_upload(ME, upload_id)
    assert len(desk.clips()) == 1


def test_a_copy_that_finds_no_room_is_said(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "street.mp4").write_bytes(b"footage")
    monkeypatch.setattr(shutil, "copyfile", full)

    with pytest.raises(HomeFolderError, match="Free some space"):
        desk.take_in(tmp_path / "street.mp4")


def test_a_home_that_cannot_be_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(HomeFolderError, match=r"file/home: Not a directory.*--home"):
        Desk(tmp_path / "file" / "home")


@pytest.mark.parametrize("linked", ["keyframes", "."])
def test_no_folder_that_is_a_link_is_followed(
    linked: str, desk: Desk, clip: str, tmp_path: Path
) -> None:
    place = desk.queue.folder_of(clip) / "result" / linked
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NoResultError):
        desk.result_file(clip, "keyframes/0001_x.jpg")
    assert "keyframes/0001_x.jpg" not in desk.result_files(clip)


def test_a_removal_that_was_cut_short_is_finished_at_the_next_start(desk: Desk) -> None:
    left = desk.queue.folder / ".removed-0123456789abcdef"
    left.mkdir()
    (left / "received").touch()

    Desk(desk.home)

    assert not left.exists()


def test_nothing_tells_of_a_removed_clip_that_was_uploaded(desk: Desk) -> None:
    clip_id, other = (desk.finish_upload(ME, _uploaded(desk)) for _clip in range(2))

    desk.remove(clip_id)

    kept = "".join(file.read_text() for file in desk.home.rglob("*.json"))
    assert clip_id not in kept
    assert other in kept
