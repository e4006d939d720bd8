"""The history of a case: each event of its log as a sentence, with the words that a person wrote.

It says what the log says: whether the log is as it was written, only a check of it tells.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import (
    CaseArticle,
    CaseClip,
    CaseClosing,
    CaseOpening,
    Note,
    Recorded,
    Verdict,
)
from verify.domain.checked import ChecksMade, ProposalName, ProposalsDeclined
from verify.domain.checklist import Answer, ChecklistSet
from verify.domain.custody import Action, Event
from verify.domain.errors import shown_name
from verify.domain.evidence import Evidence, Stance, Withdrawal
from verify.domain.hypotheses import Hypothesis, Weighing
from verify.domain.placing import PlaceGiven
from verify.domain.recordings import ClipsCompared, RecordingRuling
from verify.domain.releasing import Release, ReleaseDecision
from verify.domain.standing import proposal_named
from verify.presentation.case_records_wording import written_words
from verify.presentation.case_report.model import isolated, sentence, shortened
from verify.presentation.check_wording import reason_words
from verify.presentation.match_wording import actor_words
from verify.presentation.passages import Passage, Passages, Span, passages_of
from verify.presentation.place_wording import where_words
from verify.presentation.sayings import Saying, clip_name, held_up
from verify.presentation.wording import counted

_LONGEST_BEGINNING = 240
_LONGEST_REASON = 240
_SIDES = {
    Stance.SUPPORTS: "for",
    Stance.CONTRADICTS: "against",
    Stance.CONTEXT: "beside",
}
_WEIGHED = _SIDES | {Stance.CONTEXT: "neither for nor against"}
_RELEASED = {Release.KEEP: "is shown", Release.BLUR: "is covered", Release.DROP: "is left out"}
_RELEASABLE = {
    "still": "a still",
    "mark": "a mark in a picture",
    "handle": "the name of an account",
}
_WITHDRAWN = {
    Evidence: "evidence",
    PlaceGiven: "place",
    Hypothesis: "hypothesis",
    Weighing: "weighing",
    RecordingRuling: "word on two files",
}
# What people's own words are called in the records whose only words they are.
_WORDS = ("untrusted_text", "untrusted_reason", "untrusted_note", "untrusted_known_by")
_ELSEWHERE = {
    Action.RECEIVED: "The bytes of a file were taken in, to be kept as received.",
    Action.VIEWED: "A file as received was opened, to be looked at or copied out.",
    Action.DERIVED: "A file was made of one as received.",
    Action.ADDED: "Footage entered the archive.",
    Action.IMPORTED: "Footage entered the archive by its hashes alone.",
    Action.SOURCE_RECORDED: "Where footage came from was written down.",
    Action.REMOVED: "Footage left the archive.",
    Action.ACCEPTED: "A match was taken over.",
    Action.REJECTED: "A match was turned down.",
    Action.ASKED_ELSEWHERE: "A search engine of others was asked with a still.",
    Action.TRANSCRIBED: "What is written on a picture was written down.",
    Action.CASE_IMPORTED: "A case of others was taken in.",
    Action.TIMESTAMPED: "The word of an authority on when the log was sealed was taken in.",
    Action.KEY_CHANGED: "The key that seals the log was replaced by another.",
    Action.CLOCK_JUMPED: "The clock of this machine was set before this event.",
}
"""Of what is not done in a case."""


def history_sayings(case: CaseFile, log: Iterable[tuple[Event, Event | None]]) -> list[Saying]:
    """Return what happened in a case, the newest first.

    Parameters
    ----------
    case : CaseFile
        As it stands after the log.
    log : iterable of (Event, Event or None)
        The events of the case, each with the one by which its words were erased.
    """
    written = _written_in(case)
    told = [_saying(case, written, event, erased_by) for event, erased_by in log]
    return sorted(told, key=lambda one: one.event, reverse=True)


_Written = Mapping[int, Sequence[Recorded]]
"""The record of each event; of claims that a person worded, each."""


def _written_in(case: CaseFile) -> _Written:
    found: dict[int, list[Recorded]] = {}
    lists = (getattr(case, name) for name in case.__struct_fields__)
    records = chain.from_iterable(one for one in lists if isinstance(one, list))
    for record in (case.opening, *records):
        # Claims have the event of what they stand in, which comes before them.
        found.setdefault(record.event, []).append(record)
    return found


def _saying(case: CaseFile, written: _Written, event: Event, erased_by: Event | None) -> Saying:
    of_event = written.get(event.sequence)
    if of_event is None:
        said, words = _without_a_record(event, erased_by)
    else:
        said, words = _of_records(case, written, of_event)
    under = [
        f"event {event.sequence:,}, {moment_words(event.recorded_utc)}, by "
        f"{isolated(actor_words(event.actor))}"
    ]
    if event.payload is None:
        words = ()
        under.append(erasure_words(erased_by))
    first = Passage((Span(sentence(said)),))
    return Saying(event.sequence, "", "open", (first, *words), tuple(under))


def moment_words(moment: datetime) -> str:
    """Return a moment in UTC to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def erasure_words(erased_by: Event | None) -> str:
    """Return who erased the words of an event, when and why."""
    if erased_by is None:
        return "its words are gone, and no event says that they were erased"
    who = f"{actor_words(erased_by.actor)} on {moment_words(erased_by.recorded_utc)}"
    reason = (erased_by.payload or {}).get("reason")
    why = (
        f": {shortened(shown_name(str(reason)), _LONGEST_REASON)}"
        if reason
        else ", reason erased too"
    )
    return f"its words were erased by {who} (event {erased_by.sequence}){why}"


