"""Reading rows that somebody else may have written into."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from verify.domain.store_errors import UnreadableRecordError


@contextmanager
def rows_of_ours(what: str) -> Iterator[None]:
    """Say what cannot be read, should a row turn out to hold what none of ours holds.

    Raises
    ------
    UnreadableRecordError
        In the place of what decoding raises.
    """
    try:
        yield
    except (ValueError, TypeError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise UnreadableRecordError(what) from error


def hex_of(stored: object) -> str:
    """Return bytes as hex; what somebody put in their place as it is, which is no hash."""
    return stored.hex() if isinstance(stored, bytes) else str(stored)
