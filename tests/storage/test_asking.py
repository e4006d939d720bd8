"""What search engines gave is read back from the log as it was written, by whom and when."""

import pytest

from tests.storage.footage import REPORTER, key_of
from verify.domain.custody import Action
from verify.domain.reverse_search import LONGEST_NOTE, Answer
from verify.domain.store_errors import UnreadableRecordError, UnstorableTextError
from verify.storage import asking
from verify.storage.memory import memory_store

CLIP, STILL = key_of("clip"), key_of("still")


def test_an_answer_is_read_back_and_stays_when_its_words_are_erased() -> None:
    store = memory_store()
    words = asking.words_of("TinEye", Answer.FOUND, STILL, "https://a.example/x", "by his brother")
    event = store.record(Action.ASKED_ELSEWHERE, CLIP, words, REPORTER)
    store.record(
        Action.ASKED_ELSEWHERE,
        CLIP,
        asking.words_of("Baidu", Answer.NOT_TRIED, None, "", ""),
        REPORTER,
    )

    found, untried = asking.read(store.events(CLIP))

    assert (found.engine, found.answer, found.still_sha256) == ("TinEye", Answer.FOUND, STILL)
    assert (found.untrusted_address, found.untrusted_note) == (
        "https://a.example/x",
        "by his brother",
    )
    assert (found.actor, found.recorded_utc) == (REPORTER, event.recorded_utc)
    assert (untried.answer, untried.still_sha256) == (Answer.NOT_TRIED, None)
    assert asking.read(store.events(STILL)) == []

    store.erase_payload(event.sequence, REPORTER, "asked to")
    erased = asking.read(store.events(CLIP))[0]
    assert erased.is_erased
    assert (erased.engine, erased.answer, erased.still_sha256) == ("TinEye", Answer.FOUND, STILL)
    assert (erased.untrusted_address, erased.untrusted_note) == (None, None)


def test_what_is_no_answer_is_named_by_its_number_or_refused() -> None:
    store = memory_store()
    store.record(Action.ASKED_ELSEWHERE, CLIP, {"engine": "TinEye", "answer": "perhaps"}, REPORTER)

    with pytest.raises(UnreadableRecordError, match="Event 1 of the custody log"):
        asking.read(store.events(CLIP))
    with pytest.raises(UnstorableTextError, match="the note has more than 2,000"):
        asking.words_of("TinEye", Answer.NOTHING, None, "", "x" * (LONGEST_NOTE + 1))
