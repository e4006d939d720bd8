"""Transcriptions in the custody log: one event each, under the entry's subject.

The words can be erased; which language, and of which moment they were, stays.
"""

from collections.abc import Iterable

import msgspec

from verify.domain.custody import Action, Event, Payload
from verify.domain.store_errors import UnreadableRecordError, UnstorableTextError
from verify.domain.transcriptions import LONGEST_TRANSCRIPTION, Transcription
from verify.storage import ties

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
    written: list[Event] = []
    kept: dict[int, Payload] = {}
    for event in events:
        if event.action is Action.TRANSCRIBED:
            written.append(event)
        kept |= dict(ties.erasures(event))
    return [_read(event, kept.get(event.sequence, {})) for event in written]


def _read(event: Event, kept: Payload) -> Transcription:
    words = kept if event.payload is None else event.payload
    fields = {name: words.get(name) for name in _WORDS} | {
        "event": event.sequence,
        "entry_sha256": event.subject,
        "actor": event.actor,
        "recorded_utc": event.recorded_utc,
        "is_erased": event.payload is None,
    }
    try:
        return msgspec.convert(fields, Transcription)
    except msgspec.ValidationError as error:
        raise UnreadableRecordError(f"event {event.sequence} of the custody log") from error