def _of_records(
    case: CaseFile, written: _Written, of_event: Sequence[Recorded]
) -> tuple[str, Passages]:
    """Return what a record says was done, and the words in it."""
    record = of_event[0]
    words = _words_of(record)
    match record:
        case CaseOpening():
            said = f"The case was opened, with {counted(len(record.questions), 'question')}."
            words = _quoted(record.untrusted_title)
        case CaseArticle():
            read, name = record.claim_count, isolated(written_words(record.untrusted_name))
            were = "was" if read == 1 else "were"
            said = f"The article {name} was taken in; {counted(read, 'claim')} {were} read in it."
            words = _quoted(shortened(record.untrusted_text or "", _LONGEST_BEGINNING))
        case CaseClip():
            said = f"{_clip(case, record.clip_sha256)} was put into the case."
        case CaseClaim():
            worded = [one for one in of_event if isinstance(one, CaseClaim)]
            numbers = [str(one.number) for one in worded]
            instead = _several("claim", list(map(str, record.replaces)))
            said = f"{_several('claim', numbers)} {_were(numbers)} written"
            said += f", in the place of {instead}." if record.replaces else "."
            words = tuple(chain.from_iterable(map(_worded, worded)))
        case Note(claim=None):
            said = "A note was written on the case."
        case Note():
            said = f"A note was written on claim {record.claim}."
        case Evidence():
            weight = f"{record.weight} " if record.weight else ""
            taken = f", as proposal {record.proposal} says" if record.proposal else ""
            side = f"{_SIDES[record.stance]} claim {record.claim}"
            said = f"{weight}evidence was held up {side}{taken}."
            held, under = held_up(case, record)
            words = _set_off((*(Passage((Span(one),)) for one in under), *held))
        case Withdrawal():
            before = written.get(record.evidence, [None])[0]
            what = _WITHDRAWN.get(type(before), "record") if before else "record"
            said = f"The {what} of event {record.evidence} was withdrawn."
        case ChecksMade():
            against = "calendar and sky"
            if record.clip_sha256:
                against = _clip(case, record.clip_sha256)
            found = counted(len(list(record.named())), "proposal")
            said = f"The claims were checked against {against}, which gave {found}."
        case ProposalsDeclined():
            names = list(map(str, record.proposals))
            said = f"{_several('proposal', names)} {_were(names)} turned down."
            words = (*chain.from_iterable(_proposed(case, one) for one in record.proposals), *words)
        case Verdict():
            about = [f"claim {record.claim}"] if record.claim is not None else []
            about += [_clip(case, record.clip_sha256)] if record.clip_sha256 else []
            word = record.verdict.replace("_", " ")
            said = f"The verdict on {' and '.join(about)} was given: {word}{_instead(record)}."
        case PlaceGiven():
            said = f"{_clip(case, record.clip_sha256)} was placed{_instead(record)}."
            words = (*_set_off(passages_of(where_words(record))), *words)
        case Hypothesis():
            clip = _clip(case, record.clip_sha256)
            said = f"A hypothesis on {clip} was written{_instead(record)}."
        case Weighing():
            sides = [
                f"{_WEIGHED[one.stance]} the hypothesis of event {one.hypothesis}"
                for one in record.bearings
            ]
            said = f"What event {record.evidence} says was weighed: {', '.join(sides)}."
        case ChecklistSet():
            items = record.untrusted_items or []
            said = f"The checklist was set: {counted(len(items), 'item')}."
            words = tuple(chain.from_iterable(map(_quoted, items)))
        case Answer():
            status = record.status.replace("_", " ")
            said = f"Item {record.item_number} of the checklist was answered: {status}."
            words = (*_quoted(record.untrusted_asked), *words)
        case ClipsCompared():
            pairs = counted(len(record.pairs), "pair of clips", "pairs of clips")
            said = f"What was measured of the clips was taken in: {pairs}."
        case RecordingRuling():
            both = (_clip(case, one) for one in (record.clip_sha256, record.other_sha256))
            one_or_two = "one recording" if record.is_same else "two recordings"
            said = f"{' and '.join(both)} were said to be of {one_or_two}."
        case ReleaseDecision():
            kind = _RELEASABLE[record.decided_on.partition("-")[0]]
            parts = counted(len(record.boxes_px or ()), "part")
            covered = f", {parts} of it covered" if record.boxes_px else ""
            becomes = f"{_RELEASED[record.release]}{covered} ({record.decided_on})"
            said = f"It was decided on public reports: {kind} {becomes}."
        case CaseClosing():
            said = "The case was closed." if record.is_closed else "The case was opened again."
        case _:
            raise TypeError(type(record).__name__)
    return said, words


