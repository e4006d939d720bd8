"""Ties between an entry and the log: an event's words say what the entry is from then on.

Long columns stand there as SHA-256, short ones and the source record as they are. `words_of_new`
and `words_of_more` make such words, `told` reads what the events of one entry come to; an entry
that was edited behind the log's back differs from that. A word that says nothing (null, an empty
list) is left out.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import numpy as np
import numpy.typing as npt

from verify.domain.archive import Entry, EntryKind, FrameHashes, NewEntry, Still
from verify.domain.custody import Action, Event, Payload
from verify.domain.frame_vectors import FrameVectors
from verify.domain.local_features import LocalFeatures
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import UnstorableTextError

NAMES = "untrusted_names"
FACTS = ("size_bytes", "duration_s", "width_px", "height_px")
_KEY = re.compile("[0-9a-f]{64}")
_NAME = "untrusted_name"
_SOME_TIME = datetime(2020, 2, 27, tzinfo=UTC)
_SOURCE = "source"
_ONCE = ("light_curve", "audio_fingerprint", "stills", "local_features", "frame_vectors")
ADDING = frozenset({Action.ADDED, Action.IMPORTED})
"""What brings an entry in, or more of it where it is there."""
MEASURED_HERE = "the file itself was measured here, which a list made elsewhere does not outweigh"
"""Why an entry of somebody's list is removed when its footage comes in."""
_WITH_A_CHANGE = ADDING | {
    Action.RECEIVED,
    Action.SOURCE_RECORDED,
    Action.REMOVED,
    Action.PAYLOAD_ERASED,
    Action.CLOCK_JUMPED,
}
# What nobody wrote, and a list of hashes elsewhere does not tell of whom it is.
_FIGURES = frozenset(
    {
        *FACTS,
        "kind",
        "has_original",
        "descriptors",
        "hash_count",
        "hashes_sha256",
        "still_count",
        "stills_sha256",
        "light_curve_sha256",
        "audio_fingerprint_sha256",
        "local_features_sha256",
        "frame_vectors_sha256",
        "number",
        # Of who may see a case: erased names must not open it.
        "is_private",
        "admits",
        "excludes",
        # Of a judgement.
        "match_sha256",
        "query_sha256",
        "judged_in",
        # Of a decision on copies.
        "copies_sha256",
        # Of what a search engine of others was asked.
        "engine",
        "answer",
        "still_sha256",
        # Of what was read in an overlay.
        "language",
        "at_s",
        # Of a case; its first questions are in our words.
        "case_id",
        "questions",
        "first_claim",
        "claim_count",
        "replaces",
        "claim",
        "clip_sha256",
        "evidence",
        "stance",
        "weight",
        "verdict",
        "instead_of",
        # Of what checks proposed.
        "analysis_sha256",
        "tool",
        "methods",
        "outdoors",
        "is_link_settled",
        "archive_asked",
        "reads_otherwise",
        "proposal",
        "proposals",
        # Of its hypotheses, checklist and recordings.
        "bearings",
        "item_number",
        "status",
        "pairs",
        "other_sha256",
        "is_same",
        # Of what may be shown to anybody.
        "decided_on",
        "release",
        "boxes_px",
        # Of a case that was handed out, or taken in from others.
        "package_sha256",
        "last_event",
        "head",
        "key",
        # Of an erasure that is erased itself.
        "sequence",
        "kept",
    }
)


def hashes_sha256(hashes: FrameHashes) -> str:
    """Return SHA-256 over the columns of an entry's hashes.

    That is over `verify/frames/1` and a zero byte, then of each column its name, the number of
    hashes as eight bytes and its values, all most significant byte first; columns that were not
    made are left out.
    """
    digest = hashlib.sha256(b"verify/frames/1\0")
    for name, column, form in (
        (b"time_ms", hashes.time_ms, ">u4"),
        (b"pdq", hashes.pdq, ">u8"),
        (b"quality", hashes.quality, "u1"),
        (b"phash", hashes.phash, ">u8"),
        (b"dhash", hashes.dhash, ">u8"),
    ):
        if column is not None:
            digest.update(name + len(hashes).to_bytes(8, "big"))
            digest.update(np.ascontiguousarray(column, dtype=form).tobytes())
    return digest.hexdigest()


def stills_sha256(stills: Sequence[Still]) -> str | None:
    """Return SHA-256 over the times and SHA-256s of stills, in time order; None without any."""
    digest = hashlib.sha256(b"verify/stills/1\0")
    for still in sorted(stills, key=lambda still: still.time_ms):
        digest.update(still.time_ms.to_bytes(8, "big") + hashlib.sha256(still.jpeg).digest())
    return digest.hexdigest() if stills else None


