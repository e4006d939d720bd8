"""Transcriptions in the custody log: one event each, under the entry's subject.

The words can be erased; which language, and of which moment they were, stays.
"""

from collections.abc import Iterable

from verify.domain.custody import Action, Event, Payload
from verify.domain.store_errors import UnstorableTextError
from verify.domain.transcriptions import LONGEST_TRANSCRIPTION, Transcription
from verify.storage.recorded import records

_WORDS = ("untrusted_text", "untrusted_translation", "language", "at_s")


def words_of(text: str, translation: str, language: str | None, at_s: float | None) -> Payload:
    """Return the words of the event that records a transcription; what was not said is left out.

    Raises
    ------
    UnstorableTextError
        If text or translation are too long.
    """
    for name, said in (("transcription", text), ("translation", translation)):
        if len(said) > LONGEST_TRANSCRIPTION:
            raise UnstorableTextError(
                f"the {name} has more than {LONGEST_TRANSCRIPTION:,} characters"
            )
    given = zip(_WORDS, (text, translation or None, language, at_s), strict=True)
    return {name: value for name, value in given if value is not None}


def read(events: Iterable[Event]) -> list[Transcription]:
    """Return the transcriptions among events, the oldest first.

    Raises
    ------
    UnreadableRecordError
        If an event says what no transcription does.
    """
    return records(events, Action.TRANSCRIBED, Transcription, _WORDS, "entry_sha256")
