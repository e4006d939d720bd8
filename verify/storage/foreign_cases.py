"""Cases of others in the custody log: one event for each package that was taken in.

It quotes their events as they came, so all that keeps ours keeps theirs: the chain, the check, and
erasure where the law demands it. They stand under a subject of their own, never among ours.
"""

from collections.abc import Iterable

from verify.domain.cases import Recorded
from verify.domain.custody import Action, Event
from verify.domain.packages import ForeignCase
from verify.storage.recorded import records

FOREIGN = "cases of others"
"""Subject of the events that take them in."""

_WORDS = tuple(
    name
    for name in ForeignCase.__struct_fields__
    if name == "case_id" or name not in Recorded.__struct_fields__
)


def foreign_cases(events: Iterable[Event]) -> list[ForeignCase]:
    """Return what was taken in, of all events under `FOREIGN`, the oldest first.

    Raises
    ------
    UnreadableRecordError
        If an event says what no such record does.
    """
    return records(events, Action.CASE_IMPORTED, ForeignCase, _WORDS, None)
