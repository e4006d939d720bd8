"""Evidence in words: what is held up, for whom it says what, and whether it has gone stale."""

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
    SkyItem,
    Stance,
    Withdrawal,
    WordsItem,
)
from verify.domain.timing import timecode
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.finding_wording import finding_words

_KEY_DIGITS = 12
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
) -> str:
    """Return what is held up, the stance, weight and note of who did, and whether it counts.

    `stale` says why it may read otherwise by now, `proposed` what a check said; see
    `domain.standing`.
    """
    weight = f", {evidence.weight}" if evidence.weight else ""
    note = f": {written_words(evidence.untrusted_note)}" if evidence.untrusted_note else ""
    held = " and ".join(map(item_words, evidence.items)) or item_words(None)
    said_why = f": {proposed}" if proposed else ""
    taken = f", as proposal {evidence.proposal} says{said_why}" if evidence.proposal else ""
    old = f" (stale: {stale}; inspect the clip again and compare)" if stale else ""
    said = f"{_STANCES[evidence.stance]}{weight}{note}; {held}{taken}{old}"
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
            value = finding_words(item)
            short = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
            return (
                f"{short} (finding {shown_name(item.pointer)} of clip "
                f"{item.clip_sha256[:_KEY_DIGITS]}, by version {shown_name(item.tool.version)})"
            )
        case SkyItem():
            sky = item.sky
            return f"{written_words(item.value)} ({shown_name(sky.engine)})"
        case WordsItem():
            return f"words of the claim: {written_words(item.value).rstrip('.')}"
        case MomentItem():
            end = "" if item.end_s is None else f" to {timecode(item.end_s)}"
            box = "" if item.box_px is None else f", box {', '.join(map(str, item.box_px))} px"
            clip = item.clip_sha256[:_KEY_DIGITS]
            return f"clip {clip} at {timecode(item.start_s)}{end}{box}"
        case MatchItem():
            clip, entry = item.clip_sha256[:_KEY_DIGITS], item.match_sha256[:_KEY_DIGITS]
            return f"clip {clip} beside entry {entry}"
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
