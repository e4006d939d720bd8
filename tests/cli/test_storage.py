"""verify storage, as a user calls it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.storage.footage import REPORTER, new_entry
from verify import settings
from verify.storage.database import open_store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with an archive whose log is sealed."""
    home = tmp_path / "home"
    store = open_store(f"sqlite:///{home / 'verify.db'}")
    for name in ("one", "two"):
        store.add(new_entry(name), REPORTER)
    store.close()
    return home


def test_an_archive_is_worked_on_on_a_server_with_its_seals(
    run: Run, home: Path, new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = f"sqlite:///{home / 'verify.db'}", new_database()
    assert run("check", "--seal", "--home", home).exit_code == 0
    with_password = there.replace("//verify@", "//verify:secret@")

    copied = run("storage", "copy", here, with_password, "--home", home)

    assert copied.exit_code == 0, copied.stderr
    assert "secret" not in copied.stdout
    assert f"{settings.STORAGE_VARIABLE}={there}" in copied.stdout
    monkeypatch.setenv(settings.STORAGE_VARIABLE, there)
    checked = run("check", "--home", home, "--json")
    assert checked.exit_code == 0, checked.stdout
    told = json.loads(checked.stdout)
    assert told["is_whole"]
    assert told["seals"]["checkpoints_that_fit"] == 1
    assert told["seals"]["events_not_sealed"] == 0
    assert "2 video" in run("archive", "stats", "--home", home).stdout


def test_both_sides_are_told_by_rows_and_hash(run: Run, home: Path, tmp_path: Path) -> None:
    here, there = f"sqlite:///{home / 'verify.db'}", f"sqlite:///{tmp_path / 'to.db'}"
    said = json.loads(run("storage", "copy", here, there, "--home", home, "--json").stdout)

    rows = {one["name"]: one["rows"] for one in said["tables"]}
    assert (rows["events"], rows["footage"]) == (2, 2)
    assert all(len(one["sha256"]) == 64 for one in said["tables"])


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("sqlite:///{home}/no.db", "sqlite:///{home}/to.db", "no.db"),
        ("sqlite:///{home}/verify.db", "sqlite:///{home}/verify.db", "another store's"),
        ("sqlite:///{home}/verify.db", "mysql://me:secret@host/db", "postgresql://name@host"),
        ("{home}/verify.db", "sqlite:///{home}/to.db", "sqlite:///folder/verify.db"),
    ],
)
def test_what_cannot_be_copied_is_refused_and_nothing_made(
    run: Run, home: Path, source: str, target: str, said: str
) -> None:
    before = sorted(home.rglob("*"))
    refused = run(
        "storage", "copy", source.format(home=home), target.format(home=home), "--home", home
    )

    assert refused.exit_code == 2
    assert said in refused.stderr
    assert "secret" not in refused.stderr
    assert sorted(home.rglob("*")) == before
