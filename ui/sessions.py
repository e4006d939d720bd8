"""Who may use the app: sign-in by a token that works once or by a password, then a random session.

The file keeps only digests: who reads it cannot sign in with what it says. Sessions outlive a
restart of the server, so that an open page finds its way back. A session is asked for anew with
each request: one that was ended, here or by another server of this home, opens nothing any more.
"""

import hashlib
import hmac
import secrets
import threading
import time
from pathlib import Path

from msgspec import Struct

from verify.workbench.kept_records import KeptRecords
from verify.workbench.people import People, Person, SignUp, of_this_account

_SESSION_S = 7 * 24 * 3600.0


class _Session(Struct, frozen=True, kw_only=True):
    started_s: float
    person_id: str | None = None
    """None is whoever has this account."""
    password_id: str | None = None


class Sessions:
    """The sessions of one home.

    Parameters
    ----------
    file : Path
        Where their digests are kept.
    people : People
        Those of the home.
    has_token : bool
        Whether a token lets in whoever has this account: on this machine only.
    """

    def __init__(self, file: Path, people: People, *, has_token: bool = True) -> None:
        self._records = KeptRecords(file, _Session, can_be_lost=True)
        self._people = people
        self._has_token = has_token
        self._lock = threading.Lock()
        self._token = secrets.token_urlsafe(32)

    @property
    def token(self) -> str:
        """What the printed address carries; it opens one session."""
        return self._token

    def sign_in(self, token: str) -> str | None:
        """Return the value of a new session, or None if this is not the token or it was used.

        Raises
        ------
        HomeFolderError
            If it cannot be kept; the token can be used again.
        """
        with self._lock:
            if not self._has_token or not hmac.compare_digest(token.encode(), self._token.encode()):
                return None
            value = self._begin(_Session(started_s=time.time()))
            self._token = secrets.token_urlsafe(32)
            return value

    def begin(self, signed_up: SignUp) -> str:
        """Return the value of a new session of somebody whose password was right.

        Raises
        ------
        HomeFolderError
            If it cannot be kept.
        """
        return self._begin(
            _Session(
                started_s=time.time(),
                person_id=signed_up.id,
                password_id=signed_up.password_id,
            )
        )

    def end(self, value: str) -> None:
        """End the session of this value, if there is one."""
        if _digest(value) in self._records.read():
            with self._records.changing() as records:
                records.pop(_digest(value), None)

    def person(self, value: str) -> Person | None:
        """Return who has the session of this value, or None if nobody has, or nobody any more."""
        session = self._records.read().get(_digest(value))
        if session is None or session.started_s < time.time() - _SESSION_S:
            return None
        if session.person_id is None:
            return of_this_account() if self._has_token else None
        signed_up = self._people.find(session.person_id)
        if signed_up is None or signed_up.password_id != session.password_id:
            return None
        return signed_up.person

    def _begin(self, session: _Session) -> str:
        value = secrets.token_urlsafe(32)
        oldest_s = time.time() - _SESSION_S
        with self._records.changing() as records:
            for digest in [one for one, kept in records.items() if kept.started_s <= oldest_s]:
                del records[digest]
            records[_digest(value)] = session
        return value


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
