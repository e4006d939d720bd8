"""The key that signs checkpoints of this account, and the public halves of those before it.

It lies in the account's own folder, apart from any archive: whoever can write to an archive, or has
a copy of one, need not have the key. When a new key is made the old one is not kept, so that nobody
can sign with it later; what it signed is checked with its public half, which stays.
"""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from verify.domain.checkpoints import PublicKey, SigningKey
from verify.domain.seal_errors import KeyExposedError, KeyUnusableError
from verify.storage import durable

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OTHERS = 0o077
_LARGEST_BYTES = 1 << 16


class KeyFile:
    """The keys in one folder, which is made at first use."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "signing.key"
        self._known = folder / "public-keys.txt"

    def signing(self) -> SigningKey:
        """Return the key that signs; it is made if there is none.

        Raises
        ------
        KeyExposedError
            If others can read it.
        KeyUnusableError
            If it cannot be read or made, or is no key.
        """
        with self._problems():
            if not self.place.exists():
                self._make()
            key = self._read()
        self._remember(key.public)
        return key

    def known(self) -> list[PublicKey]:
        """Return the public halves of all keys that signed for this account, the newest last.

        Raises
        ------
        KeyUnusableError
            If their list cannot be read.
        """
        try:
            lines = self._known.read_text("ascii").splitlines()
            return [PublicKey.read(line) for line in lines]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise KeyUnusableError(self._known, error.strerror or str(error)) from error
        except ValueError as error:
            raise KeyUnusableError(self._known, f"a line of it is no key ({error})") from error

    def rotate(self) -> PublicKey:
        """Make a new key in the place of the old one; return its public half.

        Raises
        ------
        KeyUnusableError
            If it cannot be written; the old one is then as it was.
        """
        new = SigningKey.new()
        with self._problems():
            # Known first: with a key that nobody knows nothing may ever be signed.
            self._remember(new.public)
            self._written(new).replace(self.place)
            durable.sync_folder(self.place.parent)
        return new.public

    def exposed_mode(self) -> int | None:
        """Return the mode of the key's file if others can read or change it, else None."""
        try:
            mode = stat.S_IMODE(self.place.lstat().st_mode)
        except OSError:
            # What cannot be looked at is said where the key is used.
            return None
        return mode if mode & _OTHERS else None

    def _read(self) -> SigningKey:
        handle = os.open(self.place, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, encoding="ascii") as stream:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
                raise KeyUnusableError(self.place, "it is not a file of this account")
            if status.st_mode & _OTHERS:
                raise KeyExposedError(self.place, stat.S_IMODE(status.st_mode))
            try:
                return SigningKey.read(stream.read(_LARGEST_BYTES))
            except ValueError as error:
                raise KeyUnusableError(self.place, f"it is no key ({error})") from error

    def _make(self) -> None:
        draft = self._written(SigningKey.new())
        try:
            # A link never replaces: of two processes the first one's key holds.
            with contextlib.suppress(FileExistsError):
                os.link(draft, self.place)
        finally:
            draft.unlink()
        durable.sync_folder(self.place.parent)

    def _written(self, key: SigningKey) -> Path:
        durable.make_folders(self.place.parent)
        return self._file(f".{secrets.token_hex(8)}", key.secret_text(), 0o600)

    def _file(self, name: str, text: str, mode: int) -> Path:
        place = self.place.parent / name
        handle = os.open(place, _NEW, mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("ascii"))
            stream.flush()
            os.fsync(handle)
        return place

    def _remember(self, key: PublicKey) -> None:
        known = self.known()
        if key in known:
            return
        with self._problems():
            text = "".join(f"{each}\n" for each in (*known, key))
            durable.make_folders(self._known.parent)
            self._file(f".{secrets.token_hex(8)}", text, 0o644).replace(self._known)

    @contextlib.contextmanager
    def _problems(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise KeyUnusableError(self.place, error.strerror or str(error)) from error
