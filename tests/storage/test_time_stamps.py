"""Time stamps over checkpoints: which count, and how one is named that was touched."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER
from tests.storage.sealed_log import SealedLog
from verify.domain.custody import Action
from verify.domain.timestamps import Token
from verify.storage import stamp_check
from verify.storage.checkpoint_check import CheckpointCheck


def _stamp(ledger: SealedLog, at: int, over: bytes | None = None) -> Path:
    """Take in a reply over the checkpoint of a place, or over something else."""
    _, note = ledger.notes[at]
    content = b"reply over " + hashlib.sha256(over or note.content).digest()
    place = ledger.checkpoints.keep_token(content, note)
    words = {"token_sha256": hashlib.sha256(content).hexdigest()}
    ledger.log.record(Action.TIMESTAMPED, note.sha256, words, REPORTER)
    return place


def _change(place: Path) -> None:
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().replace(b"reply", b"Reply"))


def _exchange(place: Path, ledger: SealedLog) -> None:
    """Put a reply that nobody took in in its place, called as it should be."""
    ledger.checkpoints.keep_token(b"reply over " + bytes(32), ledger.notes[0][1])
    place.unlink()


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read replies of a form of our own, which no library is needed for."""

    def read(content: bytes) -> Token:
        if not content.startswith(b"reply over "):
            raise ValueError("not a reply")
        return Token(content, datetime(2026, 2, 27, tzinfo=UTC), content[11:], "sha256")

    monkeypatch.setattr(stamp_check, "read_token", read)
    monkeypatch.setattr(
        stamp_check, "is_of_authority", lambda _token, _over, roots: "ours" in roots
    )


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        pytest.param(lambda _place, _desk: None, {"not_checked"}, id="none"),
        pytest.param(lambda place, _desk: _change(place), {"altered"}, id="an altered one"),
        pytest.param(_exchange, {"missing", "stray"}, id="a replaced one"),
        pytest.param(lambda place, _desk: place.unlink(), {"missing"}, id="one taken away"),
        pytest.param(
            lambda _place, ledger: ledger.notes[0][0].unlink(),
            {"missing"},
            id="without a checkpoint",
        ),
        pytest.param(
            lambda place, ledger: (place.unlink(), _stamp(ledger, 0, b"other")),
            {"missing", "exchanged"},
            id="one over something else",
        ),
        pytest.param(
            lambda place, _desk: (place.unlink(), place.mkdir()), {"unreadable"}, id="a folder"
        ),
    ],
)
def test_what_is_done_to_a_time_stamp_is_found_and_named(
    ledger: SealedLog, tamper: Callable[[Path, SealedLog], object], named: set[str]
) -> None:
    tamper(_stamp(ledger, 0), ledger)

    check, faults = ledger.check()
    assert {fault.kind for fault in faults} == named
    assert {fault.what for fault in faults} == {"time stamp"}
    assert check.stamped == []


@pytest.mark.usefixtures("read_here")
def test_a_time_stamp_counts_only_with_a_root_that_vouches_for_it(ledger: SealedLog) -> None:
    _stamp(ledger, 0)

    for roots, kinds, count in ((["ours"], [], 1), (["other"], ["unknown_key"], 0)):
        check = CheckpointCheck(keys=ledger.keys.known(), roots=roots)
        faults = list(check.faults(ledger.checkpoints, ledger.log))
        assert [fault.kind for fault in faults] == kinds
        assert len(check.stamped) == count


@pytest.mark.usefixtures("read_here")
def test_a_time_stamp_that_cannot_be_read_is_said_to_be_there(ledger: SealedLog) -> None:
    _, note = ledger.notes[0]
    ledger.checkpoints.keep_token(b"another form", note)
    words = {"token_sha256": hashlib.sha256(b"another form").hexdigest()}
    ledger.log.record(Action.TIMESTAMPED, note.sha256, words, REPORTER)

    _, (fault,) = ledger.check()
    assert fault.kind == "unreadable"
    assert "as it was taken in, but unreadable (not a reply)" in fault.meaning
