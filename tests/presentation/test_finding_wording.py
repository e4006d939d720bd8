"""Findings are said with their uncertainty, and data of strangers stays data."""

from typing import Any

import msgspec
import pytest

from tests.analyses import a_light, an_analysis, flash
from verify.domain.claimed import (
    ClaimedPosition,
    StatedTime,
    WriterConfidence,
    WriterKind,
    WriterMatch,
)
from verify.domain.evidence import FindingItem
from verify.domain.sounds import BudgetLine, DistanceBudget, FlashToBang, Sound, SoundKind
from verify.presentation.finding_wording import finding_words


def _finding(pointer: str, value: Any) -> FindingItem:
    return FindingItem(
        clip_sha256="ab" * 32,
        pointer=pointer,
        value=msgspec.to_builtins(value),
        tool=an_analysis().tool,
        analysis_sha256="cd" * 32,
    )


_SOUND = Sound(
    onset_s=2.5,
    onset_error_s=0.01,
    snr_db=21.4,
    kind_hint=SoundKind.IMPULSIVE,
    hints=[],
    accepted=False,
    reason="too faint",
)
_BANG = FlashToBang(
    flash_index=0,
    sound_index=1,
    delay_s=2.08,
    distance_m=700.0,
    low_m=667.2,
    high_m=751.0,
    conditional=True,
    reason="one pair",
    budget=DistanceBudget(
        speed_of_sound_m_s=340.0,
        temperature_c=10.0,
        wind_m_s=5.0,
        av_offset_s=0.0,
        lines=[BudgetLine(cause="wind", error_m=10.0)],
        error_m=20.0,
    ),
)


_WRITER = WriterMatch(
    name="FFmpeg's libraries",
    kind=WriterKind.LIBRARY,
    confidence=WriterConfidence.NAMED,
    evidence=["The tag encoder says: Lavf60."],
    caution="Many use them.",
    known_from="own files",
)
_TIME = StatedTime(source="creation_time", untrusted_text="2020-02-27T17:00:00")
_POSITION = ClaimedPosition(
    latitude_deg=35.9306,
    longitude_deg=36.6339,
    altitude_m=None,
    resolution_m=11.1,
    source="location",
    doubts=["it is on the equator"],
    nearest=[],
)


@pytest.mark.parametrize(
    ("pointer", "value", "words"),
    [
        ("/flashes/0", flash(saturated=True, accepted=False, reason="slow"), "± 0.040 s"),
        ("/sounds/3", _SOUND, "not accepted: too faint"),
        ("/lights/0", a_light(), "60.0 times a minute (1.000 ± 0.002 Hz"),
        ("/lights/0", a_light(is_steady=True), "moves without blinking"),
        ("/flash_to_bang/0", _BANG, "667 to 751 m away if this sound belongs to this flash"),
        ("/shots/0", (an_analysis().shots or [])[0], "light: night (median luma 12)"),
        ("/keyframes/0", (an_analysis().keyframes or [])[0], "picture at 0:01.000"),
        ("/brightness", an_analysis().brightness, "light of the clip: night"),
        ("/timebase", an_analysis().timebase, " s in "),
        (
            "/metadata/writers/0",
            _WRITER,
            "writer of the file: FFmpeg's libraries, named in the file (The tag encoder says: "
            "Lavf60); caution: Many use them",
        ),
        (
            "/metadata/times",
            [_TIME, _TIME],
            "2020-02-27T17:00:00 (creation_time); time that the file states: 2020-02-27T17:00:00",
        ),
        (
            "/metadata/positions/1",
            _POSITION,
            "35.93060, 36.63390 (location), one step of its last digit is 11 m on the ground; "
            "doubt: it is on the equator",
        ),
    ],
)
def test_a_finding_is_said_in_words_with_how_sure_it_is(
    pointer: str, value: Any, words: str
) -> None:
    assert words in finding_words(_finding(pointer, value))


@pytest.mark.parametrize(
    ("pointer", "value", "words"),
    [
        ("/flashes/0", {"onset_s": "soon"}, "onset s soon"),
        ("/flashes/0/onset_s", 4.0, "4.0"),
        ("/timebase", {"frames": 9}, "frames 9"),
        ("/flashes", [], "none"),
        (
            "/metadata/writers/0",
            {"name": "a", "evidence": ["one \u202e thing", {"brand": "isom"}], "version": None},
            "name a, evidence one \ufffd thing; brand isom, version not known",
        ),
    ],
)
def test_what_has_no_such_form_is_said_as_it_stands(pointer: str, value: Any, words: str) -> None:
    assert finding_words(_finding(pointer, value)) == words


def test_several_findings_are_said_one_after_another() -> None:
    found = finding_words(_finding("/flashes", [flash(), flash(onset_s=3.0)]))

    assert found.count("flash at ") == 2
    assert "{" not in found


def test_of_several_those_come_first_that_passed() -> None:
    cut = flash(accepted=False, reason="a new shot")

    found = finding_words(_finding("/flashes", [cut, flash(onset_s=3.0)]))

    assert found.index("0:03.000") < found.index("not accepted: a new shot")
