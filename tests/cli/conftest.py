"""Run the command line as a user does, in this process; only the worker is a process of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

from tests.synthesis.clips import Clip
from verify.cli import main

Run = Callable[..., click.testing.Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that calls `verify` with arguments, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> click.testing.Result:
        result = click.testing.CliRunner().invoke(main, [str(part) for part in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one second of numbered frames; read only."""
    return Clip().write(tmp_path_factory.mktemp("clips") / "clip.mp4")


def answer(result: click.testing.Result) -> dict[str, Any]:
    """Return the JSON object that a command printed, which must be all it printed."""
    decoded: dict[str, Any] = json.loads(result.stdout)
    return decoded
