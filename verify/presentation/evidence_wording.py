"""Evidence in words: what is held up, for whom it says what, and whether it has gone stale."""

import json

from verify import __version__
from verify.domain.errors import shown_name
from verify.domain.evidence import (
    Evidence,
    FileItem,
    FindingItem,
    Item,
    LinkItem,
    MatchItem,
    MomentItem,
    ReverseItem,
    Stance,
    Withdrawal,
)
from verify.domain.timing import timecode
from verify.presentation.case_records_wording import by, written_words

_KEY_DIGITS = 12
_LONGEST_VALUE = 160
_STANCES = {
    Stance.SUPPORTS: "for it",
    Stance.CONTRADICTS: "against it",
    Stance.CONTEXT: "beside it",
}


def evidence_words(evidence: Evidence, withdrawn: Withdrawal | None) -> str:
    """Return what is held up, the stance, weight and note of who did, and whether it counts."""
    weight = f", {evidence.weight}" if evidence.weight else ""
    note = f": {written_words(evidence.untrusted_note)}" if evidence.untrusted_note else ""
    said = f"{_STANCES[evidence.stance]}{weight}{note}; {item_words(evidence.item)}"
    line = f"{said}; given by {by(evidence)}"
    if withdrawn is None:
        return line
    reason = written_words(withdrawn.untrusted_reason)
    return f"withdrawn by {by(withdrawn)}: {reason}; was {line}"


def item_words(item: Item | None) -> str:
    """Return what is held up."""
    match item:
        case None:
            return "words erased"
        case FindingItem():
            value = shown_name(json.dumps(item.value, ensure_ascii=True))
            short = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
            return (
                f"finding {shown_name(item.pointer)} of clip {item.clip_sha256[:_KEY_DIGITS]} = "
                f"{short}, by version {shown_name(item.tool.version)}{_stale(item)}"
            )
        case MomentItem():
            end = "" if item.end_s is None else f" to {timecode(item.end_s)}"
            box = "" if item.box_px is None else f", box {', '.join(map(str, item.box_px))} px"
            clip = item.clip_sha256[:_KEY_DIGITS]
            return f"clip {clip} at {timecode(item.start_s)}{end}{box}"
        case MatchItem():
            clip, entry = item.clip_sha256[:_KEY_DIGITS], item.match_sha256[:_KEY_DIGITS]
            return f"clip {clip} beside entry {entry}"
        case FileItem():
            name = shown_name(item.untrusted_name)
            return (
                f"file {name}, {item.size_bytes:,} bytes, SHA-256 {item.file_sha256[:_KEY_DIGITS]}"
            )
        case LinkItem():
            return f"link {written_words(item.untrusted_address)}"
        case ReverseItem():
            return f"outcome of a reverse search (event {item.asked_event})"
        case _:
            return f"observed: {written_words(item.untrusted_text)}"


def _stale(item: FindingItem) -> str:
    if item.tool.version == __version__:
        return ""
    return f" (stale: this is version {__version__}; inspect the clip again and compare)"
