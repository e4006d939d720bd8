"""What search engines of others gave, in the custody log: one event each, under the clip's subject.

Address and note are a person's words and can be erased; which engine was asked with which still,
and what it gave, stays.
"""

from collections.abc import Iterable

from verify.domain.custody import Action, Event, Payload
from verify.domain.reverse_search import LONGEST_ADDRESS, LONGEST_NOTE, Answer, Asked
from verify.domain.store_errors import UnstorableTextError
from verify.storage.recorded import records

_WORDS = ("engine", "answer", "still_sha256", "untrusted_address", "untrusted_note")


def words_of(
    engine: str, answer: Answer, still_sha256: str | None, address: str, note: str
) -> Payload:
    """Return the words of the event that records an answer; what says nothing is left out.

    Raises
    ------
    UnstorableTextError
        If address or note are too long.
    """
    for name, text, longest in (
        ("address", address, LONGEST_ADDRESS),
        ("note", note, LONGEST_NOTE),
    ):
        if len(text) > longest:
            raise UnstorableTextError(f"the {name} has more than {longest:,} characters")
    said = (engine, answer.value, still_sha256, address, note)
    return {name: value for name, value in zip(_WORDS, said, strict=True) if value}


def read(events: Iterable[Event]) -> list[Asked]:
    """Return what was asked elsewhere, of all events of one clip, the oldest first.

    Raises
    ------
    UnreadableRecordError
        If an event says what no answer does.
    """
    return records(events, Action.ASKED_ELSEWHERE, Asked, _WORDS, "clip_sha256")
