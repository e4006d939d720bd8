"""Reports of a case: what anybody may see waits for a person, and nothing else is in them."""

import base64
import hashlib
import io
import re
import shutil
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from tests.analyses import an_analysis, an_overlay, keyframe
from tests.hostile.inscriptions import texts
from tests.workbench.packed import AUTHOR, CLIP, SECRETS, case_in, shelf_in
from verify.domain.cases import CaseOpening
from verify.domain.coordinates import position_of
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError, FileInputError
from verify.domain.evidence import Stance, Weight
from verify.domain.exchange_errors import FileTakenError
from verify.domain.overlays import Showing
from verify.domain.packages import Edition
from verify.domain.proposals import Subject
from verify.domain.release_errors import NothingToReleaseError, UndecidedReleaseError
from verify.domain.releasing import Release
from verify.domain.rows import BrightnessRow
from verify.domain.verdicts import VerdictWord
from verify.jobs import report_stills_worker
from verify.media import jail, jpeg
from verify.presentation.tables import CsvSink
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import giving_evidence as giving
from verify.workbench.cases import placing, weighing, writing
from verify.workbench.cases.frozen import frozen
from verify.workbench.cases.opening import cases, read_case
from verify.workbench.cases.releasing import decide, to_decide
from verify.workbench.cases.reporting import rendered, write_report

MARK = (100, 140, 100, 20)
ARABIC = "قُتل ما لا يقل عن 12 شخصًا"


@pytest.fixture(autouse=True)
def _unjailed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let the worker run in this process; one test takes the real way."""
    if request.node.name.startswith("test_jailed"):
        return

    def run(_module: str, _arguments: Any, scratch: Path, *_: Any) -> jail.Ending:
        report_stills_worker.main(scratch)
        return jail.Ending(0, timed_out=False, error_text="")

    monkeypatch.setattr(jail, "run", run)


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what an inspection left: a picture at 1 s with a mark on it, and its light."""
    folder = tmp_path_factory.mktemp("clip.verify")
    noise = np.random.default_rng(7).integers(0, 256, (180, 320, 3)).astype(np.uint8)
    file = folder / keyframe().file
    file.parent.mkdir()
    Image.fromarray(noise).save(file, "JPEG", quality=92, exif=b"Exif\0\0serial 42")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    mark = msgspec.structs.replace(
        an_overlay(), still=None, showings=[Showing(start_s=0.5, end_s=2.0, box_px=MARK)]
    )
    found = an_analysis(keyframes=[keyframe(sha256=sha256)], overlays=[mark])
    (folder / "analysis.json").write_bytes(msgspec.json.encode(found))
    with (folder / "brightness.csv").open("w", encoding="utf-8", newline="") as table:
        sink = CsvSink(table, BrightnessRow)
        for frame in range(100):
            sink.write(BrightnessRow(frame, frame, frame / 25, 20, 5, 20, 60, 90, 120, 0, 0.01))
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return shelf_in(tmp_path / "home")


@pytest.fixture
def opening(shelf: Shelf, tmp_path: Path, inspected: Path) -> CaseOpening:
    """Return a case with all that a report tells."""
    case_in(shelf, tmp_path)
    (opened,) = cases(shelf)
    said = [f"Two flashes are seen. {ARABIC}", "Nobody looked"]
    claim = writing.word_claims(shelf, opened, said, about=Subject.CLIP)
    assert claim.payload is not None
    number = claim.payload["first_claim"]
    analysis = inspected / "analysis.json"
    for item, stance, weight in (
        (giving.finding(f"{analysis}#/flashes/0"), Stance.SUPPORTS, Weight.STRONG),
        (giving.moment(CLIP, Fraction(1), None, None), Stance.SUPPORTS, Weight.WEAK),
        (giving.moment(CLIP, Fraction(3), None, None), Stance.CONTEXT, None),
        (giving.moment(CLIP, Fraction(1), None, (900, 900, 9, 9)), Stance.CONTEXT, None),
        (giving.observation("Abu Omar saw one bomb"), Stance.CONTRADICTS, None),
        (giving.link("https://x.com/night_owl/status/1"), Stance.CONTEXT, None),
    ):
        giving.give_evidence(shelf, opened, number, stance, item, weight=weight, note="by phone")
    editor = shelf_in(shelf.home, AUTHOR, of=shelf)
    reason = f"Two flashes were seen. {ARABIC}"
    writing.give_verdict(editor, opened, VerdictWord.LIKELY, reason, claim=number)
    place = position_of("35.93,36.64")
    placing.give_place(shelf, opened, CLIP[:12], place, 1000, "Abu Omar knows it")
    first = weighing.write_hypothesis(shelf, opened, CLIP[:12], "Filmed in Idlib")
    held_up = read_case(shelf, opened).evidence[-1].event
    weighing.weigh(shelf, opened, held_up, {first.sequence: Stance.CONTRADICTS})
    return opened


