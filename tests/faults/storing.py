"""Processes that write to a store: killed at any moment, failed by the system, several at once.

Run as a program, so that one start serves many children; each child is a fork.
"""

import itertools
import os
import random
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from tests.storage.footage import REPORTER, hashes, key_of, new_entry
from verify.domain.cases import CaseOpening
from verify.domain.errors import VerifyError
from verify.domain.verdicts import VerdictWord
from verify.storage.database import open_store
from verify.storage.interface import Store
from verify.storage.originals import objects_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import writing
from verify.workbench.cases.opening import open_case, read_case


def at(file: Path) -> Store:
    return open_store(f"sqlite:///{file}")


def _child(work: Callable[[], None]) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        work()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def _all_end_well(*processes: int) -> None:
    for process in processes:
        _, status = os.waitpid(process, 0)
        assert status == 0, f"a child ended with {status}"


def kill(file: Path, rounds: int) -> None:
    """Kill one process or two that add, remove, and write into a case, at any moment.

    Prints how many acknowledged changes of entries were kept.
    """
    rng = random.Random(2)
    with closing(at(file)) as store:
        case = open_case(_shelf(store), "Kills").opening
    is_there: dict[str, bool] = {}
    written: set[str] = set()
    for number in range(rounds):
        writers = [_writer(file, case, f"{number}-{which}") for which in range(1 + number % 2)]
        select.select([told for _, told in writers], [], [])
        time.sleep(rng.expovariate(1 / 0.08))
        for process, _ in writers:
            os.kill(process, signal.SIGKILL)
        begun: set[str | None] = set()
        for process, told in writers:
            os.waitpid(process, 0)
            begun.add(_listen(told, is_there, written))
        with closing(at(file)) as store:
            names = _names(store)
            assert names - begun == {name for name, there in is_there.items() if there} - begun
            said = _written_in_case(store, case)
            assert said - begun == written - begun
            _are_whole(store, [name for name in names if name.startswith(f"{number}-")])
            if number % 10 == 0 or number == rounds - 1:
                assert list(store.faults()) == []
                _are_whole(store, names)
        # Of what was begun and not acknowledged nothing was known till now.
        is_there |= {name: name in names for name in begun & (names | is_there.keys())}
        written |= said
        assert [other.name for other in file.parent.iterdir()] == [file.name]
    print(len(is_there))


def _shelf(store: Store) -> Shelf:
    nowhere = Path("/nonexistent")
    return Shelf(nowhere, store, objects_of(store, nowhere), REPORTER)


def _writer(file: Path, case: CaseOpening, name: str) -> tuple[int, int]:
    told, tell = os.pipe()
    process = _child(lambda: _add_remove_and_note(file, case, tell, name))
    os.close(tell)
    return process, told


def _listen(told: int, is_there: dict[str, bool], written: set[str]) -> str | None:
    """Take in what a writer acknowledged; return what it had begun, if anything."""
    begun = None
    with os.fdopen(told) as lines:
        for line in lines:
            word, name = line.split()
            begun = name if word.startswith("to-") else None
            if word in ("added", "removed"):
                is_there[name] = word == "added"
            elif word == "written":
                written.add(name)
    return begun


def _written_in_case(store: Store, case: CaseOpening) -> set[str]:
    """Return the texts of notes and verdicts in a case, whose claims are numbered without gaps."""
    held = read_case(_shelf(store), case)
    assert [claim.number for claim in held.claims] == list(range(1, len(held.claims) + 1))
    notes = {note.untrusted_text for note in held.notes}
    return {text for text in notes | {one.untrusted_reason for one in held.verdicts} if text}


def _add_remove_and_note(file: Path, case: CaseOpening, tell: int, prefix: str) -> None:
    rng = random.Random(prefix)
    store = at(file)
    shelf = _shelf(store)
    names: list[str] = []
    for count in itertools.count():
        name = f"{prefix}-{count}-{rng.randrange(1 << 30)}"
        kind = rng.random()
        if kind < 0.15:
            os.write(tell, f"to-write {name}\n".encode())
            writing.note(shelf, case, name)
            os.write(tell, f"written {name}\n".encode())
        elif kind < 0.3:
            os.write(tell, f"to-write {name}\n".encode())
            worded = writing.word_claims(shelf, case, [name]).payload or {}
            writing.give_verdict(shelf, case, VerdictWord.LIKELY, name, claim=worded["first_claim"])
            os.write(tell, f"written {name}\n".encode())
        elif names and kind < 0.6:
            name = names.pop(rng.randrange(len(names)))
            os.write(tell, f"to-remove {name}\n".encode())
            store.remove(key_of(name), REPORTER, "")
            os.write(tell, f"removed {name}\n".encode())
        else:
            os.write(tell, f"to-add {name}\n".encode())
            store.add(new_entry(name, hashes=hashes(count, 300)), REPORTER)
            os.write(tell, f"added {name}\n".encode())
            names.append(name)


