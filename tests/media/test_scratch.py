"""Folders to work in: gone with the work, and not taken from each other by many at once."""

import threading
from pathlib import Path

from verify.media.scratch import working_folder


def test_a_folder_goes_with_its_work(tmp_path: Path) -> None:
    with working_folder(tmp_path, ".work-") as folder:
        (folder / "inside").mkdir()
    assert list(tmp_path.iterdir()) == []


def test_what_was_left_behind_is_cleared_away_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    (tmp_path / ".work-left").mkdir()
    with working_folder(tmp_path, ".work-") as folder, working_folder(tmp_path, ".work-") as other:
        assert sorted(tmp_path.iterdir()) == sorted((folder, other))


def test_many_that_begin_at_once_do_not_clear_each_other_away(tmp_path: Path) -> None:
    failed: list[str] = []

    def work() -> None:
        for _ in range(150):
            with working_folder(tmp_path, ".work-") as folder:
                if not folder.is_dir():
                    failed.append(folder.name)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(tmp_path.iterdir()) == []
