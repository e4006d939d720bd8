"""Pages of entries and single stills, from every store."""

from datetime import UTC, datetime

import pytest

from tests.storage.footage import POST, REPORTER, key_of, new_entry
from verify.domain.archive import EntryKind, Still
from verify.domain.browsing import EntryFilter
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import OvertakenError, UnknownEntryError
from verify.storage.database import browsing
from verify.storage.interface import Store


def _names(store: Store, wanted: EntryFilter) -> list[str]:
    return [entry.untrusted_names[0] for entry in store.newest(wanted, most=100)]


def test_pages_follow_each_other_newest_first_and_miss_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Some pages lie within what the database is asked for at once, one begins in it.
    monkeypatch.setattr(browsing, "_ENTRIES_AT_ONCE", 100)
    store.add_all([new_entry(f"{number}.mp4") for number in range(110)], REPORTER)
    store.remove(key_of("105.mp4"), REPORTER, "sent in error")

    seen, before = [], None
    while page := store.newest(before=before, most=40):
        seen += [entry.untrusted_names[0] for entry in page]
        before = page[-1].added_sequence

    assert seen == [f"{number}.mp4" for number in reversed(range(110)) if number != 105]


def test_words_are_looked_for_in_names_keys_and_sources_in_any_case(store: Store) -> None:
    store.add(new_entry("Straße.mp4"), REPORTER)
    store.add(new_entry("strike.mp4", source=POST), REPORTER)
    quoted = SourceRecord(untrusted_note='he said "look" \\ left', untrusted_channel="Идлиб")
    store.add(new_entry("other.mp4", source=quoted), REPORTER)
    store.add(new_entry("strike.mp4", untrusted_name="second name.mp4"), REPORTER)

    assert _names(store, EntryFilter(text="STRASSE")) == ["Straße.mp4"]
    assert _names(store, EntryFilter(text="SECOND")) == ["strike.mp4"]
    assert _names(store, EntryFilter(text="إدلب")) == ["strike.mp4"]
    assert _names(store, EntryFilter(text="идлиб")) == ["other.mp4"]
    assert _names(store, EntryFilter(text='"LOOK" \\')) == ["other.mp4"]
    assert _names(store, EntryFilter(text=key_of("other.mp4")[:20])) == ["other.mp4"]
    # The names of fields are no words of anybody.
    assert _names(store, EntryFilter(text="untrusted_channel")) == []


def test_a_date_is_found_where_what_it_can_mean_meets_what_is_asked(store: Store) -> None:
    store.add_all([new_entry("dated", source=POST), new_entry("undated")], REPORTER)

    def day(number: int) -> datetime:
        return datetime(2020, 2, number, tzinfo=UTC)

    assert _names(store, EntryFilter(since_utc=day(28))) == ["dated"]
    assert _names(store, EntryFilter(since_utc=day(29))) == []
    assert _names(store, EntryFilter(since_utc=day(1), until_utc=day(27))) == ["dated"]
    assert _names(store, EntryFilter(until_utc=day(26))) == []


def test_kind_and_kept_file_narrow_the_list(store: Store) -> None:
    store.add(new_entry("kept", has_original=True), REPORTER)
    store.add(new_entry("picture", kind=EntryKind.PICTURE), REPORTER)

    assert _names(store, EntryFilter(kind=EntryKind.PICTURE)) == ["picture"]
    assert _names(store, EntryFilter(has_original=True)) == ["kept"]
    assert _names(store, EntryFilter(has_original=False)) == ["picture"]


def test_one_still_is_read_by_its_place(store: Store) -> None:
    store.add(new_entry("x", stills=(Still(9, b"b"), Still(5, b"a"))), REPORTER)

    assert store.still(key_of("x"), 1) == Still(9, b"b")
    for key, place in ((key_of("x"), 2), (key_of("x"), 10**30), (key_of("y"), 0), ("../x", 0)):
        with pytest.raises(UnknownEntryError):
            store.still(key, place)


def test_whoever_writes_a_source_from_an_older_one_is_told(store: Store) -> None:
    store.add(new_entry("x", source=POST), REPORTER)
    mine, theirs = SourceRecord(untrusted_note="mine"), SourceRecord(untrusted_note="theirs")
    store.record_source(key_of("x"), theirs, REPORTER, seen=POST)

    with pytest.raises(OvertakenError, match="event 2"):
        store.record_source(key_of("x"), mine, REPORTER, seen=POST)

    assert store.entry(key_of("x")).source == theirs
    assert store.record_source(key_of("x"), mine, REPORTER, seen=theirs).source == mine