def _names(shelf: Shelf, opening: CaseOpening, inspected: Path) -> dict[str, str]:
    """Return what is to be decided on: the whole still, a part of it, the mark, the account."""
    found = to_decide(shelf, opening, [inspected])
    return {
        "part" if ", part " in one.what else one.name.partition("-")[0]: one.name for one in found
    }


def _page(shelf: Shelf, opening: CaseOpening, inspected: Path, edition: Edition) -> str:
    files = rendered(frozen(shelf, opening), edition, [inspected], inspected, with_pdf=False)
    return files["report.html"].decode()


def test_public_report_waits_for_a_word_on_each_still_mark_and_account(
    shelf: Shelf, opening: CaseOpening, inspected: Path, tmp_path: Path
) -> None:
    with pytest.raises(UndecidedReleaseError, match=r"handle-.*night_owl") as refused:
        write_report(shelf, opening, tmp_path / "out", Edition.PUBLIC, analyses=[inspected])

    assert sorted(name.partition("-")[0] for name, _ in refused.value.undecided) == [
        "handle",
        "mark",
        "still",
        "still",
    ]
    assert not (tmp_path / "out").exists()
    assert Action.EXPORTED not in [one.action for one in shelf.store.events(opening.case_id)]


def test_public_report_holds_what_was_released_and_no_secret(
    shelf: Shelf, opening: CaseOpening, inspected: Path, tmp_path: Path
) -> None:
    names = _names(shelf, opening, inspected)
    said = {names["still"]: Release.KEEP, names["mark"]: Release.BLUR, names["part"]: Release.DROP}
    decide(shelf, opening, [inspected], said | {names["handle"]: Release.BLUR}, {})

    written = write_report(
        shelf, opening, tmp_path / "out", Edition.PUBLIC, analyses=[inspected], with_pdf=False
    )

    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    for secret in (*SECRETS, "night_owl", "clip.mp4", str(tmp_path)):
        assert secret not in page.partition("</style>")[2]
    assert "Leyla" in page
    assert ARABIC in page
    assert "x.com/[account left out]" in page
    assert "not told in this edition" in page
    assert page.count("<img") == 1
    (event,) = [one for one in shelf.store.events(opening.case_id) if one.action is Action.EXPORTED]
    assert event.payload is not None
    assert event.payload["sha256s"] == written.sha256s
    assert written.sha256s["report.html"] == hashlib.sha256(page.encode()).hexdigest()
    with pytest.raises(FileTakenError):
        write_report(shelf, opening, tmp_path / "out", Edition.PUBLIC, analyses=[inspected])


def _stills(page: str) -> list[bytes]:
    return [base64.b64decode(one) for one in re.findall(r"data:image/jpeg;base64,([^\"]+)", page)]


def test_jailed_cover_is_one_grey_in_a_picture_that_carries_nothing_else(
    shelf: Shelf, opening: CaseOpening, inspected: Path
) -> None:
    names = _names(shelf, opening, inspected)
    box = (16, 16, 64, 48)
    said = {names["still"]: Release.BLUR, names["mark"]: Release.BLUR, names["part"]: Release.DROP}
    decide(
        shelf,
        opening,
        [inspected],
        said | {names["handle"]: Release.KEEP},
        {names["still"]: [box]},
    )

    (still,) = _stills(_page(shelf, opening, inspected, Edition.PUBLIC))

    assert jpeg.holds_only_a_picture(still)
    pixels = np.asarray(Image.open(io.BytesIO(still)).convert("RGB")).astype(int)
    for left, top, width, height in (box, MARK):
        # What is around it is smeared over its rim when colours are enlarged.
        inner = pixels[top + 2 : top + height - 2, left + 2 : left + width - 2]
        assert abs(inner - 128).max() <= 2
    assert pixels[64:128, 96:].std() > 20


def test_what_is_dropped_takes_its_still_or_its_whole_text_along(
    shelf: Shelf, opening: CaseOpening, inspected: Path
) -> None:
    names = _names(shelf, opening, inspected)
    decide(
        shelf,
        opening,
        [inspected],
        {
            names["still"]: Release.KEEP,
            names["part"]: Release.DROP,
            names["mark"]: Release.DROP,
            names["handle"]: Release.DROP,
        },
        {},
    )

    page = _page(shelf, opening, inspected, Edition.PUBLIC)

    assert _stills(page) == []
    assert "left out, as a person decided" in page
    assert "x.com" not in page


