"""Competing hypotheses in words: a table, what speaks against each first, then what for it."""

from collections.abc import Iterator, Mapping

from verify.domain.case_file import CaseFile
from verify.domain.evidence import Evidence, Stance, clips_in
from verify.domain.hypotheses import Hypothesis
from verify.domain.hypothesis_table import HypothesisTable, Mark, earlier_words, tables_of
from verify.domain.placing import PlaceGiven
from verify.domain.recordings import Recordings
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.evidence_wording import items_words
from verify.presentation.place_wording import place_words
from verify.presentation.recordings_wording import clip_names, given_names, witnesses_words
from verify.presentation.wording import counted

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKS = {Stance.CONTRADICTS: "-", Stance.SUPPORTS: "+", Stance.CONTEXT: "o"}
_SPEAKS = {
    Stance.CONTRADICTS: "against it",
    Stance.SUPPORTS: "for it",
    Stance.CONTEXT: "beside it",
}
LEGEND = (
    "- against, + for, o neither, . not weighed, * weighed on earlier words. What fits all of them "
    "tells nothing between them; look at what speaks against each."
)


def hypothesis_lines(case: CaseFile, recordings: Recordings) -> Iterator[str]:
    """Yield the hypotheses on each clip, what speaks against and for each, and the table."""
    names = clip_names(case)
    for table in tables_of(case):
        yield f"Hypotheses on {names[table.clip_sha256]}:"
        for column, hypothesis in enumerate(table.hypotheses):
            yield from _lines_of(case, table, column, hypothesis, recordings)
        if table.rows:
            yield from _table_lines(table)
    yield from _past_lines(case)


def _lines_of(
    case: CaseFile,
    table: HypothesisTable,
    column: int,
    hypothesis: Hypothesis,
    recordings: Recordings,
) -> Iterator[str]:
    said = written_words(hypothesis.untrusted_text)
    yield f"   {letter(column)}. {said}; written by {by(hypothesis)}"
    by_event = {one.event: one for one in case.hypotheses}
    for event in earlier_words(case, hypothesis)[1:]:
        yield f"      before: {written_words(by_event[event].untrusted_text)} (event {event})"
    names = given_names(case)
    for stance in _SPEAKS:
        rows = table.saying(column, stance)
        if stance is Stance.CONTRADICTS and not rows:
            yield "      against it: nothing that anybody weighed"
        for row in rows:
            mark = row.marks[column]
            if mark is not None:
                yield f"      {_SPEAKS[stance]}: {held_up_words(row.held_up, names)}{_note(mark)}"
        of_clips = [clips for row in rows if (clips := clips_of(row.held_up))]
        clips = [clip for several in of_clips for clip in several]
        if (counting := witnesses_words(recordings, clips, len(of_clips))) is not None:
            yield f"      {_SPEAKS[stance]}: {counting}"
    open_rows = sum(row.marks[column] is None for row in table.rows)
    if open_rows:
        yield f"      not weighed: {counted(open_rows, 'piece')} that other hypotheses were held to"


def _note(mark: Mark) -> str:
    note = mark.weighing.untrusted_note
    said = f": {written_words(note)}" if note else ""
    earlier = ", of its earlier words" if mark.is_of_earlier_words else ""
    return f"{said}; weighed by {by(mark.weighing)}{earlier}"


def _table_lines(table: HypothesisTable) -> Iterator[str]:
    heads = "  ".join(letter(column) for column in range(len(table.hypotheses)))
    yield f"   event  {heads}"
    for row in table.rows:
        marks = "".join(f"{_mark(mark):<3}" for mark in row.marks).rstrip()
        alike = "   tells nothing between them" if row.tells_nothing else ""
        yield f"   {row.held_up.event:>5}  {marks}{alike}"
    yield f"   {LEGEND}"


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return "."
    return _MARKS[mark.stance] + ("*" if mark.is_of_earlier_words else "")


def letter(column: int) -> str:
    """Return the letter of a hypothesis; two of them after Z."""
    rest, place = divmod(column, len(_LETTERS))
    return (_LETTERS[rest - 1] if rest else "") + _LETTERS[place]


def held_up_words(held_up: Evidence | PlaceGiven, names: Mapping[str, str]) -> str:
    """Return a piece of evidence, or a place, with its event; `names` are those of the clips."""
    if isinstance(held_up, PlaceGiven):
        return f"event {held_up.event}, place {place_words(held_up)}"
    return f"event {held_up.event}, {items_words(held_up.items, names)}"


def clips_of(held_up: Evidence | PlaceGiven) -> list[str]:
    """Return the clips that a piece of evidence is from."""
    if isinstance(held_up, PlaceGiven):
        return [held_up.clip_sha256]
    return [clip for item in held_up.items for clip in clips_in(item)]


def _past_lines(case: CaseFile) -> Iterator[str]:
    for hypothesis in case.hypotheses:
        if (withdrawn := case.withdrawn.get(hypothesis.event)) is not None:
            reason = written_words(withdrawn.untrusted_reason)
            said = written_words(hypothesis.untrusted_text)
            yield (
                f"Hypothesis withdrawn by {by(withdrawn)}: {reason}; was {said}, written by "
                f"{by(hypothesis)}"
            )
