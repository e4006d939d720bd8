"""When a log is sealed: after each 256 events, when a command that wrote ends, and on request."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from verify.domain.checkpoints import Note, SigningKey, checkpoint_of, read_note
from verify.domain.custody import Action, Actor, Event
from verify.domain.errors import VerifyError
from verify.domain.seal_errors import NotSealedError
from verify.storage.checkpoints import Checkpoints
from verify.storage.clock import Clock, system_clock
from verify.storage.interface import CustodyLog
from verify.storage.key_file import KeyFile

EVENTS_BETWEEN = 256


@dataclass(frozen=True, slots=True)
class Sealer:
    """What seals a log in the name of one account.

    Attributes
    ----------
    checkpoints : Checkpoints
        Where they are kept.
    keys : KeyFile
        The account's.
    actor : Actor
        Who works with the log.
    """

    checkpoints: Checkpoints
    keys: KeyFile
    actor: Actor
    clock: Clock = system_clock

    def seal(self, log: CustodyLog, last: Event) -> tuple[Path, Note]:
        """Sign and keep a checkpoint of a log that ends with `last`; return it and where it is.

        If the account has another key than it sealed this log with before, an event that names
        both comes first, so that who knows the new one can tell what the old one signed.

        Raises
        ------
        NotSealedError
            If it cannot be kept.
        KeyExposedError, KeyUnusableError
            If there is no key to sign with.
        """
        key = self.keys.signing()
        first = log.event(1).hash
        try:
            last = self._with_word_of_a_new_key(log, last, key)
            checkpoint = checkpoint_of(first, last, self.clock().recorded_utc)
            return self.checkpoints.keep(read_note(key.sign(checkpoint)))
        except ValueError as error:
            reason = "the checkpoint of this head that is there was altered; move it away first."
            raise NotSealedError(reason) from error
        except OSError as error:
            reason = f"{self.checkpoints.root} cannot be written to ({error.strerror})."
            raise NotSealedError(reason) from error

    def _with_word_of_a_new_key(self, log: CustodyLog, last: Event, key: SigningKey) -> Event:
        known = self.keys.known()
        newest = self.checkpoints.newest() if len(known) > 1 else None
        for old in known:
            if newest and old != key.public and old.key_id in newest.key_ids:
                words = {"old_key": str(old), "new_key": str(key.public)}
                return log.record(Action.KEY_CHANGED, None, words, self.actor)
        return last


class Sealing:
    """Seals a log as it grows; to be told of each event that was committed last.

    What goes wrong does not undo what was done, so nothing is raised: it is told to `on_unsealed`,
    once at the end, and the check says how many events are not sealed.
    """

    def __init__(self, sealer: Sealer, on_unsealed: Callable[[VerifyError], None]) -> None:
        self._sealer = sealer
        self._on_unsealed = on_unsealed
        self._lock = threading.Lock()
        self._last: Event | None = None
        self._sealed: int | None = None
        self._problem: VerifyError | None = None

    def written(self, log: CustodyLog, last: Event) -> None:
        """Take note that a log now ends with this event, and seal it if it is time."""
        if self._sealed is None:
            self._sealed = last.sequence - 1
        self._last = last
        if last.sequence - self._sealed >= EVENTS_BETWEEN:
            self._seal(log)

    def end(self, log: CustodyLog) -> None:
        """Seal what was written and not sealed yet."""
        self._seal(log)
        if self._problem is not None:
            self._on_unsealed(self._problem)

    def _seal(self, log: CustodyLog) -> None:
        # Not waited for: sealing may itself write an event, which comes back here.
        if not self._lock.acquire(blocking=False):
            return
        try:
            last = self._last
            if last is not None and last.sequence > (self._sealed or 0):
                # Not tried again with each event where it fails; the next command does.
                self._sealed = last.sequence
                self._sealer.seal(log, last)
                self._problem = None
        except VerifyError as error:
            self._problem = error
        finally:
            self._lock.release()
