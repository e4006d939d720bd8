"""A clip of variable frame rate, as phones record in the dark: jitter and one gap."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from samples.generate.blast import Explosion
from samples.generate.camera import Picture
from samples.generate.clips import write_truth
from samples.generate.encode import MP4_TIME_BASE, write_clip
from samples.generate.street import Layout
from samples.generate.take import Scene, Take

_TICKS_PER_FRAME = 3000
_JITTER_TICKS = 800
_GAP_FRAMES = range(91, 106)
"""Frames that the phone lost: after frame 90 nothing is new for half a second."""

VFR = Scene(
    name="vfr",
    layout=Layout(seed=81, size_px=(640, 360), left_height_m=(5.0, 9.0), horizon=0.57),
    frames=255,
    rate_hz=30,
    explosions=(Explosion(seed=83, onset_s=5.0, x_m=-110, distance_m=800, radius_m=40, power=0.7),),
    seed=85,
)


def presentation_times() -> list[int]:
    """Return the PTS of every frame that is kept, in units of 1/90000 s, beginning with 0."""
    rng = np.random.default_rng(87)
    jitter = rng.integers(-_JITTER_TICKS, _JITTER_TICKS + 1, VFR.frames)
    jitter[0] = 0
    return [
        index * _TICKS_PER_FRAME + int(jitter[index])
        for index in range(VFR.frames)
        if index not in _GAP_FRAMES
    ]


def vfr(folder: Path) -> None:
    """Write the clip; a frame shows the scene at its nominal time and is stamped with its PTS."""
    pts = presentation_times()
    times = [value * MP4_TIME_BASE for value in pts]
    take = Take(VFR)
    file = folder / "vfr.mp4"
    write_clip(file, _kept(take), VFR.layout.size_px, times, crf=28)
    (flash,) = take.flash_truth()
    for moment in ("onset", "peak"):
        frame = flash[f"{moment}_frame"] - len(_GAP_FRAMES)
        flash |= {f"{moment}_frame": frame, f"{moment}_s": round(float(times[frame]), 6)}
    flash |= {"bang_s": None}
    last_before = _GAP_FRAMES.start - 1
    write_truth(
        file,
        {
            "frames": len(pts),
            "frame_rate": None,
            "duration_s": round(float(times[-1] + Fraction(1, VFR.rate_hz)), 6),
            "size_px": list(VFR.layout.size_px),
            "sound": False,
            "flashes": [flash],
            "cuts": [],
            "time_base": [MP4_TIME_BASE.numerator, MP4_TIME_BASE.denominator],
            "nominal_interval_s": round(1 / VFR.rate_hz, 6),
            "gaps": [
                {
                    "last_frame_before": last_before,
                    "start_s": round(float(times[last_before]), 6),
                    "end_s": round(float(times[last_before + 1]), 6),
                    "missing_frames": len(_GAP_FRAMES),
                }
            ],
            "pts": pts,
        },
    )


def _kept(take: Take) -> Iterator[Picture]:
    for index, picture in enumerate(take.pictures()):
        if index not in _GAP_FRAMES:
            yield picture
