"""Checkpoints of the custody log: how many events it had at a time, and where it ended, signed.

The chain ties every event to the ones before, so the hash of one speaks for all up to it. A copy
of it that is kept where the log's writer cannot reach shows afterwards what the chain alone cannot:
that the end was cut off, or all of it written anew. A checkpoint says nothing of whether what the
log holds is true, and its time is that of the clock of whoever signed it.

The form is that of a signed note (C2SP, signed-note v1.0.0): lines of text, an empty line, lines of
signatures. So a checkpoint can be read by eye and checked by others' tools.
"""

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Self

from msgspec import Meta, Struct

from verify.domain.custody import Event
from verify.domain.footage import Sha256

LARGEST_NOTE_BYTES = 4096
KEY_NAME = "verify-log"
_KEY_BYTES = 32
_ID_BYTES = 4
# Of an Ed25519 key, in the signed-note form.
_ALGORITHM = b"\x01"
# SubjectPublicKeyInfo of an Ed25519 key (RFC 8410, section 4) up to its 32 bytes.
_PEM_PREFIX = bytes.fromhex("302a300506032b6570032100")
_PRIVATE = "PRIVATE+KEY"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_NOTE = re.compile(
    "(?P<text>verify/checkpoint/1\n"
    "log (?P<log>[0-9a-f]{64})\n"
    "events (?P<events>[1-9][0-9]{0,15})\n"
    "head (?P<head>[0-9a-f]{64})\n"
    "time (?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n)"
    "\n"
    "(?P<signatures>(?:— [^ +\n]{1,100} [A-Za-z0-9+/]+={0,2}\n)+)"
)


