"""The people of one home: who may sign in to its app from another machine, and as what.

    people.json     names, roles, what scrypt makes of passwords; readable by its owner only

Who is removed is signed out everywhere, and so is who gets a new password: a session counts only
while the password stands that it was opened with. A role is asked for at each deed: what was taken
from somebody holds at the next one. While there are people, one of them at least is admin.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from verify.domain.custody import Actor
from verify.domain.people import (
    LONGEST_NAME,
    KnownPersonError,
    Person,
    UnknownPersonError,
    folded,
    name_of,
    password_of,
)
from verify.domain.roles import THE_ACCOUNT, LastAdminError, Permit, Role, SignedOutError
from verify.jobs.queue import HomeFolderError, writing_to
from verify.workbench.archive.shelf import acting_as
from verify.workbench.house_rules import HouseRules
from verify.workbench.kept_records import KeptRecords

__all__ = ["HomeFolderError", "People", "Person", "Role", "SignUp", "at_a_proxy", "of_this_account"]

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
    secret: _Secret | None = None
    """None of whom a proxy signs in."""
    role: Role | None = None
    """None of whom was added before there were roles; see `_roles`."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """A person who may sign in, here or at the proxy.

    Attributes
    ----------
    id : str
        Never given to two; stays with a new password.
    name : str
    added_utc : datetime
    password_id : str or None
        Another one with each new password; None of whom a proxy signs in.
    role : Role
    """

    id: str
    name: str
    added_utc: datetime
    password_id: str | None
    role: Role

    @property
    def person(self) -> Person:
        """Who it is at the app."""
        if self.password_id is None:
            return at_a_proxy(self.name)
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
        return sorted(_sign_ups(self._records.read()).values(), key=lambda one: folded(one.name))

    def find(self, person_id: str) -> SignUp | None:
        """Return the person of an id, or None."""
        return _sign_ups(self._records.read()).get(person_id)

    def takes_passwords(self) -> bool:
        """Whether anybody could sign in with one."""
        return any(one.secret for one in self._records.read().values())

    def role_of(self, person: Person) -> Role:
        """Return what somebody at the app is, as of now.

        Raises
        ------
        SignedOutError
            If they may not sign in any more.
        """
        if person.key == THE_ACCOUNT.key:
            return THE_ACCOUNT.role
        known = _sign_ups(self._records.read()).values()
        if person.actor.known_by == "sign_in":
            found = next((one.role for one in known if one.person.key == person.key), None)
            if found is None:
                raise SignedOutError
            return found
        if person.role is not None:
            return person.role
        listed = next((one.role for one in known if one.person.key == person.key), None)
        return listed or HouseRules(self._home).unknown_role

    def add(self, name: str, password: str | None, role: Role | None = None) -> SignUp:
        """Let somebody in from now on.

        Parameters
        ----------
        password : str or None
            None for whom a proxy signs in.
        role : Role, optional
            By default journalist; admin if there is none yet.

        Raises
        ------
        PersonNameError, PasswordLengthError, KnownPersonError, LastAdminError
            As the names say.
        """
        secret = None if password is None else self._secret(password_of(password))
        name = name_of(name, _LONGEST_AT_A_PROXY if secret is None else LONGEST_NAME)
        person_id = secrets.token_hex(8)
        with writing_to(self._home):
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._changing() as records:
            for known in records.values():
                if folded(known.name) == folded(name):
                    raise KnownPersonError(known.name)
            is_first = Role.ADMIN not in _roles(records).values()
            given = role or (Role.ADMIN if is_first else Role.JOURNALIST)
            records[person_id] = _Record(
                name=name, added_utc=datetime.now(UTC), secret=secret, role=given
            )
            return _sign_ups(records)[person_id]

    def give_role(self, name: str, role: Role) -> SignUp:
        """Make somebody something else; it holds from their next deed on.

        Raises
        ------
        UnknownPersonError, LastAdminError
            As the names say.
        """
        self.named(name)
        with self._changing() as records:
            person_id = _id_of(records, name)
            records[person_id] = replace(records[person_id], role=role)
            return _sign_ups(records)[person_id]

    def give_password(self, name: str, password: str) -> None:
        """Replace somebody's password; their sessions end.

        Raises
        ------
        UnknownPersonError, PasswordLengthError
            As the names say.
        """
        self.named(name)
        secret = self._secret(password_of(password))
        with self._changing() as records:
            person_id = _id_of(records, name)
            records[person_id] = replace(records[person_id], secret=secret)

    def remove(self, name: str) -> SignUp:
        """Let somebody in no more; their sessions end. What they wrote stays theirs.

        Raises
        ------
        UnknownPersonError, LastAdminError
            If there is nobody of that name; if it is the only admin of others.
        """
        removed = self.named(name)
        with self._changing() as records:
            del records[_id_of(records, name)]
        return removed

    @contextmanager
    def _changing(self) -> Iterator[dict[str, _Record]]:
        """Give the records to be changed, each with its role, and keep an admin among them."""
        with self._records.changing() as records:
            roles = _roles(records)
            records.update({one: replace(records[one], role=roles[one]) for one in roles})
            before = [records[one].name for one in roles if roles[one] is Role.ADMIN]
            yield records
            if records and Role.ADMIN not in _roles(records).values():
                raise LastAdminError(next(iter(before), next(iter(records.values())).name))

    def named(self, name: str) -> SignUp:
        """Return the person of a name.

        Raises
        ------
        UnknownPersonError
            If there is nobody.
        """
        records = self._records.read()
        return _sign_ups(records)[_id_of(records, name)]

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
        if secret is None:
            _digest(typed, bytes(_DIGEST_BYTES), self._cost)
            return None
        found = _digest(typed, secret.salt, secret.cost)
        is_theirs = hmac.compare_digest(found, secret.digest)
        return _sign_ups(records)[person_id] if is_theirs else None

    def _secret(self, password: str) -> _Secret:
        salt = secrets.token_bytes(_DIGEST_BYTES)
        return _Secret(cost=self._cost, salt=salt, digest=_digest(password, salt, self._cost))


def of_this_account() -> Person:
    """Return who sits at this machine: whoever has the account that serves the app."""
    return Person("account", acting_as())


def permit_of(home: Path, own_word: str | None) -> Permit:
    """Return what may be done under a name that was typed: all, unless somebody here has it."""
    signed_up = None
    if own_word is not None:
        with suppress(UnknownPersonError):
            signed_up = People(home).named(own_word)
    return THE_ACCOUNT if signed_up is None else Permit(signed_up.person.key, signed_up.role)


def at_a_proxy(untrusted_name: str, role: Role | None = None) -> Person:
    """Return who a trusted proxy says it is, and as what; it alone has looked at their password.

    Raises
    ------
    PersonNameError
        If that cannot be a name.
    """
    name = name_of(untrusted_name, _LONGEST_AT_A_PROXY)
    key = hashlib.sha256(name.encode()).hexdigest()[:32]
    return Person(f"proxy-{key}", Actor(untrusted_name=name, known_by="proxy"), role)


def _sign_ups(records: Mapping[str, _Record]) -> dict[str, SignUp]:
    roles = _roles(records)
    return {
        one: SignUp(one, record.name, record.added_utc, _password_id(record), roles[one])
        for one, record in records.items()
    }


def _password_id(record: _Record) -> str | None:
    if record.secret is None:
        return None
    return hashlib.sha256(record.secret.salt).hexdigest()[:16]


def _roles(records: Mapping[str, _Record]) -> dict[str, Role]:
    """Return what each is. Before there were roles, everybody could do everything.

    Of those who have none since, the first who was added is admin, unless somebody is, and the
    others are editors: nobody has more than before, and nobody is locked out.
    """
    without = sorted(
        (one for one in records if records[one].role is None),
        key=lambda one: (records[one].added_utc, one),
    )
    has_admin = any(record.role is Role.ADMIN for record in records.values())
    first = without[0] if without and not has_admin else None
    return {
        one: record.role or (Role.ADMIN if one == first else Role.EDITOR)
        for one, record in records.items()
    }


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
