"""An archive that this account can read and not write: its own made read-only, or another disk."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.ordinary_user import ORDINARY_USER
from tests.storage.footage import REPORTER, hashes, new_entry
from verify.storage.database import open_store
from verify.storage.originals import objects_of

_CALLS = """
import json, sys
from click.testing import CliRunner
from verify.cli import main
for call in json.loads(sys.argv[1]):
    said = CliRunner(env={"VERIFY_HOME": sys.argv[2]}).invoke(main, call)
    print(json.dumps([said.exit_code, said.stdout, said.stderr]))
"""
AsUser = Callable[..., "CompletedProcess[str]"]
Said = tuple[int, str, str]


@pytest.fixture
def home(samples: Path) -> Iterator[Path]:
    """Return a home with one entry and its file, all of it another user's, closed to writing."""
    # pytest's own folders are closed to other users.
    home = Path(tempfile.mkdtemp(prefix="verify-closed-"))
    picture = samples / "street.jpg"
    with (
        closing(open_store(f"sqlite:///{home / 'verify.db'}")) as store,
        picture.open("rb") as stream,
        objects_of(store, home).keeping(stream, picture) as kept,
    ):
        # Without hashes no code has to be compiled to search for it.
        given = {"key": kept.sha256, "size_bytes": kept.size_bytes, "hashes": hashes(1, 0)}
        store.add(new_entry("street.jpg", has_original=True, **given), REPORTER)
    yield home
    shutil.rmtree(home)


def _close(home: Path) -> None:
    for folder, _folders, files in os.walk(home, topdown=False):
        for name in files:
            os.chown(Path(folder) / name, ORDINARY_USER, ORDINARY_USER)
        os.chown(folder, ORDINARY_USER, ORDINARY_USER)
        Path(folder).chmod(0o555)


def _state(home: Path) -> dict[str, tuple[int, int]]:
    return {
        str(place): (place.lstat().st_mode, place.lstat().st_mtime_ns) for place in home.rglob("*")
    }


def _said(as_user: AsUser, home: Path, *calls: list[str]) -> list[Said]:
    ended = as_user("-c", _CALLS, json.dumps(calls), home)
    assert ended.returncode == 0, ended.stderr
    return [tuple(json.loads(line)) for line in ended.stdout.splitlines()]


def test_a_home_that_is_closed_to_writing_is_listed_searched_and_checked(
    home: Path, as_ordinary_user: AsUser, samples: Path
) -> None:
    given = ["--home", str(home)]
    picture = str(samples / "street.jpg")
    (home / "private").mkdir(mode=0o700)
    _close(home)
    os.chown(home / "private", 0, 0)
    (home / "private").chmod(0o700)
    before = _state(home)
    listed, counted, checked, searched, removed, unseen = _said(
        as_ordinary_user,
        home / "private",
        ["archive", "list", *given],
        ["archive", "stats", *given],
        ["check", *given],
        ["archive", "search", picture, "--allow-weak-sandbox", *given],
        ["archive", "remove", "street.jpg", "--reason", "x", *given],
        ["archive", "list"],
    )
    assert listed[0] == counted[0] == 0, (listed, counted)
    assert "street.jpg" in listed[1]
    assert "Files kept  1" in counted[1]
    assert checked[0] == 0, checked
    assert unseen[0] == 1
    assert "cannot be read: Permission denied. Check who may read there" in unseen[2]
    assert searched[0] == 0, searched
    assert "the same file: street.jpg" in searched[1]
    assert "cannot be written to, so nothing is kept there" in searched[2]
    assert removed[0] == 1
    assert "cannot be written" in removed[2]
    assert _state(home) == before
