"""Copies in an archive, in words: which is the best, what is dated earliest, what that says."""

from verify.domain.archive import EntryKind
from verify.domain.duplicates import Duplicates, Group, Likeness, Member, Relation, Settlement
from verify.domain.errors import shown_name
from verify.domain.sources import ClaimedDate, DateClaimant
from verify.presentation.match_wording import GRADE_WORDS, actor_words, claim_words, segment_words
from verify.presentation.wording import counted, short_timecode

_STRENGTH = {
    DateClaimant.SOURCE: "told by a post, an export or a downloader: as strong as what kept it",
    DateClaimant.FILE: "written into the file: clocks are set wrong, and tags are edited",
    DateClaimant.NAME: "read off a file name, which anyone can change",
    DateClaimant.SHEET: "the desk's own word",
}
KEY_DIGITS = 12


def heading_words(group: Group) -> str:
    """Return what a group is."""
    parts = counted(len(group.parts), "part")
    if len(group.copies) == 1:
        return f"1 entry that holds {counted(len(group.parts), 'other', 'others')}"
    copies = counted(len(group.copies), "copy", "copies")
    return f"{copies} of one recording" + (f", and {parts} of it" if group.parts else "")


def member_words(member: Member) -> str:
    """Return key, name and what counts for how good a copy is."""
    facts = [member.kind.value if member.kind is not EntryKind.HASHES else "hashes only"]
    if member.width_px is not None and member.height_px is not None:
        facts.append(f"{member.width_px} x {member.height_px}")
    if member.duration_s is not None:
        facts.append(short_timecode(member.duration_s))
    if member.size_bytes is not None:
        facts.append(f"{member.size_bytes:,} bytes")
    if member.has_original:
        facts.append("file kept")
    return f"{member.sha256[:KEY_DIGITS]}  {member.name}  {', '.join(facts)}"


def best_words(group: Group) -> str:
    """Return why the first copy is proposed as the best one."""
    if group.settlement is not None and group.settlement.kept_sha256 is not None:
        return settlement_words(group.settlement)
    if not group.best_because:
        return "as good as the others by size and length; the first that came in"
    return ", ".join(group.best_because)


def earliest_words(group: Group) -> str:
    """Return which entry is dated earliest, by whom, and how much that says."""
    dated = [each for each in (*group.copies, *group.parts) if each.claim is not None]
    for member in dated:
        if member.sha256 == group.earliest_sha256 and member.claim is not None:
            more = f"; {counted(len(dated) - 1, 'other', 'others')} dated" if len(dated) > 1 else ""
            said = f"{member.sha256[:KEY_DIGITS]}  {member.name}: {claim_words(member.claim)}"
            return f"{said} ({strength_words(member.claim)}{more})"
    return "no date is claimed for any of them"


def strength_words(claim: ClaimedDate) -> str:
    """Return how much a claimed date says, by who claims it."""
    zone = "" if claim.is_zone_known else ", and its zone is not known"
    return f"{_STRENGTH[claim.claimed_by]}{zone}"


def settlement_words(settlement: Settlement) -> str:
    """Return who decided what about copies, and why."""
    what = "to be ignored" if settlement.kept_sha256 is None else "to be kept"
    who = actor_words(settlement.actor)
    said = f"{what}, says {who} on {settlement.recorded_utc:%Y-%m-%d %H:%M} UTC"
    note = settlement.untrusted_note
    return f"{said}: {shown_name(note)}" if note else said


def part_words(group: Group, member: Member) -> str:
    """Return where a part lies in a copy."""
    for likeness in group.likenesses:
        if likeness.relation is Relation.PART and likeness.sha256 == member.sha256:
            there = f"in {likeness.other_sha256[:KEY_DIGITS]}"
            grade = GRADE_WORDS[likeness.match_grade]
            where = f": {segment_words(likeness.segments[0])}" if likeness.segments else ""
            return f"{there}, {grade}{where}"
    return ""


def copy_words(group: Group, member: Member) -> str:
    """Return how strongly a copy is tied to another one."""
    grades = {
        each.match_grade
        for each in group.likenesses
        if each.relation is Relation.COPY and member.sha256 in (each.sha256, each.other_sha256)
    }
    return next((words for grade, words in GRADE_WORDS.items() if grade in grades), "")


def apart_words(likeness: Likeness) -> str:
    """Return why two entries that look alike form no group."""
    both = f"{likeness.sha256[:KEY_DIGITS]} and {likeness.other_sha256[:KEY_DIGITS]}"
    if likeness.judgement is not None and not likeness.judgement.accepted:
        return f"{both}: rejected by {actor_words(likeness.judgement.actor)}"
    grade = GRADE_WORDS[likeness.match_grade]
    if likeness.relation is Relation.STRETCH:
        return f"{both}: {grade}, a stretch in common. {likeness.reason}"
    return f"{both}: {grade}. {likeness.reason}"


def size_words(found: Duplicates) -> str:
    """Return how much was compared, and what is not shown."""
    said = f"{counted(found.entries, 'entry', 'entries')} compared with one another"
    if found.entries_not_comparable:
        said += f" ({found.entries_not_comparable:,} not comparable)"
    return f"{said}. Nothing was removed."
