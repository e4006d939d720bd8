"""The page of several clips, and the job behind it: asked for, followed, read, removed."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import a_viewer_safety, an_analysis
from tests.ui import numbered
from tests.ui.browsing import a_run, expect, open_at, signed_in_page
from tests.ui.conftest import Served, add_clip
from tests.ui.laying import lay_numbered, lay_sync
from ui import board, current
from verify.domain.errors import BadParameterError
from verify.domain.evidence import OffsetItem, Stance, Weight
from verify.domain.findings import Analysis
from verify.domain.sync import Offset, Pair, Sync
from verify.jobs.messages import InspectionOptions, Progress
from verify.jobs.queue import Job, JobState
from verify.workbench import sync_job
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.sync_job import SyncFound, Unread
from verify.workbench.syncs import Syncs, UnknownSyncError, sync_wording

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from streamlit.testing.v1 import AppTest

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
_HOSTILE = "<img src=x onerror=alert(1)> \u202e4pm.mp4"
_OFFSET = Offset(offset_s=1.25, error_s=0.02, confidence=3.1, accepted=True, reason="4 flashes fit")
_TOOL = an_analysis().tool
_PAIR = Pair(
    a="a.mp4",
    b="b.mp4",
    a_sha256="ab" * 32,
    b_sha256="cd" * 32,
    light=_OFFSET,
    sound=None,
    drift_ppm=None,
    meaning="Both saw four flashes.",
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return a desk at which no job of clips starts: each waits."""
    desk = Desk(tmp_path / "home")
    desk.set_comfort(Comfort(cover=False))
    monkeypatch.setattr(desk.syncs, "_most_running", 0)
    current.use(desk)
    yield desk
    for one in desk.syncs.standings():
        desk.syncs.cancel(one.clip_id)


def _page(
    sync_id: str | None = None,
    offsets: list[str] | None = None,
    clips: list[str] | None = None,
) -> "AppTest":
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page("views/sync.py")
    if sync_id is not None:
        app.query_params["sync"] = sync_id
    if offsets:
        app.query_params["offset"] = offsets
    if clips:
        app.query_params["clip"] = clips
    app.run()
    assert not app.exception, app.exception
    return app


def _texts(app: "AppTest") -> str:
    return "\n".join(text.value for text in app.text)


def _given(app: "AppTest", component: str) -> list[dict[str, Any]]:
    return [
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.component_name.endswith(f"verify_{component}")
    ]


def _clip(desk: Desk, name: str, **changes: Any) -> str:
    """Lay a clip that browsers play into the home."""
    analysis: Analysis = an_analysis(keyframes=[], **changes)
    replaced = msgspec.structs.replace
    assert analysis.footage.video is not None
    video = replaced(analysis.footage.video, codec="h264")
    footage = replaced(analysis.footage, container="mov,mp4,m4a,3gp,3g2,mj2", video=video)
    return add_clip(desk.home, replaced(analysis, footage=footage), name=name)


def _found(desk: Desk, clips: list[str], **changes: Any) -> str:
    """Ask for a comparison and lay down what came of it, as its job would have."""
    sync_id = Syncs(desk).ask(clips)
    found = SyncFound(
        clips=clips,
        finding=Sync(tool=_TOOL, pairs=[_PAIR]),
        offsets_s={clips[0]: 0.0, clips[1]: 1.25},
        unread=[],
        without_strip=None,
    )
    folder = desk.syncs.folder_of(sync_id)
    (folder / "result").mkdir()
    content = msgspec.json.encode(msgspec.structs.replace(found, **changes))
    (folder / "result" / "sync.json").write_bytes(content)
    (folder / "result" / "strip.jpg").write_bytes(b"\xff\xd8\xff")
    done = Job(state=JobState.DONE, queued_utc=datetime.now(UTC))
    (folder / "job.json").write_bytes(msgspec.json.encode(done))
    return sync_id


def test_with_fewer_than_two_clips_the_page_says_what_to_do(desk: Desk) -> None:
    _clip(desk, "a.mp4")

    page = _page()

    assert "Two clips are needed" in _texts(page)
    assert not page.multiselect


def test_clips_are_chosen_by_names_told_apart_and_then_wait_for_their_turn(desk: Desk) -> None:
    first, second = _clip(desk, "a.mp4"), _clip(desk, "a.mp4")
    app = _page()
    assert app.multiselect[0].options == [f"a.mp4 ({one[:6]})" for one in (second, first)]
    button = next(one for one in app.button if one.label == "Compare their clocks")
    assert button.disabled

    app.multiselect[0].set_value([first, second]).run()
    next(one for one in app.button if one.label == "Compare their clocks").click().run()

    assert not app.exception
    (asked,) = Syncs(desk).standings()
    assert Syncs(desk).clips(asked.clip_id) == [first, second]
    waiting = _page(asked.clip_id)
    (shown,) = _given(waiting, "waiting")
    assert shown["words"].startswith("Waiting for its turn")
    assert shown["address"] == f"/wb/syncs/{asked.clip_id}/standing"
    next(one for one in waiting.button if one.label == "Cancel").click().run()
    assert Syncs(desk).standing(asked.clip_id).job.state is JobState.CANCELLED
    assert "Try again" in [one.label for one in _page(asked.clip_id).button]


