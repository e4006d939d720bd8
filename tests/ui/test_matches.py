"""The page of matches as Streamlit builds it: both sides of each stretch, judged and held up."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import an_analysis, keyframe
from tests.presentation.test_match_section import make_match, make_search, make_segment
from tests.storage.footage import REPORTER, hashes, key_of
from tests.ui.conftest import JPEG, add_clip
from ui import current
from verify import settings
from verify.domain import findings as f
from verify.domain.archive import EntryKind, NewEntry, Still
from verify.domain.evidence import MatchItem, Stance, Weight
from verify.domain.matches import Match, NotComparable
from verify.workbench.archive.shelf import opened
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.matched import Matched, laid_over

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
_HOSTILE = "<img src=x onerror=alert(1)> **bold** \u202e4pm.mp4"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "home")
    desk.set_comfort(Comfort(cover=False))
    current.use(desk)
    yield desk
    for one in desk.clips():
        desk.queue.cancel(one.clip_id)


def _page(clip: str) -> "AppTest":
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page("views/matches.py")
    app.query_params["clip"] = clip
    app.run()
    assert not app.exception, app.exception
    return app


def _given(app: "AppTest", component: str) -> list[dict[str, Any]]:
    """Return what each component of ours of that name was given."""
    return [
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.component_name.endswith(f"verify_{component}")
    ]


def _all(app: "AppTest") -> str:
    """Return every text of the page."""
    shown = [text.value for text in app.text] + [one.value for one in app.header]
    return "\n".join(shown) + json.dumps(
        [json.loads(one.proto.json) for one in app.get("bidi_component")], ensure_ascii=False
    )


def _entry(desk: Desk, name: str, stills: Sequence[Still] = ()) -> str:
    """Put an entry into the archive of the home; return its key."""
    entry = NewEntry(
        key=key_of(name),
        kind=EntryKind.VIDEO,
        untrusted_name=name,
        hashes=hashes(1),
        descriptors={},
        stills=tuple(stills),
    )
    with opened(desk.home, settings.storage_address(desk.home), REPORTER, makes=True) as shelf:
        shelf.store.add(entry, REPORTER)
    return entry.key


def _of(sha256: str, **changes: Any) -> Match:
    match = make_match(**changes)
    return msgspec.structs.replace(
        match, footage=msgspec.structs.replace(match.footage, sha256=sha256)
    )


def _lay(desk: Desk, *matches: Match, analysis: f.Analysis | None = None, **changes: Any) -> str:
    """Lay a clip with these matches into the home."""
    analysis = analysis or an_analysis(keyframes=[])
    found = make_search(*matches, **changes)
    query = msgspec.structs.replace(found.query, sha256=analysis.footage.sha256)
    found = msgspec.structs.replace(found, query=query)
    return add_clip(desk.home, msgspec.structs.replace(analysis, archive=found), name="night.mp4")


def _press(app: "AppTest", label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception, app.exception


def test_a_match_is_shown_with_grade_reason_chance_and_what_was_altered(desk: Desk) -> None:
    page = _all(_page(_lay(desk, make_match())))

    assert "likely" in page
    assert "30 frames look alike." in page
    assert "fewer than 0.01 entries would look as alike by chance" in page
    assert "mirrored; the entry runs at 1.05 times this clip's speed" in page
    assert "0:12.0-0:20.0" in page
    assert "1:03.0-1:11.4" in page
    assert "30 of 33 frames there" in page


def test_the_pair_put_aside_is_compared_and_laid_as_the_match_says(desk: Desk) -> None:
    segment = make_segment(
        query_start_s=1.0,
        query_end_s=3.0,
        match_start_s=5.0,
        match_end_s=7.0,
        speed=1.0,
        mirrored=True,
        turn=(0.5, 0.0),
        shift=(0.25, 0.1),
        frames_matched=8,
        frames_possible=9,
    )
    clip = _lay(desk, make_match(segments=[segment]))
    stills = desk.home / "clips" / clip / "result" / "seen-before"
    stills.mkdir()
    for side in ("here", "there"):
        (stills / f"0001-{side}.jpg").write_bytes(JPEG)

    (shown,) = _given(_page(clip), "compare")

    here, there = shown["sides"]
    assert here["src"] == f"/wb/clips/{clip}/seen-before/0001-here.jpg"
    assert there["src"] == f"/wb/clips/{clip}/seen-before/0001-there.jpg"
    assert there["laid"] == [-2.0, 0.0, 0.0, 2.0, 0.5, -0.2]
    assert shown["cover"] is False


@pytest.mark.parametrize("mirrored", [False, True])
def test_what_takes_the_entrys_picture_to_the_clips_undoes_what_the_match_says(
    mirrored: bool,
) -> None:
    turn, shift = complex(0.8, 0.3), complex(-0.1, 0.2)
    segment = make_segment(
        turn=(turn.real, turn.imag), shift=(shift.real, shift.imag), mirrored=mirrored
    )
    laid = laid_over(segment)
    assert laid is not None
    a, b, c, d, e, g = laid

    for x, y in ((0.0, 0.0), (0.7, 0.1), (0.2, 0.5)):
        there = turn * complex(-x if mirrored else x, y) + shift
        assert a * there.real + c * there.imag + e == pytest.approx(x, abs=1e-5)
        assert b * there.real + d * there.imag + g == pytest.approx(y, abs=1e-5)


def test_a_further_stretch_is_seen_by_a_keyframe_and_the_nearest_still(desk: Desk) -> None:
    stills = [Still(1000 * second, JPEG + bytes([second])) for second in range(60, 75)]
    key = _entry(desk, "old.mp4", stills)
    first, second = (
        make_segment(
            query_start_s=start_s,
            query_end_s=start_s + 4.0,
            match_start_s=start_s + 60.0,
            match_end_s=start_s + 64.0,
            speed=1.0,
            mirrored=False,
            frames_matched=8,
            frames_possible=9,
        )
        for start_s in (0.0, 6.0)
    )
    frames = [
        keyframe(frame=175, time_s=7.0, pdq_quality=80, file="keyframes/0001_x.jpg"),
        keyframe(frame=200, time_s=8.0, pdq_quality=10, file="keyframes/0002_dull.jpg"),
        keyframe(frame=225, time_s=9.0, pdq_quality=80, file="keyframes/0003_dark.jpg"),
    ]
    clip = _lay(
        desk,
        _of(key, segments=[first, second]),
        analysis=an_analysis(keyframes=frames),
        not_comparable=[NotComparable(start_s=8.5, end_s=9.5, reason="too dark")],
    )
    app = _page(clip)
    assert "Neither pictures of both sides" in _all(app)  # Of the first nothing shows enough.

    chosen = next(one for one in app.selectbox if one.label == "Stretch")
    chosen.set_value(1).run()

    (shown,) = _given(app, "compare")
    here, there = shown["sides"]
    assert here["src"] == f"/wb/clips/{clip}/keyframes/0001_x.jpg"
    assert there["src"] == f"/wb/entries/{key}/stills/67000.jpg"
    assert "this clip at 0:07.0, the entry at 1:07.0" in shown["note"]
    assert Matched(desk).still(key, 67_000) == JPEG + bytes([67])
    assert Matched(desk).still(key, 67_001) is None
    assert "0:08.5-0:09.5 too dark" in _all(app)


def test_both_clips_stand_on_one_clock_where_the_entrys_file_is_here(desk: Desk) -> None:
    h264 = _played(an_analysis(keyframes=[]))
    key = "34" * 32
    other = msgspec.structs.replace(h264, footage=msgspec.structs.replace(h264.footage, sha256=key))
    entry_clip = add_clip(desk.home, other, name="old.mp4")
    clip = _lay(desk, _of(key), analysis=h264)

    (shown,) = _given(_page(clip), "compare")

    here, there = shown["sides"]
    assert here["src"] == f"/wb/clips/{clip}/footage?received"
    assert there["src"] == f"/wb/clips/{entry_clip}/footage?received"
    # At 12 s of this clip the entry is at 63 s and runs at 1.05 times its speed.
    assert there["offset_s"] + there["pace"] * 12.0 == pytest.approx(63.0)
    assert there["pace"] == 1.05
    assert shown["at_s"] == 12.0


def _played(analysis: f.Analysis) -> f.Analysis:
    replaced = msgspec.structs.replace
    assert analysis.footage.video is not None
    video = replaced(analysis.footage.video, codec="h264")
    footage = replaced(analysis.footage, container="mov,mp4,m4a,3gp,3g2,mj2", video=video)
    return replaced(analysis, footage=footage)


def test_a_word_on_a_match_replaces_the_one_before_which_stays_readable(desk: Desk) -> None:
    key = _entry(desk, "old.mp4")
    app = _page(_lay(desk, _of(key)))

    _press(app, "Write it down")
    assert "What it shows" in _all(app)
    for verdict, why in (
        ("other footage that looks alike", "another hill"),
        ("the same footage", "no, the same: the wall"),
    ):
        next(one for one in app.radio if one.label == "It shows").set_value(verdict)
        next(one for one in app.text_input if one.label.startswith("Why")).set_value(why)
        _press(app, "Write it down")

    (facts, *_) = _given(app, "sections")
    said = [block["text"] for block in facts["blocks"] if block["kind"] == "text"]
    assert len(said) == 2
    assert said[0].startswith("Accepted by ")
    assert said[0].endswith("no, the same: the wall")
    assert said[1].startswith("Rejected by ")
    assert said[1].endswith("another hill")


def test_a_match_becomes_evidence_for_a_claim(desk: Desk) -> None:
    key = _entry(desk, "old.mp4")
    clip = _lay(desk, _of(key))
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    cases.add_article(case_id, b"Nine people were killed.", "a.txt")
    (claim, *_) = cases.case(case_id).claims
    app = _page(clip)

    _press(app, "Put this clip into the case")
    chosen = next(one for one in app.selectbox if one.label == "Claim")
    chosen.select_index(0).run()
    speaks = next(one for one in app.radio if one.label == "It speaks")
    speaks.set_value(Stance.CONTRADICTS).run()
    next(one for one in app.text_input if one.label == "What it shows").set_value("it is older")
    _press(app, "Hold it up")

    (evidence,) = cases.case(case_id).evidence
    assert (evidence.claim, evidence.stance) == (claim.number, Stance.CONTRADICTS)
    assert isinstance(evidence.item, MatchItem)
    assert evidence.item.match_sha256 == key
    assert evidence.untrusted_note == "it is older"


def test_what_was_chosen_last_counts_though_the_page_was_not_drawn_since(desk: Desk) -> None:
    clip, cases = _lay(desk, _of(_entry(desk, "old.mp4"))), CaseDesk(desk)
    case_id = cases.open("Strike")
    cases.add_article(case_id, b"Nine people were killed. A hospital was hit.", "a.txt")
    app = _page(clip)
    _press(app, "Put this clip into the case")
    app.selectbox(key="match-1-held-claim").select_index(0).run()
    app.radio(key="match-1-held-weight").set_value(Weight.WEAK).run()

    app.selectbox(key="match-1-held-claim").select_index(1)
    app.radio(key="match-1-held-stance").set_value(Stance.CONTRADICTS)
    app.radio(key="match-1-held-weight").set_value(Weight.STRONG)
    _press(app, "Hold it up")

    (evidence,) = cases.case(case_id).evidence
    numbers = [one.number for one in cases.case(case_id).claims]
    assert evidence.claim == numbers[1]
    assert (evidence.stance, evidence.weight) == (Stance.CONTRADICTS, Weight.STRONG)
    assert f"Kept: it is evidence on claim {numbers[1]} now." in _all(app)


def test_nothing_goes_into_a_case_that_was_chosen_but_not_drawn_yet(desk: Desk) -> None:
    clip, cases = _lay(desk, _of(_entry(desk, "old.mp4"))), CaseDesk(desk)
    case_ids = [cases.open("One"), cases.open("Two")]
    for case_id in case_ids:
        cases.add_article(case_id, b"Nine people were killed.", "a.txt")
    app = _page(clip)
    case = app.selectbox(key="match-1-held-case")
    assert case.index == 0

    case.select_index(1)
    _press(app, "Put this clip into the case")
    assert "had not been drawn yet" in _all(app)
    assert not any(cases.case(case_id).clips for case_id in case_ids)

    _press(app, "Put this clip into the case")
    app.selectbox(key="match-1-held-claim").select_index(0).run()
    app.selectbox(key="match-1-held-case").select_index(0)
    app.text_input(key="match-1-held-note").input("it is older")
    _press(app, "Hold it up")
    assert not any(cases.case(case_id).evidence for case_id in case_ids)


def test_no_match_is_said_with_how_much_was_searched(desk: Desk) -> None:
    app = _page(_lay(desk))

    assert "Not among the 12 entries in this archive (2 not comparable)" in _all(app)
    assert "says nothing about the rest of the world" in _all(app)
    assert not _given(app, "compare")


def test_the_order_is_that_of_the_answer_and_a_hostile_name_is_text(desk: Desk) -> None:
    weak = make_match("ef")
    weak = msgspec.structs.replace(
        weak, footage=msgspec.structs.replace(weak.footage, name=_HOSTILE)
    )
    app = _page(_lay(desk, make_match("cd"), weak))

    titles = [one.value for one in app.header]
    assert titles[0].startswith("1\\.")
    assert titles[1].startswith("2\\.")
    assert "\\<img" in titles[1]
    assert "\u202e" not in _all(app)


def test_the_very_file_is_not_compared_with_itself(desk: Desk) -> None:
    analysis = an_analysis(keyframes=[])
    app = _page(_lay(desk, _of(analysis.footage.sha256), analysis=analysis))

    assert "This very file is in the archive" in _all(app)
    assert "Write it down" not in [one.label for one in app.button]


def test_an_unknown_clip_is_said_in_one_sentence(desk: Desk) -> None:  # noqa: ARG001
    assert "This clip is not here" in _all(_page("../../x"))
