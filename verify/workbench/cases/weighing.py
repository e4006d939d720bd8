"""What a clip may be: hypotheses that people write, and evidence that they hold against each."""

from collections.abc import Mapping

from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.custody import Action, Event, Payload
from verify.domain.errors import BadParameterError
from verify.domain.evidence import Stance
from verify.domain.hypotheses import MOST_HYPOTHESES, Bearing, Hypothesis
from verify.domain.record_errors import NoSuchRecordError, RecordReplacedError
from verify.storage.case_records import words_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.texts import held_to
from verify.workbench.cases.writing import clip_of, write


def write_hypothesis(
    shelf: Shelf, opening: CaseOpening, clip: str, text: str, *, instead_of: int | None = None
) -> Event:
    """Write what a clip may be, anew or in the place of other words, which stay readable.

    Parameters
    ----------
    clip : str
        Its name in the case, or the beginning of its SHA-256.
    instead_of : int, optional
        Event of the hypothesis on the same clip that is worded anew.

    Raises
    ------
    TextLengthError, ClipNotInCaseError
        If it is empty or too long; if there is no such clip.
    NoSuchRecordError, RecordReplacedError
        If what is to be replaced is no hypothesis on this clip; if somebody replaced it meanwhile.
    """
    said = held_to("hypothesis", text, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        sha256 = clip_of(case, clip)
        if instead_of is not None:
            before = _hypothesis(case, instead_of, said)
            if before.clip_sha256 != sha256:
                raise NoSuchRecordError(case.case_id, instead_of, "hypothesis on this clip")
        return words_of(clip_sha256=sha256, untrusted_text=said, instead_of=instead_of)

    return write(shelf, opening, Action.HYPOTHESIS_WRITTEN, words)


def weigh(
    shelf: Shelf,
    opening: CaseOpening,
    evidence: int,
    stances: Mapping[int, Stance],
    note: str = "",
) -> Event:
    """Hold one piece of evidence, or a place, against hypotheses.

    Parameters
    ----------
    evidence : int
        Its event.
    stances : dict of int to Stance
        What it says of each, by the events of the hypotheses. Of others it says what it said.

    Raises
    ------
    TextLengthError, BadParameterError
        If the note is too long; if no hypothesis is named, or too many.
    NoSuchRecordError, RecordReplacedError
        If one of the events is no evidence or hypothesis that counts.
    """
    said = note and held_to("note", note, LONGEST_TEXT)
    if not 1 <= len(stances) <= MOST_HYPOTHESES:
        raise BadParameterError("The hypotheses", len(stances), f"1 to {MOST_HYPOTHESES}")

    def words(case: CaseFile) -> Payload:
        held_up = {one.event for one in (*case.evidence, *case.standing_places())}
        if evidence not in held_up - set(case.withdrawn):
            raise NoSuchRecordError(case.case_id, evidence, "evidence or place")
        for number in stances:
            _hypothesis(case, number, said or "what the evidence says of it")
        bearings = [Bearing(hypothesis=one, stance=stance) for one, stance in stances.items()]
        return words_of(evidence=evidence, bearings=bearings, untrusted_note=said)

    return write(shelf, opening, Action.EVIDENCE_WEIGHED, words)


def _hypothesis(case: CaseFile, number: int, yours: str) -> Hypothesis:
    meant = next((one for one in case.hypotheses if one.event == number), None)
    if meant is None:
        raise NoSuchRecordError(case.case_id, number, "hypothesis")
    standing = [one for one in case.standing_hypotheses() if one.clip_sha256 == meant.clip_sha256]
    if meant not in standing:
        theirs = [(one, one.untrusted_text or "words erased") for one in standing]
        raise RecordReplacedError("hypothesis", number, theirs, yours)
    return meant