def test_the_same_clips_have_one_address_and_are_not_compared_twice(desk: Desk) -> None:
    clips = [_clip(desk, "a.mp4"), _clip(desk, "b.mp4")]
    sync_id = _found(desk, clips)

    assert Syncs(desk).ask(clips) == sync_id
    assert Syncs(desk).standing(sync_id).job.state is JobState.DONE
    assert Syncs(desk).ask(clips[::-1]) != sync_id
    with pytest.raises(BadParameterError, match="2 to 12"):
        Syncs(desk).ask(clips[:1])


def test_what_was_found_stands_beside_what_it_means_and_the_clips_on_one_clock(desk: Desk) -> None:
    clips = [_clip(desk, "a.mp4"), _clip(desk, "b.mp4", viewer_safety=a_viewer_safety())]
    sync_id = _found(desk, clips)

    app = _page(sync_id)

    (grid,) = _given(app, "grid")
    assert grid["rows"] == [
        [
            "a.mp4 and b.mp4",
            "+1.2500 s ± 0.0200 s: 4 flashes fit",
            "cannot tell: one of the two has no sound",
            "Both saw four flashes.",
        ]
    ]
    (strip,) = _given(app, "figure")
    assert strip["src"] == f"/wb/syncs/{sync_id}/strip.jpg"
    assert Syncs(desk).strip(sync_id).read_bytes() == b"\xff\xd8\xff"
    (players,) = _given(app, "compare")
    assert [one["offset_s"] for one in players["sides"]] == [0.0, 1.25]
    assert [one["src"] for one in players["sides"]] == [
        f"/wb/clips/{one}/footage?received" for one in clips
    ]


def test_clips_of_one_name_are_told_apart_where_their_clocks_are_compared(desk: Desk) -> None:
    clips = [_clip(desk, "a.mp4"), _clip(desk, "a.mp4")]

    (grid,) = _given(_page(_found(desk, clips)), "grid")

    assert grid["rows"][0][0] == f"a.mp4 ({clips[0][:6]}) and a.mp4 ({clips[1][:6]})"


def test_an_offset_of_nearly_nothing_has_no_sign_of_its_own() -> None:
    nearly = msgspec.structs.replace(_OFFSET, offset_s=-0.00001)
    pair = msgspec.structs.replace(_PAIR, light=nearly)

    assert sync_wording.light_words(pair).startswith("+0.0000 s")


def test_an_offset_of_a_persons_own_comes_out_of_the_address_beside_the_found_one(
    desk: Desk,
) -> None:
    clips = [_clip(desk, "a.mp4"), _clip(desk, "b.mp4")]
    sync_id = _found(desk, clips)

    app = _page(sync_id, [f"{clips[1]}:-0.500000", f"{clips[0]}:1e9", "x:1.0"])

    (players,) = _given(app, "compare")
    assert [(one["offset_s"], one["found_s"]) for one in players["sides"]] == [
        (0.0, 0.0),
        (-0.5, 1.25),
    ]


def test_a_clip_without_an_offset_and_one_that_was_not_read_are_said(desk: Desk) -> None:
    clips = [_clip(desk, name) for name in ("a.mp4", "b.mp4")]
    unread = Unread(clip_id=_clip(desk, _HOSTILE), problem="It is broken.")
    sync_id = _found(
        desk,
        clips,
        offsets_s={},
        unread=[unread],
        without_strip="No strip was written: no offset between these clips was accepted.",
    )

    app = _page(sync_id)

    said = _texts(app)
    assert "No offset was found of a.mp4, b.mp4: set it by what you see." in said
    assert "was not compared. It is broken." in said
    assert "No strip was written" in said
    assert "\u202e" not in said


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("sync_id", ["", "0" * 16, "../../clips"])
def test_an_unknown_comparison_is_said_in_one_sentence(sync_id: str) -> None:
    assert "This comparison is not here" in _texts(_page(sync_id))


def test_a_removed_clip_takes_its_comparisons_along(desk: Desk) -> None:
    clips = [_clip(desk, "a.mp4"), _clip(desk, "b.mp4"), _clip(desk, "c.mp4")]
    gone, stays = _found(desk, clips[:2]), _found(desk, clips[1:])

    desk.remove(clips[0])

    assert not (desk.syncs.folder / gone).exists()
    with pytest.raises(UnknownSyncError):
        Syncs(desk).found(gone)
    assert Syncs(desk).found(stays).clips == clips[1:]


