"""What somebody who can write to the file does behind the store's back, and how it is named."""

import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, SetClock, key_of, new_entry
from tests.storage.tampering import Tamper, later_by, rewritten, sql, swapped, tampered
from verify.domain.custody import Action, limits_of_the_log
from verify.domain.errors import VerifyError
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import StoreDamagedError
from verify.storage import ties
from verify.storage.database import open_store
from verify.storage.interface import Store


@pytest.fixture(scope="module")
def _filled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a log of eight events: entries a to c, two views, a source record, a removal."""
    file = Path(shutil.copy(empty_store, tmp_path_factory.mktemp("filled")))
    store = open_store(f"sqlite:///{file}", clock=SetClock())
    store.add(new_entry("a"), REPORTER)  # 1
    store.add(new_entry("b", source=SourceRecord(untrusted_note="as told")), REPORTER)  # 2
    store.record(Action.VIEWED, key_of("a"), {"frame": 5}, REPORTER)  # 3
    store.add(new_entry("gone"), REPORTER)  # 4
    store.record_source(key_of("a"), SourceRecord(untrusted_handle="@somebody"), REPORTER)  # 5
    store.remove(key_of("gone"), REPORTER, "twice")  # 6
    store.add(new_entry("c"), REPORTER)  # 7
    store.record(Action.VIEWED, key_of("c"), {"frame": 6}, REPORTER)  # 8
    store.close()
    return file


@pytest.fixture
def filled_file(_filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(_filled, tmp_path))


def _found_after(file: Path, tamper: Tamper) -> set[tuple[str, str, str]]:
    """Return the faults of a store that somebody with the right tools has changed."""
    tampered(file, tamper)
    return _found(file)


def _found(file: Path) -> set[tuple[str, str, str]]:
    store = open_store(f"sqlite:///{file}", clock=SetClock())
    faults = list(store.faults())
    store.close()
    assert all(fault.meaning.endswith(".") and fault.advice.endswith(".") for fault in faults)
    return {(fault.what, fault.where, fault.kind) for fault in faults}


_ORPHAN = "belongs to a row of events that is not there"
_A, _B, _C = key_of("a"), key_of("b"), key_of("c")


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        pytest.param(
            sql("DELETE FROM events WHERE sequence = 3"),
            {("event", "3", "missing")},
            id="a deleted event",
        ),
        pytest.param(
            sql("DELETE FROM events WHERE sequence IN (1, 2, 3)"),
            {
                ("database", f"row 1 of footage {_ORPHAN}", "damaged"),
                ("database", f"row 2 of footage {_ORPHAN}", "damaged"),
                ("event", "1 to 3", "missing"),
                ("entry", _A, "stray"),
                ("entry", _B, "stray"),
            },
            id="a log without its beginning",
        ),
        pytest.param(
            sql(
                "INSERT INTO events SELECT 9, recorded_utc, monotonic_ns, boot, actor_name, "
                "actor_known_by, action, subject, tool, commitment, payload, salt, previous, hash "
                "FROM events WHERE sequence = 8"
            ),
            {("event", "9", "altered")},
            id="an added event",
        ),
        pytest.param(
            sql("UPDATE events SET actor_name = 'somebody' WHERE sequence = 6"),
            {("event", "6", "altered")},
            id="an edited event",
        ),
        pytest.param(
            sql("UPDATE events SET recorded_utc = '2020-02-27T21:04:08Z' WHERE sequence = 3"),
            {("event", "3", "altered")},
            id="an edited time",
        ),
        pytest.param(
            sql("UPDATE events SET action = 'praised' WHERE sequence = 3"),
            {("event", "3", "altered")},
            id="an event that is none",
        ),
        pytest.param(
            sql("""UPDATE events SET payload = '{"frame":7}' WHERE sequence = 8"""),
            {("words of event", "8", "altered")},
            id="edited words",
        ),
        pytest.param(
            sql("""UPDATE events SET payload = '{"frame": 6}' WHERE sequence = 8"""),
            {("event", "8", "altered")},
            id="words in another form",
        ),
        pytest.param(
            sql("UPDATE events SET payload = NULL, salt = NULL WHERE sequence = 8"),
            {("words of event", "8", "missing")},
            id="words taken away",
        ),
        pytest.param(
            swapped(3, 8),
            {
                ("event", "3", "exchanged"),
                ("event", "8", "exchanged"),
                ("event", "4", "rewritten"),
            },
            id="two events swapped",
        ),
        pytest.param(
            rewritten(3, 5),
            {("event", "6", "rewritten")},
            id="a stretch in the middle written anew",
        ),
        pytest.param(
            rewritten(3, 8),
            {("event", "7", "rewritten")},
            id="the log written anew from its middle to its end",
        ),
        pytest.param(
            later_by(8, 5),
            {("time of event", "8", "altered")},
            id="a time changed and its hash made anew",
        ),
        pytest.param(
            sql("""UPDATE footage SET source = '{"untrusted_note":"other"}' WHERE number = 2"""),
            {("source record of entry", _B, "altered")},
            id="an edited source record",
        ),
        pytest.param(
            sql("UPDATE footage SET source = '{}' WHERE number = 1"),
            {("source record of entry", _A, "altered")},
            id="a source record taken away",
        ),
        pytest.param(
            sql("UPDATE stills SET jpeg = x'6A7067' WHERE number = 7 AND time_ms = 1000"),
            {("stills of entry", _C, "altered")},
            id="a replaced still",
        ),
        pytest.param(
            sql("DELETE FROM stills WHERE number = 7 AND time_ms = 0"),
            {("stills of entry", _C, "altered")},
            id="a still taken away",
        ),
        pytest.param(
            sql("UPDATE frame_hashes SET pdq = zeroblob(length(pdq)) WHERE number = 2"),
            {("hashes of entry", _B, "altered")},
            id="edited hashes",
        ),
        pytest.param(
            sql("UPDATE frame_hashes SET pdq = x'0102' WHERE number = 2"),
            {("entry", _B, "altered")},
            id="hashes cut off",
        ),
        pytest.param(
            sql("UPDATE other_descriptors SET light_curve = x'01020304' WHERE number = 1"),
            {("light curve of entry", _A, "altered")},
            id="an edited light curve",
        ),
        pytest.param(
            sql("UPDATE names SET name = 'other.mp4' WHERE number = 1"),
            {("names of entry", _A, "altered")},
            id="an edited name",
        ),
        pytest.param(
            sql("UPDATE footage SET duration_s = 3 WHERE number = 1"),
            {("facts of entry", _A, "altered")},
            id="an edited duration",
        ),
        pytest.param(
            sql("UPDATE footage SET descriptors = '[' WHERE number = 1"),
            {("entry", _A, "altered")},
            id="descriptors that are none",
        ),
        pytest.param(
            lambda connection: [
                connection.execute("PRAGMA foreign_keys = ON"),
                connection.execute("DELETE FROM footage WHERE number = 2"),
            ],
            {("entry", _B, "missing")},
            id="an entry taken away",
        ),
        pytest.param(
            sql("UPDATE footage SET key = zeroblob(32) WHERE number = 2"),
            {("entry", _B, "missing"), ("entry", "0" * 64, "stray")},
            id="an entry under another key",
        ),
        pytest.param(
            sql("DELETE FROM removals"),
            {("database", "removal of entry 4", "altered")},
            id="a removal hidden from searches",
        ),
        pytest.param(
            sql("INSERT INTO removals VALUES (8, 7)"),
            {("database", "removal of entry 7", "altered")},
            id="an entry hidden from searches",
        ),
        pytest.param(
            sql("UPDATE footage SET hash_count = 9 WHERE number = 1"),
            {("hashes of entry", _A, "altered")},
            id="an edited count of hashes",
        ),
        pytest.param(
            sql("UPDATE footage SET still_count = 0 WHERE number = 7"),
            {("stills of entry", _C, "altered")},
            id="stills that are said not to be there",
        ),
        pytest.param(
            sql("UPDATE footage SET source = '[]' WHERE number = 7"),
            {("entry", _C, "altered")},
            id="a source record that is none",
        ),
        pytest.param(
            sql("UPDATE footage SET source = ? WHERE number = 2", "[" * 5000 + "]" * 5000),
            {("entry", _B, "altered")},
            id="a source record nested too deep to be read",
        ),
        pytest.param(
            sql("UPDATE stills SET time_ms = -1 WHERE number = 7 AND time_ms = 0"),
            {("entry", _C, "altered")},
            id="a still from before the beginning",
        ),
        pytest.param(
            sql("UPDATE stills SET time_ms = 0.5 WHERE number = 7 AND time_ms = 0"),
            {("entry", _C, "altered")},
            id="a still at a time that is none",
        ),
        pytest.param(
            sql("UPDATE events SET sequence = ? WHERE sequence = 8", 2**63 - 1),
            {
                ("event", f"8 to {2**63 - 2}", "missing"),
                ("event", f"{2**63 - 1}", "altered"),
            },
            id="an event number beyond those that can be hashed",
        ),
        pytest.param(
            sql("UPDATE events SET sequence = -3 WHERE sequence = 8"),
            {("event", "-3", "altered")},
            id="an event before the first",
        ),
        pytest.param(
            sql("UPDATE events SET action = 'source_recorded' WHERE sequence = 7"),
            {("event", "7", "altered"), ("entry", _C, "stray")},
            id="an event that is said to be of another kind",
        ),
        pytest.param(
            sql("UPDATE events SET action = 'source_recorded' WHERE sequence = 3"),
            {("event", "3", "altered")},
            id="a view said to be a source record",
        ),
        pytest.param(
            sql("UPDATE events SET payload = ? WHERE sequence = 8", '{"frame":9007199254740993}'),
            {("event", "8", "altered")},
            id="words with a number that has no form",
        ),
        pytest.param(
            sql("UPDATE events SET payload = ? WHERE sequence = 8", "[" * 5000 + "]" * 5000),
            {("event", "8", "altered")},
            id="words nested too deep to be read",
        ),
        pytest.param(
            sql("UPDATE events SET hash = ? WHERE sequence = 8", 2**62),
            {("event", "8", "altered")},
            id="a number in the place of a hash",
        ),
        pytest.param(
            lambda connection: connection.execute(
                "CREATE TRIGGER quietly AFTER INSERT ON events BEGIN DELETE FROM footage; END"
            ),
            {("database", "quietly", "stray")},
            id="a trigger that nobody of ours made",
        ),
    ],
)
def test_tampering_is_found_and_named(
    filled_file: Path, tamper: Tamper, named: set[tuple[str, str, str]]
) -> None:
    assert _found_after(filled_file, tamper) == named


def test_a_store_without_its_guards_is_named(filled_file: Path) -> None:
    with closing(sqlite3.connect(filled_file)) as connection:
        connection.execute("DROP TRIGGER events_are_not_deleted")

    assert _found(filled_file) == {("database", "events_are_not_deleted", "unguarded")}


def test_a_file_cut_short_is_named(filled_file: Path) -> None:
    whole = filled_file.read_bytes()
    filled_file.write_bytes(whole[: len(whole) * 2 // 3])

    kinds = {"damaged"}
    # Where the cut took the first page that is read, the store is not opened.
    with suppress(StoreDamagedError):
        kinds = {kind for _, _, kind in _found(filled_file)}

    assert "damaged" in kinds


def _all_of(store: Store) -> list[object]:
    """Return everything that can be read out of a store."""
    changes = store.changes(0, with_64_bit=True)
    batches = [
        (batch.keys, batch.counts.tolist(), ties.hashes_sha256(batch.hashes))
        for batch in changes.added
    ]
    entries = list(store.entries())
    more = [
        (store.stills(entry.key), ties.light_curve_bytes(store.light_curve(entry.key)))
        for entry in entries
    ]
    return [entries, more, batches, changes.up_to, changes.removed, list(store.events())]


def test_a_flipped_bit_is_named_or_changes_nothing(filled_file: Path, is_whole_run: bool) -> None:
    rng = random.Random(11)
    whole = filled_file.read_bytes()
    with closing(open_store(f"sqlite:///{filled_file}")) as store:
        as_written = _all_of(store)
    seen = 0
    for _flip in range(1000 if is_whole_run else 12):
        flipped = bytearray(whole)
        flipped[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        filled_file.write_bytes(flipped)

        try:
            with closing(open_store(f"sqlite:///{filled_file}")) as store:
                is_named = bool(list(store.faults()))
                assert is_named or _all_of(store) == as_written
        except VerifyError:
            is_named = True
        seen += is_named
        for beside in filled_file.parent.glob("verify.db-*"):
            beside.unlink()

    assert seen > 0


def test_what_a_chain_cannot_show_is_said(filled_file: Path) -> None:
    assert _found_after(filled_file, sql("DELETE FROM events WHERE sequence = 8")) == set()
    assert "cut off at its end" in limits_of_the_log("nothing")
    assert "anew from its start" in limits_of_the_log("nothing")
    assert "signed checkpoint" in limits_of_the_log("nothing")
    assert "kept elsewhere, and none was looked at" in limits_of_the_log("home")
    assert "appended in due form" in limits_of_the_log("elsewhere")