def light_curve_bytes(curve: npt.NDArray[np.float32] | None) -> bytes | None:
    """Return a light curve as it is stored: 32-bit floats, least significant byte first."""
    return None if curve is None else np.ascontiguousarray(curve, dtype="<f4").tobytes()


def feature_bytes(features: LocalFeatures | None) -> bytes | None:
    """Return local features as they are stored; see `LocalFeatures.to_bytes`."""
    return None if features is None else features.to_bytes()


def vector_bytes(vectors: FrameVectors | None) -> bytes | None:
    """Return frame vectors as they are stored; see `FrameVectors.to_bytes`."""
    return None if vectors is None else vectors.to_bytes()


def source_words(source: SourceRecord | None) -> Payload:
    """Return a source record without the fields that say nothing.

    Raises
    ------
    UnstorableTextError
        If a text in it is longer than the field takes.
    """
    fields = msgspec.to_builtins(source) if source else {}
    with _as_it_is_read_back():
        msgspec.convert(fields, SourceRecord)
    return {name: value for name, value in fields.items() if value not in (None, [])}


def source_of(words: Payload) -> SourceRecord:
    """Return the source record that `source_words` was given."""
    return msgspec.convert(words, SourceRecord)


def refuse_without_change(action: Action) -> None:
    """Raise `ValueError` for an event that only stands beside the change that it records."""
    if action in _WITH_A_CHANGE:
        raise ValueError(f"{action.value} is written by the store itself, with what it records")


def outweighs(action: Action, new: NewEntry, began_by: Action, known_sha256: str) -> bool:
    """Return whether an entry that comes in takes the place of the one of its key.

    Hashes that were measured here do, where those that are there came from a list: anybody may have
    written that, under any key.
    """
    is_measured = action is Action.ADDED and began_by is Action.IMPORTED
    return is_measured and hashes_sha256(new.hashes) != known_sha256


def words_of_receipt(new: NewEntry) -> Payload:
    """Return the words of the event that a file as received is kept from now on."""
    words = {_NAME: new.untrusted_name, "size_bytes": new.size_bytes}
    return {name: value for name, value in words.items() if value is not None}


def is_key(text: str) -> bool:
    """Return whether a text has the form of an entry's key."""
    return _KEY.fullmatch(text) is not None


def entry_of_new(new: NewEntry, words: Payload, event: Event) -> Entry:
    """Return the entry that comes of what an event with these words added."""
    return _entry(new, words, event.recorded_utc, event.sequence)


def _entry(new: NewEntry, words: Payload, added_utc: datetime, added_sequence: int) -> Entry:
    with _as_it_is_read_back():
        return msgspec.convert(
            {
                **{name: words.get(name) for name in ("kind", *FACTS)},
                "key": new.key,
                "untrusted_names": [new.untrusted_name],
                "added_utc": added_utc,
                "added_sequence": added_sequence,
                "hash_count": len(new.hashes),
                "still_count": len(new.stills),
                "has_original": new.has_original,
                "source": words.get(_SOURCE, {}),
                "descriptors": new.descriptors,
            },
            Entry,
        )


@contextmanager
def _as_it_is_read_back() -> Iterator[None]:
    try:
        yield
    except msgspec.ValidationError as error:
        raise UnstorableTextError(str(error)) from error


def words_of_new(new: NewEntry) -> Payload:
    """Return the words of the event that adds an entry.

    Raises
    ------
    ValueError
        If two of its stills are of one moment.
    UnstorableTextError
        If a field could not be read back, being too long or too small.
    """
    if len({still.time_ms for still in new.stills}) < len(new.stills):
        raise ValueError("two stills of one moment")
    words = {_NAME: new.untrusted_name} | words_of(
        kind=new.kind,
        facts={name: getattr(new, name) for name in FACTS},
        has_original=new.has_original,
        descriptors=new.descriptors,
        source=source_words(new.source),
        hashes=new.hashes,
        stills=new.stills,
        light_curve=light_curve_bytes(new.light_curve),
        audio_fingerprint=new.audio_fingerprint,
        local_features=feature_bytes(new.features),
        frame_vectors=vector_bytes(new.vectors),
    )
    _entry(new, words, _SOME_TIME, added_sequence=1)
    return words


