"""Findings made by hand: a clip of 12 s at 25 frames a second with known events."""

import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from PIL import Image

from verify.domain.claimed import Metadata, StreamTags
from verify.domain.findings import (
    SCHEMA_NAME,
    Analysis,
    Boundary,
    Brightness,
    Darkness,
    DarknessClass,
    Flash,
    FlashKind,
    Keyframe,
    PickedBecause,
    Sandbox,
    Shot,
    Timebase,
    Tool,
)
from verify.domain.footage import Footage, VideoStream
from verify.domain.timing import timecode

FRAME_RATE_HZ = 25


def make_flash(onset_frame: int, **changes: Any) -> Flash:
    onset_s = onset_frame / FRAME_RATE_HZ
    flash = Flash(
        onset_s=onset_s,
        peak_s=onset_s + 0.08,
        end_s=onset_s + 1,
        onset_frame=onset_frame,
        peak_frame=onset_frame + 2,
        onset_pts=onset_frame * 512,
        onset_error_s=0.04,
        half_life_s=0.25,
        unseen_reason=None,
        rise_s=0.04,
        rise_luminance=0.2,
        area_share=0.5,
        box_px=(10, 20, 300, 200),
        saturated=False,
        band_row_px=None,
        exposure_reacted=None,
        kind=FlashKind.FLASH,
        accepted=True,
        reason="rises within 2 frames",
        hints=["an explosion, or lightning behind cloud"],
    )
    return msgspec.structs.replace(flash, **changes)


def make_shot(start_frame: int, end_frame: int, **changes: Any) -> Shot:
    shot = Shot(
        start_s=start_frame / FRAME_RATE_HZ,
        end_s=end_frame / FRAME_RATE_HZ,
        start_frame=start_frame,
        end_frame=end_frame,
        boundary=Boundary.CUT if start_frame else Boundary.START,
        darkness=Darkness(kind=DarknessClass.NIGHT, reasons=["median luma 9"]),
    )
    return msgspec.structs.replace(shot, **changes)


def make_keyframe(frame: int, picked_because: PickedBecause, **changes: Any) -> Keyframe:
    at = timecode(frame / FRAME_RATE_HZ)
    keyframe = Keyframe(
        frame=frame,
        pts=frame * 512,
        time_s=frame / FRAME_RATE_HZ,
        timecode=at,
        picked_because=picked_because,
        file=f"keyframes/{frame:04d}_{at.replace(':', '-')}_{picked_because}.jpg",
        sha256="ab" * 32,
        width_px=640,
        height_px=360,
        pdq="0f" * 32,
        pdq_quality=100,
        phash="00000000000000ff",
        dhash="ff00000000000000",
        sharpness=100.0,
        luma_mean=20.0,
    )
    return msgspec.structs.replace(keyframe, **changes)


@pytest.fixture
def analysis() -> Analysis:
    """One cut at 8 s, an accepted flash at 3 s, a rejected rise at 6 s."""
    return Analysis(
        schema=SCHEMA_NAME,
        tool=Tool(version="0.1.0", ffmpeg="8.0", parameters={"flashes": {"baseline_s": 3.0}}),
        sandbox=Sandbox(
            level="C",
            mechanism="limits",
            denied=["excess memory"],
            not_denied=["tcp"],
            passed_over=[],
            allowed_by="user",
        ),
        footage=Footage(
            sha256="12" * 32,
            size_bytes=4_321,
            untrusted_name="night.mp4",
            untrusted_name_bytes=None,
            kind="video",
            container="mov,mp4",
            duration_s=12.0,
            video=VideoStream(
                codec="h264",
                width_px=640,
                height_px=360,
                sample_aspect_ratio=(1, 1),
                rotation_deg=0,
                frame_rate=25.0,
                is_vfr=False,
                is_interlaced=False,
                pixel_format="yuv420p",
                color_range="limited",
                transfer=None,
                hdr=None,
            ),
            audio=None,
        ),
        timebase=Timebase(
            time_base=(1, 12800),
            first_pts=0,
            frames=300,
            duration_s=12.0,
            median_interval_s=0.04,
            gaps=[],
            repeats=[],
            non_monotonic_frames=0,
            corrupt_frames=0,
            truncated=False,
            truncated_reason=None,
            timing_error_s=0.02,
            notes=[],
        ),
        shots=[make_shot(0, 200), make_shot(200, 300)],
        keyframes=[
            make_keyframe(0, PickedBecause.SHOT_FIRST),
            make_keyframe(75, PickedBecause.FLASH_ONSET),
            make_keyframe(200, PickedBecause.SHOT_FIRST, pdq_quality=20),
        ],
        keyframes_left_out=0,
        brightness=Brightness(file="brightness.csv", darkness="night"),
        flashes=[
            make_flash(75),
            make_flash(
                150,
                accepted=False,
                kind=FlashKind.CAMERA_MOTION,
                reason="the camera moved",
                half_life_s=None,
                end_s=None,
                hints=[],
            ),
        ],
        lights=[],
        mains=None,
        sounds=None,
        audio_present=False,
        audio_silent=None,
        flash_to_bang=None,
        overlays=[],
        overlays_cannot_tell=[],
        traces=[],
        traces_cannot_tell=[],
        coding=None,
        metadata=Metadata(
            untrusted_created="2020-02-27T17:41:09Z",
            times=[],
            positions=[],
            track=None,
            untrusted_device=None,
            writers=[],
            encoders=[],
            untrusted_container_tags={"encoder": "Lavf58"},
            streams=[
                StreamTags(index=0, kind="video", codec="h264", untrusted_tags={"language": "und"})
            ],
            container=None,
            untrusted_exif=None,
            xmp=None,
            untrusted_timecode=None,
            doubts=[],
        ),
        c2pa=None,
        viewer_safety=None,
        archive=None,
        skipped=[],
    )


@pytest.fixture
def flash_at() -> Callable[..., Flash]:
    return make_flash


@pytest.fixture
def shot_of() -> Callable[..., Shot]:
    return make_shot


@pytest.fixture
def keyframe_at() -> Callable[..., Keyframe]:
    return make_keyframe


@pytest.fixture
def jpeg() -> Callable[[int, int, tuple[int, int, int]], bytes]:
    """Return a JPEG of one RGB colour and the given width and height."""

    def encode(width_px: int, height_px: int, colour: tuple[int, int, int]) -> bytes:
        encoded = io.BytesIO()
        Image.new("RGB", (width_px, height_px), colour).save(encoded, "JPEG", quality=95)
        return encoded.getvalue()

    return encode
