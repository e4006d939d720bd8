"""What writes the custody log: each event follows the one before and is stamped by the clocks."""

import secrets
from collections.abc import Callable

import msgspec

from verify import __version__
from verify.domain.custody import (
    SALT_BYTES,
    Action,
    Actor,
    Event,
    Moment,
    Payload,
    clock_jump_s,
    next_event,
)
from verify.domain.store_errors import UnstorableTextError
from verify.storage.clock import Clock


class Pen:
    """Writes events while nobody else does.

    Parameters
    ----------
    last : Event or None
        The newest event that there is.
    keep : callable
        Stores an event; whether it lasts is up to the transaction around.

    Attributes
    ----------
    written : Event or None
        The newest event of those that it wrote itself.
    """

    def __init__(self, last: Event | None, clock: Clock, keep: Callable[[Event], None]) -> None:
        self._last = last
        self._clock = clock
        self._keep = keep
        self.written: Event | None = None

    def write(self, action: Action, subject: str | None, payload: Payload, actor: Actor) -> Event:
        """Append an event, and before it one that says so if the clock was set meanwhile.

        Raises
        ------
        UnstorableTextError
            If a text in the payload is none that can be written down exactly.
        """
        moment = self._clock()
        jump_s = clock_jump_s(self._last, moment) if self._last else None
        if jump_s is not None:
            self._append(moment, Action.CLOCK_JUMPED, None, {"jump_s": round(jump_s, 3)}, actor)
        return self._append(moment, action, subject, payload, actor)

    def _append(
        self, moment: Moment, action: Action, subject: str | None, payload: Payload, actor: Actor
    ) -> Event:
        try:
            # What is too long to be read back is not written.
            msgspec.convert(msgspec.to_builtins(actor), Actor)
            event = next_event(
                self._last,
                moment,
                action,
                subject,
                payload,
                salt=secrets.token_bytes(SALT_BYTES),
                actor=actor,
                tool=__version__,
            )
        except (ValueError, msgspec.ValidationError) as error:
            raise UnstorableTextError(str(error)) from error
        self._keep(event)
        self._last = self.written = event
        return event
