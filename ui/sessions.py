"""Who may use the app: one sign-in by a token that works once, then a random session.

Files keep only digests: who reads them cannot sign in with what they say. Sessions outlive a
restart of the server, so that an open page finds its way back.
"""

import contextlib
import hashlib
import hmac
import secrets
import threading
import time
from pathlib import Path

import msgspec

_SESSION_S = 7 * 24 * 3600.0


class Sessions:
    """The sessions of one home.

    Parameters
    ----------
    file : Path
        Where their digests are kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._token = secrets.token_urlsafe(32)
        self._started = self._kept()

    @property
    def token(self) -> str:
        """What the printed address carries; it opens one session."""
        return self._token

    def sign_in(self, token: str) -> str | None:
        """Return the value of a new session, or None if this is not the token or it was used."""
        with self._lock:
            if not hmac.compare_digest(token.encode(), self._token.encode()):
                return None
            self._token = secrets.token_urlsafe(32)
            value = secrets.token_urlsafe(32)
            oldest = time.time() - _SESSION_S
            # Another server of this home may have added some meanwhile.
            known = self._kept() | self._started
            self._started = {digest: at for digest, at in known.items() if at > oldest}
            self._started[_digest(value)] = time.time()
            self._keep()
            return value

    def owner(self, value: str) -> str | None:
        """Return a name for the session of this value, or None if there is none."""
        digest = _digest(value)
        started = self._started.get(digest)
        return None if started is None or started < time.time() - _SESSION_S else digest

    def _kept(self) -> dict[str, float]:
        """Return what the file says; one that a crash left unreadable costs a new sign-in."""
        with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError):
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, float])
        return {}

    def _keep(self) -> None:
        aside = self._file.with_name(f".{self._file.name}")
        aside.touch(mode=0o600)
        aside.write_bytes(msgspec.json.encode(self._started))
        aside.replace(self._file)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
