"""The custody log: who did what to which footage, and the chain that shows a change afterwards.

Each event carries the hash of the one before it and, of its own words (the payload), only a salted
commitment. So a payload can be erased when the law demands it and the chain still verifies; the
erasure is an event itself. A chain alone does not show that its end was cut off, or that it was
written anew from its beginning: that takes a signed copy of its head; see `checkpoints`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import rfc8785
from msgspec import Meta, Struct

from verify.domain.footage import Sha256

GENESIS = "0" * 64
"""Stands for the hash before the first event."""

_LIMITS = {
    "nothing": "A log that was cut off at its end, or written anew from its start, is not found by "
    "this check: that takes a signed checkpoint of the log, and none that counts was looked at.",
    "home": "Whoever can write to this home can take away its newest checkpoints along with the "
    "end of the log, and who has the key too can make all of both anew: that is found only with a "
    "checkpoint or its words that were kept elsewhere, and none was looked at (--against).",
    "elsewhere": "What was done after the checkpoint that was kept elsewhere is held only against "
    "those in this home, if any: whoever can write to it could cut that off.",
}
_ALWAYS = "An event that something else appended in due form is not found by any check."

SALT_BYTES = 32
_WHOLE_NUMBER_LIMIT = 2**53
# A clock that is corrected a little at a time runs at most 500 ppm off (adjtimex(2), RFC 5905), its
# quartz some 100 ppm more; the second is for clocks read one after the other on a busy machine.
_CLOCK_RATE_TOLERANCE = 0.001
_CLOCK_TOLERANCE_S = 1.0
_EVENT_PREFIX = b"verify/event/1\0"
_PAYLOAD_PREFIX = b"verify/payload/1\0"

Payload = dict[str, Any]
"""JSON: text, whole numbers below 2^53, finite floats, booleans, null, lists, objects."""


class Action(StrEnum):
    """What was done. A mistake is never undone: what corrects it is a new event."""

    RECEIVED = "received"
    """The bytes of a file were taken in, to be kept as received."""
    VIEWED = "viewed"
    """A file as received was opened to be looked at or copied out."""
    DERIVED = "derived"
    """A file was made of one as received, such as a still."""
    ADDED = "added"
    """Footage entered the archive."""
    IMPORTED = "imported"
    """Footage entered the archive by its hashes alone, from a list made elsewhere."""
    SOURCE_RECORDED = "source_recorded"
    """Where footage came from was written down, or corrected: the last one holds."""
    REMOVED = "removed"
    """Footage left the archive."""
    ACCEPTED = "accepted"
    """A person took a machine's proposal over; the last judgement of the same holds."""
    REJECTED = "rejected"
    """A person turned a machine's proposal down."""
    ASKED_ELSEWHERE = "asked_elsewhere"
    """A person asked a search engine of others with a still of it, and wrote down what it gave."""
    TRANSCRIBED = "transcribed"
    """A person wrote down what is written on the picture of an entry."""
    CASE_OPENED = "case_opened"
    """A case was opened, with the questions that it opens with."""
    CASE_ACCESS_SET = "case_access_set"
    """A person said who may see a case: everybody, or its owner and those invited."""
    ARTICLE_READ = "article_read"
    """An article was taken into a case, with what the machine read in it."""
    CLIP_ATTACHED = "clip_attached"
    """Footage was named in a case, by its SHA-256."""
    CLAIM_WRITTEN = "claim_written"
    """A person worded claims of a case, anew or in the place of others."""
    NOTED = "noted"
    """A person wrote a note into a case."""
    EVIDENCE_GIVEN = "evidence_given"
    """A person held something up for or against a claim of a case."""
    WITHDRAWN = "withdrawn"
    """A person said that evidence in a case does not count any more."""
    CHECKED = "checked"
    """What was found in a clip was held against the claims of a case; nobody judged that yet."""
    PROPOSAL_DECLINED = "proposal_declined"
    """A person turned down what a check had proposed in a case; evidence names what was taken."""
    VERDICT_GIVEN = "verdict_given"
    """A person concluded on a claim or on footage of a case; the last one holds."""
    PLACED = "placed"
    """A person said where a clip of a case was filmed, and how that is known."""
    HYPOTHESIS_WRITTEN = "hypothesis_written"
    """A person worded what a clip of a case may be, anew or in the place of other words."""
    EVIDENCE_WEIGHED = "evidence_weighed"
    """A person held evidence in a case against its hypotheses."""
    CHECKLIST_SET = "checklist_set"
    """A person set what is to be asked of the footage of a case."""
    CHECKLIST_ANSWERED = "checklist_answered"
    """A person answered an item of a case's checklist; the last one to the same words holds."""
    CLIPS_COMPARED = "clips_compared"
    """What was measured of the likeness of clips was taken into a case."""
    RECORDING_RULED = "recording_ruled"
    """A person said whether two clips of a case are of one recording; the last one holds."""
    CASE_CLOSED = "case_closed"
    """A person said that work on a case has ended, or goes on; the last one holds."""
    RELEASE_DECIDED = "release_decided"
    """A person said whether something of a case may be shown to anybody; the last one holds."""
    EXPORTED = "exported"
    """Entries, or a case, were written to a file for others."""
    CASE_IMPORTED = "case_imported"
    """A case of others was taken in, with its history in their words."""
    PAYLOAD_ERASED = "payload_erased"
    """The words of an earlier event were erased; what it did stays known."""
    TIMESTAMPED = "timestamped"
    """An authority's word on when the log was sealed was taken in."""
    KEY_CHANGED = "key_changed"
    """The key that seals the log was replaced by another."""
    CLOCK_JUMPED = "clock_jumped"
    """The clock of this machine was set between this event and the one before."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the clocks of this machine show, as an event records it; see `Event`."""

    recorded_utc: datetime
    monotonic_ns: int
    boot: str


