"""What people wrote down, read back out of the custody log: one event for each record."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from verify.domain.custody import Action, Event, Payload
from verify.domain.store_errors import UnreadableRecordError
from verify.storage import ties

Record = TypeVar("Record", bound=msgspec.Struct)


def records(
    events: Iterable[Event],
    action: Action,
    form: type[Record],
    words: Sequence[str],
    subject: str | None,
) -> list[Record]:
    """Return the records of one action among events, the oldest first.

    Parameters
    ----------
    events : iterable of Event
        All of one subject, or of the log: what stays of erased words stands in later ones.
    action : Action
    form : type of Struct
        Besides `words` and `subject` it has `event`, `actor`, `recorded_utc` and `is_erased`.
    words : sequence of str
        Its fields that stand in the event's payload; those that were not said are None.
    subject : str or None
        Its field that is the event's subject; None if it has none.

    Raises
    ------
    UnreadableRecordError
        If an event says what no such record does.
    """
    written: list[Event] = []
    kept: dict[int, Payload] = {}
    for event in events:
        if event.action is action:
            written.append(event)
        kept |= dict(ties.erasures(event))
    return [_record(event, kept.get(event.sequence, {}), form, words, subject) for event in written]


def _record(
    event: Event,
    kept: Payload,
    form: type[Record],
    words: Sequence[str],
    subject: str | None,
) -> Record:
    said = kept if event.payload is None else event.payload
    fields = {name: said.get(name) for name in words} | {
        "event": event.sequence,
        "actor": event.actor,
        "recorded_utc": event.recorded_utc,
        "is_erased": event.payload is None,
    }
    if subject is not None:
        fields[subject] = event.subject
    try:
        return msgspec.convert(fields, form)
    except msgspec.ValidationError as error:
        raise UnreadableRecordError(f"event {event.sequence} of the custody log") from error
