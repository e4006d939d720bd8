"""What leaves a case, by keyboard alone, in a real Chromium: reports, forms, what was released.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

import hashlib
import re
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from tests.analyses import an_analysis, keyframe
from tests.ui.conftest import Served, add_clip
from tests.ui.keys import Keys
from verify.domain.case_file import CaseFile
from verify.domain.evidence import Stance
from verify.domain.packages import ExportForm
from verify.domain.releasing import Release
from verify.domain.verdicts import VerdictWord
from verify.workbench.case_desk import CaseDesk
from verify.workbench.case_exports import FILES

_CLAIM = 5
_WORDS = {
    ExportForm.BAG: "package",
    ExportForm.CLAIM_REVIEW: "ClaimReview",
    ExportForm.MEDIA_REVIEW: "MediaReview",
    ExportForm.VTT: "markers of a clip, WebVTT",
    ExportForm.CSV: "markers of a clip, as a table",
    ExportForm.PROV: "PROV-JSON",
    ExportForm.ANNOTATIONS: "annotations",
}


@pytest.fixture
def judged(cases: CaseDesk, case_id: str, case: Callable[[], CaseFile]) -> str:
    """Conclude on the claim and the clip of the case; return its id."""
    clip = case().clips[0].clip_sha256
    cases.hold_up(case_id, _CLAIM, Stance.CONTEXT, clip, (1.0, None), None, "a glow")
    cases.give_verdict(case_id, VerdictWord.LIKELY, "by phone", claim=_CLAIM, instead_of=None)
    word = VerdictWord.AUTHENTIC_IN_CONTEXT
    cases.give_verdict(case_id, word, "its light fits", clip=clip, instead_of=None)
    return case_id


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_page_one_is_looked_at_and_each_form_written_and_saved(
    keys: Keys, judged: str, edition: str
) -> None:
    keys.open(f"case?case={judged}&part=Report", "Other forms")
    keys.pick("internal", edition)
    keys.to("Show what page one would say")
    keys.press(" ")
    keys.see("likely")
    for form in ExportForm:
        keys.choose("Form", _WORDS[form])
        keys.enter("Write it")
        keys.see(f"Save {FILES[form]}")
        assert keys.save(f"Save {FILES[form]}").stat().st_size > 0


def test_what_differs_from_what_was_kept_is_asked_and_told(keys: Keys, judged: str) -> None:
    keys.open(f"case?case={judged}&part=Report", "Is all as it was written?")
    keys.enter("Check the log and all that is kept")
    keys.see("Everything that is kept, read again (")
    keys.see("Found: ")


@pytest.mark.usefixtures("walls")
def test_a_public_report_waits_for_a_word_on_each_and_holds_what_was_released(
    keys: Keys, alone: Served, cases: CaseDesk, case_id: str, case: Callable[[], CaseFile]
) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (180, 320, 3)).astype(np.uint8)
    picture = alone.home / "a still.jpg"
    Image.fromarray(noise).save(picture, "JPEG", quality=92)
    content = picture.read_bytes()
    analysis = an_analysis(keyframes=[keyframe(sha256=hashlib.sha256(content).hexdigest())])
    clip_id = add_clip(alone.home, analysis, name="night.mp4")
    (alone.home / "clips" / clip_id / "result" / keyframe().file).write_bytes(content)
    clip = case().clips[0].clip_sha256
    cases.hold_up(case_id, _CLAIM, Stance.CONTEXT, clip, (1.0, None), None, "a glow")
    reason = "as @night_owl says"
    cases.give_verdict(case_id, VerdictWord.LIKELY, reason, claim=_CLAIM, instead_of=None)

    keys.open(f"case?case={case_id}&part=Report", "Other forms")
    keys.pick("internal", "public")
    keys.enter("Write the report")
    keys.see("nobody has decided yet")

    keys.open(f"case?case={case_id}&part=For+anybody", "3 of 3 to decide.")
    keys.pick("keep: it is shown", "cover")
    keys.write("Parts to cover", "16 16 64 48")
    keys.enter("Decide on still-")
    keys.see("2 of 3 to decide.")
    # What is decided on goes to the end, and is drawn last; the focus may go with it.
    keys.see("cover, says")
    keys.to("For anybody", back=True)
    keys.pick("keep: it is shown", "keep")
    keys.enter("Decide on mark-")
    keys.see("1 of 3 to decide.")
    keys.see("keep, says")
    keys.to("For anybody", back=True)
    keys.pick("keep: it is shown", "drop")
    keys.enter("Decide on handle-")
    keys.see("All is decided.")
    still, mark, handle = case().releases
    assert (still.release, still.boxes_px) == (Release.BLUR, [(16, 16, 64, 48)])
    assert (mark.release, handle.release) == (Release.KEEP, Release.DROP)

    keys.turn("For anybody", "Report")
    keys.pick("internal", "public")
    keys.enter("Write the report")
    keys.see("Save the report")
    report = keys.save("Save the report").read_text()
    assert len(re.findall("<img", report)) == 1
    assert "night_owl" not in report
    assert keys.save("Save as PDF").read_bytes().startswith(b"%PDF")