def test_a_decision_names_something_that_would_be_shown_and_says_where(
    shelf: Shelf, opening: CaseOpening, inspected: Path
) -> None:
    names = _names(shelf, opening, inspected)
    blur = {names["still"]: Release.BLUR}
    with pytest.raises(NothingToReleaseError, match="still-000000000000"):
        decide(shelf, opening, [inspected], {"still-000000000000": Release.KEEP}, {})
    for said, boxes in (
        (blur, {}),
        (blur, {names["still"]: [(5, 5, 0, 5)]}),
        ({names["mark"]: Release.BLUR}, {names["mark"]: [(0, 0, 5, 5)]}),
        ({}, {names["still"]: [(0, 0, 5, 5)]}),
    ):
        with pytest.raises(BadParameterError, match="box"):
            decide(shelf, opening, [inspected], said, boxes)


def test_a_picture_or_table_that_was_changed_since_is_refused(
    shelf: Shelf, opening: CaseOpening, inspected: Path, tmp_path: Path
) -> None:
    for name, problem in ((keyframe().file, "not the picture"), ("brightness.csv", "no table")):
        folder = tmp_path / name.replace("/", "-")
        shutil.copytree(inspected, folder)
        (folder / name).write_bytes(b"\xff\xd8\xffanother")
        with pytest.raises(FileInputError, match=problem):
            _page(shelf, opening, folder, Edition.INTERNAL)


def test_page_one_is_peoples_answer_with_what_speaks_for_and_against_it(
    shelf: Shelf, opening: CaseOpening, inspected: Path
) -> None:
    page = _page(shelf, opening, inspected, Edition.INTERNAL)

    front = re.sub(r"<[^>]+>", " ", page[: page.index('<nav aria-label="Sections')])
    reasons, against, not_known = (
        front.index(title)
        for title in ("The strongest reasons", "What speaks against it", "What was not established")
    )
    assert "Filmed in 2018" in front[:reasons]
    assert "given by Leyla" in front[:reasons]
    assert "flash at 0:02.000" in front[reasons:against]
    assert "Abu Omar saw one bomb" in front[against:not_known]
    assert "Who filmed it?" in front[not_known:]
    assert "no keyframe of the analysis is of this moment" in page
    assert "lies outside the picture" in page


def test_same_state_is_the_same_bytes_and_a_bare_case_has_a_report(
    shelf: Shelf, opening: CaseOpening, inspected: Path, tmp_path: Path
) -> None:
    one, other = (
        rendered(frozen(shelf, opening), Edition.INTERNAL, [inspected], tmp_path) for _ in range(2)
    )
    assert one == other
    assert one["report.pdf"].startswith(b"%PDF-")
    assert b"/Author" not in one["report.pdf"]

    writing.note(shelf, opening, "later")
    earlier = opening.recorded_utc
    bare = rendered(frozen(shelf, opening, earlier), Edition.PUBLIC, [], tmp_path)
    assert b"No clip was put into this case." in bare["report.html"]
    assert b"Nobody has held up evidence." in bare["report.html"]


class _Structure(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets |= {(value or "")[:5] for name, value in attrs if name in ("href", "src")}


def test_text_of_others_is_text_wherever_it_stands(
    shelf: Shelf, opening: CaseOpening, inspected: Path, tmp_path: Path
) -> None:
    for text in texts(port=9).values():
        said = text[:300].strip() or "x"
        writing.note(shelf, opening, said)
        event = writing.word_claims(shelf, opening, [said])
        assert event.payload is not None
        number = event.payload["first_claim"]
        giving.give_evidence(
            shelf, opening, number, Stance.SUPPORTS, giving.observation(said), note=said
        )
        writing.give_verdict(shelf, opening, VerdictWord.UNVERIFIED, said, claim=number)

    files = rendered(frozen(shelf, opening), Edition.INTERNAL, [inspected], tmp_path)

    found = _Structure(files["report.html"].decode())
    assert found.tags.isdisjoint({"script", "iframe", "base", "object", "embed", "form", "link"})
    assert not [name for name in found.attributes if name.startswith("on")]
    assert found.targets <= {"data:"} | {one for one in found.targets if one.startswith("#s")}
    assert "&lt;script&gt;" in files["report.html"].decode()
    for action in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile"):
        assert action not in files["report.pdf"]


def test_notes_keep_lists_quotes_and_bold_words_and_their_links_lead_nowhere(
    shelf: Shelf, opening: CaseOpening, inspected: Path, tmp_path: Path
) -> None:
    writing.note(
        shelf, opening, f"**36** by\n- phone\n- *list*\n\n> {ARABIC}\n\n[map](https://a.example/1)"
    )

    files = rendered(frozen(shelf, opening), Edition.INTERNAL, [inspected], tmp_path)

    page = files["report.html"].decode()
    assert "<b>36</b> by" in page
    assert '<span class="item">•</span> <em>list</em></p>' in page
    assert f'quoted" dir="auto">{ARABIC}</p>' in page
    assert 'map<bdi class="address" dir="ltr"> (https://a.example/1)</bdi>' in page
    assert "a.example" not in str(_Structure(page).targets)
    assert files["report.pdf"].startswith(b"%PDF-")
