"""The rest of a case in a report: places, recordings, hypotheses, checklist, notes."""

from collections.abc import Iterable, Iterator

from verify.domain.checklist import checklist_of
from verify.domain.evidence import Stance
from verify.domain.hypothesis_table import HypothesisTable, Mark, Row, tables_of
from verify.domain.places import position_words
from verify.domain.placing import PlaceGiven
from verify.presentation.case_report.evidence_lines import held_up_words, signed, stills_of
from verify.presentation.case_report.material import Material
from verify.presentation.case_report.model import (
    Block,
    Line,
    Lines,
    Section,
    Table,
    Tone,
    Words,
    quoted,
    said,
    sentence,
    written,
)
from verify.presentation.checklist_wording import open_words
from verify.presentation.hypothesis_wording import LEGEND, letter
from verify.presentation.place_wording import SETTLES_NOTHING, direction_words
from verify.presentation.recordings_wording import recordings_lines
from verify.presentation.wording import short_timecode

_MARKS = {Stance.CONTRADICTS: "−", Stance.SUPPORTS: "+", Stance.CONTEXT: "o"}
_SIDES = {
    Stance.CONTRADICTS: ("against", Tone.AGAINST),
    Stance.SUPPORTS: ("for", Tone.FOR),
}


def other_sections(material: Material) -> Iterator[Section]:
    """Yield a section for each kind of record that the case has."""
    if material.case.standing_places():
        yield Section("Where it was filmed", tuple(_places(material)))
    if material.recordings.files > 1:
        lines = recordings_lines(material.case, material.recordings)
        yield Section("Files and recordings", (_nested(lines),))
    if tables := tables_of(material.case):
        parts = tuple(_hypotheses(material, table) for table in tables)
        lead = said(
            "What fits all hypotheses tells nothing between them; one falls by what speaks against "
            "it, and is not raised by what fits others as well.",
            is_quiet=True,
        )
        yield Section("What it may be", (lead,), parts)
    yield Section("Checklist", tuple(_checklist(material)))
    notes = [one for one in material.case.notes if one.claim is None]
    if notes:
        lines_of = tuple(
            Line(written(one.untrusted_text), (f"{sentence(signed(one, 'written'))}.",))
            for one in notes
        )
        yield Section("Notes on the case", (Lines(lines_of),))


def _places(material: Material) -> Iterator[Block]:
    for place in material.case.standing_places():
        yield Lines((_place_line(material, place),))
        yield from stills_of(material, place)
    yield said(
        f"{SETTLES_NOTHING} A radius is how far the camera may have stood from the point, as a "
        "person says; map services learn what is looked at there.",
        is_quiet=True,
    )


def _place_line(material: Material, place: PlaceGiven) -> Line:
    under: list[Words] = [f"{sentence(signed(place))}."]
    if place.untrusted_known_by:
        under.insert(0, written(place.untrusted_known_by, "Known by"))
    for landmark in place.landmarks or []:
        beside = held_up_words(material, landmark.reference)
        at = short_timecode(landmark.at_s)
        under.append(f"Landmark: {quoted(landmark.untrusted_name)} at {at}, beside {beside}")
    return Line(_where(material, place), tuple(under))


def _where(material: Material, place: PlaceGiven) -> str:
    name = material.clip_name(place.clip_sha256)
    if place.latitude_deg is None or place.longitude_deg is None:
        return f"{name}: words erased"
    radius = f"within {place.radius_m:,} m of " if place.radius_m else ""
    where = position_words(place.latitude_deg, place.longitude_deg)
    looks = "" if place.facing_deg is None else f", looking {direction_words(place.facing_deg)}"
    return f"{name}: {radius}{where}{looks}"


def _nested(lines: Iterable[str]) -> Lines:
    """Return lines that are set in as lines with what stands beneath each."""
    made: list[Line] = []
    for line in lines:
        text = line.strip()
        if text and (not line.startswith(" ") or not made):
            made.append(Line(text))
        elif text:
            made[-1] = Line(made[-1].text, (*made[-1].under, text))
    return Lines(tuple(made))


def _hypotheses(material: Material, table: HypothesisTable) -> Section:
    lines = []
    for column, hypothesis in enumerate(table.hypotheses):
        under: list[Words] = [f"{sentence(signed(hypothesis, 'written'))}."]
        for stance, (side, _) in _SIDES.items():
            rows = table.saying(column, stance)
            if stance is Stance.CONTRADICTS and not rows:
                under.append("Against it: nothing that anybody weighed.")
            under += [
                _note(f"{sentence(side)} it, event {row.held_up.event}", row.marks[column])
                for row in rows
            ]
        lines.append(Line(quoted(hypothesis.untrusted_text), tuple(under), letter(column)))
    blocks: list[Block] = [Lines(tuple(lines))]
    if table.rows:
        letters = tuple(letter(column) for column in range(len(table.hypotheses)))
        share = min(8.0, 50 / len(letters))
        widths = (10.0, 90 - share * len(letters), *(share for _ in letters))
        told = tuple(
            (str(row.held_up.event), _row_words(material, row), *map(_mark, row.marks))
            for row in table.rows
        )
        blocks += [Table(("Event", "Held up", *letters), told, widths), said(LEGEND, is_quiet=True)]
    return Section(sentence(material.clip_name(table.clip_sha256)), tuple(blocks))


def _row_words(material: Material, row: Row) -> str:
    if isinstance(row.held_up, PlaceGiven):
        return _where(material, row.held_up)
    held = [held_up_words(material, item) for item in row.held_up.items]
    return "; ".join(held) or "words erased"


def _note(what: str, mark: Mark | None) -> Words:
    note = mark.weighing.untrusted_note if mark else None
    return written(note, what) if note else f"{what}."


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return "."
    return _MARKS[mark.stance] + ("*" if mark.is_of_earlier_words else "")


def _checklist(material: Material) -> Iterator[Block]:
    checklist = checklist_of(material.case.checklists, material.case.answers)
    lines = []
    for item in checklist.items:
        held = item.holds
        status = "open" if held is None else held.status.replace("_", " ")
        under: list[Words] = []
        if held is not None:
            if held.untrusted_note:
                under.append(written(held.untrusted_note))
            under.append(f"{sentence(signed(held, 'answered'))}.")
        tone = Tone.OPEN if item.is_open else Tone.PLAIN
        lines.append(Line(quoted(item.untrusted_asked), tuple(under), status, tone))
    yield Lines(tuple(lines))
    yield said(open_words(checklist), is_quiet=True)
