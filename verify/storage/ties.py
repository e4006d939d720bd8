"""Ties between an entry and the log: an event's words say what the entry is from then on.

Long columns stand there as SHA-256, short ones and the source record as they are. `words_of_new`
and `words_of_more` make such words, `told` reads what the events of one entry come to; an entry
that was edited behind the log's back differs from that. A word that says nothing (null, an empty
list) is left out.
"""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from verify.domain.archive import EntryKind, FrameHashes, NewEntry, Still
from verify.domain.custody import Action, Event, Payload
from verify.domain.sources import SourceRecord

NAMES = "untrusted_names"
_NAME = "untrusted_name"
_SOURCE = "source"
_FACTS = ("size_bytes", "duration_s", "width_px", "height_px")
_ONCE = ("light_curve", "audio_fingerprint", "stills")
_CHANGES = frozenset({Action.ADDED, Action.IMPORTED, Action.SOURCE_RECORDED})
# What somebody may have written; the rest are figures and outlive an erasure of the words.
_WORDS_OF_PEOPLE = frozenset({_NAME, _SOURCE})


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
    for still in stills:
        digest.update(still.time_ms.to_bytes(8, "big") + hashlib.sha256(still.jpeg).digest())
    return digest.hexdigest() if stills else None


def light_curve_bytes(curve: npt.NDArray[np.float32] | None) -> bytes | None:
    """Return a light curve as it is stored: 32-bit floats, least significant byte first."""
    return None if curve is None else np.ascontiguousarray(curve, dtype="<f4").tobytes()


def source_words(source: SourceRecord | None) -> Payload:
    """Return a source record without the fields that say nothing."""
    fields = msgspec.to_builtins(source) if source else {}
    return {name: value for name, value in fields.items() if value not in (None, [])}


def source_of(words: Payload) -> SourceRecord:
    """Return the source record that `source_words` was given."""
    return msgspec.convert(words, SourceRecord)


def words_of_new(new: NewEntry) -> Payload:
    """Return the words of the event that adds an entry."""
    return {_NAME: new.untrusted_name} | words_of(
        kind=new.kind,
        facts={name: getattr(new, name) for name in _FACTS},
        has_original=new.has_original,
        descriptors=new.descriptors,
        source=source_words(new.source),
        hashes=new.hashes,
        stills=new.stills,
        light_curve=light_curve_bytes(new.light_curve),
        audio_fingerprint=new.audio_fingerprint,
    )


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
        for name in (*_FACTS, "has_original", *(f"{part}_sha256" for part in _ONCE))
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


def figures_in(payload: Payload) -> Payload:
    """Return the part of an event's words that nobody wrote, to be kept when they are erased."""
    return {name: value for name, value in payload.items() if name not in _WORDS_OF_PEOPLE}


def told(events: Sequence[Event]) -> Payload | None:
    """Return what the events of one entry say that it is now; None if it is not there.

    Words that were erased are missing in it: then there is no `NAMES`, or no source, and what
    stands there is tied to nothing.
    """
    kept = {
        event.payload["sequence"]: event.payload["kept"]
        for event in events
        if event.action is Action.PAYLOAD_ERASED and event.payload
    }
    state: Payload | None = None
    names: list[str] | None = []
    for event in events:
        if event.action is Action.REMOVED:
            state = None
        elif event.action in _CHANGES:
            if state is None:
                state, names = {_SOURCE: {}}, []
            words = event.payload
            if words is None:
                words = kept.get(event.sequence, {})
                names = None
                state.pop(_SOURCE, None)
            elif names is not None and _NAME in words:
                names.append(words[_NAME])
            state |= {name: value for name, value in words.items() if name != _NAME}
    if state is not None and names is not None:
        state[NAMES] = names
    return state
