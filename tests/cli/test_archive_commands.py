"""verify archive, as a user calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from verify.storage.database import open_store


def test_no_archive_is_made_by_asking(run: Run, tmp_path: Path) -> None:
    for asked in (("stats",), ("list",), ("remove", "x", "--reason", "y"), ("export", "x.jsonl")):
        said = run("archive", *asked, "--home", tmp_path / "typo")
        assert said.exit_code == 2
        assert "There is no archive in" in said.stderr
    assert not (tmp_path / "typo").exists()


def test_files_without_the_log_that_says_what_they_are_are_no_empty_archive(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "home" / "objects").mkdir(parents=True)
    said = run("archive", "stats", "--home", tmp_path / "home")
    assert said.exit_code == 1
    assert "are gone" in said.stderr
    assert not (tmp_path / "home" / "verify.db").exists()


def test_an_empty_archive_says_that_it_clears_nothing(run: Run, tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'home' / 'verify.db'}").close()
    said = run("archive", "stats", "--home", tmp_path / "home")
    assert said.exit_code == 0
    assert "says nothing about the world" in said.stdout
    found = json.loads(run("archive", "stats", "--home", tmp_path / "home", "--json").stdout)
    assert (found["entries"], found["hashes"]) == (0, 0)


@pytest.mark.parametrize("home", ["file", "file/home"])
@pytest.mark.parametrize("call", [("archive", "list"), ("archive", "add", "clip.mp4"), ("check",)])
def test_a_home_at_or_below_a_file_is_refused_with_its_name(
    call: tuple[str, ...], home: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / home))
    said = run(*call)
    assert said.exit_code == 2
    assert f"{tmp_path / 'file'} is no folder. Name another folder with --home" in said.stderr


def test_a_home_that_is_a_file_is_said_to_be_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"x")
    said = run("archive", "stats", "--home", tmp_path / "home")
    assert said.exit_code == 2
    assert "home" in said.stderr


def test_help_waits_for_no_database_and_no_reader_of_spreadsheets() -> None:
    call = "main(['archive', 'search', '--help'], standalone_mode=False)"
    loaded = f"from verify.cli import main; {call}; import sys; print(sorted(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert "'verify.cli.archive.search'" in said.stdout
    assert "'sqlalchemy'" not in said.stdout
    assert "'openpyxl'" not in said.stdout
