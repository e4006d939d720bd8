"""Evidence in words: what is held up, for whom it says what, and whether it has gone stale."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from verify.domain.errors import shown_name
from verify.domain.evidence import (
    Evidence,
    FileItem,
    FindingItem,
    Item,
    LinkItem,
    MatchItem,
    MomentItem,
    OffsetItem,
    ReverseItem,
    SkyItem,
    Stance,
    Withdrawal,
    WordsItem,
)
from verify.domain.sync import SharedBy
from verify.domain.timing import timecode
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.finding_wording import finding_words

_KEY_DIGITS = 12
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_LONGEST_VALUE = 320
_STANCES = {
    Stance.SUPPORTS: "for it",
    Stance.CONTRADICTS: "against it",
    Stance.CONTEXT: "beside it",
}


def evidence_words(
    evidence: Evidence,
    withdrawn: Withdrawal | None,
    stale: str | None = None,
    proposed: str | None = None,
    names: Mapping[str, str] = _NO_NAMES,
) -> str:
    """Return what is held up, the stance, weight and note of who did, and whether it counts.

    `stale` says why it may read otherwise by now, `proposed` what a check said; see
    `domain.standing`. `names` says what clips are called; see `recordings_wording.clip_names`.
    """
    weight = f", {evidence.weight}" if evidence.weight else ""
    note = f": {written_words(evidence.untrusted_note)}" if evidence.untrusted_note else ""
    held = items_words(evidence.items, names)
    said_why = f": {proposed}" if proposed else ""
    taken = f", as proposal {evidence.proposal} says{said_why}" if evidence.proposal else ""
    old = f" (stale: {stale}; inspect the clip again and compare)" if stale else ""
    said = f"{_STANCES[evidence.stance]}{weight}{note}; {held}{taken}{old}"
    line = f"{said}; given by {by(evidence)}"
    if withdrawn is None:
        return line
    reason = written_words(withdrawn.untrusted_reason)
    return f"withdrawn by {by(withdrawn)}: {reason}; was {line}"


def items_words(items: Sequence[Item], names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what is held up together."""
    return " and ".join(item_words(one, names) for one in items) or item_words(None)


def item_words(item: Item | None, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what is held up; a clip that has no name is told by digits of its SHA-256."""
    match item:
        case None:
            return "words erased"
        case FindingItem():
            value = finding_words(item)
            short = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
            return (
                f"{short} (finding {shown_name(item.pointer)} of "
                f"{_named(item.clip_sha256, names)}, by version {shown_name(item.tool.version)})"
            )
        case SkyItem():
            sky = item.sky
            return f"{written_words(item.value)} ({shown_name(sky.engine)})"
        case WordsItem():
            return f"words of the claim: {written_words(item.value).rstrip('.')}"
        case MomentItem():
            end = "" if item.end_s is None else f" to {timecode(item.end_s)}"
            box = "" if item.box_px is None else f", box {', '.join(map(str, item.box_px))} px"
            clip = _named(item.clip_sha256, names)
            return f"{clip} at {timecode(item.start_s)}{end}{box}"
        case MatchItem():
            clip, entry = _named(item.clip_sha256, names), item.match_sha256[:_KEY_DIGITS]
            return f"{clip} beside entry {entry}"
        case OffsetItem():
            both = (_named(clip, names) for clip in (item.clip_sha256, item.other_sha256))
            return offset_words(item, *both)
        case FileItem():
            # The edition for anybody leaves the name out.
            name = f" {shown_name(item.untrusted_name)}" if item.untrusted_name else ""
            return (
                f"file{name}, {item.size_bytes:,} bytes, SHA-256 {item.file_sha256[:_KEY_DIGITS]}"
            )
        case LinkItem():
            return f"link {written_words(item.untrusted_address)}"
        case ReverseItem():
            return f"outcome of a reverse search (event {item.asked_event})"
        case _:
            return f"observed: {written_words(item.untrusted_text)}"


def offset_words(item: OffsetItem, clip: str, other: str) -> str:
    """Return how the clocks of two clips lie, each called by a name."""
    arrivals = ", as it arrived, 3 ms later for every metre" if item.by is SharedBy.SOUND else ""
    return (
        f"one moment is at {item.offset_s:+z.4f} s ± {item.error_s:.4f} s in {other} against "
        f"{clip}, by {item.by}{arrivals}; {item.confidence:.1f} times clearer than any other offset"
    )


def _named(clip_sha256: str, names: Mapping[str, str]) -> str:
    return names.get(clip_sha256, f"clip {clip_sha256[:_KEY_DIGITS]}")
