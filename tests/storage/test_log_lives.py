"""Whatever is done in order raises no alarm, and a database does as the memory does."""

import random
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.footage import REPORTER, SetClock, key_of, new_entry
from verify.domain.archive import Still
from verify.domain.custody import Action
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import UnknownEventError
from verify.storage.database import open_store
from verify.storage.interface import Store
from verify.storage.memory import memory_store

_STEPS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2**32)), max_size=12)


def _take(store: Store, step: int, rng: random.Random) -> None:
    name = rng.choice("abcd")
    source = SourceRecord(untrusted_note=rng.choice("xyz"))
    there = [entry.key for entry in store.entries()]
    match step:
        case 0 | 1:
            stills = tuple(Still(at, rng.randbytes(9)) for at in range(rng.randrange(3)))
            given = {"stills": stills, "source": rng.choice([None, source])}
            more = new_entry(name, untrusted_name=rng.choice("pqr"), **given)
            store.add_all([more, new_entry(rng.choice("abcd"))], REPORTER)
        case 2 if there:
            store.remove(rng.choice(there), REPORTER, "reason")
        case 3 if there:
            store.record_source(rng.choice(there), source, REPORTER)
        case 4:
            store.record(Action.VIEWED, key_of(name), {"n": rng.random()}, REPORTER)
        case 5:
            with suppress(UnknownEventError):
                store.erase_payload(rng.randrange(1, 9), REPORTER, "reason")
        case 6 if there:
            store.judge(key_of("q"), rng.choice(there), REPORTER, accepted=rng.random() < 0.5)
        case _:
            return


@given(_STEPS)
@settings(max_examples=25)
def test_whatever_is_done_in_order_raises_no_alarm(steps: list[tuple[int, int]]) -> None:
    store = memory_store(SetClock())
    for step, seed in steps:
        _take(store, step, random.Random(seed))

    assert {fault.kind for fault in store.faults()} <= {"erased"}


def test_a_thousand_lives_raise_no_alarm_and_are_as_in_memory(
    store_file: Path, is_whole_run: bool
) -> None:
    rng = random.Random(5)
    empty = store_file.read_bytes()
    for _life in range(1000 if is_whole_run else 5):
        store_file.write_bytes(empty)
        stores = (
            open_store(f"sqlite:///{store_file}", clock=SetClock()),
            memory_store(SetClock()),
        )
        for _step in range(rng.randrange(10)):
            step, seed = rng.randrange(7), rng.random()
            for store in stores:
                _take(store, step, random.Random(seed))

        kept, plain = stores
        found = list(kept.faults())
        assert found == list(plain.faults())
        assert {fault.kind for fault in found} <= {"erased"}
        assert list(kept.entries()) == list(plain.entries())
        assert [(event.action, event.payload) for event in kept.events()] == [
            (event.action, event.payload) for event in plain.events()
        ]
        kept.close()
