"""The check of time stamps: each read again and held against the log, its checkpoint, and roots.

What was taken in stands in the log with its SHA-256, so one that was altered, exchanged or taken
away shows without the authority. Whether the authority's word holds is another question, answered
only with its root certificate.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from verify.domain.checkpoints import Note
from verify.domain.errors import shown_name
from verify.domain.seal_errors import TimestampsNotReadError
from verify.domain.store_faults import Fault, FaultKind
from verify.domain.timestamps import is_of_authority, read_token
from verify.storage.checkpoints import LARGEST_TOKEN_BYTES, read_small, token_named

_KEEP = "Leave the store as it is for whoever looks into it, and compare it with a backup."


@dataclass(frozen=True, slots=True)
class Stamped:
    """An authority's word on when there was a checkpoint; its root was among those named."""

    note: Note
    stamped_utc: datetime


def stamp_faults(
    places: Sequence[Path],
    notes: Mapping[str, Note],
    told: Mapping[str, set[str | None]],
    roots: Sequence[x509.Certificate],
    stamped: list[Stamped],
) -> Iterator[Fault]:
    """Return what is wrong with time stamps.

    Parameters
    ----------
    places : sequence of Path
        Where they lie.
    notes : mapping of str to Note
        The checkpoints that can be read, by what their files are called.
    told : mapping of str to set
        What the log says: by the SHA-256 of a checkpoint, those of its stamps; None for one whose
        words were erased.
    roots : sequence of Certificate
        Of authorities whose word counts.
    stamped : list of Stamped
        Takes those that were checked up to one of these roots.
    """
    taken_in = set().union(*told.values())
    found = set()
    for place in places:
        named = token_named(place)
        if named is None:
            continue
        stem, sha256 = named
        try:
            content = read_small(place, LARGEST_TOKEN_BYTES)
        except OSError as error:
            found.add(sha256)
            meaning = f"The system says: {error.strerror}. What it says is not known."
            advice = "Give back the right to read it, then check again."
            yield _fault(FaultKind.UNREADABLE, place, meaning, advice)
            continue
        if not taken_in & {sha256, None}:
            meaning = "The log does not say that it was taken in."
            yield _fault(FaultKind.STRAY, place, meaning)
            continue
        found.add(sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            meaning = "Its bytes are not those that were taken in; it says nothing any more."
            yield _fault(FaultKind.ALTERED, place, meaning)
        elif stem in notes:
            yield from _faults_of(place, content, notes[stem], roots, stamped)
    there = {note.sha256 for note in notes.values()}
    for subject in told.keys() - there:
        meaning = "The log says that this checkpoint was stamped, and none here is that one."
        yield _fault(FaultKind.MISSING, f"on the checkpoint with SHA-256 {subject}", meaning)
    for gone in sorted(each for each in taken_in if each and each not in found):
        meaning = "The log says that it was taken in, and it is not there."
        yield _fault(FaultKind.MISSING, f"with SHA-256 {gone}", meaning)


def _faults_of(
    place: Path,
    content: bytes,
    note: Note,
    roots: Sequence[x509.Certificate],
    stamped: list[Stamped],
) -> Iterator[Fault]:
    try:
        token = read_token(content)
    except TimestampsNotReadError as error:
        advice = "Check again where that package is, with --authority."
        yield _fault(FaultKind.NOT_CHECKED, place, f"Present, not read. {error}", advice)
        return
    except ValueError as error:
        meaning = f"It is as it was taken in, but unreadable ({error}): nothing rests on it."
        advice = "openssl ts -verify may read it; its bytes are kept as they came."
        yield _fault(FaultKind.UNREADABLE, place, meaning[:2000], advice)
        return
    said = f"it gives {token.stamped_utc:%Y-%m-%d %H:%M:%S} UTC"
    if not token.is_over(note.content):
        meaning = f"It is over something else than this checkpoint; {said}."
        yield _fault(FaultKind.EXCHANGED, place, meaning)
    elif not roots:
        meaning = f"Present, chain not checked: {said}, by whom was not looked into."
        advice = "Check again with --authority and the root certificate of the authority."
        yield _fault(FaultKind.NOT_CHECKED, place, meaning, advice)
    elif not is_of_authority(token, note.content, roots):
        meaning = f"None of the authorities that were named vouches for it; {said}."
        advice = "Name the root certificate of the authority that it was asked from."
        yield _fault(FaultKind.UNKNOWN_KEY, place, meaning, advice)
    else:
        stamped.append(Stamped(note, token.stamped_utc))


def _fault(kind: FaultKind, where: Path | str, meaning: str, advice: str = _KEEP) -> Fault:
    return Fault(
        kind=kind, what="time stamp", where=shown_name(str(where)), meaning=meaning, advice=advice
    )
