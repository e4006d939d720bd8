"""Where a clip was filmed, by keyboard alone, in a real Chromium, and what the case holds then.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.analyses import SHA256
from tests.ui.conftest import JPEG, Served
from tests.ui.keys import Keys
from tests.ui.laying import lay_pan
from verify.domain.case_file import CaseFile
from verify.domain.evidence import FileItem, LinkItem, Stance
from verify.domain.placing import PlaceGiven
from verify.workbench.case_desk import CaseDesk


@pytest.fixture
def place(case: Callable[[], CaseFile]) -> Callable[[], PlaceGiven]:
    """Return what reads the one place that stands in the case."""

    def stands() -> PlaceGiven:
        (place,) = case().standing_places()
        return place

    return stands


def test_a_place_is_given_replaced_and_withdrawn(
    keys: Keys, case_id: str, case: Callable[[], CaseFile], place: Callable[[], PlaceGiven]
) -> None:
    keys.open(f"case?case={case_id}&part=Place", "Say where a clip was filmed")
    keys.write("Coordinates", "35.9306,36.6339")
    keys.choose("The camera stood within", "a quarter")
    keys.write("It looks to, degrees", "270")
    keys.write("How it is known", "the minaret")
    keys.enter("Write it down")
    keys.until(lambda: bool(case().places))
    assert (place().radius_m, place().facing_deg) == (1_000, 270.0)

    keys.see("Withdraw a place")
    keys.enter("Maps of others")
    keys.to("Yandex Maps")
    keys.press("Escape")
    keys.page.get_by_role("link", name="Yandex Maps").wait_for(state="detached")
    assert keys.focused == "Maps of others"
    # Still open: what became of the form stands in it.
    keys.see("Kept.")
    keys.write("Coordinates", "35.9310,36.6340")
    keys.write("How it is known", "the minaret, measured")
    keys.choose("In the place of", "35.93")
    keys.enter("Write it down")
    keys.until(lambda: len(case().places) == 2)
    assert place().untrusted_known_by == "the minaret, measured"

    keys.enter("Withdraw a place")
    keys.write("Why it does not count any more", "another minaret")
    keys.enter("Withdraw it")
    keys.until(lambda: not case().standing_places())


def test_landmarks_are_put_side_by_side_and_the_sky_is_asked(
    keys: Keys, cases: CaseDesk, case_id: str, place: Callable[[], PlaceGiven], tmp_path: Path
) -> None:
    picture = tmp_path / "minaret.jpg"
    picture.write_bytes(JPEG)
    cases.hold_up(case_id, 5, Stance.CONTEXT, SHA256, (1.25, None), (10, 20, 30, 40), "a minaret")
    cases.place(case_id, SHA256, "35.9306,36.6339", 100, "the minaret")
    keys.open(f"case?case={case_id}&part=Place", "Add a landmark")
    keys.enter("Add a landmark")
    keys.write("What it is", "minaret")
    keys.to("Part of the clip that you held up")
    keys.write("Address of the other picture", "https://example.org/minaret")
    keys.enter("Put them side by side")
    keys.until(lambda: len(place().landmarks or []) == 1)

    keys.write("What it is", "gate", back=True)
    keys.write("Or typed: second, left, top, width, height", "2 100 80 60 40")
    keys.choose_files("Upload: Or the picture itself", picture)
    keys.see("minaret.jpg")
    keys.enter("Put them side by side")
    keys.until(lambda: len(place().landmarks or []) == 2)
    keys.rests()
    linked, sent = place().landmarks or []
    assert (linked.at_s, linked.box_px) == (1.25, (10, 20, 30, 40))
    assert isinstance(linked.reference, LinkItem)
    assert (sent.at_s, sent.box_px) == (2.0, (100, 80, 60, 40))
    assert isinstance(sent.reference, FileItem)

    keys.enter("Sun and Moon over this place")
    keys.write("When, by the clock there", "2020-02-27 17:30")
    keys.to("The clip was filmed outdoors")
    keys.press(" ")
    keys.enter("Where did they stand")
    keys.see("Save the picture")
    assert "<svg" in keys.save("Save the picture").read_text()


@pytest.mark.usefixtures("walls")
def test_a_pan_is_laid_out_waited_for_and_opened(
    keys: Keys, alone: Served, cases: CaseDesk, case_id: str, tmp_path: Path
) -> None:
    pan = lay_pan(alone.home, tmp_path / "pan.mp4")
    cases.add_clip(case_id, next(one for one in cases.clips_here() if one.clip_id == pan))
    keys.open(f"case?case={case_id}&part=Place", "A panning shot as one strip")
    keys.enter("A panning shot as one strip")
    keys.choose("Clip that pans", "pan.mp4")
    keys.write("From, seconds", "0")
    keys.enter("Lay it out")
    keys.see("so the camera turns right")
    assert keys.save("Save the picture").read_bytes().startswith(b"\xff\xd8\xff")
