"""The check of the custody log, and of the archive against what the log says of it.

Faults are named where they show; one change of a row may show in two places. What no check of a
chain can show is said by `limits_of_the_log`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from verify.domain.custody import (
    GENESIS,
    Action,
    Event,
    Payload,
    clock_jump_s,
    commitment_of,
    hash_of,
)
from verify.domain.store_faults import Fault, FaultKind
from verify.storage import ties

_KEEP = "Leave the store as it is for whoever looks into it, and compare it with a backup."
_UNRELIABLE = "Nothing should rest on what it says."
# So many that changed are held against each other's places, which takes the square of it.
_MOST_EXCHANGED = 200
_MOST_LISTED = 100

_PARTS = {
    "source": "source record",
    "hash_count": "hashes",
    "hashes_sha256": "hashes",
    "still_count": "stills",
    "stills_sha256": "stills",
    "light_curve_sha256": "light curve",
    "audio_fingerprint_sha256": "audio fingerprint",
    "local_features_sha256": "local features",
    "frame_vectors_sha256": "frame vectors",
    ties.NAMES: "names",
}


@dataclass(slots=True)
class LogCheck:
    """One walk along the log.

    Attributes
    ----------
    there : dict of str to int
        Afterwards: keys of entries that the log says are in the archive, and the events that
        added them.
    left : set of int
        Afterwards: numbers of the entries that it says have left.
    """

    there: dict[str, int] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    _altered: list[Event] = field(default_factory=list)
    _wordless: set[int] = field(default_factory=set)
    _erased: set[int] = field(default_factory=set)

    def faults(self, rows: Iterable[tuple[int, str, Event | None]]) -> Iterator[Fault]:
        """Return what is wrong with the log.

        Parameters
        ----------
        rows : iterable of (sequence, hash, event)
            In order; the event is None if somebody wrote into the row what no event holds.
        """
        follows, previous, last = 1, GENESIS, None
        for sequence, own_hash, event in rows:
            if sequence > follows:
                yield _missing(follows, sequence - 1)
            if event is None:
                yield _fault(
                    FaultKind.ALTERED,
                    "event",
                    sequence,
                    f"It holds what no event holds. {_UNRELIABLE}",
                )
            else:
                link = previous if sequence == follows else None
                yield from self._faults_of(event, link, last)
                self._take_in(event)
            # Before the first there is none to follow.
            if sequence >= 1:
                follows, previous, last = sequence + 1, own_hash, event
        yield from self._moved_or_altered()
        for sequence in sorted(self._wordless - self._erased):
            yield _fault(
                FaultKind.MISSING,
                "words of event",
                sequence,
                "They are gone, and no event says that they were erased.",
            )
        if erased := sorted(self._wordless & self._erased):
            yield _erased(erased)

    def _faults_of(self, event: Event, link: str | None, last: Event | None) -> Iterator[Fault]:
        if hash_of(event) != event.hash:
            self._altered.append(event)
        elif link is not None and link != event.previous:
            yield _fault(
                FaultKind.REWRITTEN,
                "event",
                event.sequence,
                "It does not follow the event before it: the log was written anew up to there, or "
                f"from here. {_UNRELIABLE}",
            )
        if event.payload is None or event.salt is None:
            self._wordless.add(event.sequence)
        elif not _are_as_committed(event.payload, event.salt, event.commitment):
            yield _fault(
                FaultKind.ALTERED,
                "words of event",
                event.sequence,
                f"They are not those that were written down. {_UNRELIABLE}",
            )
        if last and (jump_s := clock_jump_s(last, event)) is not None:
            recorded = event.action is Action.CLOCK_JUMPED
            yield _fault(
                FaultKind.CLOCK_JUMPED if recorded else FaultKind.ALTERED,
                "clock at event" if recorded else "time of event",
                event.sequence,
                f"The clock was set by {jump_s:+.1f} s between this event and the one before"
                + (
                    ": times before and after it do not compare."
                    if recorded
                    else f", and the log does not say so. {_UNRELIABLE}"
                ),
                "Find out which of the two was right." if recorded else _KEEP,
            )

    def _take_in(self, event: Event) -> None:
        if event.action in ties.ADDING and event.subject:
            self.there.setdefault(event.subject, event.sequence)
        elif event.action is Action.REMOVED and event.subject in self.there:
            self.left.add(self.there.pop(event.subject))
        self._erased.update(sequence for sequence, _ in ties.erasures(event))

    def _moved_or_altered(self) -> Iterator[Fault]:
        places = [event.sequence for event in self._altered[:_MOST_EXCHANGED]]
        for event in self._altered:
            stood = next((place for place in places if _stood_at(event, place)), None)
            if stood is None:
                yield _fault(
                    FaultKind.ALTERED,
                    "event",
                    event.sequence,
                    f"It is not as it was written down, or never was. {_UNRELIABLE}",
                )
            else:
                yield _fault(
                    FaultKind.EXCHANGED,
                    "event",
                    event.sequence,
                    f"What stands here was written down as event {stood}. {_UNRELIABLE}",
                )


def _are_as_committed(payload: Payload, salt: bytes, commitment: str) -> bool:
    try:
        return commitment_of(payload, salt) == commitment
    except ValueError:
        return False


def _stood_at(event: Event, place: int) -> bool:
    return hash_of(msgspec.structs.replace(event, sequence=place)) == event.hash


@dataclass(frozen=True, slots=True)
class Holding:
    """An entry as it stands in the store, beside what the log says of it.

    Attributes
    ----------
    event_hash : str
        What the entry says is the hash of the event that added it.
    added : Event or None
        That event, as it stands in the log.
    held, told : dict, or dict or None
        See `ties.words_of` and `ties.told`; `held` is None if its rows hold what none of ours do.
    """

    key: str
    number: int
    event_hash: str
    added: Event | None
    held: Payload | None
    told: Payload | None


def entry_faults(holdings: Iterable[Holding], there: Mapping[str, int]) -> Iterator[Fault]:
    """Return what the archive holds otherwise than the log says.

    Parameters
    ----------
    there : mapping of str to int
        See `LogCheck`.
    """
    missing = dict(there)
    for holding in holdings:
        missing.pop(holding.key, None)
        yield from _faults_of_entry(holding)
    for key, number in missing.items():
        yield _fault(
            FaultKind.MISSING,
            "entry",
            key,
            f"Event {number} of the log added it and none removed it, but the archive does not "
            "have it. A search does not find it.",
            "Add the footage again, from a backup or its source.",
        )


def _faults_of_entry(holding: Holding) -> Iterator[Fault]:
    if holding.told is None:
        yield _fault(
            FaultKind.STRAY,
            "entry",
            holding.key,
            f"The log does not say that it entered the archive. {_UNRELIABLE}",
        )
        return
    if holding.added is None or holding.added.hash != holding.event_hash:
        yield _fault(
            FaultKind.REWRITTEN,
            "event",
            holding.number,
            f"The archive's entry {holding.key} is tied to another event than stands in the log: "
            f"the log was written anew from there or before. {_UNRELIABLE}",
        )
    if holding.held is None:
        yield _fault(
            FaultKind.ALTERED,
            "entry",
            holding.key,
            f"The archive holds of it what Verify never writes there. {_UNRELIABLE}",
        )
        return
    differing = {
        _PARTS.get(name, "facts")
        for name in holding.held.keys() | holding.told.keys()
        if name not in ties.erased_in(holding.told)
        and holding.held.get(name) != holding.told.get(name)
    }
    for part in sorted(differing):
        yield _fault(
            FaultKind.ALTERED,
            f"{part} of entry",
            holding.key,
            f"What the archive holds is not what the log says was put in. {_UNRELIABLE}",
        )


def _missing(first: int, last: int) -> Fault:
    where = str(first) if first == last else f"{first} to {last}"
    return _fault(
        FaultKind.MISSING,
        "event",
        where,
        "It was in the log and is not there any more: what was done then is not known from here.",
    )


def _erased(events: Sequence[int]) -> Fault:
    more = len(events) - _MOST_LISTED
    where = ", ".join(map(str, events[:_MOST_LISTED])) + (f" and {more} more" if more > 0 else "")
    return _fault(
        FaultKind.ERASED,
        "words of event" if len(events) == 1 else f"words of {len(events):,} events",
        where,
        "They were erased, and the log says by whom, when and why; the chain holds without them.",
        "If nobody of yours did it, see verify archive log.",
    )


def _fault(
    kind: FaultKind, what: str, where: int | str, meaning: str, advice: str = _KEEP
) -> Fault:
    return Fault(kind=kind, what=what, where=str(where), meaning=meaning, advice=advice)
