"""Which level a jail has: what was seen, not what was asked for."""

import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.media import jail
from verify.media.jail import levels, walls
from verify.media.jail.walls import Wall

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")
_PROMISES = {
    *("tcp", "udp", "local services", "read outside", "write outside", "change outside"),
    *("names outside", "environment", "signals", "tracing", "other processes", "other programs"),
    *("namespaces", "excess memory"),
}


@pytest.fixture
def filtered() -> Wall:
    """Return a wall of filtered system calls alone; skips where these cannot be filtered."""
    wall = Wall(seccomp=True)
    if complaint := levels.look_at(wall)[1]:
        pytest.skip(f"system calls cannot be filtered on this machine: {complaint}")
    return wall


@linux_only
def test_the_probe_reports_each_promise_once() -> None:
    seen = jail.probe()

    assert {*seen.denied, *seen.not_denied} == _PROMISES
    assert len(seen.denied) + len(seen.not_denied) == len(_PROMISES)


@linux_only
def test_bubblewrap_is_level_a_and_hides_even_names(strong_wall: Callable[[str], Wall]) -> None:
    sandbox, _ = levels.look_at(strong_wall("bubblewrap"))

    assert (sandbox.level, sandbox.not_denied) == ("A", [])


@pytest.mark.parametrize("name", ["Landlock, this kernel's ABI", "Landlock, ABI 2"])
def test_landlock_is_level_b_as_names_stay_visible(
    name: str, strong_wall: Callable[[str], Wall]
) -> None:
    sandbox, _ = levels.look_at(strong_wall(name))

    assert (sandbox.level, sandbox.not_denied) == ("B", ["names outside"])


@linux_only
def test_system_calls_alone_are_level_c_as_files_stay_open(filtered: Wall) -> None:
    sandbox, _ = levels.look_at(filtered)

    assert sandbox.level == "C"
    assert {"read outside", "write outside"} <= set(sandbox.not_denied)
    assert {"tcp", "udp", "signals", "other processes", "change outside"} <= set(sandbox.denied)


def test_limits_alone_are_level_c() -> None:
    sandbox, _ = levels.look_at(Wall())

    assert sandbox.level == "C"
    assert {"tcp", "udp", "read outside", "write outside"} <= set(sandbox.not_denied)
    assert ("excess memory" in sandbox.denied) == (sys.platform != "darwin")


def _bwrap(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    program = folder / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@linux_only
def test_a_mechanism_that_cannot_start_is_passed_over_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "bwrap: No permissions to create a new namespace"
    _bwrap(tmp_path / "bin", f"echo '{reason}' >&2; exit 1", monkeypatch)

    jailed = levels.strongest_of(walls.found())

    assert jailed.wall.bubblewrap is None
    assert jailed.sandbox.passed_over[0] == f"bubblewrap, seccomp, limits: {reason}"


@linux_only
def test_a_program_that_is_none_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _bwrap(tmp_path / "bin", "", monkeypatch)
    (tmp_path / "bin" / "bwrap").write_bytes(b"\x7fELF is not one")

    jailed = levels.strongest_of(walls.found())

    assert jailed.wall.bubblewrap is None
    assert "Exec format error" in jailed.sandbox.passed_over[0]


@linux_only
@pytest.mark.usefixtures("filtered")
def test_a_mechanism_that_lets_through_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Starts what it is to shut in, and shuts nothing in.
    _bwrap(tmp_path / "bin", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"', monkeypatch)

    jailed = levels.strongest_of(walls.found())

    assert jailed.wall.bubblewrap is None
    assert "does not deny read outside, write outside" in jailed.sandbox.passed_over[0]


@linux_only
def test_without_bubblewrap_the_next_wall_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    jailed = levels.strongest_of(walls.found())

    assert jailed.wall.bubblewrap is None
    assert [wall for wall in jailed.sandbox.passed_over if "bubblewrap" in wall] == []


@linux_only
def test_where_nothing_holds_the_wall_that_denies_most_is_taken(filtered: Wall) -> None:
    jailed = levels.strongest_of([filtered, Wall()])

    assert jailed.wall == filtered
    assert jailed.sandbox.level == "C"


def test_the_probe_works_where_temporary_files_lie_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("deep" * 25)
    deep.mkdir()
    wall = levels.strongest().wall
    monkeypatch.setattr(tempfile, "tempdir", str(deep))

    sandbox, complaint = levels.look_at(wall)

    assert sandbox.denied
    assert complaint == ""
