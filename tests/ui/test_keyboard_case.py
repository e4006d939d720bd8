"""Work on a case by keyboard alone, in a real Chromium: each deed, and what the case holds then.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.analyses import an_analysis
from tests.ui.browsing import expect
from tests.ui.conftest import Served, add_clip
from tests.ui.keys import Keys, fill_archive, lay_people
from verify.domain.case_file import CaseFile
from verify.domain.checklist import checklist_of
from verify.domain.evidence import FileItem, LinkItem, MatchItem, Stance
from verify.domain.proposals import Subject
from verify.domain.verdicts import VerdictWord
from verify.workbench.case_desk import CaseDesk
from verify.workbench.case_exports import CaseExports, Release
from verify.workbench.desk import Desk
from verify.workbench.tasks import CheckAll, Tasks

_CLAIM = 5
_TEXT = "Nine people were killed on Thursday."


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
    keys.page.get_by_text("By keys", exact=True).first.wait_for(state="detached")
    keys.enter("Opened by keys")
    keys.see("A number leads to the claim.")


def test_a_number_in_the_article_leads_to_its_card_where_the_verdict_is_given(
    keys: Keys, case_id: str, case: Callable[[], CaseFile]
) -> None:
    keys.open(f"case?case={case_id}", "A number leads to the claim.")
    keys.enter(f"Claim {_CLAIM}")
    keys.page.locator(f".st-key-claim-{_CLAIM}:focus").wait_for()
    keys.enter("Give your verdict")
    keys.pick("verified", "likely")
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


def test_the_head_counts_a_verdict_that_was_just_given_and_nothing_typed_is_lost(
    keys: Keys, case_id: str, case: Callable[[], CaseFile]
) -> None:
    keys.open(f"case?case={case_id}&claim={_CLAIM}", "A number leads to the claim.")
    keys.see("5 claims, 5 without a verdict")
    other = keys.page.locator(".st-key-claim-1")
    other.get_by_text("Give your verdict").click()
    other.get_by_role("textbox", name="Reason").fill("half a sentence")
    keys.page.locator(f".st-key-claim-{_CLAIM}").get_by_text("likely", exact=True).click()
    keys.write("Reason", "two witnesses")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().verdicts))

    keys.see("5 claims, 4 without a verdict")
    expect(keys.page.get_by_text("5 claims, 5 without a verdict")).to_have_count(0)
    expect(other.get_by_role("textbox", name="Reason")).to_have_value("half a sentence")
    expect(keys.page.get_by_role("button", name="Write it down").last).to_be_focused()


def test_what_became_of_a_deed_is_read_out(
    keys: Keys, case_id: str, case: Callable[[], CaseFile]
) -> None:
    keys.open(f"case?case={case_id}&claim={_CLAIM}", "A number leads to the claim.")
    read_out = keys.page.get_by_role("status").filter(has_text=re.compile("."))
    expect(read_out).to_have_count(0)
    keys.enter("Write a note")
    keys.to("Keep the note")
    keys.press("Enter")
    expect(read_out).to_contain_text("empty")
    keys.write("Note", "asked the hospital", back=True)
    keys.enter("Keep the note")
    keys.until(lambda: bool(case().notes))
    expect(read_out).to_have_text("Kept.")


def test_a_refused_time_of_publication_is_told_at_its_field(keys: Keys) -> None:
    keys.open("cases", "Open a case")
    field = keys.page.get_by_role("textbox", name="Published")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    keys.write("Published", "2020-02-28T18:00")
    keys.enter("Open the case")

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("lacks its zone"))

    keys.write("Published", "2020-02-28T18:00+03:00", back=True)
    keys.enter("Open the case")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).not_to_have_accessible_description(re.compile("."))


def test_a_refused_note_is_seen_though_the_head_of_the_page_changed_meanwhile(
    keys: Keys, cases: CaseDesk, case_id: str
) -> None:
    cases.check(case_id, cases.clips_here())
    cases.word(case_id, ["Ten were hurt."])
    keys.open(f"case?case={case_id}&claim={_CLAIM}", "claims were added or worded anew")
    keys.enter("Write a note")
    cases.check(case_id, cases.clips_here())
    keys.to("Keep the note")
    keys.press("Enter")

    expect(keys.page.get_by_text("claims were added or worded anew")).to_have_count(0)
    expect(keys.page.locator(f".st-key-outcome-of-note-{_CLAIM}")).to_be_visible()


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
    _open_card(keys, case_id, _CLAIM)
    keys.to("Change")
    keys.press(" ")
    keys.see("Hold up as evidence")
    keys.write("What it is", "smoke behind the houses")
    keys.pick("beside it", "against it")
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
    keys.pick("not weighed", "neither")
    keys.write("Why", "smoke comes of much")
    keys.enter("Weigh it")
    keys.until(lambda: bool(case().weighings))
    assert [one.stance for one in case().weighings[0].bearings] == [Stance.CONTEXT]

    keys.turn("Hypotheses", "Checklist")
    keys.enter("Answer item 1")
    keys.write("Answer to item 1", "asked the source")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().answers))
    keys.press("Escape")

    keys.turn("Checklist", "Clips")
    keys.enter("Give your verdict on this clip")
    keys.pick("authentic in context", "authentic in context")
    keys.write("Reason", "its light fits")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().verdicts))
    keys.enter("Measure anew")
    keys.until(lambda: bool(case().comparisons))

    keys.turn("Clips", "Place")
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

    keys.turn("Place", "For anybody")
    keys.see("to decide.")
    keys.pick("keep: it is shown", "cover")
    keys.enter("Decide on")
    keys.until(lambda: bool(case().releases))
    exports, ours = CaseExports(Desk(alone.home)), [cases.clips_here()[0]]
    (decided,) = exports.to_decide(case_id, ours)
    assert decided.decision is not None
    assert decided.decision.release is Release.BLUR

    keys.turn("For anybody", "Report")
    keys.see("Other forms")
    keys.turn("Report", "History")
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


def test_a_claim_is_added_merged_with_another_and_split(
    keys: Keys, case_id: str, case: Callable[[], CaseFile]
) -> None:
    _open_card(keys, case_id, _CLAIM)
    keys.enter("Add a claim that the machine missed")
    keys.write("Claim; each line is one", "Ten were hurt.")
    keys.choose("About the", "clip")
    keys.enter("Add it")
    keys.until(lambda: case().claim(6) is not None)
    assert [one.about for one in case().claims if one.number == 6] == [Subject.CLIP]

    _open_card(keys, case_id, 6)
    keys.to("Change")
    keys.press(" ")
    keys.choose_several("Merge with it", _TEXT)
    keys.choose("About the", "event")
    keys.enter("Write it in its place")
    keys.until(lambda: case().claim(7) is not None)
    (merged,) = (one for one in case().claims if one.number == 7)
    assert (sorted(merged.replaces), merged.about) == ([_CLAIM, 6], Subject.EVENT)
    assert merged.untrusted_text == "Ten were hurt."

    keys.page.locator(".st-key-claim-7:focus").wait_for()
    keys.to("Change")
    keys.press(" ")
    keys.to("Word it anew")
    keys.press("Control+End")
    keys.page.keyboard.type("\nNine were killed.")
    keys.enter("Write it in its place")
    keys.until(lambda: case().claim(9) is not None)
    split = [one.untrusted_text for one in case().claims if one.replaces == [7]]
    assert split == ["Ten were hurt.", "Nine were killed."]
    keys.page.locator(".st-key-claim-8:focus").wait_for()


def test_an_address_a_file_and_an_entry_of_the_archive_are_held_up(
    keys: Keys, alone: Served, case_id: str, case: Callable[[], CaseFile], tmp_path: Path
) -> None:
    file = tmp_path / "minutes.txt"
    file.write_text("who was there")
    entry = fill_archive(alone.home, "held against.mp4")
    _open_card(keys, case_id, _CLAIM)
    keys.to("Change")
    keys.press(" ")
    keys.choose("Hold up as evidence", "an address")
    keys.write("Address", "https://example.org/post/1")
    keys.pick("beside it", "for the claim")
    keys.enter("Hold it up")
    keys.until(lambda: len(case().evidence) == 1)

    keys.choose("Hold up as evidence", "a file", back=True)
    keys.choose_files("Upload: File", file)
    keys.see("minutes.txt")
    keys.enter("Hold it up")
    keys.until(lambda: len(case().evidence) == 2)

    keys.choose("Hold up as evidence", "an entry of the archive", back=True)
    keys.to("Clip")
    keys.write("Entry of the archive", "held against.mp4")
    keys.pick("for the claim", "beside it")
    keys.enter("Hold it up")
    keys.until(lambda: len(case().evidence) == 3)
    link, kept, match = (one.items[0] for one in case().evidence)
    assert isinstance(link, LinkItem)
    assert isinstance(kept, FileItem)
    assert kept.file_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert isinstance(match, MatchItem)
    assert match.match_sha256 == entry


def test_a_clip_is_put_in_concluded_on_and_said_to_be_another_recording(
    keys: Keys, alone: Served, case_id: str, case: Callable[[], CaseFile]
) -> None:
    footage = msgspec.structs.replace(an_analysis().footage, sha256="cd" * 32)
    add_clip(alone.home, an_analysis(keyframes=[], footage=footage), name="roof.mp4")
    keys.open(f"case?case={case_id}", "A number leads to the claim.")
    keys.enter("Put a clip in")
    keys.choose("Clip", "roof.mp4")
    keys.enter("Put it in")
    keys.until(lambda: len(case().clips) == 2)

    _open_card(keys, case_id, 1)
    keys.choose("Of the clip", "roof.mp4")
    keys.pick("verified", "disputed")
    keys.write("Reason", "two say that they filmed it")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().verdicts))
    (verdict,) = case().verdicts
    assert (verdict.claim, verdict.clip_sha256) == (1, "cd" * 32)

    keys.open(f"case?case={case_id}&part=Clips", "Files and recordings")
    keys.enter("You know better")
    keys.to("The other")
    keys.pick("of one recording", "of two recordings")
    keys.write("Why", "another street")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().rulings))
    assert [one.is_same for one in case().rulings] == [False]


def test_items_are_asked_a_hypothesis_is_reworded_and_withdrawn_and_a_case_goes_on(
    keys: Keys, cases: CaseDesk, case_id: str, case: Callable[[], CaseFile]
) -> None:
    cases.write_hypothesis(case_id, case().clips[0].clip_sha256, "the strike")
    cases.close(case_id, "all is told", is_closed=True)
    keys.open(f"case?case={case_id}&part=Checklist", "Ask something else")
    keys.enter("Ask something else")
    keys.to("One item on each line")
    keys.press("Control+End")
    keys.page.keyboard.type("\nWho else stood there?")
    keys.enter("Ask these")
    keys.until(lambda: bool(case().checklists))
    asked = checklist_of(case().checklists, []).items
    assert asked[-1].untrusted_asked == "Who else stood there?"

    keys.open(f"case?case={case_id}&part=Hypotheses", "What night.mp4 may be")
    keys.choose("In the place of", "the strike")
    keys.write("What it may be", "a drill")
    keys.enter("Write it down")
    keys.until(lambda: len(case().hypotheses) == 2)
    keys.see("a drill")
    keys.write("Why it does not count any more", "nobody drills at night")
    keys.enter("Withdraw it")
    keys.until(lambda: not case().standing_hypotheses())

    keys.turn("Hypotheses", "History")
    keys.see("This reads the custody log")
    keys.to("History")
    keys.press("End")
    keys.enter("Go on with this case")
    keys.write("Why", "somebody called")
    keys.enter("Go on with it")
    keys.until(lambda: case().closing is None)
    keys.enter("All of the case, in words")
    keys.see("a drill")


def _open_card(keys: Keys, case_id: str, number: int) -> None:
    """Open a case at the card of a claim, which has the focus then."""
    keys.open(f"case?case={case_id}&claim={number}", "A number leads to the claim.")
    keys.page.locator(f".st-key-claim-{number}:focus").wait_for()
