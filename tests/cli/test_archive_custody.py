"""verify archive log, erase and original, as a user calls them."""

import hashlib
import io
from pathlib import Path

import click.testing
import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER, key_of, new_entry
from verify.cli import main
from verify.domain.sources import SourceRecord
from verify.storage.database import open_store
from verify.workbench.archive.shelf import opened

CONTENT = b"a clip"
KEY = hashlib.sha256(CONTENT).hexdigest()
HOSTILE = "a\x1b[2Jb\u202e4pm.exe"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a home with a kept file (events 1, 2), a hostile name (3) and a corrected source (4)."""
    home = tmp_path / "home"
    monkeypatch.setenv("VERIFY_HOME", str(home))
    address = f"sqlite:///{home / 'verify.db'}"
    with opened(home, address, REPORTER, makes=True) as shelf:
        with shelf.objects.keeping(io.BytesIO(CONTENT), Path("clip.mp4")):
            given = {"key": KEY, "size_bytes": len(CONTENT), "has_original": True}
            shelf.store.add(new_entry("clip.mp4", **given), REPORTER)
        source = SourceRecord(untrusted_caption=HOSTILE)
        shelf.store.add(new_entry("other", untrusted_name=HOSTILE, source=source), REPORTER)
        shelf.store.record_source(key_of("other"), SourceRecord(), REPORTER)
    return home


@pytest.mark.usefixtures("home")
def test_the_log_is_told_with_who_how_known_and_what_was_corrected(run: Run) -> None:
    said = run("archive", "log")

    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4"]
    assert "added" in lines[0]
    assert f"{KEY[:12]}  samira (account of this machine)  name clip.mp4" in lines[0]
    assert lines[3].endswith("instead of what event 3 said")
    assert "\x1b" not in said.stdout
    assert "\u202e" not in said.stdout
    assert [line.split()[0] for line in run("archive", "log", KEY[:8]).stdout.splitlines()] == [
        "1",
        "2",
    ]


def test_the_log_as_json_has_what_its_hashes_are_made_of(run: Run, home: Path) -> None:
    run("archive", "erase", "3", "--reason", "order 7", "--yes", "--as", "the editor")

    said = answer(run("archive", "log", "--json"))

    assert said["key"] is None
    third, fourth = said["events"][2:4]
    assert third["payload"] is third["salt"] is None
    assert third["erased"]["by_event"] == 5
    assert third["erased"]["reason"] == "order 7"
    assert third["erased"]["actor"] == {"untrusted_name": "the editor", "known_by": "own_word"}
    assert fourth["previous"] == third["hash"]
    assert len(bytes.fromhex(fourth["salt"])) == 32
    store = open_store(f"sqlite:///{home / 'verify.db'}")
    assert int(fourth["monotonic_ns"]) == store.event(4).monotonic_ns
    store.close()


@pytest.mark.usefixtures("home")
def test_words_are_erased_on_purpose_only_and_the_check_says_so(run: Run) -> None:
    said = run("archive", "erase", "1", "--reason", "order 7")
    assert said.exit_code == 2
    assert "--yes" in said.stderr
    assert run("archive", "erase", "1", "--reason", " ", "--yes").exit_code == 2

    said = run("archive", "erase", "1", "--reason", "order 7", "--yes")
    assert said.exit_code == 0
    assert "event 5 says who and why" in said.stdout
    assert f"1 other event on the same subject still has words: verify archive log {KEY}" in (
        said.stdout
    )
    told = run("archive", "log", "clip.mp4").stdout.splitlines()[0]
    assert "its words were erased by" in told
    assert told.endswith("(event 5): order 7")
    run("archive", "erase", "3", "--reason", "order 8", "--yes")

    checked = run("check")
    assert checked.exit_code == 0
    assert "ERASED: words of 2 events 1, 3" in checked.stdout
    again = run("archive", "erase", "1", "--reason", "order 7", "--yes")
    assert again.exit_code == 2
    assert "erased before" in again.stderr
    assert "no event 99" in run("archive", "erase", "99", "--reason", "x", "--yes").stderr


@pytest.mark.usefixtures("home")
def test_on_a_terminal_the_words_are_shown_and_no_means_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True)
    call = ["archive", "erase", "2", "--reason", "order 7"]

    said = click.testing.CliRunner().invoke(main, call, input="n\n")
    assert said.exit_code == 1
    assert "name clip.mp4" in said.stdout
    assert "for good?" in said.stdout
    said = click.testing.CliRunner().invoke(main, call, input="y\n")
    assert said.exit_code == 0
    assert "event 5 says" in said.stdout


@pytest.mark.usefixtures("home")
def test_a_kept_file_is_copied_out_and_the_log_tells_where_to(run: Run, tmp_path: Path) -> None:
    said = run("archive", "original", "clip.mp4", "-o", "copy.mp4")
    assert said.exit_code == 0
    assert "6 bytes as received" in said.stdout
    assert (tmp_path / "copy.mp4").read_bytes() == CONTENT
    told = answer(run("archive", "log", KEY, "--json"))
    assert f"{tmp_path / 'copy.mp4'}" in str(told)

    assert run("archive", "original", "clip.mp4", "-o", "copy.mp4").exit_code == 2
    made = answer(run("archive", "original", KEY, "-o", "copy.mp4", "--force", "--json"))
    assert made == {"file": "copy.mp4", "sha256": KEY, "size_bytes": 6, "event": 6}
    without = run("archive", "original", key_of("other"), "-o", "none.mp4")
    assert without.exit_code == 2
    assert "--keep-original" in without.stderr
