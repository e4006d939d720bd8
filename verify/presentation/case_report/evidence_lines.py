"""Evidence in a report: what is held up, as a person would say it, with its uncertainty."""

from collections.abc import Iterator

from verify.domain.cases import Recorded
from verify.domain.errors import shown_name
from verify.domain.evidence import (
    Evidence,
    FindingItem,
    Item,
    MatchItem,
    MomentItem,
    ObservationItem,
    OffsetItem,
    Stance,
    clips_in,
)
from verify.domain.placing import PlaceGiven
from verify.domain.releasing import still_places
from verify.domain.standing import proposal_behind, why_stale
from verify.presentation.case_records_wording import by
from verify.presentation.case_report.material import Material
from verify.presentation.case_report.model import (
    Block,
    Line,
    Lines,
    Still,
    Stills,
    Tone,
    Words,
    isolated,
    sentence,
    shortened,
    written,
)
from verify.presentation.check_wording import reason_words
from verify.presentation.evidence_wording import item_words, offset_words
from verify.presentation.finding_wording import finding_words
from verify.presentation.passages import flat_words, passages_of
from verify.presentation.wording import short_timecode

_STANCES = {
    Stance.SUPPORTS: ("for", Tone.FOR),
    Stance.CONTRADICTS: ("against", Tone.AGAINST),
    Stance.CONTEXT: ("beside", Tone.PLAIN),
}
_LONGEST_VALUE = 240
_KEY_DIGITS = 12


def signed(record: Recorded, what: str = "given") -> str:
    """Return who wrote a record and when; without a name where it was left out."""
    if record.actor.known_by == "none":
        return f"{what} on {record.recorded_utc:%Y-%m-%d %H:%M} UTC (event {record.event})"
    return f"{what} by {by(record)}"


def evidence_line(material: Material, evidence: Evidence) -> Line:
    """Return what is held up, with its note, its author, and whether it has gone stale."""
    word, tone = _STANCES[evidence.stance]
    weight = f", {evidence.weight}" if evidence.weight else ""
    held = [held_up_words(material, item) for item in evidence.items] or ["words erased"]
    said: Words = "; ".join(held)
    match evidence.items:
        case [ObservationItem(untrusted_text=text)]:
            said = written(text, "observed")
    under: list[Words] = []
    if evidence.untrusted_note:
        under.append(written(evidence.untrusted_note, "Note"))
    if evidence.proposal:
        proposal = proposal_behind(material.case, evidence)
        why = "" if proposal is None else f": {isolated(reason_words(proposal))}"
        under.append(f"As proposal {evidence.proposal} of a check says{why}.")
    under += [words for one in evidence.items if (words := _run_again_words(one)) is not None]
    if stale := why_stale(material.case, evidence):
        under.append(f"Stale: {stale}; inspect the clip again and compare.")
    under.append(f"{sentence(signed(evidence))}.")
    if (withdrawn := material.case.withdrawn.get(evidence.event)) is not None:
        off = f"Does not count any more, {signed(withdrawn, 'withdrawn')}"
        under.insert(0, written(withdrawn.untrusted_reason, off))
        word, tone = f"withdrawn, was {word}", Tone.OPEN
    return Line(said, tuple(under), f"{word}{weight}", tone)


def _run_again_words(item: Item) -> str | None:
    if isinstance(item, OffsetItem):
        return f"Compared by Verify {shown_name(item.tool.version)}."
    if not isinstance(item, FindingItem):
        return None
    return (
        f"{shown_name(item.pointer)} in analysis {item.analysis_sha256[:_KEY_DIGITS]}, made by "
        f"Verify {shown_name(item.tool.version)}."
    )


def held_up_words(material: Material, item: Item) -> str:
    """Return what is held up; a clip by its number in the report."""
    match item:
        case FindingItem():
            told = shortened(finding_words(item), _LONGEST_VALUE)
            return f"{told}, in {material.clip_name(item.clip_sha256)}"
        case MomentItem():
            end = "" if item.end_s is None else f" to {short_timecode(item.end_s)}"
            part = ", a part of the picture" if item.box_px else ""
            name = material.clip_name(item.clip_sha256)
            return f"{name} at {short_timecode(item.start_s)}{end}{part}"
        case MatchItem():
            clip = material.clip_name(item.clip_sha256)
            return f"{clip} beside entry {item.match_sha256[:_KEY_DIGITS]} of the archive"
        case OffsetItem():
            return offset_words(item, *map(material.clip_name, clips_in(item)))
        case ObservationItem():
            return f"observed: {isolated(flat_words(passages_of(item.untrusted_text)))}"
        case _:
            return isolated(item_words(item))


def stills_of(material: Material, held_up: Evidence | PlaceGiven) -> Iterator[Block]:
    """Yield the pictures held up; then those that are not shown, and why."""
    shown: list[Still] = []
    missing: list[Line] = []
    for place in still_places(held_up):
        found = material.stills.get(place)
        if found is None:
            continue
        name = material.clip_name(place.clip_sha256)
        if found.picture is None:
            at = short_timecode(place.at_s)
            missing.append(Line(f"Picture of {name} at {at}: {found.reason}"))
            continue
        at = short_timecode(place.at_s if found.shown_s is None else found.shown_s)
        part = ", a part of the picture" if place.part_px else ""
        rest = f". {found.reason}" if found.reason else ""
        caption = f"{sentence(name)} at {at}{part}{rest}"
        shown.append(Still(found.picture, f"Still of {name} at {at}{part}", caption))
    if shown:
        yield Stills(tuple(shown))
    if missing:
        yield Lines(tuple(missing), is_quiet=True)
