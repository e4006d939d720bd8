"""Work on a case by keyboard alone, in a real Chromium: each deed, and what the case holds then.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.analyses import an_analysis
from tests.ui.conftest import Served, add_clip
from tests.ui.keys import Keys, lay_people
from verify.domain.case_file import CaseFile
from verify.domain.evidence import Stance
from verify.domain.verdicts import VerdictWord
from verify.workbench.case_desk import CaseDesk
from verify.workbench.case_exports import CaseExports, Release
from verify.workbench.desk import Desk
from verify.workbench.tasks import CheckAll, Tasks

_CLAIM = 5
_TEXT = "Nine people were killed on Thursday."
_PUBLISHED = datetime(2020, 2, 28, 15, tzinfo=UTC)


@pytest.fixture
def cases(alone: Served) -> CaseDesk:
    return CaseDesk(Desk(alone.home))


@pytest.fixture
def case_id(alone: Served, cases: CaseDesk) -> str:
    """Lay a case with an article and a clip, checked, into the home of the server."""
    clip_id = add_clip(alone.home, an_analysis(keyframes=[]), name="night.mp4")
    case_id = cases.open("By keys")
    cases.add_article(case_id, _TEXT.encode(), "a.txt", _PUBLISHED)
    clip = next(one for one in cases.clips_here() if one.clip_id == clip_id)
    cases.add_clip(case_id, clip)
    return case_id


@pytest.fixture
def case(cases: CaseDesk, case_id: str) -> Callable[[], CaseFile]:
    """Return what reads the case as it stands."""
    return lambda: cases.case(case_id)


def test_a_case_is_opened_with_an_article_and_found(keys: Keys, cases: CaseDesk) -> None:
    keys.open("cases", "Open a case")
    keys.write("What is it about", "Opened by keys")
    keys.write("Article", _TEXT)
    keys.write("Published", "2020-02-28T18:00+03:00")
    keys.enter("Open the case")
    keys.see("A number leads to the claim.")
    opened = next(one for one in cases.cases() if one.untrusted_title == "Opened by keys")
    assert cases.case(opened.case_id).articles[0].untrusted_text == _TEXT

    keys.open("cases", "Opened by keys")
    keys.write("Find a case", opened.case_id)
    keys.press("Enter")
    keys.page.get_by_text("By keys", exact=True).wait_for(state="detached")
    keys.enter("Opened by keys")
    keys.see("A number leads to the claim.")


def test_a_number_in_the_article_leads_to_its_card_where_the_verdict_is_given(
    keys: Keys, case_id: str, case: Callable[[], CaseFile]
) -> None:
    keys.open(f"case?case={case_id}", "A number leads to the claim.")
    keys.enter(f"Claim {_CLAIM}")
    keys.page.locator(f".st-key-claim-{_CLAIM}:focus").wait_for()
    keys.enter("Give your verdict")
    keys.to("verified")
    keys.press("ArrowDown")
    assert keys.focused == "likely"
    keys.write("Reason", "two witnesses")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().verdicts))

    (verdict,) = case().verdicts
    assert (verdict.claim, verdict.verdict) == (_CLAIM, VerdictWord.LIKELY)
    assert verdict.untrusted_reason == "two witnesses"
    keys.enter("Write a note")
    keys.write("Note", "asked the hospital")
    keys.enter("Keep the note")
    keys.until(lambda: bool(case().notes))
    assert case().notes[0].untrusted_text == "asked the hospital"


@pytest.mark.parametrize("deed", ["Take it up as evidence", "Turn it down"])
def test_a_proposal_is_decided_on(
    keys: Keys, case_id: str, case: Callable[[], CaseFile], deed: str
) -> None:
    keys.open(f"case?case={case_id}", "A number leads to the claim.")
    keys.enter("Check the claims")
    keys.see("Proposal ")
    keys.enter("Proposal ")
    keys.write("Why", "the file says so")
    keys.enter(deed)
    keys.until(lambda: bool(case().evidence or case().declined))
    assert bool(case().declined) == (deed == "Turn it down")


def test_evidence_is_held_up_and_withdrawn_and_a_claim_worded_anew(
    keys: Keys, case_id: str, case: Callable[[], CaseFile]
) -> None:
    keys.open(f"case?case={case_id}&claim={_CLAIM}", "A number leads to the claim.")
    keys.page.locator(f".st-key-claim-{_CLAIM}:focus").wait_for()
    keys.to("Change")
    keys.press(" ")
    keys.see("Hold up as evidence")
    keys.write("What it is", "smoke behind the houses")
    keys.to("beside it")
    keys.press("ArrowUp")
    assert keys.focused == "against it"
    keys.write("What it shows", "it rises")
    keys.enter("Hold it up")
    keys.until(lambda: bool(case().evidence))
    assert case().evidence[0].stance is Stance.CONTRADICTS

    keys.write("Why it does not count any more", "another day")
    keys.enter("Withdraw it")
    keys.until(lambda: bool(case().withdrawals))
    keys.write("Word it anew", "\nTen were hurt.", back=True)
    keys.enter("Write it in its place")
    keys.until(lambda: not case().claim(_CLAIM).stands)  # type: ignore[union-attr]


def test_hypotheses_checklist_clips_and_place_are_filled_in(
    keys: Keys, cases: CaseDesk, case_id: str, case: Callable[[], CaseFile]
) -> None:
    cases.observe(case_id, _CLAIM, Stance.CONTEXT, "smoke", "it rises", is_link=False)
    keys.open(f"case?case={case_id}&part=Hypotheses", "Write at least two")
    keys.write("What it may be", "the strike")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().hypotheses))
    keys.see("What night.mp4 may be")
    keys.enter("Weigh a piece of evidence", back=True)
    keys.to("not weighed")
    keys.press("ArrowUp")
    keys.write("Why", "smoke comes of much")
    keys.enter("Weigh it")
    keys.until(lambda: bool(case().weighings))
    assert [one.stance for one in case().weighings[0].bearings] == [Stance.CONTEXT]

    keys.to("Hypotheses", back=True)
    keys.press("ArrowRight")
    keys.enter("Answer item 1")
    keys.write("Answer to item 1", "asked the source")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().answers))
    keys.press("Escape")

    keys.to("Checklist", back=True)
    keys.press("ArrowRight")
    keys.enter("Give your verdict on this clip")
    keys.to("authentic in context")
    keys.press(" ")
    keys.write("Reason", "its light fits")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().verdicts))
    keys.enter("Measure anew")
    keys.until(lambda: bool(case().comparisons))

    keys.to("Clips", back=True)
    keys.press("ArrowRight")
    keys.write("Coordinates", "35.9306,36.6339")
    keys.write("How it is known", "the minaret")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().places))
    assert case().places[0].latitude_deg == pytest.approx(35.9306)


def test_sky_maps_release_and_history_are_asked_and_written(
    keys: Keys, cases: CaseDesk, alone: Served, case_id: str, case: Callable[[], CaseFile]
) -> None:
    clip = case().clips[0].clip_sha256
    cases.place(case_id, clip, "35.9306,36.6339", 100, "the minaret")
    cases.give_verdict(
        case_id, VerdictWord.LIKELY, "as @somebody says", claim=_CLAIM, instead_of=None
    )
    keys.open(f"case?case={case_id}&part=Place", "Sun and Moon over this place")
    keys.enter("Sun and Moon over this place")
    keys.write("When, by the clock there", "2020-02-27")
    keys.enter("Where did they stand")
    keys.see("Save the picture")
    keys.enter("Save the places for a map")
    keys.enter("Draw them")
    keys.see("Save places.kml")
    assert "36.6339" in keys.save("Save places.kml").read_text()

    keys.to("Place", back=True)
    keys.press("ArrowRight")
    keys.see("to decide.")
    keys.to("keep: it is shown")
    keys.press("ArrowDown")
    keys.enter("Decide on")
    keys.until(lambda: bool(case().releases))
    exports, ours = CaseExports(Desk(alone.home)), [cases.clips_here()[0]]
    (decided,) = exports.to_decide(case_id, ours)
    assert decided.decision is not None
    assert decided.decision.release is Release.BLUR

    keys.to("For anybody", back=True)
    keys.press("ArrowRight", "ArrowRight")
    keys.enter("Close this case")
    keys.write("Why", "all is told")
    keys.enter("Close it")
    keys.until(lambda: case().closing is not None)


def test_report_and_other_forms_are_written_and_saved_and_all_is_checked(
    keys: Keys, alone: Served, case_id: str
) -> None:
    keys.open(f"case?case={case_id}&part=Report", "Other forms")
    keys.to("internal")
    keys.press("ArrowUp")
    keys.press("ArrowDown")
    keys.enter("Write the report")
    keys.see("Save the report")
    assert "Nine people" in keys.save("Save the report").read_text()
    keys.to("Show what page one would say")
    keys.press(" ")
    keys.choose("Form", "PROV-JSON")
    keys.enter("Write it")
    keys.see("Save provenance.json")
    assert keys.save("Save provenance.json").read_text().startswith("{")
    keys.enter("Check the log and all that is kept")
    keys.until(lambda: Tasks(Desk(alone.home)).latest(CheckAll) is not None)


def test_clips_are_put_in_and_who_may_see_the_case_is_said(
    keys: Keys, alone: Served, cases: CaseDesk, case_id: str
) -> None:
    lay_people(alone.home)
    keys.open(f"case?case={case_id}", "A number leads to the claim.")
    keys.enter("Shared")
    keys.enter("Make it private")
    keys.until(lambda: cases.access(case_id)[0].is_private)
    keys.write("Invite, by name", "Ada")
    keys.enter("Invite")
    keys.until(lambda: "Ada" in cases.access(case_id)[0].admitted.values())
    keys.enter("Take back: Ada")
    keys.until(lambda: "Ada" not in cases.access(case_id)[0].admitted.values())