class Checkpoint(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a log was at a time.

    Attributes
    ----------
    log : str
        Hash of its first event, by which a log is known.
    events : int
        How many it had.
    head : str
        Hash of the last of them.
    sealed_utc : datetime
        When it was so, to the second, by the clock of the machine that signed.
    """

    log: Sha256
    events: Annotated[int, Meta(ge=1)]
    head: Sha256
    sealed_utc: Annotated[datetime, Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a signature is checked with; written `NAME+ID+KEY`, to be handed to others."""

    name: str
    raw: bytes

    @property
    def key_id(self) -> str:
        """Eight hex digits that name it in a signature; too few to tell it from a forged one."""
        named = hashlib.sha256(self.name.encode() + b"\n" + _ALGORITHM + self.raw)
        return named.digest()[:_ID_BYTES].hex()

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the key that a text of this form holds.

        Raises
        ------
        ValueError
            If it is none, or its id is another's.
        """
        name, key_id, coded = text.strip().split("+", 2)
        content = base64.b64decode(coded, validate=True)
        key = cls(name, content[1:])
        if content[:1] != _ALGORITHM or len(key.raw) != _KEY_BYTES or key.key_id != key_id:
            raise ValueError("not the text of an Ed25519 key")
        return key

    def __str__(self) -> str:
        coded = base64.b64encode(_ALGORITHM + self.raw).decode("ascii")
        return f"{self.name}+{self.key_id}+{coded}"

    def pem(self) -> str:
        """Return the key as openssl reads it."""
        coded = base64.b64encode(_PEM_PREFIX + self.raw).decode("ascii")
        return f"-----BEGIN PUBLIC KEY-----\n{coded}\n-----END PUBLIC KEY-----\n"

    def signed(self, content: bytes, signature: bytes) -> bool:
        """Return whether these bytes were signed with this key's other half."""
        # Imported where it is needed: most commands read an archive and sign nothing.
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs; whoever has a copy of it can make checkpoints that pass for its owner's."""

    public: PublicKey
    _seed: bytes

    @classmethod
    def new(cls) -> Self:
        """Return a key that nobody had before."""
        return cls._of(KEY_NAME, secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the key that a text from `secret_text` holds.

        Raises
        ------
        ValueError
            If it is none.
        """
        kind, _, rest = text.strip().partition(f"{_PRIVATE}+")
        name, key_id, coded = rest.split("+", 2)
        content = base64.b64decode(coded, validate=True)
        if kind or content[:1] != _ALGORITHM or len(content) != 1 + _KEY_BYTES:
            raise ValueError("not the text of an Ed25519 key that signs")
        key = cls._of(name, content[1:])
        if key.public.key_id != key_id:
            raise ValueError("the key is not the one that its id names")
        return key

    @classmethod
    def _of(cls, name: str, seed: bytes) -> Self:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        return cls(PublicKey(name, raw), seed)

    def secret_text(self) -> str:
        """Return the key for its file."""
        coded = base64.b64encode(_ALGORITHM + self._seed).decode("ascii")
        return f"{_PRIVATE}+{self.public.name}+{self.public.key_id}+{coded}\n"

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"

    def signature_of(self, content: bytes) -> bytes:
        """Return the 64 bytes by which who has the public half knows that this key signed."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._seed).sign(content)

    def sign(self, checkpoint: Checkpoint) -> bytes:
        """Return a checkpoint as a signed note."""
        text = text_of(checkpoint)
        signature = self.signature_of(text.encode())
        coded = base64.b64encode(bytes.fromhex(self.public.key_id) + signature).decode("ascii")
        return f"{text}\n— {self.public.name} {coded}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as it was read, with its signatures, which were not checked yet.

    Attributes
    ----------
    content : bytes
        The whole of it.
    signatures : tuple of (str, bytes)
        Names of keys, and ids with signatures; names are anybody's until checked.
    """

    content: bytes
    checkpoint: Checkpoint
    signatures: tuple[tuple[str, bytes], ...]

    @property
    def sha256(self) -> str:
        """SHA-256 of all its bytes, which a time stamp is over."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def key_ids(self) -> list[str]:
        """The ids of the keys that it says it was signed with."""
        return [coded[:_ID_BYTES].hex() for _, coded in self.signatures]

    def signer(self, keys: Iterable[PublicKey]) -> PublicKey | None:
        """Return which of these keys signed it; None if it names none of them.

        Raises
        ------
        ValueError
            If it names one of them, and that did not sign this text.
        """
        text = text_of(self.checkpoint)
        named = False
        for key in keys:
            for name, coded in self.signatures:
                if name == key.name and coded[:_ID_BYTES].hex() == key.key_id:
                    if key.signed(text.encode(), coded[_ID_BYTES:]):
                        return key
                    named = True
        if named:
            raise ValueError("the signature is not of this text")
        return None


def checkpoint_of(first: str, last: Event, now: datetime) -> Checkpoint:
    """Return what a log is that begins with the event of the hash `first` and ends with `last`."""
    at = now.astimezone(UTC).replace(microsecond=0)
    return Checkpoint(log=first, events=last.sequence, head=last.hash, sealed_utc=at)


def text_of(checkpoint: Checkpoint) -> str:
    """Return the lines that are signed."""
    return (
        "verify/checkpoint/1\n"
        f"log {checkpoint.log}\n"
        f"events {checkpoint.events}\n"
        f"head {checkpoint.head}\n"
        f"time {checkpoint.sealed_utc.astimezone(UTC):{_TIME}}\n"
    )


def read_note(content: bytes) -> Note:
    """Return the checkpoint that a file holds; its signatures are not checked.

    Raises
    ------
    ValueError
        If it is none, to the letter.
    """
    if len(content) > LARGEST_NOTE_BYTES:
        raise ValueError("too long for a checkpoint")
    found = _NOTE.fullmatch(content.decode("utf-8"))
    if found is None:
        raise ValueError("not the text of a checkpoint")
    checkpoint = Checkpoint(
        log=found["log"],
        events=int(found["events"]),
        head=found["head"],
        sealed_utc=datetime.strptime(found["time"], _TIME).replace(tzinfo=UTC),
    )
    return Note(content, checkpoint, tuple(map(_signature, found["signatures"].splitlines())))


def _signature(line: str) -> tuple[str, bytes]:
    _, name, coded = line.split(" ")
    try:
        return name, base64.b64decode(coded, validate=True)
    except binascii.Error as error:
        raise ValueError("a signature is not in base64") from error
