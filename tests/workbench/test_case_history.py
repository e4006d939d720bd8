"""The history of a case as it is told: each kind of event a sentence, people's words as text."""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.analyses import an_analysis
from tests.ui.conftest import add_clip
from verify.domain.checklist import AnswerStatus, checklist_of
from verify.domain.custody import Action
from verify.domain.evidence import Stance, Weight
from verify.domain.packages import Edition
from verify.domain.standing import standing_proposals
from verify.domain.verdicts import VerdictWord
from verify.presentation.history_wording import history_sayings
from verify.workbench.archive.history import erase
from verify.workbench.case_desk import CaseDesk, Saying
from verify.workbench.case_exports import CaseExports, Release
from verify.workbench.cases.opening import case_meant, log_of_case
from verify.workbench.desk import Desk

_HOSTILE = "<script>alert(1)</script> \u202egpm.exe ![x](https://tracker.example/x.png)"
_IN_ARABIC = "قلعة"
_NOT_IN_A_CASE = {
    Action.RECEIVED,
    Action.VIEWED,
    Action.DERIVED,
    Action.ADDED,
    Action.IMPORTED,
    Action.SOURCE_RECORDED,
    Action.REMOVED,
    Action.ACCEPTED,
    Action.REJECTED,
    Action.ASKED_ELSEWHERE,
    Action.TRANSCRIBED,
    Action.CASE_IMPORTED,
    Action.TIMESTAMPED,
    Action.KEY_CHANGED,
    Action.CLOCK_JUMPED,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home")


def _lines(saying: Saying) -> list[str]:
    return ["".join(span.text for span in one.spans) for one in saying.words]


def _sentences(told: list[Saying]) -> list[str]:
    return [_lines(one)[0].replace("\u2068", "").replace("\u2069", "") for one in told]


def _actions(desk: Desk, case_id: str) -> list[Action]:
    with desk.shelf() as shelf:
        log = log_of_case(shelf, case_meant(shelf, case_id))
    return [told.event.action for told in sorted(log, key=lambda one: one.event.sequence)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str]:
    """Return a desk with a case in which all was done that can be; read only."""
    desk = Desk(tmp_path_factory.mktemp("whole") / "home")
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    cases.set_private(case_id, is_private=True)
    cases.set_private(case_id, is_private=False)
    said = datetime(2020, 2, 28, 15, tzinfo=UTC)
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt", said)
    add_clip(desk.home, an_analysis(), name="night.mp4")
    footage = msgspec.structs.replace(an_analysis().footage, sha256="cd" * 32)
    add_clip(desk.home, an_analysis(footage=footage), name="other.mp4")
    for clip in cases.clips_here():
        cases.add_clip(case_id, clip)
    one, other = (clip.sha256 for clip in cases.clips_here())
    cases.word(case_id, ["Ten were hurt.", "Two fled."])
    cases.word(case_id, ["Twelve were hurt or fled."], [6, 7])
    cases.check(case_id, cases.clips_here())
    proposal = standing_proposals(cases.case(case_id))[0]
    cases.decline(case_id, str(proposal.name), "one flash twice", instead_of=())
    cases.hold_up(case_id, 5, Stance.CONTRADICTS, one, (1.25, None), None, "a glow", Weight.STRONG)
    evidence = cases.case(case_id).evidence[0].event
    cases.write_hypothesis(case_id, one, "the strike")
    hypothesis = cases.case(case_id).hypotheses[0].event
    cases.write_hypothesis(case_id, one, "the strike of Thursday", hypothesis)
    hypothesis = cases.case(case_id).hypotheses[-1].event
    cases.weigh(case_id, evidence, {hypothesis: Stance.SUPPORTS}, "it flickers")
    cases.withdraw(case_id, evidence, "another day")
    cases.note(case_id, 5, "asked the hospital")
    cases.note(case_id, None, "asked the desk")
    cases.give_verdict(case_id, VerdictWord.LIKELY, "by phone", claim=5, instead_of=None)
    cases.give_verdict(case_id, VerdictWord.DISPUTED, "no", claim=3, clip=one, instead_of=None)
    (item, *_) = checklist_of([], []).items
    cases.answer(case_id, 1, item, AnswerStatus.NOT_KNOWN, "nobody answers")
    cases.set_items(case_id, "Who?\nWhere?", cases.case(case_id).last_event)
    cases.place(case_id, one, "35.9,36.6", 100, "by a minaret", facing_deg=90)
    cases.compare(case_id, cases.clips_here())
    read_to = cases.case(case_id).last_event
    cases.rule(case_id, one, other, is_same=True, reason="same corner", seen=read_to)
    cases.word(case_id, ["@night_owl filmed it"])
    exports = CaseExports(desk)
    (handle,) = (one for one in exports.to_decide(case_id, []) if one.name.startswith("handle"))
    read_to = cases.case(case_id).last_event
    exports.decide(case_id, [], {handle.name: Release.BLUR}, {}, seen=read_to)
    exports.report(case_id, Edition.INTERNAL, [])
    cases.close(case_id, "published", is_closed=True)
    cases.close(case_id, "a correction came", is_closed=False)
    with desk.shelf() as shelf:
        erase(shelf, cases.case(case_id).notes[0].event, "court order 7")
    return desk, case_id


def test_every_kind_of_event_reads_as_a_sentence(whole: tuple[Desk, str]) -> None:
    desk, case_id = whole
    told, done = CaseDesk(desk).history(case_id), set(_actions(desk, case_id))
    assert done | _NOT_IN_A_CASE == set(Action)
    with desk.shelf() as shelf:
        (event, *_) = shelf.store.events(case_id)
        later = CaseDesk(desk).case(case_id).last_event
        told += history_sayings(
            CaseDesk(desk).case(case_id),
            [
                (msgspec.structs.replace(event, action=action, sequence=later + place), None)
                for place, action in enumerate(sorted(_NOT_IN_A_CASE), start=1)
            ],
        )

    for sentence in _sentences(told):
        assert re.fullmatch(r"[A-Z][^_{}\[\]]*\.", sentence), sentence
        assert not re.search(r"\b(None|True|False|deg|sha256)\b", sentence), sentence
    assert len(told) == len(_actions(desk, case_id)) + len(_NOT_IN_A_CASE)


def test_what_was_done_is_said_with_what_it_was_done_to(whole: tuple[Desk, str]) -> None:
    desk, case_id = whole

    told = CaseDesk(desk).history(case_id)

    sentences = _sentences(told)
    for said in (
        "Clip night.mp4 was put into the case.",
        "Claims 6, 7 were written.",
        "Claim 8 was written, in the place of claims 6, 7.",
        "Strong evidence was held up against claim 5.",
        "The verdict on claim 5 was given: likely.",
        "The verdict on claim 3 and clip other.mp4 was given: disputed.",
        "Item 1 of the checklist was answered: not known.",
        "Clip other.mp4 and clip night.mp4 were said to be of one recording.",
        "The case was opened again.",
    ):
        assert said in sentences
    (words,) = (_lines(one) for one in told if "Item 1 of" in _lines(one)[0])
    assert words[-1] == "nobody answers"


def test_a_proposal_that_was_turned_down_is_told_with_what_it_said(whole: tuple[Desk, str]) -> None:
    desk, case_id = whole
    cases = CaseDesk(desk)
    declined = cases.case(case_id).declined[0]
    (name,) = declined.proposals
    (of,) = (one for one in standing_proposals(cases.case(case_id)) if one.name == name)

    (saying,) = (one for one in cases.history(case_id) if one.event == declined.event)

    first, proposed, reason = saying.words
    assert _lines(saying)[0] == f"Proposal {name} was turned down."
    assert proposed.lead == f"{name}:"
    assert _lines(saying)[1].startswith(f"on claim {of.checked.claim}, ")
    assert of.proposal.why.rstrip(".")[:100] in _lines(saying)[1]
    assert _lines(saying)[2] == "one flash twice"
    assert [one.is_quoted for one in (first, proposed, reason)] == [False, True, True]


def test_the_newest_stands_first_with_its_number_when_it_was_and_whose_it_is(
    whole: tuple[Desk, str],
) -> None:
    desk, case_id = whole
    case = CaseDesk(desk).case(case_id)

    told = CaseDesk(desk).history(case_id)

    numbers = [one.event for one in told]
    assert numbers == sorted(numbers, reverse=True)
    (verdict,) = (one for one in case.verdicts if one.claim == 5)
    (saying,) = (one for one in told if one.event == verdict.event)
    assert _lines(saying)[1:] == ["by phone"]
    assert all(passage.is_quoted for passage in saying.words[1:])
    (under,) = saying.under
    assert under.startswith(f"event {verdict.event}, {verdict.recorded_utc:%Y-%m-%d %H:%M:%S} UTC")
    assert verdict.actor.untrusted_name in under


def test_erased_words_are_gone_and_who_erased_them_is_said(whole: tuple[Desk, str]) -> None:
    desk, case_id = whole
    (note,) = (one for one in CaseDesk(desk).case(case_id).notes if one.untrusted_text is None)

    told = CaseDesk(desk).history(case_id)

    (saying,) = (one for one in told if one.event == note.event)
    assert _lines(saying) == ["A note was written on claim 5."]
    assert "court order 7" in saying.under[-1]
    assert _lines(told[0]) == [f"The words of event {note.event} were erased.", "court order 7"]


def test_what_others_wrote_stays_text_and_keeps_its_direction_to_itself(desk: Desk) -> None:
    cases = CaseDesk(desk)
    case_id = cases.open(_HOSTILE)
    add_clip(desk.home, an_analysis(), name=f"{_IN_ARABIC}.mp4")
    for clip in cases.clips_here():
        cases.add_clip(case_id, clip)
    cases.note(case_id, None, _HOSTILE)

    note, clip_put_in, opened = cases.history(case_id)

    assert _lines(clip_put_in)[0] == f"Clip \u2068{_IN_ARABIC}.mp4\u2069 was put into the case."
    for one in (note, opened):
        shown = "\n".join(_lines(one))
        assert "<script>alert(1)</script>" in shown
        assert "\u202e" not in shown
    assert all("\u202e" not in under for one in (note, opened) for under in one.under)


def test_lines_of_an_article_stay_apart(desk: Desk) -> None:
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    cases.add_article(case_id, b"One.\n\nTwo.", "a.txt")

    read, _opened = cases.history(case_id)

    assert _lines(read)[1:] == ["One.", "Two."]
