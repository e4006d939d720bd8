"""By what a file that is kept beside a store is known to be of it, and of its present log.

A store is known by its first event. What was read from it after a later one names that one's hash:
if the log has another there, as after a backup was brought back, what was kept counts for nothing.
"""

from verify.storage.interface import CustodyLog

_NAME_DIGITS = 24


def name_of(store: CustodyLog) -> str | None:
    """Return what files of a store are named by; None if nothing is in it yet."""
    first = event_hash(store, 1)
    return None if first is None else first[:_NAME_DIGITS]


def event_hash(store: CustodyLog, sequence: int) -> str | None:
    """Return the hash of the event of a number, None if there is none."""
    for event in store.events(after=sequence - 1):
        return event.hash
    return None
