"""What is done to a log or its checkpoints behind our back, and how it is named."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.storage.footage import REPORTER
from tests.storage.sealed_log import Log, SealedLog
from verify.domain.head_words import head_words
from verify.storage.checkpoint_check import CheckpointCheck, Head
from verify.storage.checkpoints import Checkpoints, read_small
from verify.storage.key_file import KeyFile
from verify.storage.sealing import Sealer


def test_a_log_that_only_grew_fits_its_checkpoints(ledger: SealedLog) -> None:
    check, faults = ledger.check(ledger.head(9))

    assert faults == []
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10]
    assert check.unsealed == 2
    assert check.elsewhere_agrees


def test_a_thousand_clean_checks_raise_no_alarm(tmp_path: Path) -> None:
    rng = random.Random(7)
    log, keys = Log(), KeyFile(tmp_path / "keys")
    sealer = Sealer(Checkpoints(tmp_path, "verify.db"), keys, REPORTER, log.clock)
    sealer.seal(log, log.view(2))
    known = keys.known()

    # Each check reads and verifies anew.
    for _ in range(1000):
        if rng.random() < 0.05:
            log.view(rng.randint(1, 3))
        at = rng.randint(1, len(log.kept))
        check = CheckpointCheck(known, (), Head(at, log.kept[at - 1].hash, None, "words"))
        assert list(check.faults(sealer.checkpoints, log)) == []
        assert check.elsewhere_agrees


def _edited(ledger: SealedLog) -> None:
    place, note = ledger.notes[1]
    place.chmod(0o644)
    place.write_bytes(note.content.replace(b"events 8", b"events 9"))


def _by_a_stranger(ledger: SealedLog) -> None:
    stranger = Sealer(
        ledger.checkpoints,
        KeyFile(ledger.checkpoints.root / "../k"),
        REPORTER,
        ledger.log.clock,
    )
    ledger.stranger, _ = stranger.seal(ledger.log, ledger.log.kept[-1])


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        pytest.param(
            lambda ledger: ledger.log.kept.__delitem__(slice(9, None)),
            {("log", "after event 9", "truncated")},
            id="a cut tail",
        ),
        pytest.param(
            lambda ledger: ledger.log.kept.clear(),
            {("log", "after event 0", "truncated")},
            id="a log without events",
        ),
        pytest.param(
            lambda ledger: ledger.log.rewrite(6),
            {("log", "between events 5 and 8", "rewritten")},
            id="the chain written anew from its middle",
        ),
        pytest.param(
            lambda ledger: ledger.log.rewrite(1),
            {("log", "between events 1 and 4", "rewritten")},
            id="the chain written anew from its start",
        ),
        pytest.param(
            lambda ledger: (
                ledger.log.rewrite(6),
                ledger.log.kept.__delitem__(slice(9, None)),
            ),
            {
                ("log", "between events 5 and 8", "rewritten"),
                ("log", "after event 9", "truncated"),
            },
            id="both",
        ),
        pytest.param(
            _edited,
            {("checkpoint", "NOTE1", "altered")},
            id="an edited checkpoint",
        ),
        pytest.param(
            lambda ledger: (
                ledger.notes[1][0].unlink(),
                ledger.notes[1][0].write_bytes(b""),
            ),
            {("checkpoint", "NOTE1", "altered")},
            id="an emptied checkpoint",
        ),
        pytest.param(
            lambda ledger: ledger.notes[1][0].rename(
                ledger.notes[1][0].with_name(ledger.notes[1][0].name.replace("8-", "9-", 1))
            ),
            {("checkpoint", "NOTE9", "renamed")},
            id="a checkpoint under another's name",
        ),
        pytest.param(
            lambda ledger: (ledger.checkpoints.root / "other.txt").write_text("x"),
            {("checkpoint", "other.txt", "stray")},
            id="a stray file",
        ),
        pytest.param(
            lambda ledger: (ledger.notes[1][0].unlink(), ledger.notes[1][0].mkdir()),
            {("checkpoint", "NOTE1", "unreadable")},
            id="a folder in the place of one",
        ),
    ],
)
def test_tampering_is_found_and_named(
    ledger: SealedLog, tamper: Callable[[SealedLog], object], named: set[tuple[str, str, str]]
) -> None:
    tamper(ledger)

    name = ledger.notes[1][0].name
    names = {"NOTE1": name, "NOTE9": name.replace("8-", "9-", 1)}
    assert ledger.named() == {(what, names.get(where, where), kind) for what, where, kind in named}


def test_a_checkpoint_of_an_unknown_key_is_named_and_not_counted(ledger: SealedLog) -> None:
    _by_a_stranger(ledger)

    check, (fault,) = ledger.check()
    assert fault.kind == "unknown_key"
    assert fault.is_open
    assert Path(fault.where) == ledger.stranger
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10]


def test_a_chain_and_checkpoints_made_anew_by_a_stranger_are_not_passed(
    ledger: SealedLog,
) -> None:
    shutil.rmtree(ledger.checkpoints.root)
    ledger.log.rewrite(6)
    _by_a_stranger(ledger)

    check, (fault,) = ledger.check()
    assert fault.kind == "unknown_key"
    assert check.agreeing == []


def test_what_was_kept_elsewhere_shows_what_no_checkpoint_beside_the_log_can(
    ledger: SealedLog,
) -> None:
    noted, note = (
        ledger.head(10),
        Head(10, ledger.log.kept[9].hash, ledger.notes[2][1], "copy.txt"),
    )
    own = Sealer(ledger.checkpoints, ledger.keys, REPORTER, ledger.log.clock)
    shutil.rmtree(ledger.checkpoints.root)
    ledger.log.rewrite(6)
    own.seal(ledger.log, ledger.log.kept[-1])

    assert ledger.named() == set()
    assert ledger.named(noted) == {("log", "between events 1 and 10", "rewritten")}
    assert ledger.named(note) == {("log", "between events 1 and 10", "rewritten")}
    del ledger.log.kept[7:]
    assert ("log", "after event 7", "truncated") in ledger.named(noted)


def test_a_copy_kept_elsewhere_that_was_edited_says_nothing(ledger: SealedLog) -> None:
    _, note = ledger.notes[1]
    other = msgspec.structs.replace(note.checkpoint, head="00" * 32)
    forged = type(note)(note.content, other, note.signatures)

    assert ledger.named(Head(8, "00" * 32, forged, "copy.txt")) == {
        ("checkpoint", "copy.txt", "altered")
    }


def test_words_of_another_head_do_not_fit(ledger: SealedLog) -> None:
    assert head_words(8, ledger.log.kept[7].hash) != head_words(8, ledger.log.kept[8].hash)
    assert ledger.named(Head(8, ledger.log.kept[8].hash[:32], None, "words")) == {
        ("log", "between events 1 and 8", "rewritten")
    }


def test_a_checkpoint_that_is_too_long_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 10_000)

    assert len(read_small(tmp_path / "big", 100)) == 101
