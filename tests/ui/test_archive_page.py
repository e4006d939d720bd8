"""The archive's page as Streamlit builds it, its routes, and in a browser what only that shows."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import an_analysis
from tests.presentation.test_match_section import make_match, make_search
from tests.storage.footage import POST, REPORTER, hashes, key_of, new_entry
from tests.ui.conftest import JPEG, Served, add_clip
from tests.ui.test_cases import page, pressed, texts
from ui import current
from verify import settings
from verify.domain.archive import Still
from verify.domain.browsing import EVERYTHING
from verify.domain.sources import SourceRecord
from verify.workbench.archive.shelf import opened
from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.desk import Desk
from verify.workbench.tasks import AddClips, Export, FindCopies, Tasks

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

_HOSTILE = "![x](https://tracker.example/x.png) <script>alert(1)</script> \u202e4pm.mp4"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path / "home")
    current.use(desk)
    # What a test asks for waits: nothing is started.
    monkeypatch.setattr("verify.jobs.queue.Queue._start_waiting", lambda _queue: None)
    return desk


def fill(home: Path, *names: str, **how: Any) -> list[str]:
    """Put entries into the archive of a home; return their keys."""
    with opened(home, settings.storage_address(home), REPORTER, makes=True) as shelf:
        shelf.store.add_all([new_entry(name, **how) for name in names], REPORTER)
    return [key_of(name) for name in names]


def _data(app: "AppTest", component: str) -> dict[str, Any]:

    for one in app.get("bidi_component"):
        if one.proto.component_name.endswith(f"verify_{component}"):
            given: dict[str, Any] = json.loads(one.proto.json)
            return given
    pytest.fail(f"{component} is not on the page")


def _listed(app: "AppTest") -> list[str]:
    return [one["name"] for one in _data(app, "entries")["entries"]]


def test_an_empty_archive_says_how_to_begin_and_offers_it(desk: Desk) -> None:
    add_clip(desk.home, an_analysis())

    app = page("archive")

    assert "The archive is empty" in texts(app)
    next(one for one in app.button if one.label == r"Put in clip\.mp4").click().run()
    (task,) = Tasks(desk).all()
    assert isinstance(Tasks(desk).work(task.clip_id), AddClips)
    assert "Waiting for its turn" in texts(app)


def test_a_hundred_entries_are_read_a_page_at_a_time(desk: Desk) -> None:
    fill(desk.home, *(f"clip {number}.mp4" for number in range(60)))

    app = page("archive")
    assert _listed(app) == [f"clip {number}.mp4" for number in range(59, 34, -1)]
    assert "60 entries" in texts(app)
    assert "may be old all the same" in texts(app)

    next(one for one in app.button if one.label == "Older").click().run()
    assert _listed(app)[0] == "clip 34.mp4"
    assert "Page 2" in texts(app)
    next(one for one in app.button if one.label == "Newer").click().run()
    assert _listed(app)[0] == "clip 59.mp4"

    app.text_input(key="text").input("CLIP 7").run()
    assert _listed(app) == ["clip 7.mp4"]
    app.text_input(key="text").input("nothing").run()
    assert "No entry is like that" in texts(app)


def test_a_row_says_dates_with_who_claims_them_and_the_clips_that_looked_like_it(
    desk: Desk,
) -> None:
    (key,) = fill(desk.home, _HOSTILE, source=POST)
    match = make_match()

    match = msgspec.structs.replace(
        match, footage=msgspec.structs.replace(match.footage, sha256=key)
    )
    add_clip(desk.home, an_analysis(archive=make_search(matches=[match])))

    (row,) = _data(page("archive"), "entries")["entries"]

    assert row["href"] == f"/archive?entry={key}"
    assert "\u202e" not in row["name"]
    assert "2020-02-27 by its source" in row["lines"][0]
    assert row["lines"][-1].endswith("1 clip on this machine looks like it")


def test_an_entry_has_a_page_with_its_record_stills_and_history(desk: Desk) -> None:
    (key,) = fill(desk.home, _HOSTILE, source=POST, stills=(Still(0, JPEG), Still(900, JPEG)))

    app = page("archive", entry=key)

    assert [one["src"] for one in _data(app, "sheet")["pictures"]] == [
        f"/wb/archive/{key}/0.jpg",
        f"/wb/archive/{key}/1.jpg",
    ]
    ((_, _, done, by, _),) = _data(app, "grid")["rows"]
    assert (done, by) == ("imported", "samira (account of this machine)")
    assert "\u202e" not in _data(app, "headline")["name"]
    for unknown in ("0" * 64, "../x"):
        app = page("archive", entry=unknown)
        assert "no entry" in texts(app)
        assert [one.value for one in app.title] == ["Archive"]


def test_what_is_written_down_of_a_source_stands_in_the_log_under_a_name(desk: Desk) -> None:
    (key,) = fill(desk.home, "strike.mp4", source=POST)
    app = page("archive", entry=key)

    app.text_input(key=f"platform-{key}").input("Telegram")
    app.text_input(key=f"when-{key}").input("2020-02-27 21:40 +02:00")
    pressed(app, "source")

    source = ArchiveDesk(desk).entry(key).source
    assert source.untrusted_platform == "Telegram"
    assert source.untrusted_caption == POST.untrusted_caption
    assert source.read_from == POST.read_from
    assert [date.claimed_by for date in source.dates] == ["source", "sheet"]
    assert source.dates[1].is_zone_known

    app.text_input(key=f"when-{key}").input("some day")
    pressed(app, "source")
    assert "expected a day such as" in texts(app)
    assert app.text_input(key=f"when-{key}").value == "some day"
    app.multiselect(key=f"dates-{key}").set_value([1])
    app.text_input(key=f"when-{key}").input("")
    pressed(app, "source")
    assert [date.claimed_by for date in ArchiveDesk(desk).entry(key).source.dates] == ["sheet"]


def test_who_writes_a_source_after_somebody_else_is_told_and_loses_no_word(desk: Desk) -> None:
    (key,) = fill(desk.home, "strike.mp4")
    app = page("archive", entry=key)
    theirs = SourceRecord(untrusted_platform="theirs")
    ArchiveDesk(desk).record_source(key, SourceRecord(), theirs, ())

    app.text_input(key=f"platform-{key}").input("mine")
    pressed(app, "source")

    assert "somebody else was quicker" in texts(app)
    assert app.text_input(key=f"platform-{key}").value == "mine"
    assert ArchiveDesk(desk).entry(key).source == theirs


def test_an_entry_is_taken_out_with_a_reason_and_only_when_sure(desk: Desk) -> None:
    (key,) = fill(desk.home, "strike.mp4")
    app = page("archive", entry=key)

    pressed(app, "remove")
    assert "say that it is for good" in texts(app)
    app.checkbox[0].check()
    pressed(app, "remove")
    assert "the reason is" in texts(app)
    reason = next(one for one in app.text_input if one.label == "Why")
    reason.input("sent in error")
    pressed(app, "remove")

    assert ArchiveDesk(desk).newest(EVERYTHING, None, 1) == []
    with opened(desk.home, settings.storage_address(desk.home), REPORTER, makes=False) as shelf:
        *_, removal = shelf.store.events(key)
    assert (removal.payload or {})["reason"] == "sent in error"


def test_a_hash_finds_the_pictures_near_it_and_what_is_none_is_said(desk: Desk) -> None:
    (key,) = fill(desk.home, "strike.mp4", hashes=hashes(4))
    archive = ArchiveDesk(desk)
    pdq = "".join(f"{word:016x}" for word in hashes(4).pdq[2].tolist())
    phash = hashes(4).phash
    assert phash is not None

    answer = archive.near_hash(f" {pdq.upper()}\n")
    (near,) = answer.near
    assert (near.entry.key, near.time_s, near.distance_bits) == (key, 0.5, 0)
    assert answer.same_file is None
    assert archive.near_hash(key).same_file == archive.entry(key)
    assert archive.near_hash(f"{int(phash[1]) ^ 7:016x}").near[0].distance_bits == 3

    app = page("archive", part="Search")
    app.text_input(key="hash-asked").input(_HOSTILE)
    pressed(app, "hash")
    assert "expected 64 hexadecimal digits" in texts(app)
    app.text_input(key="hash-asked").input(pdq)
    pressed(app, "hash")
    assert "1 entry has a picture within 31 bits of it (PDQ)" in texts(app)


def test_copies_are_looked_for_as_a_task_that_can_be_cancelled(desk: Desk) -> None:
    fill(desk.home, "strike.mp4")
    app = page("archive", part="Copies")

    next(one for one in app.button if one.label == "Look for copies").click().run()
    (task,) = Tasks(desk).all()
    assert isinstance(Tasks(desk).work(task.clip_id), FindCopies)

    app.button(key=f"cancel-{task.clip_id}").click().run()
    assert "Cancelled." in texts(page("archive", part="Work"))


def test_what_was_chosen_last_is_written_out_though_the_page_was_not_drawn_since(
    desk: Desk,
) -> None:
    """Whole entries say where sources are; whoever asks for hashes is not to pass them on."""
    app = page("archive", part="In and out")
    app.radio(key="export-as").set_value("hashes.csv")
    next(one for one in app.button if one.label == "Write it").click().run()

    (task,) = Tasks(desk).all()
    assert Tasks(desk).work(task.clip_id) == Export("hashes.csv")


def test_a_file_is_kept_as_was_said_last_though_the_page_was_not_drawn_since(desk: Desk) -> None:
    add_clip(desk.home, an_analysis())
    app = page("archive", part="Add clips")
    app.toggle(key="keeps-file").set_value(True)
    next(one for one in app.button if one.label.startswith("Put in ")).click().run()

    (task,) = Tasks(desk).all()
    work = Tasks(desk).work(task.clip_id)
    assert isinstance(work, AddClips)
    assert work.keeps_file


def test_the_routes_give_stills_and_take_lists_in(person: Served) -> None:
    (key,) = fill(person.home, "routed.mp4", stills=(Still(0, JPEG),))

    answer = person.ask("GET", f"/wb/archive/{key}/0.jpg")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.body == JPEG
    for path in (f"/wb/archive/{key}/1.jpg", "/wb/archive/x/0.jpg", "/wb/tasks/x/told.json"):
        assert person.ask("GET", path).status in (400, 404)
    assert person.ask("GET", f"/wb/archive/{key}/0.jpg", signed_in=False).status == 401
    answer = person.ask("POST", "/wb/uploads/x/take-in/everything", person.ours)
    assert answer.status == 404
    answer = person.ask("POST", f"/wb/uploads/{'0' * 32}/take-in/list", person.ours)
    assert answer.status == 404