def test_a_result_of_another_version_is_not_guessed_at(desk: Desk) -> None:
    sync_id = _found(desk, [_clip(desk, "a.mp4"), _clip(desk, "b.mp4")])
    (desk.syncs.folder_of(sync_id) / "result" / "sync.json").write_text('{"other": 1}')

    assert "cannot be read" in _texts(_page(sync_id))


@pytest.mark.usefixtures("walls")
def test_the_job_compares_clips_where_they_lie_and_calls_them_as_their_senders_did(
    desk: Desk, tmp_path: Path
) -> None:
    names, flashes = ("first.mp4", "second.mp4"), (20, 47, 83, 105)
    clips = [_clip(desk, name) for name in (*names, "broken.mp4")]
    for clip_id, name, later in zip(clips, names, (0, 10), strict=False):
        file = numbered.write(
            tmp_path / name, "libx264", frames=125, flashes=[one + later for one in flashes]
        )
        (desk.queue.folder_of(clip_id) / "received").write_bytes(file.read_bytes())
    sync_id = Syncs(desk).ask(clips)
    folder = desk.syncs.folder_of(sync_id)
    told: list[Progress] = []

    sync_job.compare(
        folder / "received",
        folder / "result",
        options=InspectionOptions(),
        force=True,
        untrusted_name="",
        on_progress=told.append,
    )

    found = Syncs(desk).found(sync_id)
    (pair,) = found.finding.pairs
    assert (pair.a, pair.b) == names
    assert pair.light is not None
    assert pair.light.accepted
    assert pair.light.offset_s == pytest.approx(0.4, abs=0.02)
    assert found.clips == clips[:2]
    assert found.offsets_s[clips[1]] == pytest.approx(0.4, abs=0.02)
    (unread,) = found.unread
    assert unread.clip_id == clips[2]
    assert unread.problem.startswith("broken.mp4 ")
    assert str(desk.home) not in unread.problem
    assert Syncs(desk).strip(sync_id).stat().st_size > 10_000
    shares = [one.share for one in told if one.share is not None]
    assert shares == sorted(shares)
    assert any(one.message.startswith("second.mp4: ") for one in told)


def test_no_offset_is_held_up_that_was_chosen_but_not_drawn_yet(desk: Desk) -> None:
    hashes = [_PAIR.a_sha256, _PAIR.b_sha256, "ef" * 32]
    footage = an_analysis().footage
    clips = [
        _clip(desk, name, footage=msgspec.structs.replace(footage, sha256=sha256))
        for name, sha256 in zip(("a.mp4", "b.mp4", "c.mp4"), hashes, strict=True)
    ]
    pairs = [
        msgspec.structs.replace(_PAIR, a_sha256=hashes[a], b_sha256=hashes[b])
        for a, b in ((0, 1), (0, 2), (1, 2))
    ]
    sync_id = _found(desk, clips, finding=Sync(tool=_TOOL, pairs=pairs))
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    for clip in cases.clips_here():
        cases.add_clip(case_id, clip)
    app = _page(sync_id)
    app.selectbox(key="held-claim").select_index(0).run()

    app.selectbox(key="offset").select_index(1)
    _press(app, "Hold it up")
    assert "had not been drawn yet" in _texts(app)
    assert not cases.case(case_id).evidence

    _press(app, "Hold it up")
    (given,) = cases.case(case_id).evidence
    assert isinstance(given.item, OffsetItem)
    assert given.item.other_sha256 == hashes[2]


def test_an_offset_is_held_up_on_a_claim_once_both_clips_are_in_the_case(desk: Desk) -> None:
    other = msgspec.structs.replace(an_analysis().footage, sha256=_PAIR.b_sha256)
    clips = [_clip(desk, "roof.mp4"), _clip(desk, "roof.mp4", footage=other)]
    sync_id, cases = _found(desk, clips), CaseDesk(desk)
    case_id = cases.open("Strike")
    app = _page(sync_id)
    assert [one.label for one in app.selectbox][:1] == ["Offset"]

    _press(app, "Put these clips into the case")
    app.selectbox(key="held-claim").select_index(0).run()
    app.radio(key="held-stance").set_value(Stance.SUPPORTS).run()
    app.radio(key="held-weight").set_value(Weight.MEDIUM).run()
    app.text_input(key="held-note").input("Filmed at the same time").run()
    _press(app, "Hold it up")

    # What ties a clip to an event is for a person's eye, and claim 1 is of that.
    assert "measurement" in _texts(app)
    app.radio(key="held-stance").set_value(Stance.CONTEXT).run()
    _press(app, "Hold it up")
    assert "Kept: it is evidence on claim 1 now." in _texts(app)
    case = cases.case(case_id)
    (given,) = case.evidence
    assert (given.stance, given.weight) == (Stance.CONTEXT, Weight.MEDIUM)
    assert isinstance(given.item, OffsetItem)
    assert given.item.offset_s == 1.25
    (card,) = (one for one in board.cards(case, cases.clips_here()) if one.said)
    first, second = (f"roof.mp4 ({one[:12]})" for one in (_PAIR.a_sha256, _PAIR.b_sha256))
    (link,) = card.links[given.event]
    assert link == ("Open both on one clock", f"/sync?clip={clips[0]}&clip={clips[1]}")
    said = " ".join((*card.said[0].under, card.counting[given.event]))
    assert f"one moment is at +1.2500 s ± 0.0200 s in {second} against {first}, by light" in said


