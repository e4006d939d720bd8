"""A complete analysis made by hand, for tests of what is done with findings."""

from typing import Any

import msgspec

from tests import claimed
from verify.domain import findings as f
from verify.domain.footage import ColorRange, Footage, VideoStream
from verify.domain.lights import Light, LightColor, Mains, MainsReading, PathPoint
from verify.domain.methods import METHOD_VERSION, VERSIONS
from verify.domain.overlays import Overlay, OverlayKind, OverlayStill, Showing
from verify.domain.safety import ViewerSafety
from verify.domain.sounds import Sound, SoundKind
from verify.domain.traces import Coding, Confidence, Measure, PictureCount, Trace, TraceKind, Untold

SHA256 = "ab" * 32
TOOL_OF_NOW = f.Tool(
    version="0.1.0",
    ffmpeg="8.1",
    parameters={name: {METHOD_VERSION: version} for name, version in VERSIONS.items()},
)
"""With the methods that are, so that nothing is stale; an analysis by hand names none."""

TABLE_HEADERS = {
    "brightness.csv": "frame,pts,time_s,luma_mean,luma_p05,luma_p50,luma_p95,luma_p99,luma_max,"
    "clipped_share,luminance_mean\r\n",
    "hashes.csv": "frame,pts,time_s,pdq,pdq_quality,phash,dhash\r\n",
}
"""Of the tables that a worker leaves."""


def keyframe(**changes: Any) -> f.Keyframe:
    """Return a keyframe at 1 s, with changes."""
    facts: dict[str, Any] = {
        "frame": 25,
        "pts": 25,
        "time_s": 1.0,
        "timecode": "00:00:01.000",
        "picked_because": f.PickedBecause.SHOT_FIRST,
        "file": "keyframes/0001_00-00-01.000_shot-first.jpg",
        "sha256": SHA256,
        "width_px": 320,
        "height_px": 180,
        "pdq": "0" * 64,
        "pdq_quality": 80,
        "phash": "0" * 16,
        "dhash": "0" * 16,
        "sharpness": 12.0,
        "luma_mean": 40.0,
    }
    return f.Keyframe(**(facts | changes))


def a_viewer_safety(**changes: Any) -> ViewerSafety:
    """Return what is said of a clip that may be played."""
    facts = {
        "general_flash_fail": False,
        "red_flash_fail": False,
        "prolonged": False,
        "worst_second_s": None,
        "flashes_in_worst_second": 0.0,
        "reason": "No flashing beyond the limits.",
    }
    return ViewerSafety(**(facts | changes))


def flash(**changes: Any) -> f.Flash:
    """Return an accepted flash at 2 s, with changes."""
    facts: dict[str, Any] = {
        "onset_s": 2.0,
        "peak_s": 2.04,
        "end_s": 2.6,
        "onset_frame": 50,
        "peak_frame": 51,
        "onset_pts": 50,
        "onset_error_s": 0.04,
        "half_life_s": 0.2,
        "unseen_reason": None,
        "rise_s": 0.04,
        "rise_luminance": 0.3,
        "area_share": 0.5,
        "box_px": (0, 0, 320, 180),
        "saturated": False,
        "band_row_px": None,
        "exposure_reacted": None,
        "kind": f.FlashKind.FLASH,
        "accepted": True,
        "reason": "rose within one frame and decayed",
        "hints": [],
    }
    return f.Flash(**(facts | changes))


def a_sound(**changes: Any) -> Sound:
    """Return a clear shot."""
    sound = Sound(
        onset_s=1.0,
        onset_error_s=0.01,
        snr_db=20.0,
        kind_hint=SoundKind.IMPULSIVE,
        hints=["a shot"],
        accepted=True,
        reason="clear",
    )
    return msgspec.structs.replace(sound, **changes)


def an_overlay() -> Overlay:
    return Overlay(
        kind=OverlayKind.CAPTION,
        showings=[Showing(start_s=0.2, end_s=2.0, box_px=(100, 600, 400, 40))],
        showings_left_out=0,
        error_s=0.1,
        confidence=Confidence.CLEAR,
        stays_share=0.97,
        rest_stays_share=0.2,
        reason="Its edges stay in place while 80 % of the others change.",
        still=OverlayStill(
            frame=20,
            pts=20480,
            time_s=0.8,
            box_px=(92, 592, 416, 56),
            file="overlays/0001_00-00-00.800_caption.jpg",
            sha256="ab" * 32,
            width_px=416,
            height_px=56,
            phash="00ff00ff00ff00ff",
        ),
        transcription=None,
        translation=None,
    )


def a_trace(**changes: Any) -> Trace:
    """Return a picture that is held from 1 s to 2 s, with changes."""
    facts: dict[str, Any] = {
        "kind": TraceKind.FROZEN_RUN,
        "start_s": 1.0,
        "end_s": 2.0,
        "error_s": 0.12,
        "measure": Measure(name="movement around it", value=20.0, unit="times", threshold=4.0),
        "confidence": Confidence.CLEAR,
        "repeats_start_s": None,
        "innocent_explanation": "A phone that stalled, or slow motion, leaves this too.",
    }
    return Trace(**(facts | changes))


