"""What every store keeps to of its log: the chain, its words, judgements, the clock."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.storage.footage import POST, REPORTER, SetClock, key_of, new_entry
from verify.domain.custody import GENESIS, Action, Actor, commitment_of, hash_of
from verify.domain.errors import BadParameterError
from verify.domain.judgements import standing
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import (
    OvertakenError,
    UnknownEntryError,
    UnknownEventError,
    UnreadableRecordError,
    UnstorableTextError,
)
from verify.storage.interface import Store


def test_each_event_is_chained_to_the_one_before_and_commits_to_its_words(store: Store) -> None:
    assert store.last_event() == 0
    store.add(new_entry("x"), REPORTER)
    store.record(Action.VIEWED, key_of("x"), {"why": "naïve", "n": 2**53 - 1}, REPORTER)
    store.remove(key_of("x"), REPORTER, "")

    events = list(store.events())

    assert [event.sequence for event in events] == [1, 2, 3]
    assert store.last_event() == 3
    assert [event.previous for event in events] == [GENESIS, events[0].hash, events[1].hash]
    for event in events:
        assert event.hash == hash_of(event)
        assert event.payload is not None
        assert event.salt is not None
        assert event.commitment == commitment_of(event.payload, event.salt)
    assert len({event.salt for event in events}) == 3
    assert list(store.events(after=1)) == events[1:]
    assert list(store.events("no subject")) == []


def test_events_that_change_nothing_else_keep_their_words(store: Store) -> None:
    event = store.record(Action.ACCEPTED, None, {"proposal": [1, 2.5, None, "ى"]}, REPORTER)

    assert list(store.events()) == [event]
    assert event.actor == REPORTER
    assert event.payload == {"proposal": [1, 2.5, None, "ى"]}


def test_who_was_overtaken_is_told_and_nothing_is_recorded(store: Store) -> None:
    first = store.record(Action.NOTED, "a" * 12, {"untrusted_text": "one"}, REPORTER, after=0)
    store.record(Action.NOTED, "b" * 12, {"untrusted_text": "elsewhere"}, REPORTER)

    store.record(Action.NOTED, "a" * 12, {"untrusted_text": "two"}, REPORTER, after=first.sequence)
    with pytest.raises(OvertakenError, match=r"somebody else was quicker \(event 3\)") as told:
        store.record(Action.NOTED, "a" * 12, {}, REPORTER, after=first.sequence)

    assert (told.value.subject, told.value.newer) == ("a" * 12, 3)
    with pytest.raises(OvertakenError, match="event 3"):
        store.record(Action.NOTED, None, {}, REPORTER, after=2)
    assert store.stats().events == 3


@pytest.mark.parametrize("action", [Action.ADDED, Action.REMOVED, Action.CLOCK_JUMPED])
def test_what_a_change_records_is_not_recorded_without_it(store: Store, action: Action) -> None:
    with pytest.raises(ValueError, match=action.value):
        store.record(action, key_of("x"), {}, REPORTER)


@pytest.mark.parametrize("value", [float("nan"), 2**53, "\udcff"])
def test_words_that_have_no_exact_form_are_refused(store: Store, value: object) -> None:
    with pytest.raises(UnstorableTextError):
        store.record(Action.VIEWED, None, {"value": value}, REPORTER)

    assert list(store.events()) == []


def test_erased_words_are_gone_and_the_chain_still_holds(store: Store) -> None:
    store.add(new_entry("x", untrusted_name="a secret.mp4", source=POST), REPORTER)
    store.record_source(key_of("x"), SourceRecord(), REPORTER)

    erasing = store.erase_payload(1, REPORTER, "court order 7")

    first = next(store.events())
    assert first.payload is first.salt is None
    assert first.hash == hash_of(first)
    assert erasing.payload is not None
    assert erasing.payload["reason"] == "court order 7"
    assert erasing.payload["kept"]["hash_count"] == 6
    assert "secret" not in str(erasing.payload)
    for sequence in (1, 99):
        with pytest.raises(UnknownEventError, match=str(sequence)):
            store.erase_payload(sequence, REPORTER, "again")
    found = [(fault.what, fault.where, fault.kind) for fault in store.faults()]
    assert found == [("words of event", "1", "erased")]
    # What came after the erasure is tied to the log as ever.
    store.record_source(key_of("x"), POST, REPORTER)
    store.remove(key_of("x"), REPORTER, "")
    store.add(new_entry("x"), REPORTER)


def test_the_last_judgement_of_a_match_holds_and_the_others_stay(store: Store) -> None:
    store.add_all([new_entry("old"), new_entry("new")], REPORTER)
    query, old, new = key_of("a clip that is not in the archive"), key_of("old"), key_of("new")
    editor = Actor(untrusted_name="the editor", known_by="own_word")

    store.judge(query, old, REPORTER, accepted=True, note="same minaret, same crack")
    store.judge(query, new, REPORTER, accepted=False)
    last = store.judge(old, new, editor, accepted=True)
    second = store.judge(query, old, editor, accepted=False, note="mirrored, not the same")

    found = store.judgements(query)
    assert [(one.match_sha256, one.accepted) for one in found] == [
        (old, True),
        (new, False),
        (old, False),
    ]
    assert found[0].untrusted_note == "same minaret, same crack"
    assert (found[0].actor, found[2].actor) == (REPORTER, editor)
    assert found[2] == second
    assert standing(found, query) == {old: second, new: found[1]}
    assert store.judgements(old) == [found[0], last, second]
    assert standing(store.judgements(old), old) == {query: second, new: last}
    assert [event.action for event in store.events(new)] == [
        "imported",
        "rejected",
        "accepted",
    ]


def test_an_erased_note_leaves_what_was_judged(store: Store) -> None:
    store.add(new_entry("x"), REPORTER)
    query = key_of("clip")
    judged = store.judge(query, key_of("x"), REPORTER, accepted=True, note="says his brother")

    for number in (judged.event, judged.event + 1):
        store.erase_payload(number, REPORTER, "asked for")

    blank = msgspec.structs.replace(judged, untrusted_note=None, is_erased=True)
    assert store.judgements(query) == store.judgements(key_of("x")) == [blank]
    assert not any("brother" in str(event.payload) for event in store.events())


@pytest.mark.parametrize("words", [{"match_sha256": 5}, {"judged_in": 99}, {"judged_in": [1]}])
def test_what_no_judgement_says_is_named_by_its_number(store: Store, words: dict[str, Any]) -> None:
    store.record(Action.ACCEPTED, key_of("x"), words, REPORTER)

    with pytest.raises(UnreadableRecordError, match="Event 1 of the custody log"):
        store.judgements(key_of("x"))


def test_what_cannot_be_judged_is_refused_and_leaves_no_event(store: Store) -> None:
    store.add(new_entry("x"), REPORTER)
    known = key_of("x")

    for query, match in ((key_of("clip"), key_of("unknown")), ("clip.mp4", known)):
        with pytest.raises(UnknownEntryError):
            store.judge(query, match, REPORTER, accepted=True)
    with pytest.raises(BadParameterError, match="another file"):
        store.judge(known, known, REPORTER, accepted=True)
    for note in ("x" * 2001, "\udcff"):
        with pytest.raises(UnstorableTextError):
            store.judge(key_of("clip"), known, REPORTER, accepted=True, note=note)

    assert [event.action for event in store.events()] == ["added"]
    assert store.judgements(known) == store.judgements(key_of("clip")) == []


def test_an_event_is_found_by_its_number(store: Store) -> None:
    recorded = store.record(Action.VIEWED, None, {"n": 1}, REPORTER)

    assert store.event(1) == recorded
    for number in (0, 2):
        with pytest.raises(UnknownEventError, match=f"no event {number}"):
            store.event(number)


Set = Callable[[SetClock], None]


def _set_back(clock: SetClock) -> None:
    clock.utc -= timedelta(hours=1)


def _set_on(clock: SetClock) -> None:
    clock.utc += timedelta(minutes=2)


def _started_in_the_past(clock: SetClock) -> None:
    clock.utc -= timedelta(days=400)
    clock.boot, clock.monotonic_ns = "boot-2", 0


@pytest.mark.parametrize("set_clock", [_set_back, _set_on, _started_in_the_past])
def test_a_clock_that_was_set_is_an_event_of_its_own(
    store: Store, clock: SetClock, set_clock: Set
) -> None:
    store.record(Action.VIEWED, None, {}, REPORTER)
    set_clock(clock)

    store.add(new_entry("x"), REPORTER)

    assert [event.action for event in store.events()] == ["viewed", "clock_jumped", "added"]
    assert [fault.kind for fault in store.faults()] == ["clock_jumped"]


def _night(clock: SetClock) -> None:
    clock.pass_s(9 * 3600)
    clock.utc += timedelta(seconds=0.5)  # a correction by the network


def _restart(clock: SetClock) -> None:
    clock.pass_s(300)
    clock.boot, clock.monotonic_ns = "boot-2", 1


@pytest.mark.parametrize("wait", [_night, _restart])
def test_time_that_passes_is_no_jump(store: Store, clock: SetClock, wait: Set) -> None:
    store.record(Action.VIEWED, None, {}, REPORTER)
    wait(clock)

    store.add(new_entry("x"), REPORTER)

    assert [event.action for event in store.events()] == ["viewed", "added"]
