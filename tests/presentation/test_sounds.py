"""The section on sound, its spectrogram, and rings on a map."""

import base64
import io
import itertools
import json
import math
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.analyses import an_analysis, flash
from verify.domain.errors import BadParameterError
from verify.domain.sounds import BudgetLine, DistanceBudget, FlashToBang, Sound, SoundKind
from verify.presentation.annulus import annulus_geojson
from verify.presentation.report import render_report
from verify.presentation.sound_picture import spectrogram_jpeg
from verify.presentation.spectrogram import spectrogram_svg
from verify.presentation.summary import summary

BUDGET = DistanceBudget(
    speed_of_sound_m_s=340.0,
    temperature_c=15.0,
    wind_m_s=7.0,
    av_offset_s=0.0,
    lines=[BudgetLine(cause="picture and sound apart, unknown", error_m=13.6)],
    error_m=13.6,
)


def a_sound(**changes: Any) -> Sound:
    facts: dict[str, Any] = {
        "onset_s": 3.0,
        "onset_error_s": 0.002,
        "snr_db": 21.0,
        "kind_hint": SoundKind.IMPULSIVE,
        "hints": ["a shot or a door can sound like this"],
        "accepted": True,
        "reason": "21 dB above the 0.6 s before, and it begins at once",
    }
    return Sound(**(facts | changes))


def a_pair(**changes: Any) -> FlashToBang:
    facts: dict[str, Any] = {
        "flash_index": 0,
        "sound_index": 0,
        "delay_s": 1.0,
        "distance_m": 340.0,
        "low_m": 313.0,
        "high_m": 367.0,
        "conditional": True,
        "reason": "if this sound belongs to this flash: 313 to 367 m",
        "budget": BUDGET,
    }
    return FlashToBang(**(facts | changes))


def a_page(**changes: Any) -> str:
    facts = {
        "audio_present": True,
        "audio_silent": False,
        "sounds": [a_sound(), a_sound(onset_s=-0.1, accepted=False, reason="too faint")],
        "flash_to_bang": [a_pair()],
    }
    return render_report(an_analysis(**(facts | changes)), None, {})


def section(page: str) -> str:
    (found,) = re.findall(r'<section id="sounds".*?</section>', page, re.DOTALL)
    return str(found)


def test_a_distance_stands_with_its_condition_and_its_budget() -> None:
    shown = section(a_page())
    assert "if this sound belongs to this flash: 313 to 367 m" in shown
    assert "picture and sound apart, unknown" in shown
    assert "metres either way" in shown
    assert ">13.6</td>" in shown
    assert "It would mislead if" in shown


def test_list_and_spectrogram_are_folded_away_and_say_how_to_read_them() -> None:
    jpeg = spectrogram_jpeg(np.zeros((20, 10), np.float32))
    drawing = spectrogram_svg(jpeg, 4.0, [a_sound()], [flash()], [a_pair()])
    sound = {"audio_present": True, "sounds": [a_sound()], "flash_to_bang": [a_pair()]}
    page = render_report(an_analysis(**sound), None, {}, spectrogram_svg=drawing)
    shown = section(page)
    folded = shown[shown.index("<details>") : shown.index("</details>")]
    assert "How to read it" in folded
    assert "data:image/jpeg" in folded


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"audio_present": False, "sounds": None, "flash_to_bang": None}, "no sound track"),
        ({"audio_silent": True, "sounds": [], "flash_to_bang": []}, "it is silent"),
        ({"sounds": [], "flash_to_bang": []}, "No sudden sound was found"),
        ({"flash_to_bang": []}, "no distance to give"),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, Any], said: str) -> None:
    assert said in section(a_page(**changes))


def test_summary_gives_the_distance_under_its_condition() -> None:
    analysis = an_analysis(
        audio_present=True, audio_silent=False, sounds=[a_sound()], flash_to_bang=[a_pair()]
    )
    (paragraph,) = [text for text in summary(analysis) if "sudden sound" in text]
    assert "1 sudden sound, at 0:03.000." in paragraph
    assert "if this sound belongs to this flash: 313 to 367 m" in paragraph


def test_spectrogram_has_low_tones_below_and_loud_bright() -> None:
    levels_db = np.full((40, 10), -90, np.float32)
    levels_db[20:, 0] = 0
    picture = np.asarray(Image.open(io.BytesIO(spectrogram_jpeg(levels_db))), np.int32)
    assert picture.shape == (10, 40)
    assert picture[-1, 30] > 200
    assert picture[0, 30] < 40
    assert picture[-1, 5] < 40


def test_marks_of_the_spectrogram_stand_at_their_times() -> None:
    jpeg = spectrogram_jpeg(np.zeros((20, 10), np.float32))
    drawing = spectrogram_svg(jpeg, 10.0, [a_sound(onset_s=5.0)], [flash()], [a_pair()])
    (x,) = re.findall(r'<line class="heard" x1="([\d.]+)%" x2="[\d.]+%" y1="30"', drawing)
    assert float(x) == pytest.approx(50.0, abs=0.01)
    # 2 s + 313 m / 340 m/s of 10 s, in the 97 % between the insets.
    (left,) = re.findall(r'<rect class="arrival" x="([\d.]+)%" y="44"', drawing)
    assert float(left) == pytest.approx(1.5 + 97 * (2 + 313 / 340) / 10, abs=0.01)
    assert base64.b64encode(jpeg).decode() in drawing


def _distance_m(a: list[float], b: tuple[float, float]) -> float:
    """Return the way from longitude, latitude to latitude, longitude (haversine)."""
    lon, lat, lat0, lon0 = map(math.radians, (*a, *b))
    half = math.sin((lat - lat0) / 2) ** 2
    half += math.cos(lat) * math.cos(lat0) * math.sin((lon - lon0) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def _turns_left(ring: list[list[float]]) -> bool:
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
    return area > 0


def test_rings_lie_at_their_distances_and_say_that_they_are_conditional() -> None:
    camera = (35.93, 36.63)
    text = annulus_geojson(camera, [flash()], [a_sound()], [a_pair(low_m=2300.0, high_m=2500.0)])
    (feature,) = json.loads(text)["features"]
    outer, inner = feature["geometry"]["coordinates"]
    for ring, radius_m in ((outer, 2500.0), (inner, 2300.0)):
        ways_m = [_distance_m(corner, camera) for corner in ring]
        assert ways_m == pytest.approx([radius_m] * len(ring), rel=1e-4)
    assert outer[0] == outer[-1]
    assert _turns_left(outer)
    assert not _turns_left(inner)
    assert feature["properties"]["conditional"] is True
    assert feature["properties"]["reason"].startswith("if this sound")


def test_a_sound_at_no_delay_gives_a_disc() -> None:
    near = a_pair(low_m=0.0, high_m=80.0, distance_m=None)
    (feature,) = json.loads(annulus_geojson((0.0, 0.0), [flash()], [a_sound()], [near]))["features"]
    assert len(feature["geometry"]["coordinates"]) == 1


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(BadParameterError, match="camera"):
        annulus_geojson((91.0, 0.0), [], [], [])