def _names(store: Store) -> set[str]:
    return {entry.untrusted_names[0] for entry in store.entries()}


def _are_whole(store: Store, names: Iterable[str]) -> None:
    for name in names:
        entry = store.entry(key_of(name))
        assert len(store.hashes(entry.key)) == entry.hash_count == 300
        assert len(store.stills(entry.key)) == entry.still_count == 2


def share(file: Path, seconds: float) -> None:
    """Have two processes write and two search at once; whoever is first makes the store."""
    _all_end_well(
        _child(lambda: _write(file, "a", seconds)),
        _child(lambda: _write(file, "b", seconds)),
        _child(lambda: _search(file, seconds)),
        _child(lambda: _search(file, seconds)),
    )


def _write(file: Path, prefix: str, seconds: float) -> None:
    names = []
    with closing(at(file)) as store:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            names.append(f"{prefix}{len(names)}")
            store.add(new_entry(names[-1]), REPORTER)
            if len(names) % 3 == 0:
                store.remove(key_of(names[-1]), REPORTER, "")
    print(f"wrote {len(names)}", flush=True)


def _search(file: Path, seconds: float) -> None:
    """Follow the changes as an index does, opening the store anew now and then."""
    at(file).close()
    until = time.monotonic() + seconds
    seen = 0
    held: dict[int, str] = {}
    while time.monotonic() < until:
        with closing(at(file)) as store:
            for _ in range(20):
                changes = store.changes(seen)
                for number in changes.removed:
                    held.pop(number, None)
                for batch in changes.added:
                    assert len(batch.hashes) == batch.counts.sum() == 6 * len(batch.keys)
                    held |= zip(batch.numbers.tolist(), batch.keys, strict=True)
                seen = changes.up_to
                assert store.stats().events >= seen
    print(f"searched {seen}", flush=True)


# More calls of one kind than it takes to look afterwards whether all is well.
FAILING_CALL = 200


def fail(base: Path, failing: list[str]) -> None:
    """Add an entry, the system failing the n-th call of a kind (`pwrite64:3`); print the answer.

    Whoever runs this has the system fail call `FAILING_CALL` of every process (strace), so a child
    makes the others for nothing first.
    """
    for which in failing:
        call, count = which.split(":")
        file = base.parent / which / base.name
        file.parent.mkdir()
        shutil.copy(base, file)
        idle_calls = FAILING_CALL - int(count)
        _all_end_well(_child(lambda: _add(file, call, idle_calls)))  # noqa: B023
        _all_end_well(_child(lambda: _is_all_or_nothing(file)))  # noqa: B023


def _add(file: Path, call: str, idle_calls: int) -> None:
    idle = os.open(file.with_name("idle"), os.O_CREAT | os.O_RDWR)
    for _ in range(idle_calls):
        if call == "fdatasync":
            os.fdatasync(idle)
        else:
            os.pwrite(idle, b"x", 0)
    file.with_name("idle").unlink()
    answer = "acknowledged"
    try:
        with closing(at(file)) as store:
            store.add(new_entry("y"), REPORTER)
    except VerifyError as error:
        answer = type(error).__name__
    file.with_name("answer").write_text(answer)


def _is_all_or_nothing(file: Path) -> None:
    answer = file.with_name("answer").read_text()
    file.with_name("answer").unlink()
    with closing(at(file)) as store:
        there = _names(store)
        assert there in ({"x"}, {"x", "y"}), there
        assert answer != "acknowledged" or "y" in there
        assert list(store.faults()) == []
        # The store works on once the system does.
        store.add(new_entry("y"), REPORTER)
        assert list(store.faults()) == []
        assert _names(store) == {"x", "y"}
    assert [other.name for other in file.parent.iterdir()] == [file.name]
    print(answer, flush=True)


if __name__ == "__main__":
    mode, place, *rest = sys.argv[1:]
    match mode:
        case "kill":
            kill(Path(place), int(rest[0]))
        case "share":
            share(Path(place), float(rest[0]))
        case "fail":
            fail(Path(place), rest)