def a_light(**changes: Any) -> Light:
    """Return a light that flashes once a second from 0.5 s to 3.5 s, with changes."""
    facts: dict[str, Any] = {
        "start_s": 0.5,
        "end_s": 3.5,
        "track": [
            PathPoint(time_s=0.5, x_px=40.0, y_px=30.0),
            PathPoint(time_s=3.5, x_px=100.0, y_px=20.0),
        ],
        "is_steady": False,
        "flashes_per_min": 60.0,
        "frequency_hz": 1.0,
        "frequency_error_hz": 0.002,
        "false_alarm_probability": 1e-6,
        "flashes_seen": 12,
        "flashes_off_beat": 0,
        "cycles": 12.0,
        "duty_cycle": 0.07,
        "light_between": 0.1,
        "aliases_hz": [24.0, 26.0],
        "alias_note": "At 25.00 frames a second these would look the same.",
        "color": LightColor.WHITE,
        "hints": ["Flashes about 60 times a minute, as do an aircraft's light or a drone's."],
        "periodogram_step_hz": 0.5,
        "periodogram": [0.0, 0.2, 0.6, 0.2, 0.5],
    }
    return Light(**(facts | changes))


def a_mains(**changes: Any) -> Mains:
    """Return lamps on 50 Hz, with changes."""
    facts: dict[str, Any] = {
        "hz": 50,
        "reason": "A flicker at 10 Hz is compatible with 50 Hz.",
        "compatible_with": ["Europe"],
        "expected_50_hz": 10.0,
        "expected_60_hz": 0.0,
        "readings": [
            MainsReading(
                start_s=0.0,
                end_s=5.0,
                hz=50,
                reason="A flicker at 10 Hz is compatible with 50 Hz.",
                line_hz=10.0,
                modulation=0.02,
                bands=1.5,
                signal_to_noise=30.0,
                purity=0.99,
            )
        ],
    }
    return Mains(**(facts | changes))


def an_analysis(**changes: Any) -> f.Analysis:
    """Return the analysis of a clip of 4 s at 25 frames per second, with changes."""
    facts: dict[str, Any] = {
        "schema": f.SCHEMA_NAME,
        "tool": f.Tool(version="0.1.0", ffmpeg="8.1", parameters={}),
        "sandbox": f.Sandbox(
            level="C",
            mechanism="limits",
            denied=["excess memory"],
            not_denied=["tcp"],
            passed_over=[],
            allowed_by="user",
        ),
        "footage": Footage(
            sha256=SHA256,
            size_bytes=1000,
            untrusted_name="clip.mp4",
            untrusted_name_bytes=None,
            kind="video",
            container="mov,mp4",
            duration_s=4.0,
            video=VideoStream(
                codec="h264",
                width_px=320,
                height_px=180,
                sample_aspect_ratio=(1, 1),
                rotation_deg=0,
                frame_rate=25.0,
                is_vfr=False,
                is_interlaced=False,
                pixel_format="yuv420p",
                color_range=ColorRange.LIMITED,
                transfer="bt709",
                hdr=None,
            ),
            audio=None,
        ),
        "timebase": f.Timebase(
            time_base=(1, 25),
            first_pts=0,
            frames=100,
            duration_s=4.0,
            median_interval_s=0.04,
            gaps=[],
            repeats=[],
            non_monotonic_frames=0,
            corrupt_frames=0,
            truncated=False,
            truncated_reason=None,
            timing_error_s=0.02,
            notes=["The file asks players to mirror the picture; it is mirrored."],
        ),
        "shots": [
            f.Shot(
                start_s=0.0,
                end_s=4.0,
                start_frame=0,
                end_frame=100,
                boundary=f.Boundary.START,
                darkness=f.Darkness(kind=f.DarknessClass.NIGHT, reasons=["median luma 12"]),
            )
        ],
        "keyframes": [keyframe()],
        "keyframes_left_out": 0,
        "brightness": f.Brightness(file="brightness.csv", darkness="night"),
        "flashes": [flash()],
        "lights": [a_light()],
        "mains": a_mains(),
        "sounds": None,
        "audio_present": False,
        "audio_silent": None,
        "flash_to_bang": None,
        "overlays": [msgspec.structs.replace(an_overlay(), still=None)],
        "overlays_cannot_tell": [
            Untold(start_s=0.0, end_s=1.0, reason="most of the picture stands still here")
        ],
        "traces": [a_trace()],
        "traces_cannot_tell": [
            Untold(start_s=0.0, end_s=1.0, reason="hardly anything moves, so nothing can be told")
        ],
        "coding": Coding(
            ordinary=None,
            reasons=[],
            pictures=[PictureCount(kind="I", frames=1, mean_bytes=9000.0)],
            i_frame_interval_frames=None,
            longest_i_frame_interval_frames=None,
        ),
        "metadata": claimed.metadata(),
        "c2pa": claimed.credentials(),
        "viewer_safety": a_viewer_safety(),
        "archive": None,
        "skipped": [],
    }
    return f.Analysis(**(facts | changes))
