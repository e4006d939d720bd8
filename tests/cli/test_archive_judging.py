"""verify archive accept and reject, as a user calls them."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER, key_of, new_entry
from verify.workbench.archive.shelf import opened

CONTENT = b"a clip that nobody decodes"
KEY = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a home with two entries, and beside it a clip that is none."""
    home = tmp_path / "home"
    monkeypatch.setenv("VERIFY_HOME", str(home))
    with opened(home, f"sqlite:///{home / 'verify.db'}", REPORTER, makes=True) as shelf:
        for name in ("old.mp4", "older\x1b.mp4"):
            shelf.store.add(new_entry(name), REPORTER)
    (tmp_path / "new.mp4").write_bytes(CONTENT)
    return home


@pytest.mark.usefixtures("home")
def test_a_clip_that_is_no_entry_is_judged_by_its_file_or_its_sha256(run: Run) -> None:
    rejected = run("archive", "reject", "new.mp4", "old.mp4", "--note", "a hill", "--as", "Ada")
    accepted = run("archive", "accept", KEY.upper(), key_of("old.mp4")[:8], "--as", "Ben")

    assert rejected.exit_code == accepted.exit_code == 0
    said = f"new.mp4 and old.mp4 ({key_of('old.mp4')[:12]}): rejected by Ada (own word) on "
    assert rejected.stdout.startswith(said)
    assert rejected.stdout.endswith(" UTC: a hill (event 3)\n")
    first, second = accepted.stdout.splitlines()
    assert "accepted by Ben (own word)" in first
    assert "instead of: rejected by Ada (own word)" in second
    log = run("archive", "log", "old.mp4").stdout
    assert "rejected" in log
    assert "accepted" in log


@pytest.mark.usefixtures("home")
def test_entries_are_judged_by_name_and_json_tells_what_held_before(run: Run) -> None:
    run("archive", "accept", "old.mp4", "older\x1b.mp4")

    said = answer(run("archive", "reject", "older\x1b.mp4", "old.mp4", "--json"))

    assert said["judgement"]["accepted"] is False
    assert said["judgement"]["query_sha256"] == key_of("older\x1b.mp4")
    assert said["instead_of"]["accepted"] is True


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("nowhere.mp4", "old.mp4"), "nowhere.mp4 is no file here, no SHA-256 and no entry"),
        (("new.mp4", "nowhere.mp4"), "No entry of the archive has the name or key nowhere.mp4"),
        (("old.mp4", "old.mp4"), "another file"),
        (("new.mp4", "old.mp4", "--note", "x" * 2_001), "2,000 are the most"),
        (("home", "old.mp4"), "home is a folder"),
    ],
)
def test_what_cannot_be_judged_is_said_and_leaves_no_event(
    run: Run, words: tuple[str, ...], complaint: str
) -> None:
    said = run("archive", "reject", *words)

    assert said.exit_code == 2
    assert complaint in said.stderr
    assert len(run("archive", "log").stdout.splitlines()) == 2
