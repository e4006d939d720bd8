"""Walls by their names, and files of other users."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media.jail import trial
from tests.ordinary_user import ORDINARY_USER, skip_unless_root_of_the_machine
from verify.media.jail.walls import Wall


@pytest.fixture
def strong_wall() -> Callable[[str], Wall]:
    """Return a function that gives a wall by its name; skips where it cannot be put up."""

    def named(name: str) -> Wall:
        wall, complaint = trial.tried_walls().get(name, (None, "it is not installed"))
        if wall is None or complaint:
            pytest.skip(f"no {name} on this machine: {complaint}")
        return wall

    return named


@pytest.fixture
def give_away() -> Callable[[Path], None]:
    """Return a function that makes a file another user's; skips where there are no others."""
    skip_unless_root_of_the_machine("own files of other users")
    return lambda file: os.chown(file, ORDINARY_USER, ORDINARY_USER)