class Actor(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who did it, and how that is known."""

    untrusted_name: Annotated[str, Meta(min_length=1, max_length=200)]
    known_by: Annotated[
        Literal["system_account", "sign_in", "proxy", "own_word", "none"],
        Meta(description="system_account: the login of this machine; own_word: typed, not checked"),
    ]


class Event(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the log.

    Attributes
    ----------
    sequence : int
        1 for the first event, without gaps.
    monotonic_ns, boot : int and str
        A clock that nobody can set, and the run of the machine that it counts in: together they
        show when `recorded_utc` jumped.
    subject : str or None
        SHA-256 of an original, key of an archive entry, or id of a case.
    commitment : str
        Of the payload; see `commitment_of`.
    payload, salt : dict and bytes, or None
        None once erased.
    previous, hash : str
        See `hash_of`.
    """

    sequence: Annotated[int, Meta(ge=1, lt=_WHOLE_NUMBER_LIMIT)]
    recorded_utc: Annotated[datetime, Meta(tz=True)]
    monotonic_ns: Annotated[int, Meta(ge=0)]
    boot: str
    actor: Actor
    action: Action
    subject: str | None
    tool: Annotated[str, Meta(description="version of Verify")]
    commitment: Sha256
    payload: Payload | None
    salt: bytes | None
    previous: Sha256
    hash: Sha256


def limits_of_the_log(rests_on: Literal["nothing", "home", "elsewhere"]) -> str:
    """Return what a check of the log cannot find; to be said wherever one is reported.

    Parameters
    ----------
    rests_on : {"nothing", "home", "elsewhere"}
        Which checkpoints the log was held against and fits: none, only those that lie beside it,
        or also one that was kept apart.
    """
    return f"{_LIMITS[rests_on]} {_ALWAYS}"


def commitment_of(payload: Payload, salt: bytes) -> str:
    """Return SHA-256 over a prefix, the salt and the payload in the form of RFC 8785.

    The salt keeps a short payload from being guessed out of its commitment.

    Raises
    ------
    ValueError
        If the payload is not JSON that RFC 8785 has a form for, such as NaN or 2^53.
    """
    return hashlib.sha256(_PAYLOAD_PREFIX + salt + rfc8785.dumps(payload)).hexdigest()


def hash_of(event: Event) -> str:
    """Return SHA-256 over a prefix and the event in the form of RFC 8785.

    Payload and salt are left out, their commitment stands for them; so is the hash itself. Times
    are text, and `monotonic_ns` too, since RFC 8785 has no whole numbers beyond 2^53.
    """
    fields = msgspec.to_builtins(event)
    for name in ("payload", "salt", "hash"):
        del fields[name]
    fields["monotonic_ns"] = str(event.monotonic_ns)
    return hashlib.sha256(_EVENT_PREFIX + rfc8785.dumps(fields)).hexdigest()


def next_event(
    last: Event | None,
    moment: Moment,
    action: Action,
    subject: str | None,
    payload: Payload,
    *,
    salt: bytes,
    actor: Actor,
    tool: str,
) -> Event:
    """Return the event that follows `last`, or the first one, with its hashes.

    Raises
    ------
    ValueError
        If the payload is not JSON that RFC 8785 has a form for.
    """
    event = Event(
        sequence=last.sequence + 1 if last else 1,
        recorded_utc=moment.recorded_utc,
        monotonic_ns=moment.monotonic_ns,
        boot=moment.boot,
        actor=actor,
        action=action,
        subject=subject,
        tool=tool,
        commitment=commitment_of(payload, salt),
        payload=payload,
        salt=salt,
        previous=last.hash if last else GENESIS,
        hash=GENESIS,
    )
    return msgspec.structs.replace(event, hash=hash_of(event))


def clock_jump_s(earlier: Event, later: Event | Moment) -> float | None:
    """Return by how much the clock was set between two moments, seconds; None if it was not.

    Within one run of the machine it is held to the clock that nobody can set. From one run to the
    next only a step back shows, and no more than that it was at least so far.
    """
    passed_s = (later.recorded_utc - earlier.recorded_utc) / timedelta(seconds=1)
    if earlier.boot != later.boot:
        return passed_s if passed_s < -_CLOCK_TOLERANCE_S else None
    counted_s = (later.monotonic_ns - earlier.monotonic_ns) / 1e9
    jump_s = passed_s - counted_s
    tolerance_s = _CLOCK_TOLERANCE_S + _CLOCK_RATE_TOLERANCE * max(counted_s, 0)
    return jump_s if abs(jump_s) > tolerance_s else None
