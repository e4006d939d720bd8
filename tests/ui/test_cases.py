"""The pages of cases as Streamlit builds them: an article, its claims, what people make of them."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import SHA256, an_analysis, flash
from tests.ui.conftest import add_clip
from ui import board, current
from ui.labels import label
from verify.domain.checklist import AnswerStatus, checklist_of
from verify.domain.errors import BadParameterError
from verify.domain.evidence import Stance
from verify.domain.packages import Edition
from verify.domain.record_errors import RecordReplacedError
from verify.domain.standing import standing_proposals
from verify.domain.verdicts import VerdictWord
from verify.workbench.case_desk import CaseDesk, PairSeen
from verify.workbench.case_exports import CaseExports, Release
from verify.workbench.desk import Desk

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
_HOSTILE = "![x](https://tracker.example/x.png) <script>alert(1)</script> [a](javascript:b)"
_ARTICLE = f"Nine people were killed on Thursday.\n\nThe minister said: {_HOSTILE}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "home")
    current.use(desk)
    return desk


def page(name: str, **asked: str) -> "AppTest":
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page(f"views/{name}.py")
    for key, value in asked.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def texts(app: "AppTest") -> str:
    return "\n".join(text.value for text in app.text)


def listed(app: "AppTest") -> list[dict[str, str]]:
    """Return the cases that a page lists first."""
    given = next(
        one.proto
        for one in app.get("bidi_component")
        if one.proto.component_name.endswith("_cases")
    )
    cases: list[dict[str, str]] = json.loads(given.json)["cases"]
    return cases


def pressed(app: "AppTest", form: str) -> None:
    """Send a form as its button does."""
    (button,) = (one for one in app.button if one.proto.form_id == form)
    button.click().run()
    assert not app.exception, app.exception


def case_with_clip(desk: Desk) -> str:
    """Open a case with an article and a clip of the desk."""
    cases = CaseDesk(desk)
    case_id = cases.open(_HOSTILE)
    cases.add_article(case_id, _ARTICLE.encode(), "a.txt")
    add_clip(desk.home, an_analysis())
    (clip,) = cases.clips_here()
    cases.add_clip(case_id, clip)
    return case_id


def test_a_case_is_opened_with_a_pasted_article(desk: Desk) -> None:
    app = page("cases")
    assert "No case yet." in texts(app)

    app.text_input[0].input("Strike")
    app.text_area[0].input(_ARTICLE)
    app.text_input[1].input("2020-02-28T18:00")
    app.button[0].click().run()
    (refusal,) = app.error
    assert "lacks its zone" in refusal.value
    app.text_input[1].input(" 2020-02-28")
    app.button[0].click().run()
    assert "lacks its time of day and zone" in app.error[0].value
    assert CaseDesk(desk).cases() == []

    app.text_input[1].input("2020-02-28T18:00+03:00")
    app.button[0].click().run()
    (opened,) = CaseDesk(desk).cases()
    case = CaseDesk(desk).case(opened.case_id)
    assert case.articles[0].untrusted_text == _ARTICLE
    assert [one.number for one in case.claims][:4] == [1, 2, 3, 4]


def test_what_others_wrote_stands_on_the_page_as_text(desk: Desk) -> None:
    app = page("case", case=case_with_clip(desk))

    # Streamlit reads a title as Markdown: every sign in it is escaped.
    assert app.title[0].value.startswith("\\!\\[x\\]\\(https\u2060\\:\\/\\/tracker\\.example")
    assert r"\<script\>" in app.title[0].value
    assert not any("tracker" in one.value for one in app.markdown)


def test_an_article_is_cut_where_its_claims_were_read(desk: Desk) -> None:
    case = CaseDesk(desk).case(case_with_clip(desk))

    pieces = board.article_pieces(case, case.articles[0])

    assert "".join(piece["text"] for piece in pieces) == _ARTICLE
    marked = {piece["claim"]: piece["text"] for piece in pieces if piece["claim"]}
    assert marked[5] == "Nine people were killed on Thursday."


def test_what_an_article_says_of_itself_stands_apart_from_its_text(desk: Desk) -> None:
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    front = '---\ntitle: "Nine people were killed on Monday"\npublished: "2020-02-28"\n---\n'
    cases.add_article(case_id, f"{front}\n{_ARTICLE}".encode(), "a.md")

    case = cases.case(case_id)
    pieces = board.article_pieces(case, case.articles[0])

    above = [piece for piece in pieces if piece["front"]]
    assert "".join(piece["text"] for piece in above) == front
    assert [piece["text"] for piece in above if piece["claim"]] == [
        "Nine people were killed on Monday"
    ]
    assert "".join(piece["text"] for piece in pieces[len(above) :]) == f"\n{_ARTICLE}"


def test_a_verdict_needs_a_reason_and_overrules_nobody_unaware(desk: Desk) -> None:
    case_id = case_with_clip(desk)
    mine, cases = page("case", case=case_id), CaseDesk(desk)
    mine.radio(key="verdict-5").set_value(VerdictWord.DISPUTED).run()
    assert not mine.button(key="conclude-5").disabled
    mine.text_area(key="reason-5").input("two counts by two sides").run()

    cases.give_verdict(case_id, VerdictWord.LIKELY, "by phone", claim=5, instead_of=None)
    mine.button(key="conclude-5").click().run()

    # The page was drawn before the other verdict came.
    assert [one.verdict for one in cases.case(case_id).verdicts] == [VerdictWord.LIKELY]
    assert mine.text_area(key="reason-5").value == "two counts by two sides"
    assert "by phone" in texts(mine)
    assert "disputed, because: two counts by two sides" in texts(mine)

    mine.button(key="conclude-5").click().run()
    assert cases.case(case_id).verdicts[-1].verdict is VerdictWord.DISPUTED


def _with_a_proposal(desk: Desk) -> tuple[str, str]:
    """Check the claims of a case; return it and a proposal that may be taken up."""
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    cases.check(case_id, cases.clips_here())
    standing = standing_proposals(cases.case(case_id))
    return case_id, next(str(one.name) for one in standing if one.proposal.rests_on)


def test_a_check_says_what_is_new_since_the_last_one_and_that_nothing_is(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    app = page("case", case=case_id)

    def check() -> str:
        next(one for one in app.button if one.label == "Check the claims").click().run()
        return next(one.value for one in app.text if re.match(r".+\.mp4(:|,)", one.value))

    first, again = check(), check()
    cases.word(case_id, ["Ten were hurt.", "Two fled.", "The night was dark."])
    numbers = [one.number for one in cases.case(case_id).claims][-3:]
    app.run()
    stale = next(one.value for one in app.text if "Check again" in one.value)
    since = check()

    made, later = (one.recorded_utc for one in cases.case(case_id).checks)
    assert re.search(r"\.mp4: Of \d+ claims: ", first)
    assert again.endswith(f".mp4: nothing changed since the check of {made:%d %b %Y, %H:%M} UTC.")
    assert stale.endswith(f"worded anew: {numbers[0]} to {numbers[-1]}.")
    assert f".mp4, since the check of {made:%d %b %Y, %H:%M} UTC: " in since
    assert [int(one) for one in re.findall(r"claim (\d+), new: ", since)] == numbers
    assert later > made


def _box(app: "AppTest", proposal: str) -> Any:
    (box,) = (one for one in app.expander if label(f"Proposal {proposal}:") in str(one.label))
    return box


def test_what_somebody_turned_down_meanwhile_is_told_before_it_is_taken_up(desk: Desk) -> None:
    case_id, name = _with_a_proposal(desk)
    mine, cases = page("case", case=case_id), CaseDesk(desk)
    mine.text_input(key=f"why-{name}").input("dark in every shot").run()
    cases.decline(case_id, name, "one flash twice", instead_of=())

    mine.button(key=f"accept-{name}").click().run()

    assert cases.case(case_id).evidence == []
    assert mine.text_input(key=f"why-{name}").value == "dark in every shot"
    said = [one.value for one in _box(mine, name).text]
    assert re.search("(?s)one flash twice.*Nothing was written.*send it again", said[-1])

    mine.button(key=f"accept-{name}").click().run()
    (evidence,) = cases.case(case_id).evidence
    assert evidence.untrusted_note == "dark in every shot"
    box = _box(mine, name)
    assert "taken up" in box.label
    assert "before: turned down by" in box.text[1].value
    assert "one flash twice" in box.text[1].value


def test_a_refusal_to_turn_down_is_seen_beside_the_button_and_the_words_stay(desk: Desk) -> None:
    case_id, name = _with_a_proposal(desk)
    mine, cases = page("case", case=case_id), CaseDesk(desk)
    assert not _box(mine, name).proto.expanded
    mine.text_input(key=f"why-{name}").input("one flash twice").run()
    cases.accept(case_id, name, instead_of=())

    mine.button(key=f"decline-{name}").click().run()

    box = _box(mine, name)
    assert box.proto.expanded
    assert "is evidence already" in box.text[-1].value
    assert box.text_input[0].value == "one flash twice"
    assert cases.case(case_id).declined == []


def test_the_word_that_was_picked_last_counts_though_the_page_was_not_drawn_since(
    desk: Desk,
) -> None:
    case_id = case_with_clip(desk)
    app = page("case", case=case_id)
    app.radio(key="verdict-5").set_value(VerdictWord.LIKELY).run()

    app.radio(key="verdict-5").set_value(VerdictWord.DISPUTED)
    app.text_area(key="reason-5").input("two counts by two sides")
    app.button(key="conclude-5").click().run()

    (verdict,) = CaseDesk(desk).case(case_id).verdicts
    assert verdict.verdict is VerdictWord.DISPUTED


def test_the_frame_on_the_screen_becomes_evidence_that_leads_back_to_it(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)

    cases.hold_up(case_id, 5, Stance.CONTEXT, SHA256, (1.25, None), (10, 20, 30, 40), "a glow")

    (card,) = (one for one in board.cards(cases.case(case_id), cases.clips_here()) if one.said)
    (clip,) = cases.clips_here()
    assert card.claim.number == 5
    (held_up,) = card.said
    address = f"/clip?clip={clip.clip_id}&time=1.250000&box=10,20,30,40"
    assert card.links[held_up.event] == [("Open this box, 1.250 s", address)]
    assert held_up.words[0].spans[0].text == "a glow"


@pytest.mark.parametrize(
    ("window_s", "box_px", "title", "at"),
    [
        ((1.25, None), None, "Open this frame, 1.250 s", "time=1.250000"),
        ((1.25, 2.5), None, "Open this stretch, 1.250 to 2.500 s", "time=1.250000&until=2.500000"),
        (
            (1.25, 2.5),
            (1, 2, 3, 4),
            "Open this stretch and its box, 1.250 to 2.500 s",
            "time=1.250000&until=2.500000&box=1,2,3,4",
        ),
    ],
)
def test_what_leads_back_to_evidence_says_what_was_marked_and_carries_it(
    desk: Desk, window_s: Any, box_px: Any, title: str, at: str
) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)

    cases.hold_up(case_id, 5, Stance.CONTEXT, SHA256, window_s, box_px, "")

    (card,) = (one for one in board.cards(cases.case(case_id), cases.clips_here()) if one.said)
    (clip,) = cases.clips_here()
    ((link,),) = card.links.values()
    assert link == (title, f"/clip?clip={clip.clip_id}&{at}")


def test_what_is_wanted_of_a_case_is_written_on_its_tabs(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    cases.observe(case_id, 5, Stance.CONTEXT, "seen", "", is_link=False)
    cases.word(case_id, ["@night_owl filmed it"])
    app = page("case", case=case_id, part="For anybody")

    app.text_area(key="hypothesis").input("filmed elsewhere")
    pressed(app, "write-hypothesis")
    assert [one.untrusted_text for one in cases.case(case_id).hypotheses] == ["filmed elsewhere"]

    (hypothesis,) = cases.case(case_id).hypotheses
    app.radio(key=f"says-{hypothesis.event}").set_value(Stance.CONTRADICTS)
    pressed(app, f"weigh-{SHA256}")
    app.text_area(key="answer-1").input("by phone")
    pressed(app, "item-1")
    app.text_input(key="place-at").input("95,36.6")
    app.text_area(key="place-known").input("by a minaret")
    pressed(app, "place")
    assert app.text_area(key="place-known").value == "by a minaret"
    assert "latitude -90 to 90" in texts(app)
    app.text_input(key="place-at").input("35.9,36.6")
    pressed(app, "place")
    (handle,) = CaseExports(desk).to_decide(case_id, [])
    app.radio(key=f"release-{handle.name}").set_value(Release.BLUR)
    pressed(app, f"decide-{handle.name}")

    case = cases.case(case_id)
    assert case.weighings[0].bearings[0].stance is Stance.CONTRADICTS
    assert case.answers[0].untrusted_note == "by phone"
    assert [one.untrusted_known_by for one in case.places] == ["by a minaret"]
    assert case.releases[0].release is Release.BLUR
    assert "All is decided." in texts(app)
    assert cases.history(case_id)[0].words[0].spans[0].text.endswith(f"is covered ({handle.name}).")


def _folds(app: "AppTest") -> dict[str, Any]:
    """Return what folds forms away, by the name of each form in it."""
    return {
        button.proto.form_id: box
        for box in app.expander
        for button in box.button
        if button.proto.form_id
    }


def _claims_shown(app: "AppTest") -> list[int]:
    faces = (one.proto for one in app.get("bidi_component"))
    told = [json.loads(one.json) for one in faces if one.component_name.endswith("_claim")]
    return [one["number"] for one in told]


def test_all_of_a_hundred_claims_are_counted_and_reached(desk: Desk) -> None:
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    cases.word(case_id, [f"House {number} burned." for number in range(5, 101)])

    app = page("case", case=case_id)

    assert "100 claims stand; scroll in their list to reach them all." in texts(app)
    assert _claims_shown(app) == list(range(1, 101))
    assert not any("Shown" in one.label for one in app.selectbox)


def test_claims_beyond_those_shown_at_once_are_chosen_or_led_to(desk: Desk) -> None:
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    cases.word(case_id, [f"House {number} burned." for number in range(5, 204)])
    app = page("case", case=case_id)
    assert "203 claims stand" in texts(app)
    assert _claims_shown(app) == list(range(1, 201))

    (shown,) = (one for one in app.selectbox if "Shown" in one.label)
    shown.select_index(1).run()
    assert _claims_shown(app) == [201, 202, 203]

    cases.word(case_id, ["House 7 burned down."], [7])
    assert _claims_shown(page("case", case=case_id, claim="204")) == [202, 203, 204]
    assert board.stands_for(cases.case(case_id), 7) == 204


def test_no_refusal_of_a_form_is_folded_away(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    footage = msgspec.structs.replace(an_analysis().footage, sha256="cd" * 32)
    add_clip(desk.home, an_analysis(footage=footage))
    for clip in cases.clips_here():
        cases.add_clip(case_id, clip)
    cases.observe(case_id, 5, Stance.CONTEXT, "seen", "", is_link=False)
    cases.place(case_id, SHA256, "35.9,36.6", 100, "by a minaret")
    cases.write_hypothesis(case_id, SHA256, "the strike")
    cases.write_hypothesis(case_id, SHA256, "filmed elsewhere")
    app = page("case", case=case_id, part="History")
    before = _folds(app)
    assert len(before) >= 10
    assert not any(box.proto.expanded for box in before.values())

    for form in before:
        told = len(_folds(app)[form].text)
        pressed(app, form)  # With nothing written in it.
        box = _folds(app)[form]
        assert box.proto.expanded, form
        assert len(box.text) == told + 1, form
    assert cases.case(case_id).withdrawals == []


def test_a_refusal_is_seen_though_its_form_is_called_otherwise_by_now(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    app = page("case", case=case_id, part="History")
    cases.close(case_id, "published", is_closed=True)

    app.text_input(key="close-reason").input("mine")
    pressed(app, "close")

    box = _folds(app)["close"]
    assert (box.label, box.proto.expanded) == ("Go on with this case", True)
    assert "expected" in box.text[-1].value
    assert app.text_input(key="close-reason").value == "mine"


def test_an_answer_to_what_somebody_answered_meanwhile_is_kept_back(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    app = page("case", case=case_id)
    (item, *_) = checklist_of([], []).items
    cases.answer(case_id, 1, item, AnswerStatus.ANSWERED, "theirs")

    app.text_area(key="answer-1").input("mine")
    pressed(app, "item-1")

    assert [one.untrusted_note for one in cases.case(case_id).answers] == ["theirs"]
    assert app.text_area(key="answer-1").value == "mine"
    assert "You wrote: mine" in texts(app)


def test_a_report_is_written_once_for_one_state_of_a_case(desk: Desk) -> None:
    case_id, cases, exports = case_with_clip(desk), CaseDesk(desk), CaseExports(desk)

    folder = exports.report(case_id, Edition.INTERNAL, [])

    assert folder == exports.report(case_id, Edition.INTERNAL, [])
    page_file = exports.file(folder.name, "report.html")
    assert page_file is not None
    assert "<script>alert" not in page_file.read_text()
    assert exports.file("..", "verify.db") is None
    cases.note(case_id, 5, "asked again")
    assert folder != exports.report(case_id, Edition.INTERNAL, [])


def test_what_somebody_decided_meanwhile_is_not_overruled_unaware(desk: Desk) -> None:
    case_id, cases, exports = case_with_clip(desk), CaseDesk(desk), CaseExports(desk)
    cases.word(case_id, ["@night_owl filmed it"])
    footage = msgspec.structs.replace(an_analysis().footage, sha256="cd" * 32)
    add_clip(desk.home, an_analysis(footage=footage))
    for clip in cases.clips_here():
        cases.add_clip(case_id, clip)
    one, other = (clip.sha256 for clip in cases.clips_here())
    read_to = cases.case(case_id).last_event
    (handle,) = exports.to_decide(case_id, [])
    exports.decide(case_id, [], {handle.name: Release.DROP}, {}, seen=read_to)
    cases.rule(case_id, one, other, is_same=True, reason="same corner", seen=read_to)
    cases.set_items(case_id, "Who?", read_to)

    with pytest.raises(RecordReplacedError, match=r"(?s)another decision meanwhile.*drop.*keep"):
        exports.decide(case_id, [], {handle.name: Release.KEEP}, {}, seen=read_to)
    with pytest.raises(
        RecordReplacedError, match=r"(?s)same corner.*You wrote: two recordings, no"
    ):
        cases.rule(case_id, other, one, is_same=False, reason="no", seen=read_to)
    with pytest.raises(RecordReplacedError, match=r"(?s)Who\?.*Where\?"):
        cases.set_items(case_id, "Where?", read_to)

    case = cases.case(case_id)
    assert [one.release for one in case.releases] == [Release.DROP]
    assert [one.is_same for one in case.rulings] == [True]
    exports.decide(case_id, [], {handle.name: Release.KEEP}, {}, seen=case.last_event)


def test_evidence_lies_within_its_clip(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)

    for window, box, said in (
        ((4.0, None), None, "before the clip ends, 4.000 s"),
        ((1.0, 5.0), None, "not after the clip ends"),
        ((1.0, None), (320, 0, 5, 5), "within the picture of 320 x 180 pixels"),
    ):
        with pytest.raises(BadParameterError, match=said):
            cases.hold_up(case_id, 5, Stance.CONTEXT, SHA256, window, box, "")

    assert cases.case(case_id).evidence == []


def test_a_report_is_written_anew_where_a_clip_was_inspected_again(desk: Desk) -> None:
    case_id, cases, exports = case_with_clip(desk), CaseDesk(desk), CaseExports(desk)
    (clip,) = cases.clips_here()
    findings = desk.result_file(clip.clip_id, "analysis.json")
    written = []

    for flashes in ([], [flash()], [flash()]):
        findings.write_bytes(msgspec.json.encode(an_analysis(keyframes=[], flashes=flashes)))
        written.append(exports.report(case_id, Edition.INTERNAL, [clip]))

    # That a report was written is an event of its own, and changes nothing of the case.
    assert written[0] != written[1] == written[2]


def test_cases_are_found_by_title_and_closed_ones_stand_apart(desk: Desk) -> None:
    cases = CaseDesk(desk)
    strike, flood = cases.open("Strike"), cases.open("Flood")
    cases.note(strike, 1, "asked")
    app = page("cases")
    assert [one["href"] for one in listed(app)] == [f"/case?case={one}" for one in (strike, flood)]

    app.text_input[0].input("flo").run()
    assert [one["title"] for one in listed(app)] == ["Flood"]

    app = page("case", case=flood, part="History")
    app.text_input(key="close-reason").input("published")
    pressed(app, "close")
    closing = cases.case(flood).closing
    assert closing is not None
    assert closing.untrusted_reason == "published"
    assert [one["title"] for one in listed(page("cases"))] == ["Strike"]


def test_items_of_ones_own_are_asked_in_their_order(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    app = page("case", case=case_id)
    before = app.text_area(key="own-items").value

    app.text_area(key="own-items").input(f"Whose camera?\n{before}")
    pressed(app, "set-items")

    (kept,) = cases.case(case_id).checklists
    assert kept.untrusted_items is not None
    assert kept.untrusted_items[0] == "Whose camera?"
    assert app.text_area(key="own-items").value.startswith("Whose camera?")
    app.text_area(key="own-items").input("Twice?\nTwice?")
    pressed(app, "set-items")
    assert "The list has an item twice" in texts(app)


def test_a_part_of_a_clip_is_put_beside_another_picture(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    cases.place(case_id, SHA256, "35.9,36.6", 100, "by a minaret")
    (place,) = cases.case(case_id).places
    app = page("case", case=case_id)

    app.text_input(key=f"pair-name-{place.event}").input("minaret")
    app.text_input(key=f"pair-typed-{place.event}").input("1.2 10 20 30 40")
    app.text_input(key=f"pair-address-{place.event}").input("https://a.example/m.jpg")
    pressed(app, f"pair-{place.event}")

    (stands,) = cases.case(case_id).standing_places()
    assert stands.landmarks is not None
    (landmark,) = stands.landmarks
    assert (landmark.untrusted_name, landmark.at_s, landmark.box_px) == (
        "minaret",
        1.2,
        (10, 20, 30, 40),
    )
    with pytest.raises(RecordReplacedError):
        pair = PairSeen("again", Fraction(1), (1, 1, 1, 1), ("m.jpg", b"picture"))
        cases.add_landmark(case_id, place.event, pair)
    cases.add_landmark(case_id, stands.event, pair)
    assert len(cases.case(case_id).standing_places()[0].landmarks or []) == 2


def test_a_verdict_on_a_clip_stands_on_its_tab_and_on_page_one(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    app = page("case", case=case_id)

    app.radio(key=f"verdict-{SHA256[:12]}").set_value(VerdictWord.MISCAPTIONED).run()
    app.text_area(key=f"reason-{SHA256[:12]}").input("**older** footage")
    app.button(key=f"conclude-{SHA256[:12]}").click().run()

    (verdict,) = cases.case(case_id).verdicts
    assert (verdict.claim, verdict.clip_sha256) == (None, SHA256)
    (title, lines), *_ = CaseExports(desk).page_one(case_id, Edition.PUBLIC, [])
    assert title == "The answer"
    assert (lines[0].mark, lines[0].leans) == ("miscaptioned", "against")


def test_sun_and_moon_are_asked_over_a_place(desk: Desk) -> None:
    case_id, cases = case_with_clip(desk), CaseDesk(desk)
    cases.place(case_id, SHA256, "35.9,36.6", 100, "by a minaret")
    (place,) = cases.case(case_id).places
    app = page("case", case=case_id)

    app.text_input(key=f"sky-at-{place.event}").input("2020-02-27 17:30")
    pressed(app, f"sky-{place.event}")

    assert "Then it is civil twilight" in texts(app)
    exports = CaseExports(desk)
    assert exports.file(f"{case_id}-sky-{place.event}", "sky.svg") is not None
    app.text_input(key=f"sky-at-{place.event}").input("soon")
    pressed(app, f"sky-{place.event}")
    assert app.text_input(key=f"sky-at-{place.event}").value == "soon"


def test_of_many_claims_those_that_are_worked_on_have_their_forms(desk: Desk) -> None:
    cases = CaseDesk(desk)
    case_id = cases.open("Chronicle")
    cases.word(case_id, [f"claim {number}" for number in range(45)])
    app = page("case", case=case_id, claim="7")

    drawn = {one.key for one in app.text_area if str(one.key).startswith("reason-")}
    assert drawn == {"reason-7"}

    app.toggle(key="work-9").set_value(True).run()
    app.radio(key="verdict-9").set_value(VerdictWord.LIKELY).run()
    app.text_area(key="reason-9").input("by phone")
    app.button(key="conclude-9").click().run()
    assert [one.claim for one in cases.case(case_id).verdicts] == [9]


def _opened_with(article: str) -> "AppTest":
    app = page("cases")
    app.text_input[0].set_value("Strike")
    app.text_area[0].set_value(article)
    pressed(app, "open")
    return app


def test_an_article_is_asked_when_it_was_published_once_each(desk: Desk) -> None:
    app = _opened_with("Nine people were killed on Thursday.")
    assert "When was the article published?" in texts(app)
    app.text_area[0].set_value("Ten people were killed on Friday.")
    pressed(app, "open")
    assert "When was the article published?" in texts(app)
    pressed(app, "open")

    assert len(CaseDesk(desk).cases()) == 1


def test_an_article_that_says_when_it_was_published_is_not_asked(desk: Desk) -> None:
    front = '---\npublished: "2020-02-28T18:00:00+03:00"\n---\n'

    _opened_with(f"{front}\nNine people were killed on Thursday.")

    assert len(CaseDesk(desk).cases()) == 1


def test_a_verdict_is_asked_for_in_a_place_that_stays_open(desk: Desk) -> None:
    case_id = case_with_clip(desk)
    before = [one.label for one in page("case", case=case_id).expander]
    CaseDesk(desk).give_verdict(
        case_id, VerdictWord.DISPUTED, "two counts", claim=5, instead_of=None
    )

    assert [one.label for one in page("case", case=case_id).expander] == before


def test_what_was_written_stays_at_hand_until_the_page_is_left(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CaseExports, "report", lambda *_: tmp_path / "abcd")
    app = page("case", case=case_with_clip(desk), part="Report")

    next(one for one in app.button if one.label == "Write the report").click().run()
    next(one for one in app.button if one.label == "Check the log and all that is kept").click()
    app.run()

    assert "Written at " in texts(app)
    assert "/wb/reports/abcd/report.pdf" in "".join(
        one.proto.json for one in app.get("bidi_component")
    )
    edition = next(one for one in app.radio if one.label == "Edition")
    edition.set_value(Edition.PUBLIC).run()
    assert "Written at " not in texts(app)


def test_a_second_hypothesis_is_asked_for_where_the_first_was_written(desk: Desk) -> None:
    case_id = case_with_clip(desk)
    CaseDesk(desk).write_hypothesis(case_id, SHA256, "the strike of that day")

    app = page("case", case=case_id, part="Hypotheses")

    (place,) = (one for one in app.expander if one.label == "Write a hypothesis")
    assert place.proto.expanded
    assert "Write at least two" in texts(app)
