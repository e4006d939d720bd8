"""The brightness curve against FFmpeg's signalstats and against values known by construction."""

import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from tests.analysis.light.footage import frame
from verify.analysis.light.brightness import BrightnessCurve, full_range
from verify.analysis.light.transfer import linear_light
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.domain.rows import BrightnessRow
from verify.media.decode import open_source


def row_of(frame_seen: Frame, transfer: str | None = None) -> BrightnessRow:
    rows: list[BrightnessRow] = []
    BrightnessCurve(rows.append, transfer).observe(frame_seen)
    return rows[0]


def signalstats(path: Path, frames: int) -> list[tuple[float, float]]:
    """Return YAVG and YMAX of the first frames as FFmpeg's own filter has them."""
    graph = "signalstats,metadata=print:file=-"
    call = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-noautorotate", "-i", str(path)]
    call += ["-frames:v", str(frames), "-vf", graph, "-f", "null", "-"]
    lines = subprocess.run(call, check=True, capture_output=True, text=True).stdout.splitlines()
    mean, highest = (
        [
            float(line.partition("=")[2])
            for line in lines
            if line.startswith(f"lavfi.signalstats.{k}=")
        ]
        for k in ("YAVG", "YMAX")
    )
    return list(zip(mean, highest, strict=True))[:frames]


@pytest.mark.parametrize(
    "name",
    ["night/thunder_kiran.mp4", "night/night_weatherjoy.mp4", "dup/tmk/doorknob-hd-no-bar.mp4"],
)
def test_mean_and_maximum_equal_signalstats_before_expansion(shared_data: Path, name: str) -> None:
    path = shared_data / name
    rows: list[BrightnessRow] = []
    limited: list[bool] = []
    with open_source(path, DecodeLimits(), path) as source:
        curve = BrightnessCurve(rows.append, source.video.transfer)
        for part in source.play():
            if isinstance(part, Frame):
                curve.observe(part)
                limited.append(part.is_limited)
            if len(rows) == 24:
                break
    expected = signalstats(path, 24)
    assert len(rows) == 24
    for row, (mean, highest), is_limited in zip(rows, expected, limited, strict=True):
        both = full_range(np.array([mean, highest]), is_limited)
        # signalstats prints six significant digits.
        assert row.luma_mean == pytest.approx(both[0], abs=1e-5 * max(mean, 1))
        assert row.luma_max == both[1]


def test_limited_range_is_expanded_and_full_range_is_not() -> None:
    luma = np.full((90, 160), 126, np.uint8)
    assert row_of(frame(luma, is_limited=True)).luma_mean == pytest.approx(110 * 255 / 219)
    assert row_of(frame(luma)).luma_mean == 126


def test_percentiles_and_clipped_share_are_those_of_the_pixels() -> None:
    luma = np.repeat(np.arange(100, dtype=np.uint8), 100).reshape(100, 100).T.copy()
    luma[:, 95:] = 255
    row = row_of(frame(luma))
    assert (row.luma_p05, row.luma_p50, row.luma_p95, row.luma_p99) == (4, 49, 94, 255)
    assert row.clipped_share == pytest.approx(0.05)
    assert row.luma_max == 255


def test_one_lamp_of_one_pixel_is_the_maximum_of_a_large_picture() -> None:
    luma = np.full((1080, 1920), 20, np.uint8)
    luma[541, 7] = 250
    assert row_of(frame(luma)).luma_max == 250


@pytest.mark.parametrize("peak", [(True, 235), (False, 255)])
def test_clipping_begins_at_the_peak_of_the_range(peak: tuple[bool, int]) -> None:
    is_limited, code = peak
    below = row_of(frame(np.full((8, 8), code - 1, np.uint8), is_limited=is_limited))
    at = row_of(frame(np.full((8, 8), code, np.uint8), is_limited=is_limited))
    assert (below.clipped_share, at.clipped_share) == (0, 1)


def test_a_turned_picture_has_the_same_row() -> None:
    luma = np.random.default_rng(1).integers(0, 256, (64, 48), dtype=np.uint8)
    upright = row_of(frame(luma))
    for turned in (luma[::-1, ::-1], luma.T, luma.T[::-1], luma[:, ::-1]):
        assert row_of(frame(turned)) == upright


def test_light_of_a_grey_picture_follows_the_named_transfer() -> None:
    seen = frame(np.full((8, 8), 128, np.uint8))
    assert row_of(seen).luminance_mean == pytest.approx((128 / 255) ** 2.4)
    assert row_of(seen, "iec61966-2-1").luminance_mean == pytest.approx(0.2158605, abs=1e-6)
    assert BrightnessCurve(lambda _: None, "smpte2084").parameters["transfer"] == "PQ"


def test_perceptual_quantiser_gives_the_light_of_the_standard() -> None:
    # SMPTE ST 2084: 100 cd/m2 is signal 0.508078, of 10000 cd/m2 at signal 1.
    light = linear_light("smpte2084")
    assert np.interp(0.508078 * 255, np.arange(256), light.of_code) == pytest.approx(0.01, rel=1e-2)
    assert (light.of_code[0], light.of_code[-1]) == (0, 1)


def test_hybrid_log_gamma_is_a_twelfth_at_half_signal() -> None:
    light = linear_light("arib-std-b67")
    assert np.interp(127.5, np.arange(256), light.of_code) == pytest.approx(1 / 12, rel=1e-2)
    assert light.of_code[-1] == pytest.approx(1, abs=1e-6)


def test_times_of_rows_are_those_of_frames() -> None:
    row = row_of(frame(np.zeros((4, 4), np.uint8), 7, float(Fraction(7, 30))))
    assert (row.frame, row.pts, row.time_s) == (7, 21000, 7 / 30)
