"""Many clips indexed by processes and by workers of Dask, as a user calls it."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from bench.index import digests_of
from tests.cli.conftest import Run, answer
from verify.jobs import cluster
from verify.storage.database import open_store

_CLIP = "night-fire-cut.mp4"


@pytest.fixture
def folder(tmp_path: Path, samples: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    shutil.copy(samples / _CLIP, folder)
    (folder / "bad.mp4").write_text("no footage at all, just words\n" * 20)
    return folder


def _digests(home: Path) -> dict[str, str]:
    with closing(open_store(f"sqlite:///{home / 'verify.db'}")) as store:
        return digests_of(store)


def test_processes_and_dask_leave_the_same_bytes_and_name_the_bad_file(
    run: Run, folder: Path, is_whole_run: bool
) -> None:
    ways = {"processes": ("--workers", "2"), "dask": ("--cluster", "local:2")}
    homes = {name: folder.parent / name for name in ways}
    for name, how in ways.items():
        said = run("index", folder, "--home", homes[name], *how, "--json")
        found = answer(said)
        assert said.exit_code == 1
        assert (found["files"], found["added"], found["entries"]) == (2, 1, 1)
        (failed,) = found["failed"]
        assert failed["file"] == str(folder / "bad.mp4")
        assert "is not footage that Verify can read" in failed["reason"]
        assert failed["exit_code"] == 2
    if is_whole_run:
        homes["added"] = folder.parent / "added"
        run("archive", "add", folder / _CLIP, "--home", homes["added"])
    first, *others = [_digests(home) for home in homes.values()]
    assert len(first) == 1
    assert all(other == first for other in others)

    listed = folder / "list.txt"
    listed.write_text(f"{_CLIP}\n")
    again = run("index", listed, "--home", homes["dask"])
    assert again.stdout == "1 clip: 1 known before. The archive holds 1 entry.\n"


def test_a_call_that_names_nothing_or_too_much_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    nothing = run("index", "empty", "--home", tmp_path / "home")
    assert nothing.exit_code == 2
    assert "There is no footage in what you named." in nothing.stderr
    both = run("index", "empty", "--workers", "2", "--cluster", "local:2")
    assert both.exit_code == 2
    assert "--workers is 2; expected nothing beside --cluster" in both.stderr
    assert not (tmp_path / "home").exists()


def test_nobody_at_an_address_is_said_before_anything_is_opened(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_ANSWERS_WITHIN_S", 0.5)
    said = run("index", folder, "--home", folder.parent / "home", "--cluster", "tcp://127.0.0.1:1")
    assert said.exit_code == 3
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in said.stderr
    assert (
        json.loads(run("archive", "list", "--home", folder.parent / "home", "--json").stdout)[
            "entries"
        ]
        == []
    )
