"""What each database does in its own way; all else is written once, for every one of them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine

from verify.storage.database import postgresql, sqlite


class Dialect(Protocol):
    """The functions that `sqlite` and `postgresql` offer alike."""

    def let_go(self, engine: Engine, /) -> None:
        """Close what was opened for one store."""
        ...

    def begin_write(self, connection: Connection, /) -> None:
        """Begin a transaction that writes: wait for the one lock now."""
        ...

    def begin_reading(self, connection: Connection, /) -> None:
        """Begin a transaction in which everything stays as it is now."""
        ...

    def reading_in_bulk(self, connection: Connection, /) -> AbstractContextManager[None]:
        """Read many rows, none of them held longer than it is looked at."""
        ...

    def keep_before_migration(self, engine: Engine, revision: str, /) -> None:
        """Keep the store as it is, of an older form."""
        ...

    def forget_what_was_erased(self, connection: Connection, /) -> bool:
        """Take erased words out of what the database does not use any more."""
        ...

    def damage(self, connection: Connection, /) -> Iterator[str]:
        """Return what the database finds wrong with itself."""
        ...

    def missing_guards(self, connection: Connection, /) -> Iterator[str]:
        """Return which triggers that guard the log are not there as made."""
        ...

    def strange_triggers(self, connection: Connection, /) -> list[str]:
        """Return which triggers are none of ours."""
        ...


_DIALECTS: dict[str, Dialect] = {"sqlite": sqlite, "postgresql": postgresql}


def dialect_of(database: Connection | Engine) -> Dialect:
    """Return what a connection's, or an engine's, database does in its own way."""
    return _DIALECTS[database.dialect.name]
