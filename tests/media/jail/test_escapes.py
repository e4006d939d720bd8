"""Hostile code in the worker gets nowhere, behind each wall, for root and for ordinary users."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media.jail import trial
from verify.media.jail.walls import Wall

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these walls are of Linux")

_WORK = "[1000, [1], 'footage']"


def _assert_kept_in(outcomes: dict[str, str]) -> None:
    assert outcomes.pop("errors") == ""
    assert outcomes.pop("noticed") == ""
    assert outcomes.pop("work") == _WORK
    assert outcomes.pop("end") == "reached"
    assert len(outcomes) > 40
    assert {name: result for name, result in outcomes.items() if result != "denied"} == {}


@pytest.mark.parametrize("name", ["bubblewrap", "Landlock, ABI 2", "Landlock, this kernel's ABI"])
def test_hostile_code_gets_nowhere(
    name: str, strong_wall: Callable[[str], Wall], tmp_path: Path
) -> None:
    _assert_kept_in(trial.outcome(strong_wall(name), tmp_path / "trial"))


def test_hostile_code_gets_nowhere_for_an_ordinary_user(
    as_ordinary_user: Callable[..., "subprocess.CompletedProcess[str]"],
) -> None:
    tried = as_ordinary_user(trial.__file__, "trials")

    assert tried.stderr == ""
    outcomes = json.loads(tried.stdout)
    if not outcomes:
        pytest.skip("an ordinary user can put up no wall on this machine")
    for wall in outcomes.values():
        _assert_kept_in(wall)


def test_the_same_code_gets_through_where_there_is_no_wall(tmp_path: Path) -> None:
    outcomes = trial.outcome(Wall(), tmp_path / "trial")

    denied = [name for name, result in outcomes.items() if result == "denied"]
    assert len(denied) < len(outcomes) / 3
    for came_through in (
        "udp brought b'home'",
        "tcp was",
        "neighbour was killed",
        "another case",
    ):
        assert came_through in outcomes["noticed"]
