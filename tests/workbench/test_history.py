"""The custody log as a desk reads it: what was corrected, erased, judged anew, removed."""

from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, key_of, new_entry
from verify.domain.archive_errors import NotInArchiveError, SeveralInLogError
from verify.domain.sources import SourceRecord
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive import history, judging
from verify.workbench.archive.shelf import Shelf

WRONG, RIGHT = SourceRecord(untrusted_note="wrong"), SourceRecord(untrusted_note="right")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    store = memory_store()
    return Shelf(tmp_path, store, objects_of(store, tmp_path), REPORTER)


def _instead(shelf: Shelf, subject: str | None = None) -> dict[int, int]:
    return {
        told.event.sequence: told.instead_of
        for told in history.events(shelf, subject)
        if told.instead_of is not None
    }


def test_a_corrected_source_names_the_event_that_does_not_hold_any_more(shelf: Shelf) -> None:
    key = key_of("x")
    shelf.store.add_all([new_entry("x", source=WRONG), new_entry("y", source=WRONG)], REPORTER)
    shelf.store.add(new_entry("x", untrusted_name="another name"), REPORTER)  # 3
    shelf.store.record_source(key, RIGHT, REPORTER)  # 4
    shelf.store.record_source(key, WRONG, REPORTER)  # 5
    shelf.store.remove(key, REPORTER, "")
    shelf.store.add(new_entry("x"), REPORTER)
    shelf.store.record_source(key, RIGHT, REPORTER)  # 8

    assert _instead(shelf) == _instead(shelf, key) == {4: 1, 5: 4}


def test_a_judgement_names_the_one_before_of_the_same_two_files(shelf: Shelf) -> None:
    for name in "xyz":
        shelf.store.add(new_entry(name), REPORTER)
    x, y, z = map(key_of, "xyz")
    judging.judge(shelf, x, y, accepted=True)  # 4 and 5
    judging.judge(shelf, x, z, accepted=True)  # 6 and 7
    judging.judge(shelf, y, x, accepted=False, note=" looked again ")  # 8 and 9

    assert _instead(shelf) == {8: 4, 9: 4}
    assert judging.judgements(shelf, x)[-1].untrusted_note == "looked again"
    assert not judging.standing(judging.judgements(shelf, x), x)[y].accepted


def test_erased_words_come_with_the_event_that_says_who_did_it_and_why(shelf: Shelf) -> None:
    shelf.store.add_all([new_entry("x"), new_entry("y")], REPORTER)
    shelf.store.add(new_entry("x", untrusted_name="x again"), REPORTER)

    erasing = history.erase(shelf, 1, "court order 7")

    first, second, *_ = history.events(shelf)
    assert (first.event.payload, first.erased_by) == (None, erasing)
    assert second.erased_by is None
    assert erasing.payload is not None
    assert erasing.payload["reason"] == "court order 7"
    assert history.words_elsewhere(shelf, first.event) == 1
    history.erase(shelf, erasing.sequence, "the reason said too much")
    assert next(history.events(shelf)).erased_by == shelf.store.event(erasing.sequence)


def test_an_entry_that_was_removed_is_found_by_key_and_by_name(shelf: Shelf) -> None:
    for name in ("fire.mp4", "night-fire.mp4"):
        shelf.store.add(new_entry(name), REPORTER)
    key = key_of("fire.mp4")
    shelf.store.remove(key, REPORTER, "")

    for text in (key, key[:8].upper(), "fire.mp4"):
        assert history.subject_meant(shelf, text) == key
    assert history.subject_meant(shelf, "night-fire.mp4") == key_of("night-fire.mp4")
    with pytest.raises(NotInArchiveError):
        history.subject_meant(shelf, "unknown.mp4")


def test_a_name_of_several_removed_entries_is_refused_with_their_keys(shelf: Shelf) -> None:
    for name in "ab":
        shelf.store.add(new_entry(name, untrusted_name="clip.mp4"), REPORTER)
        shelf.store.remove(key_of(name), REPORTER, "")

    with pytest.raises(SeveralInLogError, match=key_of("b")) as caught:
        history.subject_meant(shelf, "clip.mp4")

    assert set(caught.value.keys) == {key_of("a"), key_of("b")}
