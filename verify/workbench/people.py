"""The people of one home: who may sign in to its app from another machine, and with what password.

    people.json     names, and what scrypt makes of their passwords; readable by its owner only

Who is removed is signed out everywhere, and so is who gets a new password: a session counts only
while the password stands that it was opened with.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from verify.domain.custody import Actor
from verify.domain.people import (
    KnownPersonError,
    Person,
    UnknownPersonError,
    folded,
    name_of,
    password_of,
)
from verify.jobs.queue import HomeFolderError, writing_to
from verify.workbench.archive.shelf import acting_as
from verify.workbench.kept_records import KeptRecords

__all__ = ["HomeFolderError", "People", "Person", "SignUp", "at_a_proxy", "of_this_account"]

_LONGEST_AT_A_PROXY = 200  # As long as the log takes: many are mail addresses.
_DIGEST_BYTES = 32
_SCRYPT_ASIDE_BYTES = 1 << 20  # What OpenSSL counts beside the blocks.


class Cost(Struct, frozen=True, kw_only=True):
    """What a guess costs: memory of 128 x `blocks` x `block_size` bytes, `passes` times over.

    The default takes 32 MiB and about a third of a second. It is one of the settings that OWASP's
    Password Storage Cheat Sheet (2025) holds for equally strong.
    """

    blocks: int = 1 << 15
    block_size: int = 8
    passes: int = 3


class _Secret(Struct, frozen=True, kw_only=True):
    cost: Cost
    salt: bytes
    digest: bytes


class _Record(Struct, frozen=True, kw_only=True):
    name: str
    added_utc: datetime
    secret: _Secret


@dataclass(frozen=True, slots=True)
class SignUp:
    """A person who may sign in.

    Attributes
    ----------
    id : str
        Never given to two; stays with a new password.
    name : str
    added_utc : datetime
    password_id : str
        Another one with each new password.
    """

    id: str
    name: str
    added_utc: datetime
    password_id: str

    @property
    def person(self) -> Person:
        """Who it is at the app."""
        return Person(f"person-{self.id}", Actor(untrusted_name=self.name, known_by="sign_in"))


class People:
    """The people of one home.

    Parameters
    ----------
    home : Path
    cost : Cost, optional
        Of new passwords.
    """

    def __init__(self, home: Path, cost: Cost | None = None) -> None:
        self._home = home
        self._cost = cost or Cost()
        self._records = KeptRecords(home / "people.json", _Record, can_be_lost=False)

    def signed_up(self) -> list[SignUp]:
        """Return everybody, by name."""
        records = self._records.read().items()
        return sorted((_sign_up(*one) for one in records), key=lambda one: folded(one.name))

    def find(self, person_id: str) -> SignUp | None:
        """Return the person of an id, or None."""
        record = self._records.read().get(person_id)
        return None if record is None else _sign_up(person_id, record)

    def add(self, name: str, password: str) -> SignUp:
        """Let somebody sign in from now on.

        Raises
        ------
        PersonNameError, PasswordLengthError, KnownPersonError
            As the names say.
        """
        name, secret = name_of(name), self._secret(password_of(password))
        person_id = secrets.token_hex(8)
        with writing_to(self._home):
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._records.changing() as records:
            for known in records.values():
                if folded(known.name) == folded(name):
                    raise KnownPersonError(known.name)
            records[person_id] = _Record(name=name, added_utc=datetime.now(UTC), secret=secret)
            return _sign_up(person_id, records[person_id])

    def give_password(self, name: str, password: str) -> None:
        """Replace somebody's password; their sessions end.

        Raises
        ------
        UnknownPersonError, PasswordLengthError
            As the names say.
        """
        self.named(name)
        secret = self._secret(password_of(password))
        with self._records.changing() as records:
            person_id = _id_of(records, name)
            records[person_id] = replace(records[person_id], secret=secret)

    def remove(self, name: str) -> SignUp:
        """Let somebody in no more; their sessions end. What they wrote stays theirs.

        Raises
        ------
        UnknownPersonError
            If there is nobody of that name.
        """
        if not self.signed_up():
            raise UnknownPersonError(name)
        with self._records.changing() as records:
            person_id = _id_of(records, name)
            return _sign_up(person_id, records.pop(person_id))

    def named(self, name: str) -> SignUp:
        """Return the person of a name.

        Raises
        ------
        UnknownPersonError
            If there is nobody.
        """
        records = self._records.read()
        person_id = _id_of(records, name)
        return _sign_up(person_id, records[person_id])

    def admitted(self, name: str, password: str) -> SignUp | None:
        """Return who has this name and password, or None; as slow whether the name is there or not.

        Takes the memory and time of `Cost`.
        """
        records, typed = self._records.read(), unicodedata.normalize("NFKC", password)
        try:
            person_id = _id_of(records, name)
        except UnknownPersonError:
            _digest(typed, bytes(_DIGEST_BYTES), self._cost)
            return None
        secret = records[person_id].secret
        found = _digest(typed, secret.salt, secret.cost)
        is_theirs = hmac.compare_digest(found, secret.digest)
        return _sign_up(person_id, records[person_id]) if is_theirs else None

    def _secret(self, password: str) -> _Secret:
        salt = secrets.token_bytes(_DIGEST_BYTES)
        return _Secret(cost=self._cost, salt=salt, digest=_digest(password, salt, self._cost))


def of_this_account() -> Person:
    """Return who sits at this machine: whoever has the account that serves the app."""
    return Person("account", acting_as())


def at_a_proxy(untrusted_name: str) -> Person:
    """Return who a trusted proxy says it is; it alone has looked at their password.

    Raises
    ------
    PersonNameError
        If that cannot be a name.
    """
    name = name_of(untrusted_name, _LONGEST_AT_A_PROXY)
    key = hashlib.sha256(name.encode()).hexdigest()[:32]
    return Person(f"proxy-{key}", Actor(untrusted_name=name, known_by="proxy"))


def _sign_up(person_id: str, record: _Record) -> SignUp:
    password_id = hashlib.sha256(record.secret.salt).hexdigest()[:16]
    return SignUp(person_id, record.name, record.added_utc, password_id)


def _id_of(records: Mapping[str, _Record], name: str) -> str:
    wanted = folded(name)
    for person_id, record in records.items():
        if folded(record.name) == wanted:
            return person_id
    raise UnknownPersonError(name)


def _digest(password: str, salt: bytes, cost: Cost) -> bytes:
    return hashlib.scrypt(
        password.encode(),
        salt=salt,
        n=cost.blocks,
        r=cost.block_size,
        p=cost.passes,
        maxmem=128 * cost.block_size * (cost.blocks + cost.passes + 2) + _SCRYPT_ASIDE_BYTES,
        dklen=_DIGEST_BYTES,
    )
