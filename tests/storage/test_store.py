"""What every store keeps to, in memory or in a database."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.storage.footage import POST, REPORTER, hashes, key_of, new_entry
from verify.domain.archive import EntryKind, FrameHashes, Still
from verify.domain.custody import Action, Actor
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import (
    UnknownEntryError,
    UnstorableTextError,
)
from verify.storage.interface import ArchiveStats, Store


def same(one: FrameHashes, other: FrameHashes) -> bool:
    return all(
        (first is None) == (second is None) and (first is None or np.array_equal(first, second))
        for name in FrameHashes.__dataclass_fields__
        for first, second in [(getattr(one, name), getattr(other, name))]
    )


def _fed(store: Store, after: int = 0, **how: int) -> dict[int, tuple[str, FrameHashes]]:
    """Return what a search index that reads the changes holds."""
    held = {}
    for batch in store.changes(after, **how).added:
        start = 0
        for number, key, count in zip(batch.numbers, batch.keys, batch.counts, strict=True):
            part = slice(start, start := start + count)
            columns = (
                None if column is None else column[part]
                for column in (getattr(batch.hashes, name) for name in batch.hashes.__slots__)
            )
            held[int(number)] = key, FrameHashes(*columns)
        assert start == len(batch.hashes)
    return held


def test_what_was_added_is_read_back_as_it_was(store: Store) -> None:
    new = new_entry("clip.mp4", source=POST, has_original=True, audio_fingerprint=b"\0\xff")

    added = store.add(new, REPORTER)

    assert added.is_new
    entry = store.entry(new.key)
    assert entry == added.entry
    assert entry.untrusted_names == ["clip.mp4"]
    assert entry.source == POST
    assert (entry.kind, entry.size_bytes, entry.duration_s) == ("video", new.size_bytes, 1.5)
    assert (entry.width_px, entry.height_px, entry.has_original) == (640, 360, True)
    assert (entry.hash_count, entry.still_count) == (6, 2)
    assert entry.descriptors == {"pdq": "1", "stills": "480 px"}
    assert same(store.hashes(new.key), new.hashes)
    assert store.stills(new.key) == list(new.stills)
    assert np.array_equal(store.light_curve(new.key), new.light_curve)
    assert store.audio_fingerprint(new.key) == b"\0\xff"


def test_hashes_alone_make_an_entry(store: Store) -> None:
    new = new_entry(
        "a list",
        kind=EntryKind.HASHES,
        hashes=hashes(1, with_64_bit=False),
        **dict.fromkeys(("size_bytes", "duration_s", "width_px", "height_px", "light_curve")),
        stills=(),
    )

    entry = store.add(new, REPORTER, Action.IMPORTED).entry

    assert entry.size_bytes is entry.duration_s is entry.width_px is None
    assert same(store.hashes(new.key), new.hashes)
    assert store.stills(new.key) == []
    assert store.light_curve(new.key) is store.audio_fingerprint(new.key) is None
    assert [event.action for event in store.events()] == ["imported"]


def test_the_same_footage_under_ten_names_is_one_entry_with_ten_names(store: Store) -> None:
    names = [f"name {number}.mp4" for number in range(10)]

    added = [store.add(new_entry("x", untrusted_name=name), REPORTER) for name in names]

    assert [one.is_new for one in added] == [True] + [False] * 9
    assert store.entry(key_of("x")).untrusted_names == names
    assert store.stats().entries == 1
    assert len(list(store.events())) == 10


def test_adding_the_same_again_changes_nothing_and_is_no_event(store: Store) -> None:
    new = new_entry("clip.mp4", source=POST)
    first = store.add(new, REPORTER)

    again = store.add(new, REPORTER)

    assert not again.is_new
    assert again.entry == first.entry
    assert len(list(store.events())) == 1


def test_what_comes_in_again_fills_gaps_and_overwrites_nothing(store: Store) -> None:
    known = new_entry(
        "x",
        kind=EntryKind.HASHES,
        hashes=hashes(1),
        stills=(),
        light_curve=None,
        size_bytes=None,
        descriptors={"pdq": "elsewhere"},
        source=SourceRecord(untrusted_note="first", read_from=["sheet.csv"]),
    )
    store.add(known, REPORTER, Action.IMPORTED)

    more = new_entry(
        "x",
        untrusted_name="y.mp4",
        hashes=hashes(1),
        has_original=True,
        audio_fingerprint=b"f",
        descriptors={"pdq": "1", "stills": "480 px", "light_curve": "10/s"},
        source=SourceRecord(
            untrusted_note="second", untrusted_handle="@h", read_from=["sheet.csv", "a.info.json"]
        ),
    )
    entry = store.add(more, REPORTER).entry

    assert entry == store.entry(key_of("x"))
    assert entry.kind is EntryKind.VIDEO
    assert entry.untrusted_names == ["x", "y.mp4"]
    assert (entry.size_bytes, entry.has_original, entry.still_count) == (more.size_bytes, True, 2)
    assert entry.source == SourceRecord(
        untrusted_note="first", untrusted_handle="@h", read_from=["sheet.csv", "a.info.json"]
    )
    assert entry.descriptors == {"pdq": "elsewhere", "stills": "480 px", "light_curve": "10/s"}
    assert same(store.hashes(entry.key), known.hashes)
    assert store.stills(entry.key) == list(more.stills)
    assert np.array_equal(store.light_curve(entry.key), more.light_curve)
    assert store.audio_fingerprint(entry.key) == b"f"


def test_what_is_measured_here_takes_the_place_of_what_a_list_said(store: Store) -> None:
    said = new_entry("clip", kind=EntryKind.HASHES, hashes=hashes(1), stills=(), source=POST)
    store.add(replace(said, untrusted_name="list.csv"), REPORTER, Action.IMPORTED)
    measured = new_entry("clip", hashes=hashes(2))

    added = store.add(measured, REPORTER)

    assert added.is_new
    assert added.entry.untrusted_names == ["clip", "list.csv"]
    assert added.entry.source == POST
    assert added.entry.kind is EntryKind.VIDEO
    assert same(store.hashes(measured.key), measured.hashes)
    ((key, found),) = _fed(store, with_64_bit=True).values()
    assert (key, same(found, measured.hashes)) == (measured.key, True)
    actions = [event.action for event in store.events()]
    assert actions[:3] == [Action.IMPORTED, Action.REMOVED, Action.ADDED]
    # A list, however often it comes, outweighs nothing.
    store.add(said, REPORTER, Action.IMPORTED)
    assert same(store.hashes(measured.key), measured.hashes)


def test_a_file_that_is_kept_is_received_in_the_same_breath(store: Store) -> None:
    store.add(new_entry("clip"), REPORTER)
    store.add(new_entry("clip", has_original=True), REPORTER)
    store.add(new_entry("clip", has_original=True), REPORTER)
    store.add(new_entry("other", has_original=True), REPORTER)

    received = [event for event in store.events() if event.action is Action.RECEIVED]

    assert [event.subject for event in received] == [key_of("clip"), key_of("other")]
    assert received[0].payload == {
        "untrusted_name": "clip",
        "size_bytes": new_entry("clip").size_bytes,
    }


def test_several_come_in_together_or_not_at_all(store: Store) -> None:
    store.add(new_entry("before"), REPORTER)
    lone_surrogate = new_entry("bad", untrusted_name="\ud800.mp4")

    with pytest.raises(UnstorableTextError, match="Nothing was stored"):
        store.add_all([new_entry("a"), new_entry("b"), lone_surrogate], REPORTER)

    assert [entry.key for entry in store.entries()] == [key_of("before")]
    assert len(list(store.events())) == 1
    added = store.add_all([new_entry("a"), new_entry("b"), new_entry("a")], REPORTER)
    assert [one.is_new for one in added] == [True, True, False]
    assert [event.action for event in store.events()] == ["added", "imported", "imported"]


def test_what_was_removed_is_gone_and_the_log_says_why(store: Store) -> None:
    new = new_entry("x")
    store.add(new, REPORTER)

    store.remove(new.key, REPORTER, "the family asked")

    for read in (store.entry, store.hashes, store.stills, store.light_curve):
        with pytest.raises(UnknownEntryError, match=new.key):
            read(new.key)
    assert list(store.entries()) == []
    assert _fed(store) == {}
    assert store.stats().hashes == store.stats().stills == 0
    last = list(store.events(new.key))[-1]
    assert last.action is Action.REMOVED
    assert last.payload == {"number": 1, "reason": "the family asked"}


@pytest.mark.parametrize("key", [key_of("unknown"), "", "ABC", key_of("x").upper(), "clip.mp4"])
def test_an_unknown_key_is_said_to_be_unknown(store: Store, key: str) -> None:
    store.add(new_entry("x"), REPORTER)

    with pytest.raises(UnknownEntryError, match="no entry"):
        store.entry(key)
    with pytest.raises(UnknownEntryError, match="verify archive list"):
        store.remove(key, REPORTER, "")
    with pytest.raises(UnknownEntryError):
        store.record_source(key, POST, REPORTER)
    assert len(list(store.events())) == 1


def test_a_new_source_record_replaces_the_old_which_the_log_keeps(store: Store) -> None:
    store.add(new_entry("x", source=POST), REPORTER)

    entry = store.record_source(key_of("x"), SourceRecord(untrusted_note="wrong clip"), REPORTER)

    assert entry.source == SourceRecord(untrusted_note="wrong clip")
    assert store.entry(entry.key) == entry
    words = [event.payload["source"] for event in store.events() if event.payload]
    assert words[0]["untrusted_caption"] == POST.untrusted_caption
    assert words[1] == {"untrusted_note": "wrong clip"}
    store.record_source(entry.key, entry.source, REPORTER)
    assert store.record_source(entry.key, SourceRecord(), REPORTER).source.is_empty
    assert len(list(store.events())) == 3


def test_several_sources_are_recorded_together_or_not_at_all(store: Store) -> None:
    store.add_all([new_entry("x"), new_entry("y")], REPORTER)
    with pytest.raises(UnknownEntryError):
        store.record_sources({key_of("x"): POST, key_of("z"): POST}, REPORTER)
    assert store.entry(key_of("x")).source.is_empty

    store.record_sources({key_of("x"): POST, key_of("y"): POST}, REPORTER)
    store.record_sources({key_of("x"): POST, key_of("y"): POST}, REPORTER)
    assert store.entry(key_of("y")).source == POST
    recorded = [event.subject for event in store.events() if event.action == "source_recorded"]
    assert recorded == [key_of("x"), key_of("y")]


def test_entries_come_in_the_order_they_were_added_and_by_part_of_a_name(store: Store) -> None:
    names = ["Straße.mp4", "İDLİB.mp4", "ночь.mp4", "100% sure_.mp4"]
    store.add_all([new_entry(name) for name in names], REPORTER)
    store.add(new_entry(names[0], untrusted_name="second name.mp4"), REPORTER)

    def found(part: str | None) -> list[str]:
        return [entry.untrusted_names[0] for entry in store.entries(part)]

    assert found(None) == names
    assert found("STRASSE") == found("second") == [names[0]]
    assert found("Ночь") == [names[2]]
    assert found("0%") == found("sure_") == [names[3]]
    assert found(key_of(names[1])[:9]) == [names[1]]
    assert found("nothing like it") == []


def test_an_index_that_follows_the_changes_holds_what_the_store_holds(store: Store) -> None:
    index: dict[int, tuple[str, FrameHashes]] = {}
    seen = 0

    def follow() -> None:
        nonlocal seen
        changes = store.changes(seen, with_64_bit=True)
        for number in changes.removed:
            index.pop(number, None)
        index.update(_fed(store, seen, with_64_bit=True))
        seen = changes.up_to
        assert [key for key, _ in index.values()] == [entry.key for entry in store.entries()]
        for key, held in index.values():
            assert same(held, store.hashes(key))

    follow()
    store.add_all([new_entry(name) for name in "abc"], REPORTER)
    follow()
    store.remove(key_of("b"), REPORTER, "")
    store.add(new_entry("d", hashes=hashes(4, 0)), REPORTER)
    store.add(new_entry("e", hashes=hashes(5, with_64_bit=False)), REPORTER)
    follow()
    store.add(new_entry("f"), REPORTER)
    store.remove(key_of("f"), REPORTER, "never seen by the index")
    store.add(new_entry("b"), REPORTER)
    follow()
    store.record(Action.VIEWED, key_of("a"), {}, REPORTER)
    follow()
    assert seen == len(list(store.events())) == 10


def test_changes_bring_no_entry_that_was_added_after_the_event_that_is_named(store: Store) -> None:
    store.add_all([new_entry(name) for name in "abcd"], REPORTER)
    store.remove(key_of("b"), REPORTER, "")

    assert list(_fed(store, 1, until=3)) == [3]
    assert list(_fed(store, until=99)) == [1, 3, 4]
    assert _fed(store, 2, until=2) == {}
    changes = store.changes(1, until=2)
    assert (changes.up_to, list(changes.removed)) == (5, [2])


def test_how_many_hashes_each_entry_has_is_counted(store: Store) -> None:
    assert [column.tolist() for column in store.hash_counts()] == [[], []]
    for name, count in (("a", 6), ("b", 2), ("c", 0), ("d", 9)):
        store.add(new_entry(name, hashes=hashes(1, count)), REPORTER)
    store.remove(key_of("b"), REPORTER, "")

    assert [column.tolist() for column in store.hash_counts()] == [[1, 3, 4], [6, 0, 9]]


def test_changes_leave_64_bit_hashes_out_unless_asked_for(store: Store) -> None:
    store.add(new_entry("x"), REPORTER)

    ((_, plain),) = _fed(store).values()
    ((_, whole),) = _fed(store, with_64_bit=True).values()

    assert plain.phash is plain.dhash is None
    assert same(whole, new_entry("x").hashes)


def test_statistics_count_what_is_there(store: Store) -> None:
    assert store.stats() == ArchiveStats(0, {}, 0, 0, 0, 0)

    store.add_all([new_entry("a"), new_entry("b", has_original=True)], REPORTER)
    store.add(new_entry("c", kind=EntryKind.PICTURE, hashes=hashes(1, 1), stills=()), REPORTER)

    assert store.stats() == ArchiveStats(3, {"picture": 1, "video": 2}, 13, 4, 1, 4)


@pytest.mark.parametrize(
    "given",
    [
        {"source": SourceRecord(untrusted_address="x" * 2001)},
        {"source": SourceRecord(untrusted_caption="x" * 20_001)},
        {"size_bytes": 0},
        {"duration_s": -1.0},
        {"duration_s": float("inf")},
        {"kind": "film"},
        {"descriptors": {"pdq": 1}},
    ],
)
def test_what_could_not_be_read_back_is_not_taken(store: Store, given: dict[str, Any]) -> None:
    store.add(new_entry("x", size_bytes=None, duration_s=None), REPORTER)
    before = store.stats(), store.entry(key_of("x"))

    for name in "xy":
        with pytest.raises(UnstorableTextError, match="Nothing was stored"):
            store.add(new_entry(name, **given), REPORTER)

    assert (store.stats(), store.entry(key_of("x"))) == before


def test_a_source_record_or_actor_too_long_is_not_taken(store: Store) -> None:
    store.add(new_entry("x"), REPORTER)
    long = Actor(untrusted_name="x" * 201, known_by="own_word")

    with pytest.raises(UnstorableTextError, match="length <= 2000"):
        store.record_source(key_of("x"), SourceRecord(untrusted_handle="x" * 2001), REPORTER)
    with pytest.raises(UnstorableTextError, match="length <= 200"):
        store.record(Action.VIEWED, None, {}, long)

    assert len(list(store.events())) == 1


def test_two_stills_of_one_moment_are_a_mistake_of_the_caller(store: Store) -> None:
    with pytest.raises(ValueError, match="one moment"):
        store.add(new_entry("x", stills=(Still(5, b"a"), Still(5, b"b"))), REPORTER)


def test_stills_are_given_in_time_order(store: Store) -> None:
    store.add(new_entry("x", stills=(Still(9, b"b"), Still(5, b"a"))), REPORTER)

    assert [still.time_ms for still in store.stills(key_of("x"))] == [5, 9]


def test_an_entry_is_plain_enough_to_be_sent_as_json(store: Store) -> None:
    entry = store.add(new_entry("x", source=POST), REPORTER).entry

    assert msgspec.json.decode(msgspec.json.encode(entry), type=type(entry)) == entry
