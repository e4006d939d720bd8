"""When a log is sealed, with which key, and what stays where that fails."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.storage.footage import REPORTER
from tests.storage.sealed_log import Log, SealedLog
from verify.domain.custody import Action
from verify.domain.seal_errors import NotSealedError
from verify.storage.checkpoints import Checkpoints
from verify.storage.key_file import KeyFile
from verify.storage.sealing import Sealer, Sealing


def test_a_new_key_is_told_of_in_the_log_and_speaks_for_the_old_one(ledger: SealedLog) -> None:
    old = ledger.keys.signing().public
    new = ledger.keys.rotate()
    ledger.sealer.seal(ledger.log, ledger.log.kept[-1])

    last = ledger.log.kept[-1]
    assert last.action is Action.KEY_CHANGED
    assert last.payload == {"old_key": str(old), "new_key": str(new)}
    assert ledger.keys.known() == [old, new]
    assert ledger.keys.signing().public == new
    # On another machine, to which only the new one was told.
    check, faults = ledger.check(keys=[new])
    assert faults == []
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10, 13]
    # Once is enough.
    ledger.sealer.seal(ledger.log, ledger.log.view())
    assert len(ledger.log.kept) == 14


def test_the_same_head_is_sealed_once(ledger: SealedLog) -> None:
    place, note = ledger.sealer.seal(ledger.log, ledger.log.kept[9])

    assert (place, note) == ledger.notes[2]
    assert len(list(ledger.checkpoints.places())) == 3


def test_a_log_is_sealed_as_it_grows_and_at_the_end(tmp_path: Path) -> None:
    log = Log()
    problems: list[object] = []
    sealer = Sealer(Checkpoints(tmp_path, "verify.db"), KeyFile(tmp_path / "k"), REPORTER)
    sealing = Sealing(sealer, problems.append)

    for _ in range(530):
        sealing.written(log, log.view())
    sealing.end(log)

    names = sorted(place.name[:16].lstrip("0") for place in sealer.checkpoints.places())
    assert names == ["256", "512", "530"]
    assert problems == []


def test_what_was_done_stands_where_it_cannot_be_sealed(tmp_path: Path) -> None:
    log = Log()
    problems: list[object] = []
    (tmp_path / "checkpoints").write_text("in the way")
    sealer = Sealer(Checkpoints(tmp_path, "verify.db"), KeyFile(tmp_path / "k"), REPORTER)
    sealing = Sealing(sealer, problems.append)

    sealing.written(log, log.view())
    sealing.end(log)

    (problem,) = problems
    assert isinstance(problem, NotSealedError)
    assert "Nothing of it is lost" in str(problem)


_KILLED = """
import os, signal, sys
from pathlib import Path
from verify.domain.checkpoints import read_note
from verify.storage import durable
from verify.storage.checkpoints import Checkpoints
import shutil

def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def half(handle, block):
    os.write(handle, block[:40])
    die()

home, note = Path(sys.argv[1]), read_note(Path(sys.argv[2]).read_bytes())
for module, name, instead in (
    (durable, "write_all", half),
    (durable, "make_folders", die),
    (Path, "hardlink_to", die),
    (durable, "sync_folders", die),
    (shutil, "rmtree", die),
):
    if not os.fork():
        setattr(module, name, instead)
        Checkpoints(home, "verify.db").keep(note)
    assert os.WIFSIGNALED(os.wait()[1]), name
    found = [place.name for place in Checkpoints(home, "verify.db").places()]
    print(name, len(found))
"""


def test_a_kill_while_one_is_written_leaves_whole_ones_only(
    ledger: SealedLog, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    other = Sealer(
        Checkpoints(tmp_path / "new", "verify.db"), ledger.keys, REPORTER, ledger.log.clock
    )
    place, _ = other.seal(ledger.log, ledger.log.kept[-1])
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(place)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )

    assert ended.returncode == 0, ended.stderr
    told = [line.split() for line in ended.stdout.splitlines()]
    assert [count for _, count in told] == ["3", "3", "3", "4", "4"]
    check, faults = ledger.check()
    assert faults == []
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10, 12]
    # The next one clears up what was left.
    ledger.sealer.seal(ledger.log, ledger.log.view())
    left = [place.name for place in (tmp_path / "tmp" / "checkpoints").iterdir()]
    assert left == ["lock"]
