"""Processes that write to a store: killed at any moment, failed by the system, several at once.

Run as a program, so that one start serves many children; each child is a fork.
"""

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
from verify.domain.errors import VerifyError
from verify.storage.database import open_store
from verify.storage.interface import Store


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
    """Kill a process that adds and removes; print how many acknowledged changes were kept."""
    rng = random.Random(2)
    is_there: dict[str, bool] = {}
    for number in range(rounds):
        told, tell = os.pipe()
        process = _child(lambda tell=tell, number=number: _add_and_remove(file, tell, number))
        os.close(tell)
        select.select([told], [], [])
        time.sleep(rng.expovariate(1 / 0.08))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        with os.fdopen(told) as lines:
            # Of what was begun and not acknowledged nothing is known.
            begun = None
            for line in lines:
                word, name = line.split()
                begun = name if word.startswith("to-") else None
                if begun is None:
                    is_there[name] = word == "added"
        with closing(at(file)) as store:
            names = _names(store)
            assert names - {begun} == {name for name, there in is_there.items() if there} - {begun}
            _are_whole(store, [name for name in names if name.startswith(f"{number}-")])
            if number % 10 == 0 or number == rounds - 1:
                assert list(store.faults()) == []
                _are_whole(store, names)
        if begun is not None:
            is_there[begun] = begun in names
        assert [other.name for other in file.parent.iterdir()] == [file.name]
    print(len(is_there))


def _add_and_remove(file: Path, tell: int, number: int) -> None:
    rng = random.Random(number)
    store = at(file)
    names: list[str] = []
    while True:
        if names and rng.random() < 0.4:
            name = names.pop(rng.randrange(len(names)))
            os.write(tell, f"to-remove {name}\n".encode())
            store.remove(key_of(name), REPORTER, "")
            os.write(tell, f"removed {name}\n".encode())
        else:
            name = f"{number}-{len(names)}-{rng.randrange(1 << 30)}"
            os.write(tell, f"to-add {name}\n".encode())
            store.add(new_entry(name, hashes=hashes(number, 300)), REPORTER)
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