def words_of(
    *,
    kind: str,
    facts: Mapping[str, float | None],
    has_original: bool,
    descriptors: Mapping[str, str],
    source: Payload,
    hashes: FrameHashes,
    stills: Sequence[Still],
    light_curve: bytes | None,
    audio_fingerprint: bytes | None,
    local_features: bytes | None,
    frame_vectors: bytes | None,
) -> Payload:
    """Return what the log has to say of an entry that holds this."""
    words: Payload = {
        "kind": str(kind),
        **facts,
        "has_original": has_original or None,
        "descriptors": dict(descriptors) or None,
        _SOURCE: source or None,
        "hash_count": len(hashes),
        "hashes_sha256": hashes_sha256(hashes),
        "still_count": len(stills) or None,
        "stills_sha256": stills_sha256(stills),
        "light_curve_sha256": _sha256(light_curve),
        "audio_fingerprint_sha256": _sha256(audio_fingerprint),
        "local_features_sha256": _sha256(local_features),
        "frame_vectors_sha256": _sha256(frame_vectors),
    }
    return {name: value for name, value in words.items() if value is not None}


def words_of_more(known: Payload, new: NewEntry) -> Payload:
    """Return what footage that came in again adds to what is known of it; empty if nothing.

    What is known stays: only what was not said yet is taken over.

    Parameters
    ----------
    known : dict
        As `words_of` gives it, with all names under `NAMES`.
    """
    offered = words_of_new(new)
    more = {
        name: offered[name]
        for name in (*FACTS, "has_original", *(f"{part}_sha256" for part in _ONCE))
        if name in offered and name not in known
    }
    if "stills_sha256" in more:
        more["still_count"] = offered["still_count"]
    if known["kind"] == EntryKind.HASHES != new.kind:
        more["kind"] = offered["kind"]
    made = {part: new.descriptors.get(part) for part in _ONCE if f"{part}_sha256" in more}
    if named := {part: how for part, how in made.items() if how is not None}:
        more["descriptors"] = known.get("descriptors", {}) | named
    source = _filled(known.get(_SOURCE, {}), offered.get(_SOURCE, {}))
    if source != known.get(_SOURCE, {}):
        more[_SOURCE] = source
    if new.untrusted_name not in known[NAMES]:
        more[_NAME] = new.untrusted_name
    return more


def _filled(known: Payload, offered: Payload) -> Payload:
    """Return a source record with its gaps filled; lists take what they do not hold yet."""
    filled = {**offered, **known}
    for name, values in known.items():
        if isinstance(values, list):
            filled[name] = values + [new for new in offered.get(name, ()) if new not in values]
    return filled


def _sha256(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def words_of_erasure(erased: Event, reason: str) -> Payload:
    """Return the words of the event that records an erasure: figures of the erased ones stay."""
    kept = {name: value for name, value in (erased.payload or {}).items() if name in _FIGURES}
    return {"sequence": erased.sequence, "reason": reason, "kept": kept}


def erasures(event: Event) -> Iterator[tuple[int, Payload]]:
    """Return the events whose words this one says were erased, and what it keeps of each."""
    words = event.payload if event.action is Action.PAYLOAD_ERASED else None
    while isinstance(words, dict) and isinstance(sequence := words.get("sequence"), int):
        words = words.get("kept")
        yield sequence, words if isinstance(words, dict) else {}


def told(events: Sequence[Event]) -> Payload | None:
    """Return what the events of one entry say that it is now; None if it is not there.

    What words that were erased said of names and source is missing in it; see `erased_in`.
    """
    kept = dict(erasure for event in events for erasure in erasures(event))
    state: Payload | None = None
    for event in events:
        if event.action is Action.REMOVED:
            state = None
        elif event.action in ADDING:
            state = state or {NAMES: [], _SOURCE: {}}
            words = event.payload
            if words is None:
                words = {**kept.get(event.sequence, {}), _SOURCE: None}
                state[NAMES] = None
            elif _NAME in words and state[NAMES] is not None:
                state[NAMES] = [*state[NAMES], words[_NAME]]
            state |= {name: value for name, value in words.items() if name != _NAME}
        elif event.action is Action.SOURCE_RECORDED and state:
            # Words of another kind have none; the walk along the log names the event.
            state[_SOURCE] = None if event.payload is None else event.payload.get(_SOURCE, {})
    if state and state[_SOURCE] == {}:
        del state[_SOURCE]
    return state


def erased_in(told: Payload) -> set[str]:
    """Return what the log does not say any more, since its words were erased."""
    return {name for name, value in told.items() if value is None}
