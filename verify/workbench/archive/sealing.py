"""Sealing on request: checkpoints to keep elsewhere, their words, stamps of authorities, the key.

Nothing here opens a connection. What goes to an authority is a file that a person sends, and what
comes back is a file that they hand in.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from verify import settings
from verify.domain.checkpoints import LARGEST_NOTE_BYTES, Note, PublicKey, read_note
from verify.domain.custody import Action, Event
from verify.domain.errors import shown_name
from verify.domain.head_words import head_words, read_words
from verify.domain.seal_errors import (
    NoAuthorityError,
    NoHeadError,
    NoPublicKeyError,
    NothingToSealError,
    NoTimestampError,
    NotSealedError,
)
from verify.domain.store_faults import Fault, FaultKind
from verify.domain.timestamps import Token, read_roots, read_token, request_over
from verify.storage.checkpoint_check import Head
from verify.storage.checkpoints import LARGEST_TOKEN_BYTES, is_note, read_small
from verify.storage.key_file import KeyFile
from verify.workbench.archive.files import written_whole
from verify.workbench.archive.shelf import Shelf

_LARGEST_ROOTS_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A checkpoint that was made.

    Attributes
    ----------
    place : Path
        Where it is kept in the home.
    note : Note
        The checkpoint with its signature.
    words : str
        Its head as words; see `head_words`.
    """

    place: Path
    note: Note
    words: str


def seal(shelf: Shelf) -> Sealed:
    """Seal the log as it stands; what seals the same again is not made twice.

    Raises
    ------
    NothingToSealError
        If it has no event.
    NotSealedError, KeyExposedError, KeyUnusableError
        If there is no key, or no room.
    """
    last = _last_event(shelf)
    if last is None:
        raise NothingToSealError
    place, note = shelf.sealer.seal(shelf.store, last)
    return Sealed(place, note, head_words(note.checkpoint.events, note.checkpoint.head))


def _last_event(shelf: Shelf) -> Event | None:
    count = shelf.store.stats().events
    last = None
    # Counted, then read: others may have written meanwhile.
    for event in shelf.store.events(after=max(0, count - 1)):
        last = event
    return last


def key_of_this_account() -> PublicKey:
    """Return the public half of the key that seals for this account; it is made if need be.

    Raises
    ------
    KeyExposedError, KeyUnusableError
        If it cannot be used.
    """
    return KeyFile(settings.key_folder()).signing().public


def replace_key() -> PublicKey:
    """Make a new key; return its public half.

    Each log that the old one sealed has an event that names both, as soon as the new one seals it.
    """
    return KeyFile(settings.key_folder()).rotate()


def sealing_key_faults() -> Iterator[Fault]:
    """Yield that others can read the key of this account, if they can."""
    key_file = KeyFile(settings.key_folder())
    mode = key_file.exposed_mode()
    if mode is not None:
        yield Fault(
            kind=FaultKind.MODE_CHANGED,
            what="sealing key",
            where=shown_name(str(key_file.place)),
            meaning=f"Others can read or change it (mode {mode:04o}); who did could sign "
            "checkpoints that pass for yours.",
            advice="verify key --rotate makes another; go by checkpoints kept elsewhere before.",
        )


def known_keys(given: Sequence[str] = ()) -> list[PublicKey]:
    """Return the keys whose signatures count: those of this account, and those that were given.

    Raises
    ------
    NoPublicKeyError
        If one that was given is none.
    KeyUnusableError
        If the account's list cannot be read.
    """
    keys = KeyFile(settings.key_folder()).known()
    for text in given:
        try:
            keys.append(PublicKey.read(text))
        except ValueError as error:
            raise NoPublicKeyError(text) from error
    return keys


def head_kept_elsewhere(given: str) -> Head:
    """Return the head that a file or some words hold.

    Raises
    ------
    NoHeadError
        If they hold none.
    """
    place = Path(given)
    try:
        if place.is_file():
            note = read_note(read_small(place, LARGEST_NOTE_BYTES))
            return Head(note.checkpoint.events, note.checkpoint.head, note, given)
        events, digits = read_words(given)
    except OSError as error:
        raise NoHeadError(given, error.strerror or str(error)) from error
    except ValueError as error:
        raise NoHeadError(given, str(error)) from error
    return Head(events, digits, None, "what was noted in words")


def authorities(files: Sequence[Path]) -> list[x509.Certificate]:
    """Return the root certificates in these files.

    Raises
    ------
    NoAuthorityError
        If one of them has none.
    """
    roots: list[x509.Certificate] = []
    for file in files:
        try:
            roots += read_roots(read_small(file, _LARGEST_ROOTS_BYTES))
        except (OSError, ValueError) as error:
            raise NoAuthorityError(file, str(error)) from error
    return list(dict.fromkeys(roots))


def timestamp_request(sealed: Sealed) -> bytes:
    """Return what to send to an authority for its word on when there was this checkpoint."""
    return request_over(sealed.note.content)


def hand_out(content: bytes, place: Path, *, force: bool) -> None:
    """Write a checkpoint or a request to a file, whole or not at all.

    Raises
    ------
    FileTakenError
        If something is there and `force` is not set.
    DiskFullError, OutputFolderError
        If it cannot be written.
    """
    with written_whole(place, force=force) as file:
        file.write(content)


def take_in_timestamp(shelf: Shelf, file: Path) -> tuple[Token, Path]:
    """Keep an authority's reply, and say so in the log; return it and where it is.

    Raises
    ------
    NoTimestampError
        If it is none, or over no checkpoint of this archive.
    TimestampsNotReadError
        If the library that reads it is not installed.
    NotSealedError
        If it cannot be kept.
    """
    try:
        content = read_small(file, LARGEST_TOKEN_BYTES)
        token = read_token(content)
    except OSError as error:
        raise NoTimestampError(file, error.strerror or str(error)) from error
    except ValueError as error:
        raise NoTimestampError(file, f"it cannot be read as a reply ({error})") from error
    note = _stamped_by(shelf, token)
    if note is None:
        raise NoTimestampError(file, "it is over none of the checkpoints here")
    words = {
        "token_sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
        "stamped_utc": f"{token.stamped_utc:%Y-%m-%dT%H:%M:%SZ}",
        "checkpoint_events": note.checkpoint.events,
    }
    try:
        place = shelf.checkpoints.keep_token(content, note)
    except OSError as error:
        raise NotSealedError(f"The time stamp cannot be kept ({error.strerror}).") from error
    # Afterwards, so that the log never speaks of one that was not kept.
    shelf.store.record(Action.TIMESTAMPED, note.sha256, words, shelf.actor)
    return token, place


def _stamped_by(shelf: Shelf, token: Token) -> Note | None:
    for place in sorted(shelf.checkpoints.places(), reverse=True):
        if is_note(place):
            try:
                note = read_note(read_small(place, LARGEST_NOTE_BYTES))
            except (OSError, ValueError):
                # One that was altered is named by the check.
                continue
            if token.is_over(note.content):
                return note
    return None
