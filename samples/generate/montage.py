"""A montage: shots by day and night, joined by hard cuts, a fade through black and a dissolve."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from samples.generate.camera import Picture, Place, film, mark
from samples.generate.clips import clip_facts, write_truth
from samples.generate.daylight import DayStreet
from samples.generate.encode import steady_times, write_clip
from samples.generate.harbour import Harbour
from samples.generate.street import Layout, Street

_SIZE_PX = (640, 360)
_RATE_HZ = 25
_BLACK_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Shot:
    """One shot and how it begins.

    A `fade` goes through black: the shot before darkens for `joint_frames`, three black frames
    follow, this one brightens for `joint_frames`. A `dissolve` overlaps both by `joint_frames`.
    """

    what: str
    darkness: str
    frames: int
    boundary: str = "cut"
    joint_frames: int = 0


SHOTS = (
    Shot("street by day", "day", 70, "start"),
    Shot("street at night", "night", 60),
    Shot("second street by day", "day", 55),
    Shot("harbour at night", "night", 75, "fade", 12),
    Shot("third street by day", "day", 65, "dissolve", 20),
    Shot("second street at night", "night", 50),
)


def _places() -> Iterator[Place]:
    """Yield the place of each shot, in order."""
    low = Layout(seed=61, size_px=_SIZE_PX, left_height_m=(4.0, 9.0), horizon=0.6)
    yield DayStreet(low, cloudiness=0.45)
    yield Street(Layout(seed=71, size_px=_SIZE_PX, right_height_m=(9.0, 15.0), horizon=0.55))
    yield DayStreet(Layout(seed=62, size_px=_SIZE_PX, lamp_spacing_m=40), cloudiness=0.7)
    yield Harbour(42, _SIZE_PX)
    yield DayStreet(replace(low, seed=63), cloudiness=0.3)
    yield Street(Layout(seed=72, size_px=_SIZE_PX, left_height_m=(5.0, 9.0), horizon=0.58))


def montage(folder: Path) -> None:
    """Write the montage."""
    shots, joints = _timeline()
    frames = shots[-1]["end_frame"]
    file = folder / "montage.mp4"
    write_clip(file, _pictures(), _SIZE_PX, steady_times(frames, _RATE_HZ), crf=27)
    facts = clip_facts(frames, _RATE_HZ, _SIZE_PX, has_sound=False)
    cuts = [
        {"frame": shot["start_frame"], "time_s": shot["start_s"]}
        for shot in shots
        if shot["boundary"] == "cut"
    ]
    write_truth(file, facts | {"shots": shots, "cuts": cuts, "joints": joints, "flashes": []})


def _filmed() -> Iterator[list[Picture]]:
    for index, (shot, place) in enumerate(zip(SHOTS, _places(), strict=True)):
        by_day = shot.darkness == "day"
        yield list(
            film(
                place,
                shot.frames,
                _RATE_HZ,
                seed=100 + 2 * index,
                sensitivity=0.85 if by_day else 2.5,
                noise=0.15 if by_day else 0.8,
            )
        )


def _pictures() -> Iterator[Picture]:
    held: list[Picture] = []
    for shot, pictures in zip(SHOTS, _filmed(), strict=True):
        count = shot.joint_frames
        share = (np.arange(count) + 1) / (count + 1)
        if shot.boundary == "fade":
            for index in range(count):
                held[index - count] = _dimmed(held[index - count], 1 - share[index])
                pictures[index] = _dimmed(pictures[index], share[index])
            held += [np.zeros_like(pictures[0])] * _BLACK_FRAMES
        elif shot.boundary == "dissolve":
            for index in range(count):
                before = held[index - count]
                pictures[index] = cv2.addWeighted(
                    before, 1 - share[index], pictures[index], share[index], 0
                )
            held = held[:-count]
        yield from (mark(picture) for picture in held)
        held = pictures
    yield from (mark(picture) for picture in held)


def _dimmed(picture: Picture, share: float) -> Picture:
    return np.rint(picture * share).astype(np.uint8)


def _timeline() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the shots and the gradual joints; at these a shot begins in the joint's middle."""
    shots: list[dict[str, Any]] = []
    joints: list[dict[str, Any]] = []
    end = 0
    for shot in SHOTS:
        start = boundary = end
        if shot.joint_frames:
            if shot.boundary == "fade":
                joint = (end - shot.joint_frames, end + _BLACK_FRAMES + shot.joint_frames)
                start = end + _BLACK_FRAMES
            else:
                joint = (end - shot.joint_frames, end)
                start = end - shot.joint_frames
            boundary = sum(joint) // 2
            joints.append({"kind": shot.boundary} | _span(*joint))
            shots[-1] |= _span(shots[-1]["start_frame"], boundary)
        end = start + shot.frames
        shots.append(
            {"what": shot.what, "darkness": shot.darkness, "boundary": shot.boundary}
            | _span(boundary, end)
        )
    return shots, joints


def _span(start_frame: int, end_frame: int) -> dict[str, Any]:
    return {
        "start_frame": start_frame,
        "end_frame": end_frame,
        "start_s": start_frame / _RATE_HZ,
        "end_s": end_frame / _RATE_HZ,
    }