def _without_a_record(event: Event, erased_by: Event | None) -> tuple[str, Passages]:
    """Return what an event says that is none of the records of a case."""
    kept: dict[str, Any] = ((erased_by.payload if erased_by else None) or {}).get("kept") or {}
    words = kept if event.payload is None else event.payload
    match event.action:
        case Action.CASE_ACCESS_SET:
            return " ".join(_access(words)), ()
        case Action.EXPORTED if "form" in words:
            form, edition = (shown_name(str(words.get(one))) for one in ("form", "edition"))
            said = f"The case was written to a file for others: {form}, {edition} edition."
            return said, _quoted(str(words.get("file") or ""))
        case Action.EXPORTED:
            return "Something was written to a file for others.", ()
        case Action.PAYLOAD_ERASED:
            said = f"The words of event {words.get('sequence')} were erased."
            return said, _quoted(str(words.get("reason") or ""))
        case action:
            return _ELSEWHERE[action], ()


def _access(words: Mapping[str, Any]) -> Iterator[str]:
    if (is_private := words.get("is_private")) is not None:
        yield "The case was made private." if is_private else "The case was shared with everybody."
    for names, keys, done in (
        ("untrusted_admitted", "admits", "was let see it"),
        ("untrusted_excluded", "excludes", "was let see it no more"),
    ):
        known = words.get(names) or [None] * len(words.get(keys) or [])
        for name in known:
            who = "Somebody whose name was erased" if name is None else shown_name(str(name))
            yield f"{isolated(who)} {done}."


def _words_of(record: Recorded) -> Passages:
    texts = (getattr(record, name, None) for name in _WORDS)
    return tuple(chain.from_iterable(_quoted(text) for text in texts if text))


def _quoted(untrusted_text: str | None) -> Passages:
    return _set_off(passages_of(untrusted_text)) if untrusted_text else ()


def _set_off(passages: Passages) -> Passages:
    return tuple(Passage(one.spans, one.lead, one.depth, is_quoted=True) for one in passages)


def _worded(claim: CaseClaim) -> Passages:
    first, *rest = _quoted(claim.untrusted_text) or (Passage((Span(""),)),)
    return (Passage(first.spans, f"{claim.number}.", first.depth, is_quoted=True), *rest)


def _proposed(case: CaseFile, name: ProposalName) -> Passages:
    """Return what a check proposed, on one line; nothing once it was erased."""
    named = proposal_named(case, name)
    if named is None:
        return ()
    checked, proposal = named
    text = shortened(f"on claim {checked.claim}, {reason_words(proposal)}", _LONGEST_BEGINNING)
    return (Passage((Span(text),), f"{name}:", is_quoted=True),)


def _clip(case: CaseFile, sha256: str) -> str:
    return f"clip {isolated(clip_name(case, sha256))}"


def _several(noun: str, names: Sequence[str]) -> str:
    return f"{noun}{'s' * (len(names) > 1)} {', '.join(names)}"


def _were(names: Sequence[object]) -> str:
    return "was" if len(names) == 1 else "were"


def _instead(record: Verdict | PlaceGiven | Hypothesis) -> str:
    return f", in the place of that of event {record.instead_of}" if record.instead_of else ""
