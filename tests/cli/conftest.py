"""Run the command line as a user does, in this process; only the worker is a process of its own."""

import contextlib
import gc
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click.testing
import pytest

from tests.synthesis.clips import Clip
from verify.cli import main
from verify.domain.limits import DecodeLimits
from verify.jobs import worker
from verify.media import jail
from verify.media.jail.process import OnLine, ignore

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


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker, too, run in this process, for tests of what it finds and what is said.

    Each start in the jail costs seconds; every command has a test that takes the real way. The
    request and the answer pass through files as ever, and a weak sandbox is refused as ever.
    """
    run_jailed = jail.run

    def run(
        module: str,
        arguments: Sequence[str],
        scratch: Path,
        limits: DecodeLimits,
        on_line: OnLine = ignore,
        **named: Any,
    ) -> jail.Ending:
        if module != worker.__name__:
            return run_jailed(module, arguments, scratch, limits, on_line, **named)
        named["on_sealed"](jail.probe())
        for name, path in named["readable"].items():
            (scratch / name).symlink_to(path.resolve())
        printed = io.TextIOWrapper(io.BytesIO(), write_through=True)
        with contextlib.redirect_stdout(printed):
            worker.main(scratch)
        printed.seek(0)
        for line in printed.read().splitlines():
            on_line(line.encode())
        return jail.Ending(0, timed_out=False, error_text="")

    monkeypatch.setattr(jail, "run", run)
    # The worker freezes what is loaded, as a process does that soon ends.
    monkeypatch.setattr(gc, "freeze", lambda: None)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one second of numbered frames; read only."""
    return Clip().write(tmp_path_factory.mktemp("clips") / "clip.mp4")


def answer(result: click.testing.Result) -> dict[str, Any]:
    """Return the JSON object that a command printed, which must be all it printed."""
    decoded: dict[str, Any] = json.loads(result.stdout)
    return decoded
