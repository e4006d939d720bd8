"""A process that is to open footage shows first, itself, that it is shut in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.media import jail
from verify.media.jail import levels, runner
from verify.media.jail.process import Ending, Kind, run_behind
from verify.media.jail.walls import Wall, found

_LIMITS = DecodeLimits(wall_time_s=30.0)
_SAY = ["-n1", "-r1", "print('begun', flush=True)"]


@pytest.fixture
def seen(tmp_path: Path) -> Callable[..., list[object]]:
    """Run a module that says when it begins; return what the caller saw, in order."""

    def run(on_sealed: Callable[[Sandbox], None] = lambda _sandbox: None) -> list[object]:
        heard: list[object] = []

        def note(sandbox: Sandbox) -> None:
            heard.append(sandbox)
            on_sealed(sandbox)

        def hear(line: bytes) -> None:
            if line == b"begun":
                heard.append(line)

        ending = jail.run("timeit", _SAY, tmp_path, _LIMITS, hear, on_sealed=note)
        assert ending.exit_code == 0
        return heard

    return run


def test_what_a_worker_is_denied_is_known_before_it_begins(
    seen: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = jail.probe()
    if not expected.holds:
        pytest.skip("no wall of this machine holds")

    for known in ([], [levels.strongest()]):
        monkeypatch.setattr(levels, "seen_here", known)
        assert seen() == [expected, b"begun"]
        assert jail.probe() == expected


def test_a_wall_that_does_not_hold_is_not_worked_behind(
    seen: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = jail.probe()
    if not expected.holds:
        pytest.skip("no wall of this machine holds")
    monkeypatch.setattr(levels, "seen_here", [])
    monkeypatch.setattr(runner.walls, "found", lambda: [Wall(), *found()])

    said, *begun = seen()

    assert isinstance(said, Sandbox)
    assert (said.mechanism, begun) == (expected.mechanism, [b"begun"])
    assert said.passed_over[0].startswith("limits: does not deny ")


def test_a_wall_whose_program_cannot_be_started_is_not_worked_behind(
    seen: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not jail.probe().holds:
        pytest.skip("no wall of this machine holds")
    monkeypatch.setattr(levels, "seen_here", [])
    gone = Wall(bubblewrap=tmp_path / "gone", seccomp=True)
    monkeypatch.setattr(runner.walls, "found", lambda: [gone, *found()])

    said, *begun = seen()

    assert isinstance(said, Sandbox)
    assert begun == [b"begun"]
    assert "No such file" in said.passed_over[0]


def test_a_trial_that_failed_is_never_taken_for_the_work(
    seen: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    jailed = levels.strongest()
    monkeypatch.setattr(levels, "seen_here", [])
    monkeypatch.setattr(runner.walls, "found", lambda: [Wall(), *found()])

    def meanwhile(*arguments: object, **named: object) -> Ending:
        ending = run_behind(*arguments, **named)
        # Another thread has found out what holds here.
        levels.seen_here[:] = [jailed]
        return ending

    monkeypatch.setattr(runner, "run_behind", meanwhile)

    assert seen() == [jailed.sandbox, b"begun"]


@pytest.mark.parametrize("known", [True, False])
def test_a_caller_that_refuses_lets_nothing_begin(
    known: bool,
    seen: Callable[..., list[object]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(levels, "seen_here", [levels.strongest()] if known else [])

    def refuse(_sandbox: Sandbox) -> None:
        raise PermissionError("not here")

    with pytest.raises(PermissionError):
        seen(refuse)

    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_dies_before_it_may_begin_ends_as_what_it_is(tmp_path: Path) -> None:
    # Where nothing is denied, the last attempt turns it into another program, which ends.
    with levels.trial(Wall(), lambda _sandbox: True) as trial:
        ending = run_behind(Wall(), Kind.SCRIPT, [], tmp_path, _LIMITS, trial=trial)

    assert ending.exit_code == 0
