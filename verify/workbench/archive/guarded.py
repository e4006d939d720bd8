"""A store that writes only what a person's role allows; reading is as ever.

Whatever is done to archive and cases becomes an event of the custody log, so one look before each
event holds for all pages, routes and commands, those to come too.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from verify.domain.archive import NewEntry
from verify.domain.custody import Action, Actor, Event, Payload
from verify.domain.judgements import Judgement
from verify.domain.roles import BY_ACTION, Permit
from verify.domain.sources import SourceRecord
from verify.storage.interface import Added, Store


def guarded(store: Store, permit: Permit) -> Store:
    """Return a store as somebody may write to it."""
    return cast("Store", _Guarded(store, permit))


class _Guarded:
    def __init__(self, store: Store, permit: Permit) -> None:
        self._store = store
        self._permit = permit

    def __getattr__(self, name: str) -> Any:
        """Read as the store does; what writes stands below, and a test holds it to the store."""
        return getattr(self._store, name)

    def _assert_may(self, action: Action) -> None:
        self._permit.assert_may(BY_ACTION[action])

    def add(self, entry: NewEntry, actor: Actor, action: Action = Action.ADDED) -> Added:
        self._assert_may(action)
        return self._store.add(entry, actor, action)

    def add_all(
        self, entries: Sequence[NewEntry], actor: Actor, action: Action = Action.IMPORTED
    ) -> list[Added]:
        self._assert_may(action)
        return self._store.add_all(entries, actor, action)

    def remove(self, key: str, actor: Actor, reason: str) -> None:
        self._assert_may(Action.REMOVED)
        self._store.remove(key, actor, reason)

    def record_source(self, key: str, source: SourceRecord, actor: Actor, **seen: Any) -> Any:
        self._assert_may(Action.SOURCE_RECORDED)
        return self._store.record_source(key, source, actor, **seen)

    def record_sources(self, sources: Mapping[str, SourceRecord], actor: Actor) -> None:
        self._assert_may(Action.SOURCE_RECORDED)
        self._store.record_sources(sources, actor)

    def record(
        self,
        action: Action,
        subject: str | None,
        payload: Payload,
        actor: Actor,
        *,
        after: int | None = None,
    ) -> Event:
        self._assert_may(action)
        return self._store.record(action, subject, payload, actor, after=after)

    def judge(self, *said: Any, **more: Any) -> Judgement:
        self._assert_may(Action.ACCEPTED)
        return self._store.judge(*said, **more)

    def erase_payload(self, sequence: int, actor: Actor, reason: str) -> Event:
        self._assert_may(Action.PAYLOAD_ERASED)
        return self._store.erase_payload(sequence, actor, reason)
