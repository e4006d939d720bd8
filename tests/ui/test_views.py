"""The pages as Streamlit builds them, on clips laid out by hand; no browser."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import a_viewer_safety, an_analysis
from tests.presentation.test_match_section import make_match, make_search
from tests.storage.footage import REPORTER, hashes, key_of
from tests.ui.conftest import JPEG, add_clip
from ui import board, components, current
from verify import settings
from verify.domain import findings as f
from verify.domain.archive import EntryKind, NewEntry
from verify.domain.evidence import MomentItem
from verify.jobs.queue import Job, JobState
from verify.media import jail
from verify.workbench.archive import inspecting
from verify.workbench.archive.shelf import opened
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.playing import Playing

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
_SANDBOX: dict[str, Any] = {
    "level": "C",
    "mechanism": "limits",
    "denied": ["excess memory"],
    "not_denied": ["tcp"],
    "passed_over": [],
    "allowed_by": None,
}
_HOSTILE = "<img src=x onerror=alert(1)> **bold** [a](javascript:x) \u202e4pm.mp4"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "home")
    current.use(desk)
    yield desk
    for one in desk.clips():
        desk.queue.cancel(one.clip_id)


def _page(name: str = "footage", clip: str | None = None) -> "AppTest":
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page(f"views/{name}.py")
    if clip is not None:
        app.query_params["clip"] = clip
    app.run()
    assert not app.exception, app.exception
    return app


def _texts(app: "AppTest") -> str:
    return "\n".join(text.value for text in app.text)


def _data(app: "AppTest", component: str) -> dict[str, Any]:
    """Return what a component of ours was given."""
    for one in app.get("bidi_component"):
        if one.proto.component_name.endswith(f"verify_{component}"):
            given: dict[str, Any] = json.loads(one.proto.json)
            return given
    pytest.fail(f"{component} is not on the page")


def _said(app: "AppTest", key: str) -> str:
    """Return all words of the findings of one kind, hostile ones as they were given."""
    for one in app.get("bidi_component"):
        if one.proto.component_name.endswith("verify_sections") and f"-{key}" in one.proto.id:
            given: str = json.dumps(json.loads(one.proto.json)["blocks"], ensure_ascii=False)
            return given
    pytest.fail(f"{key} is not on the page")


def _labels(app: "AppTest") -> list[str]:
    return [button.label for button in app.button]


@pytest.mark.usefixtures("desk")
def test_views_stay_short() -> None:
    """What decides belongs elsewhere."""
    lines = {one.name: len(one.read_text().splitlines()) for one in _APP.parent.glob("views/*.py")}
    assert {name: count for name, count in lines.items() if count > 150} == {}


def test_a_sandbox_that_holds_takes_one_quiet_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "probe", lambda: f.Sandbox(**_SANDBOX | {"level": "B"}))

    page = _page()

    assert "Sandbox level B: a hostile file is kept in." in [line.value for line in page.text]
    assert not page.error


@pytest.mark.usefixtures("desk")
def test_below_level_b_the_page_warns_and_asks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "probe", lambda: f.Sandbox(**_SANDBOX))

    asking = _page()
    assert "is not kept from network connections" in asking.error[0].value
    assert "Only the sample clips are decoded here" in _texts(asking)
    next(one for one in asking.button if one.label.startswith("Allow")).click().run()

    allowed = _page()
    assert "You have allowed decoding" in _texts(allowed)
    assert allowed.error
    next(one for one in allowed.button if one.label == "Take this back").click().run()

    assert "Allow decoding on this machine" in _labels(_page())


@pytest.mark.usefixtures("desk")
def test_an_empty_desk_says_so() -> None:
    assert "No footage yet" in _texts(_page())


def test_a_hostile_name_is_only_ever_text(desk: Desk, findings: f.Analysis) -> None:
    add_clip(desk.home, findings, name=_HOSTILE)
    failed = Job(state=JobState.FAILED, queued_utc=datetime.now(UTC), problem=f"{_HOSTILE} is bad")
    add_clip(desk.home, None, name=_HOSTILE, job=failed)

    app = _page()

    listed = json.dumps(_data(app, "shelf"), ensure_ascii=False)
    assert "<img" in listed
    assert "\u202e" not in listed
    assert "<img" not in _texts(app)
    for markdown in app.markdown:
        assert "<img" not in markdown.value
        assert "bold" not in markdown.value


def test_a_clip_shows_what_was_found(desk: Desk, findings: f.Analysis) -> None:
    app = _page("clip", add_clip(desk.home, findings, name="street.mp4"))

    assert _data(app, "headline")["name"] == "street.mp4"
    in_short = _said(app, "in-short")
    assert "1 flash of light, at 0:02.000" in in_short
    assert "tells where or when" in in_short
    assert findings.footage.sha256 in in_short
    said = _said(app, "light")
    assert "Flash." in said
    assert "Shot boundary, not accepted." in said
    assert "a new shot begins" in said


def test_flashes_stand_beside_the_player_each_with_its_very_frame(
    desk: Desk, findings: f.Analysis
) -> None:
    app = _page("clip", add_clip(desk.home, findings))

    flashes, *_others = _data(app, "player")["happened"]
    assert flashes["title"] == "1 flash"
    (row,) = flashes["rows"]
    assert (row["number"], row["frame"], row["time"]) == ("1", 50, "0:02.000")
    assert row["file"].endswith("flash-onset.jpg")
    assert flashes["note"] == "1 other rise in light not accepted; see Light."


def test_light_before_the_first_frame_is_told_beside_the_player_and_under_light(
    desk: Desk, findings: f.Analysis
) -> None:
    reason = "light before the first frame not examined: it begins bright"
    unseen = f.Skipped(analysis="flashes", reason=reason)
    clip = add_clip(desk.home, msgspec.structs.replace(findings, flashes=[], skipped=[unseen]))

    app = _page("clip", clip)

    flashes, *_others = _data(app, "player")["happened"]
    assert flashes["title"] == "No flash"
    assert "Light before the first frame not examined: it begins bright." in flashes["note"]
    assert "Light before the first frame not examined: it begins bright." in _said(app, "light")


def test_a_clip_that_was_seen_before_says_so_first_with_covers_as_chosen(
    desk: Desk, findings: f.Analysis
) -> None:
    found = make_search(make_match())
    clip = add_clip(desk.home, msgspec.structs.replace(findings, archive=found), name="street.mp4")
    stills = desk.home / "clips" / clip / "result" / "seen-before"
    stills.mkdir()
    for side in ("here", "there"):
        (stills / f"0001-{side}.jpg").write_bytes(JPEG)
    desk.set_comfort(Comfort(cover=True))

    app = _page("clip", clip)

    hit = _data(app, "banner")
    assert hit["lines"][0].startswith("Earliest date: 2018-03-02 18:00 UTC, says its source")
    assert hit["lines"][1].startswith("Its 0:12.0-0:20.0 looks like that one's 1:03.0-1:11.4")
    assert "1 entry looks like it" in hit["lines"][1]
    assert (hit["grade"], hit["strong"], hit["name"]) == ("likely", True, "<b>old</b>.mp4")
    seen = _data(app, "matches")
    assert (seen["cover"], seen["blur"]) == (True, False)
    (match,) = seen["matches"]
    assert (match["grade"], match["strong"], match["name"]) == ("likely", True, "<b>old</b>.mp4")
    pair = [f"/wb/clips/{clip}/seen-before/0001-{side}.jpg" for side in ("here", "there")]
    assert [one["src"] for one in match["pictures"]] == pair
    assert [one["src"] for one in hit["pictures"]] == pair
    assert desk.result_file(clip, "seen-before/0001-here.jpg").read_bytes() == JPEG
    assert "\u202e" not in json.dumps([seen, hit], ensure_ascii=False)
    order = [one.proto.component_name.rpartition("_")[2] for one in app.get("bidi_component")]
    # These stand before every page and show nothing of their own.
    assert order[:5] == ["door", "popovers", "outcomes", "banner", "headline"]


def test_that_nothing_like_it_is_here_is_said_with_how_little_that_is(
    desk: Desk, findings: f.Analysis
) -> None:
    found = msgspec.structs.replace(findings, archive=make_search())

    app = _page("clip", add_clip(desk.home, found))

    assert "says nothing about the rest of the world" in _data(app, "headline")["seen"]
    assert not any(
        one.proto.component_name.endswith("verify_banner") for one in app.get("bidi_component")
    )


def test_what_a_person_makes_of_a_match_is_written_down_and_shown(
    desk: Desk, findings: f.Analysis
) -> None:
    entry = NewEntry(
        key=key_of("old"),
        kind=EntryKind.VIDEO,
        untrusted_name="old.mp4",
        hashes=hashes(1),
        descriptors={},
    )
    with opened(desk.home, settings.storage_address(desk.home), REPORTER, makes=True) as shelf:
        shelf.store.add(entry, REPORTER)
    found = make_search(make_match())
    (match,) = found.matches
    match = msgspec.structs.replace(
        match, footage=msgspec.structs.replace(match.footage, sha256=key_of("old"))
    )
    sha256 = findings.footage.sha256
    query = msgspec.structs.replace(found.query, sha256=sha256)
    found = msgspec.structs.replace(found, query=query, matches=[match])
    clip = add_clip(desk.home, msgspec.structs.replace(findings, archive=found))
    app = _page("clip", clip)

    write = next(one for one in app.button if one.label == "Write it down")
    write.click().run()
    assert "Not written down: say what it shows." in _texts(app)

    verdict = next(one for one in app.radio if one.label == "It shows")
    verdict.set_value("other footage that looks alike")
    next(one for one in app.text_input if one.label.startswith("Why")).set_value("another hill")
    next(one for one in app.button if one.label == "Write it down").click().run()
    assert not app.exception
    (shown,) = _data(app, "matches")["matches"]
    assert shown["rejected"]
    assert "another hill" in shown["judgement"]
    with opened(desk.home, settings.storage_address(desk.home), REPORTER, makes=False) as shelf:
        (judgement,) = shelf.store.judgements(sha256)
    assert (judgement.match_sha256, judgement.accepted) == (key_of("old"), False)


def test_each_keyframe_has_its_time_its_reason_and_a_text_for_who_cannot_see_it(
    desk: Desk, findings: f.Analysis
) -> None:
    app = _page("clip", add_clip(desk.home, findings))

    pictures = _data(app, "sheet")["pictures"]
    assert [one["title"] for one in pictures] == ["00:00:01.000", "00:00:02.000"]
    assert pictures[1]["alt"] == "Frame 50 at 00:00:02.000, flash begins"
    assert all(one["src"].startswith("/wb/clips/") for one in pictures)


def test_a_picture_has_no_times_and_no_curve(desk: Desk) -> None:
    video = an_analysis()
    picture = msgspec.structs.replace(
        video, footage=msgspec.structs.replace(video.footage, kind="picture"), flashes=None
    )

    app = _page("clip", add_clip(desk.home, picture, name="photo.jpg"))

    assert [header.value for header in app.header] == ["Search elsewhere"]
    assert _data(app, "sheet")["pictures"][0]["title"] == "The picture"
    shown = [one.proto.component_name for one in app.get("bidi_component")]
    assert not any(name.endswith("verify_player") for name in shown)
    assert "Light" not in [tab.label for tab in app.tabs]


def test_a_picture_becomes_evidence_from_its_page_and_is_found_again_from_there(
    desk: Desk,
) -> None:
    video = an_analysis()
    picture = msgspec.structs.replace(
        video, footage=msgspec.structs.replace(video.footage, kind="picture"), timebase=None
    )
    clip, cases = add_clip(desk.home, picture, name="photo.jpg"), CaseDesk(desk)
    case_id = cases.open("Strike")
    (here,) = cases.clips_here()
    cases.add_clip(case_id, here)

    app = _page("clip", clip)
    assert "Make this evidence" in [one.label for one in app.expander]
    assert "The picture" in _texts(app).splitlines()
    app.selectbox(key="held-claim").select_index(0).run()
    app.button(key="held-up").click().run()

    case = cases.case(case_id)
    (evidence,) = case.evidence
    assert isinstance(evidence.item, MomentItem)
    assert (evidence.item.start_s, evidence.item.end_s) == (0, None)
    links = [one for card in board.cards(case, [here]) for one in card.links.values() if one]
    assert links == [[("Open this picture", f"/clip?clip={clip}")]]


def test_pictures_are_covered_until_a_person_says_otherwise(
    desk: Desk, findings: f.Analysis
) -> None:
    clip = add_clip(desk.home, findings)
    app = _page("clip", clip)
    assert _data(app, "sheet")["cover"] is True
    assert "Covered until you ask" in _data(app, "player")["guard"]["lines"][0]

    _toggle(app, "Cover pictures until I ask").set_value(False).run()

    assert desk.comfort() == Comfort(cover=False)
    again = _page("clip", clip)
    assert _data(again, "sheet")["cover"] is False
    assert _data(again, "player")["guard"] is None


def test_pictures_can_be_covered_and_uncovered_again_at_once(
    desk: Desk, findings: f.Analysis
) -> None:
    app = _page("clip", add_clip(desk.home, findings))
    for wanted in (False, True, False):
        _toggle(app, "Cover pictures until I ask").set_value(wanted).run()

        assert desk.comfort().cover is wanted
        assert _data(app, "sheet")["cover"] is wanted


def _toggle(app: "AppTest", label: str) -> Any:
    return next(one for one in app.toggle if one.label == label)


def test_a_clip_that_flashes_much_is_dimmed_and_warned_of_before_it_is_seen(desk: Desk) -> None:
    safety = a_viewer_safety(general_flash_fail=True, worst_second_s=3.1, flashes_in_worst_second=5)
    clip = add_clip(desk.home, an_analysis(viewer_safety=safety))
    desk.set_comfort(Comfort(cover=False))
    app = _page("clip", clip)
    guard = _data(app, "player")["guard"]
    assert guard["dims"]
    assert guard["lines"] == ["It flashes more than is safe for some viewers. Most from 0:03.100."]
    assert "at most 5 flashes in one second" in _said(app, "light")

    _toggle(app, "Dim clips that flash").set_value(False).run()

    assert _data(app, "player")["guard"] is None


def test_what_was_not_done_is_listed_with_its_reason(desk: Desk) -> None:
    skipped = [f.Skipped(analysis="flashes", reason="failed: no memory")]
    clip = add_clip(desk.home, an_analysis(flashes=None, skipped=skipped, keyframes=[], c2pa=None))

    app = _page("clip", clip)

    assert "failed: no memory" in _said(app, "not-done")
    assert _data(app, "headline")["warnings"] == ["The analysis of flashes failed: no memory."]


def test_a_failed_clip_says_why_and_can_be_tried_again(desk: Desk) -> None:
    failed = Job(state=JobState.FAILED, queued_utc=datetime.now(UTC), problem="It is broken.")
    clip = add_clip(desk.home, None, job=failed)

    app = _page("clip", clip)

    assert _data(app, "headline")["warnings"] == ["It is broken."]
    assert [button.label for button in app.button] == ["Try again"]


def test_a_file_that_never_works_is_not_tried_again_but_leads_to_adding_another(
    desk: Desk,
) -> None:
    failed = Job(
        state=JobState.FAILED,
        queued_utc=datetime.now(UTC),
        problem="notes.mp4 is not footage.",
        lies_in_the_file=True,
    )
    clip = add_clip(desk.home, None, job=failed)
    said = "notes.mp4 is not footage. Trying again would end the same: add another copy or file."

    app = _page("clip", clip)

    assert _data(app, "headline")["warnings"] == [said]
    assert [button.label for button in app.button] == []
    assert [link.proto.label for link in app.get("page_link")] == ["Go to the footage"]
    (row,) = _data(_page(), "shelf")["clips"]
    assert row["words"].startswith(said)
    assert row["works"] is False
    assert row["removes"] is True


@pytest.mark.parametrize("lies_in_the_file", [True, False])
def test_a_copy_to_play_is_made_again_only_where_that_can_help(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, lies_in_the_file: bool
) -> None:
    monkeypatch.setattr(Playing, "is_played", lambda *_: False)
    clip = add_clip(desk.home, an_analysis())
    folder = desk.copies.folder / clip
    folder.mkdir(parents=True)
    shutil.copy(desk.folder_of(clip) / "clip.json", folder)
    failed = Job(
        state=JobState.FAILED,
        queued_utc=datetime.now(UTC),
        problem="It is broken.",
        lies_in_the_file=lies_in_the_file,
    )
    (folder / "job.json").write_bytes(msgspec.json.encode(failed))

    app = _page("clip", clip)

    end = " Trying again would end the same: add another copy or file." if lies_in_the_file else ""
    assert f"There is no copy to play. It is broken.{end}" in [one.value for one in app.text]
    assert ("Make the copy again" in _labels(app)) is not lies_in_the_file


def test_a_waiting_clip_shows_where_it_stands_and_can_be_cancelled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.queue, "_most_running", 0)
    clip = add_clip(desk.home, None, job=Job(state=JobState.QUEUED, queued_utc=datetime.now(UTC)))
    app = _page("clip", clip)
    shown = _data(app, "waiting")
    assert shown["words"].startswith("Waiting for its turn")
    assert shown["address"] == f"/wb/clips/{clip}/standing"

    app.button[0].click().run()

    assert desk.clip(clip).job.state is JobState.CANCELLED


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("clip", ["", "0" * 16, "../../x"])
def test_an_unknown_clip_is_said_in_one_sentence(clip: str) -> None:
    assert "This clip is not here" in _texts(_page("clip", clip))


def test_findings_of_another_version_are_not_guessed_at(desk: Desk) -> None:
    clip = add_clip(desk.home, an_analysis(keyframes=[]))
    (desk.home / "clips" / clip / "result" / "analysis.json").write_text('{"schema": "other/9"}')

    app = _page("clip", clip)

    assert "cannot be read" in _data(app, "headline")["warnings"][0]


def test_a_clip_removed_on_another_page_is_said_where_it_is_followed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.queue, "_most_running", 0)
    clip = add_clip(desk.home, None, job=Job(state=JobState.QUEUED, queued_utc=datetime.now(UTC)))
    app = _page("clip", clip)
    desk.remove(clip)

    app.button[0].click().run()

    assert not app.exception
    assert "This clip is not here" in _texts(app)


def test_a_try_that_comes_too_late_says_so(desk: Desk) -> None:
    failed = Job(state=JobState.FAILED, queued_utc=datetime.now(UTC), problem="It is broken.")
    clip = add_clip(desk.home, None, job=failed)
    app = _page("clip", clip)
    desk.remove(clip)

    app.button[0].click().run()

    assert not app.exception
    assert "This clip is not here" in _texts(app)


@pytest.mark.parametrize("page", ["footage", "clip"])
def test_a_home_that_cannot_be_used_is_said_on_the_page(
    page: str, desk: Desk, findings: f.Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = add_clip(desk.home, findings)

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(desk.queue, "_start_waiting", full)

    assert "Free some space" in _texts(_page(page, clip))


def test_a_picture_offers_no_empty_tables(desk: Desk) -> None:
    video = an_analysis()
    picture = msgspec.structs.replace(
        video, footage=msgspec.structs.replace(video.footage, kind="picture"), flashes=None
    )
    clip = add_clip(desk.home, picture)
    (desk.home / "clips" / clip / "result" / "flashes.csv").write_text("onset_s\n")

    links = [one["text"] for one in _data(_page("clip", clip), "links")["links"]]

    assert "Hashes (CSV)" in links
    assert "Flashes (CSV)" not in links


@pytest.mark.parametrize(
    ("name", "way_on"), [("clip", "footage"), ("matches", "footage"), ("case", "cases")]
)
@pytest.mark.usefixtures("desk")
def test_a_page_of_nothing_has_a_heading_and_a_way_on(name: str, way_on: str) -> None:
    app = _page(name)

    assert [title.value for title in app.title] == [name.capitalize()]
    assert "verify" not in _texts(app)
    (link,) = app.get("page_link")
    assert link.proto.label == f"Go to the {way_on}"


def test_a_clip_asks_an_archive_that_was_filled_since(desk: Desk, findings: f.Analysis) -> None:
    clip = add_clip(desk.home, findings)

    app = _page("clip", clip)
    next(one for one in app.button if one.label == "Ask the archive again").click().run()

    assert desk.clip(clip).job.state is not JobState.DONE
    assert "Cancel" in _labels(app)


_ANSWERS: list[tuple[Any, str, str]] = [
    (None, "the archive here was empty at the time", "By now the archive has 2 entries: "),
    (
        1,
        "Not among the 1 entry in this archive",
        "By now the archive has 1 entry more than for this analysis",
    ),
    (2, "Not among the 2 entries in this archive", ""),
]


@pytest.mark.parametrize(("searched", "then", "now"), _ANSWERS)
def test_an_archive_that_grew_since_is_said_at_the_answer_with_the_way_to_ask_it_again(
    desk: Desk, findings: f.Analysis, searched: int | None, then: str, now: str
) -> None:
    own = findings.footage.sha256
    _fill(desk, key_of("one"), key_of("two"), own)
    if searched is None:
        empty = f.Skipped(analysis="archive", reason=inspecting.EMPTY)
        found = msgspec.structs.replace(findings, archive=None, skipped=[empty])
    else:
        said = msgspec.structs.replace(
            make_search(), entries_searched=searched, entries_not_comparable=0
        )
        found = msgspec.structs.replace(findings, archive=said)
    asked_utc = datetime(2026, 2, 27, 19, 5, tzinfo=UTC)
    job = Job(state=JobState.DONE, queued_utc=asked_utc)
    clip = add_clip(desk.home, found, job=job)

    app = _page("clip", clip)

    seen = _data(app, "headline")["seen"]
    assert then in seen
    assert then in _texts(app)
    if not now:
        assert "By now" not in seen
        assert _labels(app).count("Ask the archive again") == 1
        return
    assert now in seen
    assert "asked for on 27 February 2026, 19:05 UTC" in seen
    assert now in _texts(app)
    app.button(key="ask-again-above").click().run()
    assert desk.clip(clip).job.state is not JobState.DONE


def test_a_hit_says_too_that_the_archive_grew_since(desk: Desk, findings: f.Analysis) -> None:
    _fill(desk, *(key_of(f"{number}") for number in range(13)))
    hit = make_search(make_match())
    clip = add_clip(desk.home, msgspec.structs.replace(findings, archive=hit))

    app = _page("clip", clip)

    assert hit.entries_searched == 12
    assert "the archive has 1 entry more" in _data(app, "banner")["lines"][-1]
    assert _labels(app).count("Ask the archive again") == 2


def test_an_archive_that_cannot_be_read_leaves_the_page_of_a_clip_as_it_was(
    desk: Desk, findings: f.Analysis
) -> None:
    (desk.home / "verify.db").write_bytes(b"no database at all")

    app = _page("clip", add_clip(desk.home, findings))

    assert "No result" in _data(app, "headline")["seen"]
    assert _data(app, "player")["frames"]


def _fill(desk: Desk, *keys: str) -> None:
    """Put entries into the archive."""
    with opened(desk.home, settings.storage_address(desk.home), REPORTER, makes=True) as shelf:
        for key in keys:
            entry = NewEntry(
                key=key,
                kind=EntryKind.VIDEO,
                untrusted_name="old.mp4",
                hashes=hashes(1),
                descriptors={},
            )
            shelf.store.add(entry, REPORTER)


@pytest.mark.parametrize(
    ("until", "box", "given"),
    [
        ("2.5", "1,2,30,40", (2.5, [1, 2, 30, 40])),
        ("-1", "1,2,0,40", (None, None)),
        ("1e9", "1,2,-3,40", (None, None)),
        ("nan", "1,2,3", (None, None)),
        ("", "1,2,3,4,5", (None, None)),
        ("9" * 400, "1.5,2,3,4", (None, None)),
        ("<b>", f"1,2,3,{'9' * 400}", (None, None)),
    ],
)
def test_a_stretch_and_a_box_are_taken_out_of_an_address_and_nonsense_is_not(
    desk: Desk, findings: f.Analysis, until: str, box: str, given: tuple[Any, Any]
) -> None:
    from streamlit.testing.v1 import AppTest

    clip = add_clip(desk.home, findings)
    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page("views/clip.py")
    asked = {"clip": clip, "time": "1.25", "until": until, "box": box}
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()

    assert not app.exception
    data = _data(app, "player")
    assert (data["at_s"], data["until_s"], data["box"]) == (1.25, *given)


def _let_player_stand(monkeypatch: pytest.MonkeyPatch, frame: int) -> None:
    """Put in the place of the player one that was left at a frame, half a second each."""
    import streamlit as st

    said = SimpleNamespace(at={"frame": frame, "time_s": frame / 2}, unplayable=None)
    monkeypatch.setattr(
        components, "player", lambda **_: st.session_state.setdefault("player", said)
    )


def test_a_frame_that_was_gone_to_but_not_drawn_yet_is_no_evidence(
    desk: Desk, findings: f.Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_player_stand(monkeypatch, frame=4)
    clip, cases = add_clip(desk.home, findings), CaseDesk(desk)
    case_id = cases.open("Strike")
    for one in cases.clips_here():
        cases.add_clip(case_id, one)
    app = _page("clip", clip)
    assert "Frame 4, 2.000 s" in _texts(app)
    app.selectbox(key="held-claim").select_index(0).run()

    app.session_state["player"] = SimpleNamespace(at={"frame": 5, "time_s": 2.5}, unplayable=None)
    app.button(key="held-up").click().run()
    assert "had not been drawn yet" in _texts(app)
    assert "Frame 5, 2.500 s" in _texts(app)
    assert not cases.case(case_id).evidence

    app.button(key="held-up").click().run()
    (evidence,) = cases.case(case_id).evidence
    assert isinstance(evidence.item, MomentItem)
    assert evidence.item.start_s == 2.5


def test_a_clip_names_its_cases_with_links_and_still_offers_another(
    desk: Desk, findings: f.Analysis
) -> None:
    clip = add_clip(desk.home, findings)
    cases = CaseDesk(desk)
    offered = ["Open a case with this clip"]
    assert _leading_to("case", _page("clip", clip)) == offered
    (ours,) = cases.clips_here()
    ids = {title: cases.open(title) for title in ("Strike *at night*", "Another", "Not this")}
    for title in list(ids)[:2]:
        cases.add_clip(ids[title], ours)

    app = _page("clip", clip)

    assert "In the cases" in _texts(app)
    assert _leading_to("case", app) == [*offered, "Another", r"Strike \*at night\*"]
    asked = [link.proto.query_string for link in app.get("page_link")]
    assert [f"case={ids[title]}" for title in ("Another", "Strike *at night*")] == [
        one for one in asked if one.startswith("case=")
    ]


def _leading_to(page: str, app: "AppTest") -> list[str]:
    links = [link.proto for link in app.get("page_link")]
    return [link.label for link in links if link.page.startswith(page)]


def test_evidence_without_a_case_leads_to_opening_one(
    desk: Desk, findings: f.Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_player_stand(monkeypatch, frame=0)

    app = _page("clip", add_clip(desk.home, findings))

    labels = [link.proto.label for link in app.get("page_link")]
    assert "There is no case yet" in _texts(app)
    assert labels.count("Open a case with this clip") == 2
