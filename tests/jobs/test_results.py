"""Result folders: whole or not at all, and never in place of something that is not ours."""

import errno
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from verify.domain import errors
from verify.jobs import results
from verify.jobs.results import ResultFolder, result_folder_for


def _fill(folder: Path, text: str = "new") -> None:
    (folder / "analysis.json").write_text(text)
    (folder / "keyframes").mkdir()


def _hidden(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if entry.name.startswith(".")]


def test_a_result_appears_whole(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "result"

    with ResultFolder(place, force=False) as building:
        _fill(building)
        assert not place.exists()

    assert (place / "analysis.json").read_text() == "new"
    assert _hidden(place.parent) == []


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(errors.BadParameterError),
        ResultFolder(tmp_path / "result", force=False) as building,
    ):
        _fill(building)
        raise errors.BadParameterError("x", 1, "2")

    assert list(tmp_path.iterdir()) == []


def test_a_result_is_not_replaced_unasked(tmp_path: Path) -> None:
    place = tmp_path / "result"
    with ResultFolder(place, force=False) as building:
        _fill(building, "old")

    with pytest.raises(errors.ResultExistsError, match="--force"), ResultFolder(place, force=False):
        pass
    assert (place / "analysis.json").read_text() == "old"


def test_force_replaces_a_result_and_leaves_no_trace_of_the_old(tmp_path: Path) -> None:
    place = tmp_path / "result"
    for text in ("old", "new"):
        with ResultFolder(place, force=True) as building:
            _fill(building, text)

    assert (place / "analysis.json").read_text() == "new"
    assert list(tmp_path.iterdir()) == [place]


def test_force_replaces_also_where_names_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "swap", lambda _one, _other: False)
    place = tmp_path / "result"
    for text in ("old", "new"):
        with ResultFolder(place, force=True) as building:
            _fill(building, text)

    assert (place / "analysis.json").read_text() == "new"
    assert list(tmp_path.iterdir()) == [place]


def test_force_never_replaces_what_is_not_ours(tmp_path: Path) -> None:
    place = tmp_path / "photos"
    place.mkdir()
    (place / "holiday.jpg").write_bytes(b"x")

    with (
        pytest.raises(errors.ResultExistsError, match="no result of Verify"),
        ResultFolder(place, force=True),
    ):
        pass
    assert (place / "holiday.jpg").exists()


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    place = tmp_path / "result"
    place.mkdir()

    with ResultFolder(place, force=False) as building:
        _fill(building)

    assert (place / "analysis.json").exists()


def test_what_appears_while_the_work_goes_on_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "result"

    with (
        pytest.raises(errors.ResultExistsError),
        ResultFolder(place, force=False) as building,
    ):
        _fill(building)
        place.mkdir()
        (place / "holiday.jpg").write_bytes(b"x")

    assert list(place.iterdir()) == [place / "holiday.jpg"]
    assert _hidden(tmp_path) == []


def test_the_old_result_survives_a_disk_that_breaks_while_it_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "result"
    with ResultFolder(place, force=False) as building:
        _fill(building, "old")
    renames = []
    rename = Path.rename

    def rename_once(path: Path, target: Path) -> Path:
        renames.append(path)
        if len(renames) > 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(path, target)

    with pytest.raises(errors.OutputFolderError), ResultFolder(place, force=True) as building:
        _fill(building)
        monkeypatch.setattr(results, "swap", lambda _one, _other: False)
        monkeypatch.setattr(Path, "rename", rename_once)

    assert [file.read_text() for file in tmp_path.rglob("analysis.json")] == ["old"]


@pytest.mark.parametrize("place", [".", "..", "../here"])
def test_the_folder_one_is_in_is_refused_before_the_work(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (tmp_path / "analysis.json").touch()

    with (
        pytest.raises(errors.OutputFolderError, match="you are in that folder"),
        ResultFolder(Path(place), force=True),
    ):
        pytest.fail("the work began")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_leaves_nothing(number: int, tmp_path: Path) -> None:
    with (
        pytest.raises(errors.DiskFullError, match="Free some space"),
        ResultFolder(tmp_path / "result", force=False) as building,
    ):
        _fill(building)
        raise OSError(number, os.strerror(number))

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_no_folder_can_have_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(errors.OutputFolderError, match="File name too long"),
        ResultFolder(tmp_path / ("x" * 300), force=False),
    ):
        pass


def test_a_place_that_may_not_be_looked_into_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> object:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    (tmp_path / "closed").mkdir()
    monkeypatch.setattr(Path, "iterdir", refuse)

    with (
        pytest.raises(errors.OutputFolderError, match="Permission denied"),
        ResultFolder(tmp_path / "closed", force=False),
    ):
        pass


@pytest.mark.parametrize("deeper", ["", "further"])
def test_a_place_below_a_file_is_said(deeper: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with (
        pytest.raises(errors.OutputFolderError, match="a file stands where a folder is needed"),
        ResultFolder(tmp_path / "file" / deeper / "result", force=False),
    ):
        pass


@pytest.mark.parametrize("holds_result", [False, True])
def test_a_result_goes_where_a_link_leads(holds_result: bool, tmp_path: Path) -> None:
    target = tmp_path / "other disk" / "results"
    target.mkdir(parents=True)
    if holds_result:
        _fill(target, "old")
    link = tmp_path / "link"
    link.symlink_to(target)

    with ResultFolder(link, force=True) as building:
        _fill(building)

    assert link.is_symlink()
    assert (target / "analysis.json").read_text() == "new"
    assert _hidden(target.parent) == []


def test_a_removed_working_folder_does_not_bar_another_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    with ResultFolder(tmp_path / "result", force=False) as building:
        _fill(building)

    assert (tmp_path / "result" / "analysis.json").exists()


def _replace_slowly(place: Path) -> None:
    with ResultFolder(place, force=True) as building:
        _fill(building)
        time.sleep(30)


def test_a_kill_in_the_middle_keeps_the_old_result(tmp_path: Path) -> None:
    place = tmp_path / "result"
    with ResultFolder(place, force=False) as building:
        _fill(building, "old")
    process = multiprocessing.get_context("spawn").Process(target=_replace_slowly, args=(place,))
    process.start()
    deadline = time.monotonic() + 20
    while not _hidden(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()

    assert (place / "analysis.json").read_text() == "old"


@pytest.mark.parametrize(
    ("name", "expected"),
    [('a\'b "c".mp4', 'a\'b "c".mp4'), ("-i.mp4", "-i.mp4"), ("é" * 200, "é" * 90)],
)
def test_result_names_follow_the_clip_and_fit_the_file_system(name: str, expected: str) -> None:
    place = result_folder_for(Path(name), None, many=False, taken=set())

    assert place == Path(f"{expected}.verify")


def test_clips_of_one_name_get_folders_of_their_own() -> None:
    taken: set[Path] = set()
    for folder in ("a", "b", "c"):
        taken.add(result_folder_for(Path(folder, "x.mp4"), Path("out"), many=True, taken=taken))

    assert {str(place) for place in taken} == {"out/x.mp4", "out/x.mp4-2", "out/x.mp4-3"}
