"""The page of two files compared: complete, harmless, still for who wants it so."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import msgspec
import numpy as np
import pytest

from verify.analysis.picture.keyframes import encode_jpeg
from verify.domain.comparison import (
    ComparedFile,
    ComparedPicture,
    ComparedSound,
    Comparison,
    ComparisonTool,
    Moment,
    Overlay,
)
from verify.domain.findings import Sandbox
from verify.domain.matches import MatchGrade, PictureThere, Segment, SoundSegment
from verify.jobs.comparison_messages import JPEG_QUALITY
from verify.presentation.comparison_page import render_comparison_page
from verify.presentation.comparison_strip import StripRow, comparison_strip
from verify.presentation.comparison_wording import altered_words, segment_words, sound_words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PIXELS = np.random.default_rng(5).integers(0, 256, (90, 160, 3), np.uint8)
JPEG = encode_jpeg(PIXELS, JPEG_QUALITY)
VERDICTS = re.compile(
    r"\b(verified|authentic\w*|genuine|fake\w*|prove[sn]?|confirms that|original)\b", re.IGNORECASE
)


def _picture(file: str) -> ComparedPicture:
    return ComparedPicture(
        file=file,
        sha256=hashlib.sha256(JPEG).hexdigest(),
        size_bytes=len(JPEG),
        width_px=160,
        height_px=90,
    )


def _file(name: str) -> ComparedFile:
    return ComparedFile(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        size_bytes=12_345,
        untrusted_name=name,
        kind="video",
        duration_s=12.0,
        width_px=160,
        height_px=90,
        remarks=["The file is cut off. <i>Nothing</i> is known of the rest."],
        sandbox=Sandbox(
            level="A",
            mechanism="m",
            denied=[],
            not_denied=[],
            passed_over=[],
            allowed_by="level",
        ),
    )


def _segment(**facts: object) -> Segment:
    untold = {field.name: None for field in msgspec.structs.fields(Segment)}
    times = {"query_start_s": 2.0, "query_end_s": 6.0, "match_start_s": 63.0, "match_end_s": 67.0}
    counts = {"frames_matched": 7, "frames_possible": 9, "speed": 1.0, "mirrored": True}
    return Segment(**untold | times | counts | facts)


def _comparison(*segments: Segment) -> Comparison:
    overlay = Overlay(
        to_a=(-1, 0, 1, 0, 1, 0),
        is_refined=True,
        correlation=0.871,
        shown=0.9,
        gain=0.7,
        offset_levels=12,
        white_levels=41.7,
        laid=_picture("1-a-over-b.jpg"),
        difference=_picture("1-difference.jpg"),
    )
    moment = Moment(
        segment=1 if segments else None,
        a_s=2.56,
        b_s=63.5,
        chosen_of=5,
        a=_picture("1-a.jpg"),
        b=_picture("1-b.jpg"),
        overlay=overlay if segments else None,
    )
    return Comparison(
        schema="verify/comparison/1",
        made_utc=datetime(2026, 3, 2, 9, tzinfo=UTC),
        tool=ComparisonTool(
            version="1",
            ffmpeg="7",
            opencv="4",
            radius_bits=31,
            longest_side_px=1280,
            jpeg_quality=90,
        ),
        a=_file("<script>alert(1)</script>.mp4"),
        b=_file("other\u202egpj.mp4"),
        match_grade=MatchGrade.SAME_VIEW if segments else None,
        reason="<b>Why</b>",
        segments=list(segments),
        sound=None,
        frames=48,
        frames_compared=40,
        not_comparable=[],
        moments=[moment],
        strip=_picture("strip.jpg"),
    )


def _page(comparison: Comparison) -> str:
    files = re.findall(r"[\w-]+\.jpg", msgspec.json.encode(comparison).decode())
    return render_comparison_page(comparison, dict.fromkeys(files, JPEG))


def test_the_page_asks_for_nothing_and_runs_no_script_but_its_own() -> None:
    page = _page(_comparison(_segment()))
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "<b>Why" not in page
    assert page.count("cut off. &lt;i&gt;Nothing") == 2
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert f"script-src 'sha256-{digest}'" in policy
    assert not re.search(r"(?:src|href)=\"(?!data:image/jpeg;base64,)", page)
    assert not VERDICTS.search(re.sub(r"base64,[^\"]+", "", page))


def test_the_page_shows_both_in_turn_still_and_apart() -> None:
    page = _page(_comparison(_segment()))
    assert page.count("data:image/jpeg") == 4
    assert "A at 0:02.560, B at 1:03.500, correlation 0.87" in page
    assert "A 0:02.0-0:06.0 looks like B 1:03.0-1:07.0, mirrored." in page
    assert "Difference; white is 42 levels of 255" in page
    # In turn is slower than three times a second, and not at all for who wants no motion.
    assert "animation: in-turn 1.6s" in page
    assert re.search(
        r"prefers-reduced-motion: reduce\) \{\s*\.stage img\.over.*animation: none", page
    )
    assert 'type="range"' in page
    assert "which was made of which" in page


def test_who_looks_chooses_what_is_shown(browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "comparison.html"
    file.write_text(_page(_comparison(_segment())), "utf-8")
    opacity = "getComputedStyle(document.querySelector('.stage .over')).opacity"
    moves = "getComputedStyle(document.querySelector('.stage .over')).animationName !== 'none'"
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    assert page.evaluate(moves)
    page.check("#bright")
    light = "getComputedStyle(document.querySelector('{} img')).filter"
    assert page.evaluate(light.format(".stage")) == "brightness(3)"
    assert page.evaluate(light.format(".difference")) == "none"
    page.check("#m1-b")
    assert (page.evaluate(opacity), page.evaluate(moves)) == ("0", False)
    page.check("#m1-a")
    assert page.evaluate(opacity) == "1"
    page.locator(".fade input").fill("20")
    assert page.evaluate(opacity) == "0.8"
    assert page.is_checked("#m1-fade")
    page.close()
    assert complaints == []


def test_a_moment_that_does_not_fit_is_said_not_to() -> None:
    comparison = _comparison(_segment())
    (moment,) = comparison.moments
    assert moment.overlay is not None
    covered = msgspec.structs.replace(moment.overlay, correlation=0.07)
    moments = [msgspec.structs.replace(moment, overlay=covered)]
    page = _page(msgspec.structs.replace(comparison, moments=moments))
    assert "correlation 0.07: not alike here" in page


def test_that_nothing_is_alike_is_said_without_a_verdict() -> None:
    page = _page(_comparison())
    assert "nothing alike found" in page
    assert "does not mean that the two have nothing in common" in page
    assert page.count("data:image/jpeg") == 2
    assert "correlation" not in page
    assert 'class="viewer"' not in page


def _sound(**facts: object) -> ComparedSound:
    none = {"match_grade": None, "reason": None, "segments": []}
    return ComparedSound(**{"a_is_heard": True, "b_is_heard": True} | none | facts)


def test_sound_is_told_apart_from_the_picture() -> None:
    segment = SoundSegment(
        query_start_s=0,
        query_end_s=9.3,
        match_start_s=60,
        match_end_s=69.3,
        speed=1,
        pitch=1,
        peaks=124,
        peaks_met=86,
        picture=PictureThere.OTHER,
    )
    alike = _sound(match_grade=MatchGrade.LIKELY, reason="86", segments=[segment])
    said = "A 0:00.0-0:09.3 sounds like B 1:00.0-1:09.3 (86 of 124 peaks); another picture."
    assert list(sound_words(alike)) == [said]
    page = _page(msgspec.structs.replace(_comparison(), sound=alike))
    assert f"Sound: {said}" in page
    assert list(sound_words(_sound())) == ["Nothing in A sounds like anything in B."]
    (silent,) = sound_words(_sound(b_is_heard=False))
    assert silent == "No sound is heard in B, so none was compared."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"turn": (1.0, 0.0), "mirrored": False}, ""),
        (
            {"turn": (0.0, 1.3), "mirrored": False},
            "turned by 90 degrees clockwise, drawn 1.30 times as large in B",
        ),
        (
            {"turn": (0.5, -0.05), "speed": 1.25},
            "mirrored, B runs at 1.25 times A's speed, turned by 6 degrees anticlockwise, "
            "drawn 0.50 times as large in B",
        ),
    ],
)
def test_what_was_done_to_a_copy_is_told_in_words(facts: dict[str, object], said: str) -> None:
    assert ", ".join(altered_words(_segment(**facts))) == said
    assert segment_words(_segment(match_error_s=0.125)).endswith("(± 0.12 s), mirrored")


def test_the_strip_has_columns_only_for_what_there_is() -> None:
    def shown(*rows: StripRow) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        strip = comparison_strip(("a\x1b.mp4", "b.mp4"), rows)
        return np.asarray(cv2.imdecode(np.frombuffer(strip, np.uint8), cv2.IMREAD_COLOR), np.uint8)

    apart = StripRow((0.0, JPEG), (1.0, JPEG), None, None)
    laid = StripRow((0.0, JPEG), (1.0, JPEG), (0.9, JPEG), JPEG)
    # Two columns are wider, so their pictures are higher than those of four.
    assert shown(apart).shape[0] > 1.5 * shown(laid).shape[0]
    assert shown(laid, apart).shape[0] > 1.5 * shown(laid).shape[0]
    assert shown(laid, apart).shape[0] < shown(apart, apart).shape[0]