def test_an_address_of_two_clips_leads_to_what_was_found_of_them_or_has_them_chosen(
    desk: Desk,
) -> None:
    footage = msgspec.structs.replace
    first, second = (
        _clip(desk, name, footage=footage(an_analysis().footage, sha256=sha256))
        for name, sha256 in (("a.mp4", _PAIR.a_sha256), ("b.mp4", _PAIR.b_sha256))
    )

    page = _page(clips=[second, first])
    assert set(page.multiselect[0].value) == {first, second}

    sync_id = _found(desk, [first, second])
    # The same bytes came once more, as evidence in a case may know them.
    again = footage(an_analysis().footage, sha256=_PAIR.b_sha256)
    newer = _clip(desk, "b again.mp4", footage=again)
    for other in (second, newer):
        page = _page(clips=[first, other])
        assert "Of a.mp4, b.mp4." in _texts(page)
    assert Syncs(desk).of_both([first, second]) == sync_id
    assert Syncs(desk).of_both([second, newer]) is None
    assert "not here" in _texts(_page(clips=[first, "0" * 16]))


def test_where_no_offset_is_clear_none_is_offered(desk: Desk) -> None:
    unclear = msgspec.structs.replace(_OFFSET, accepted=False)
    pair = msgspec.structs.replace(_PAIR, light=unclear)
    clips = [_clip(desk, "a.mp4"), _clip(desk, "b.mp4")]

    app = _page(_found(desk, clips, finding=Sync(tool=_TOOL, pairs=[pair])))

    assert "As evidence" not in [one.value for one in app.header]


def _press(app: "AppTest", label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception, app.exception


# Last: a browser's loop disturbs the threads in which pages are tested without one.
def test_an_offset_goes_from_the_page_of_clips_to_the_card_and_leads_back(
    browser: "Browser", person: Served, tmp_path: Path
) -> None:
    clips = [
        lay_numbered(person.home, tmp_path / name, flashes=[at])
        for name, at in (("roof.mp4", 20), ("street.mp4", 51))
    ]
    cases = CaseDesk(Desk(person.home))
    ours = [one for one in cases.clips_here() if one.clip_id in clips]
    sha256 = {one.clip_id: one.sha256 for one in ours}
    pair = msgspec.structs.replace(_PAIR, a_sha256=sha256[clips[0]], b_sha256=sha256[clips[1]])
    sync_id = secrets.token_hex(8)
    lay_sync(person.home, sync_id, clips, {clips[0]: 0.0, clips[1]: 1.25}, [pair])
    case_id = cases.open("Held up by pointer")
    cases.word(case_id, ["Two cameras saw one strike."])
    Desk(person.home).set_comfort(Comfort(cover=False))
    base = f"http://127.0.0.1:{person.port}"
    with signed_in_page(browser, person) as page:
        open_at(page, f"{base}/sync?sync={sync_id}&case={case_id}&claim=5")
        with a_run(page):
            page.get_by_role("button", name="Put these clips into the case").click()
        page.get_by_label("What it shows").fill("both saw it")
        page.get_by_role("radiogroup", name="It weighs").get_by_text("strong").click()
        page.get_by_role("button", name="Hold it up").click()
        page.get_by_text("Kept: it is evidence on claim 5 now.").first.wait_for()
        page.get_by_role("link", name="Back to the claim").click()
        card = page.get_by_role("group", name="Claim 5")
        card.get_by_text("both saw it").wait_for()
        expect(card).to_contain_text("in street.mp4 against roof.mp4, by light")

        card.get_by_role("link", name="Open both on one clock").click()
        page.get_by_role("region", name="How the clocks of each pair lie").wait_for()
        expect(page).to_have_url(f"{base}/sync?clip={clips[0]}&clip={clips[1]}")
        expect(page.get_by_role("cell", name="+1.2500 s")).to_be_visible()
        page.get_by_text("as found", exact=True).wait_for()
