"""Footage into an archive and out again, as a user does it; one home for most of it."""

import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import click.testing
import pytest

from tests.cli.conftest import Run, answer
from tests.media.sidecars import telegram_export
from tests.media.sidecars.telegram_export import NIGHT, SAVED, write_export
from verify.cli import main

_CLIP, _PICTURE = "VID-20200227-WA0003.mp4", "street.jpg"


def _call(*arguments: str | Path) -> click.testing.Result:
    result = click.testing.CliRunner().invoke(main, [str(part) for part in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """Return a folder with two samples under three names, a bad file, and no footage."""
    folder = tmp_path_factory.mktemp("footage")
    shutil.copy(samples / "night-fire-cut.mp4", folder / _CLIP)
    shutil.copy(samples / "street.jpg", folder / _PICTURE)
    shutil.copy(samples / "street.jpg", folder / "z\udce9 \u202egpj.jpg")
    (folder / "bad.mp4").write_text("no footage at all, just words\n" * 20)
    (folder / "notes.txt").write_text("no footage")
    return folder


@pytest.fixture(scope="module")
def first(folder: Path) -> tuple[Path, click.testing.Result]:
    """Return a home that the folder was added to, and what was said; read only."""
    home = folder.parent / "home"
    return home, _call(
        "archive", "add", folder, "--home", home, "--keep-original", "--jobs", "1", "--json"
    )


@pytest.fixture
def home(first: tuple[Path, click.testing.Result], tmp_path: Path) -> Path:
    """Return a copy of that home, to be changed."""
    return Path(shutil.copytree(first[0], tmp_path / "home"))


def test_a_folder_is_added_and_its_bad_file_is_named(
    first: tuple[Path, click.testing.Result],
) -> None:
    said = first[1]
    found = answer(said)
    assert said.exit_code == 1
    became = sorted(result["became"] for result in found["results"])
    assert became == ["added", "added", "completed"]
    (failed,) = found["failed"]
    assert failed["file"].endswith("bad.mp4")
    assert failed["exit_code"] == 2
    assert "notes" not in said.stdout
    assert "passed over 1 entry without an ending of footage" in said.stderr


def test_the_list_says_who_claims_which_date_and_what_is_kept(run: Run, home: Path) -> None:
    clip, picture = run("archive", "list", "--home", home).stdout.splitlines()
    assert _CLIP in clip
    assert "2020-02-27 by its name" in clip
    assert "10 hashes, 3 stills, file kept" in clip
    assert "street.jpg (and 1 other name)" in picture
    assert "2021-06-15 12:34, zone unknown, by the file" in picture

    listed = answer(run("archive", "list", "wa0003", "--home", home, "--json"))
    (entry,) = listed["entries"]
    assert listed["entries_in_archive"] == 2
    assert entry["untrusted_names"] == [_CLIP]

    none = run("archive", "list", "idlib", "--home", home)
    assert none.stdout == "None of the 2 entries has a name or key that holds idlib.\n"


def test_added_again_nothing_is_decoded_and_nothing_changes(
    run: Run, home: Path, folder: Path
) -> None:
    before = answer(run("archive", "stats", "--home", home, "--json"))
    found = answer(
        run("archive", "add", folder / _CLIP, folder / _PICTURE, "--home", home, "--json")
    )
    assert [result["became"] for result in found["results"]] == ["known", "known"]
    assert not any(result["was_decoded"] for result in found["results"])
    assert answer(run("archive", "stats", "--home", home, "--json")) == before


def test_a_file_alone_gives_its_own_answer_or_its_own_error(
    run: Run, home: Path, folder: Path
) -> None:
    known = run("archive", "add", folder / _CLIP, "--home", home)
    assert known.exit_code == 0
    assert known.stdout.startswith(f"known      {_CLIP}  nothing new\n1 file: 1 known before.")
    found = answer(run("archive", "add", folder / _PICTURE, "--home", home, "--json"))
    assert (found["became"], found["entry"]["kind"]) == ("known", "picture")
    bad = run("archive", "add", folder / "bad.mp4", "--home", home)
    assert bad.exit_code == 2
    assert bad.stdout == ""
    assert bad.stderr.count("Error: ") == 1


def test_what_is_removed_is_gone_and_the_log_keeps_why(run: Run, home: Path) -> None:
    said = run("archive", "remove", _CLIP, "--reason", "sent in error", "--home", home)
    assert said.exit_code == 0
    assert "The log keeps that it was there" in said.stdout
    assert _CLIP not in run("archive", "list", "--home", home).stdout
    assert answer(run("archive", "stats", "--home", home, "--json"))["originals"] == 1
    assert len([file for file in (home / "objects" / "sha256").rglob("*") if file.is_file()]) == 1
    again = run("archive", "remove", _CLIP, "--reason", "x", "--home", home)
    assert again.exit_code == 2
    assert "No entry of the archive has the name or key" in again.stderr
    assert run("check", "--home", home).exit_code == 0


def test_a_second_database_of_a_home_touches_no_file_of_the_first(
    run: Run, home: Path, folder: Path
) -> None:
    def kept() -> set[Path]:
        return {file for file in (home / "objects").rglob("*") if file.is_file()}

    before = kept()
    other = ("--home", home, "--storage", f"sqlite:///{home / 'other.db'}")
    refused = run("archive", "add", folder / _PICTURE, folder / _CLIP, "--keep-original", *other)
    assert refused.exit_code == 2
    assert "are kept for the database verify.db, and no other keeps or removes" in refused.stderr
    assert refused.stderr.count("Error: ") == 1
    # A copy of the database knows the files, and may not remove them either.
    with closing(sqlite3.connect(home / "verify.db")) as database:
        database.execute("VACUUM INTO ?", (str(home / "copy.db"),))
    copy = ("--home", home, "--storage", f"sqlite:///{home / 'copy.db'}")
    removed = run("archive", "remove", _CLIP, "--reason", "x", *copy)
    assert removed.exit_code == 2
    assert _CLIP in run("archive", "list", *copy).stdout
    assert kept() == before

    checked = run("check", *copy)
    assert checked.exit_code == 3
    assert "kept for the database verify.db, so they were not looked at" in checked.stdout
    moved = home.rename(home.with_name("moved"))
    assert run("check", "--home", moved).exit_code == 0
    assert run("archive", "remove", _CLIP, "--reason", "x", "--home", moved).exit_code == 0


def test_a_name_that_says_too_little_removes_nothing(run: Run, home: Path) -> None:
    said = run("archive", "remove", ".", "--reason", "x", "--home", home)
    assert said.exit_code == 2
    assert "nothing was done" in said.stderr
    assert _CLIP in said.stderr
    assert "street.jpg" in said.stderr
    part = run("archive", "remove", "street", "--reason", "x", "--home", home)
    assert part.exit_code == 2
    key = answer(run("archive", "list", "street", "--home", home, "--json"))["entries"][0]["key"]
    assert run("archive", "remove", key[:7], "--reason", "x", "--home", home).exit_code == 2
    assert run("archive", "remove", key[:12], "--reason", "x", "--home", home).exit_code == 0
    assert run("archive", "remove", _CLIP, "--reason", " ", "--home", home).exit_code == 2


def test_a_check_names_what_changed_and_says_what_it_cannot_see(run: Run, home: Path) -> None:
    clean = run("check", "--home", home)
    assert clean.exit_code == 0
    assert "nothing that differs from what was kept" in clean.stdout
    assert "unchanged since 20" in clean.stdout
    assert "says nothing about whether the footage is true" in clean.stdout
    assert "take away its newest checkpoints along with the end of the log" in clean.stdout
    assert " OK" not in clean.stdout

    kept = next(file for file in (home / "objects" / "sha256").rglob("*") if file.is_file())
    kept.chmod(0o644)
    with kept.open("r+b") as stream:
        stream.write(b"\xff\0")
    said = run("check", "--home", home)
    assert said.exit_code == 1
    assert "ALTERED: file as received" in said.stdout
    assert "MODE CHANGED: file as received" in said.stdout
    assert said.stdout.count("What to do:") == 2
    found = answer(run("check", "--home", home, "--json"))
    assert found["is_whole"] is False
    assert {fault["kind"] for fault in found["faults"]} == {"altered", "mode_changed"}
    assert "kept elsewhere" in found["not_seen_by_this_check"]
    assert "unchanged" not in said.stdout


def test_what_cannot_be_read_is_not_called_whole(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("verify.storage.object_check.open_regular", refuse)
    said = run("check", "--home", home)
    assert said.exit_code == 3
    assert "could not be checked" in said.stdout
    assert "nothing that differs" not in said.stdout


def test_where_nothing_is_kept_a_check_makes_nothing(run: Run, tmp_path: Path) -> None:
    said = run("check", "--home", tmp_path / "none")
    assert said.exit_code == 2
    assert "There is no archive in" in said.stderr
    assert not (tmp_path / "none").exists()


def test_files_without_their_database_are_named(run: Run, home: Path) -> None:
    for file in home.glob("verify.db*"):
        file.unlink()
    said = run("check", "--home", home)
    assert said.exit_code == 1
    assert "are gone" in said.stderr
    assert not list(home.glob("verify.db*"))


def test_a_torn_database_is_named(run: Run, home: Path) -> None:
    (home / "verify.db").write_bytes(b"no database at all" * 1000)
    said = run("check", "--home", home)
    assert said.exit_code == 1
    assert "verify.db" in said.stderr


def test_what_a_later_version_wrote_is_not_called_checked(run: Run, home: Path) -> None:
    with closing(sqlite3.connect(home / "verify.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    said = run("check", "--home", home)
    assert said.exit_code == 3
    assert said.stderr.startswith("Error: Nothing was checked.")


def test_a_disk_that_fills_up_ends_the_call_and_says_what_stays(
    run: Run, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("verify.storage.durable.write_all", fail)
    run("archive", "remove", _CLIP, "--reason", "to be added again", "--home", home)
    options = ("--home", home, "--keep-original", "--jobs", "1")
    said = run("archive", "add", folder / _PICTURE, folder / _CLIP, *options)
    assert said.exit_code == 1
    assert "Ended early with 1 of 2 files in the archive" in said.stderr
    assert "There is no room left in" in said.stderr
    assert run("check", "--home", home).exit_code == 0


def test_a_telegram_export_says_where_each_clip_came_from_with_no_typing(
    run: Run, tmp_path: Path, samples: Path
) -> None:
    export = tmp_path / "DataExport_2020-03-01"
    for name, place in write_export(export).items():
        place.unlink()
        if name in (NIGHT, SAVED):
            shutil.copy(samples / "night-fire-cut.mp4", place)
    home = tmp_path / "home"
    said = run("archive", "add", export, "--home", home, "--hashes-only", "--jobs", "1")
    assert said.exit_code == 0, said.stderr
    assert "2020-02-27 23:41 UTC by its source" in said.stdout
    assert "Telegram, شبكة أخبار الشمال" in said.stdout
    (entry,) = answer(run("archive", "list", "--home", home, "--json"))["entries"]
    # One clip in two chats: one entry, both names, every date.
    assert entry["untrusted_names"] == ["night strike.mp4", "VID-20200227-WA0003.mp4"]
    assert entry["still_count"] == 0
    assert set(entry["descriptors"]) == {"pdq", "phash", "dhash"}
    assert entry["source"]["untrusted_caption"] == f"{telegram_export.CAPTION} #إدلب المصدر"
    assert entry["source"]["untrusted_address"] == "https://t.me/c/1234567890/512"
    claimed = {(date["claimed_by"], date["meaning"]) for date in entry["source"]["dates"]}
    assert {("source", "posted"), ("source", "edited")} < claimed
    assert "name" in {claimant for claimant, _ in claimed}


def test_a_folder_without_footage_is_refused_before_a_home_is_made(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    said = run("archive", "add", tmp_path / "empty", "--home", tmp_path / "home")
    assert said.exit_code == 2
    assert "There is no footage in what you named" in said.stderr
    assert not (tmp_path / "home").exists()
