"""A re-upload of `night-strike.mp4`: mirrored, cropped, captioned and encoded once more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from samples.generate.camera import Picture, mark
from samples.generate.clips import NIGHT_STRIKE, clip_facts, read_truth, write_truth
from samples.generate.encode import read_clip, steady_times, write_clip
from samples.generate.sound import SAMPLE_RATE_HZ, Sound

_RATE_HZ = 25
_FROM_S, _TO_S = 2.5, 12.1
_CROP_PX = (90, 40, 1120, 630)
"""Left, top, width, height in the mirrored source."""
_SIZE_PX = (854, 480)
_TICKER_PX = (418, 462)
"""First row of the ticker and the row after its last."""
_TICKER_SPEED_PX_S = 70
_TICKER_TEXT = "".join(
    f"{sentence}     ···     "
    for sentence in (
        "SIMULATED FOOTAGE FOR TESTING SOFTWARE",
        "NO REAL EVENT, PLACE OR CHANNEL IS SHOWN",
        "COMPUTED PICTURE AND SOUND",
    )
)
_LOGO_TEXT = "TESTLINE 24"


def night_strike_reupload(folder: Path) -> None:
    """Write the re-upload; needs `night-strike.mp4` in the same folder."""
    source = folder / f"{NIGHT_STRIKE.name}.mp4"
    frames = round((_TO_S - _FROM_S) * _RATE_HZ)
    file = folder / "night-strike-reupload.mp4"
    write_clip(
        file,
        _pictures(source, frames),
        _SIZE_PX,
        steady_times(frames, _RATE_HZ),
        crf=31,
        sound=_sound(source),
        sound_bit_rate=40_000,
    )
    write_truth(file, clip_facts(frames, _RATE_HZ, _SIZE_PX, has_sound=True) | _truth(source))


def _source_frame(index: int) -> int:
    """Return the source frame that is on screen when frame `index` is shown."""
    exact = (_FROM_S + index / _RATE_HZ) * NIGHT_STRIKE.rate_hz
    return int(exact + 1e-9)


def _pictures(source: Path, frames: int) -> Iterator[Picture]:
    shown, _ = read_clip(source)
    left, top, width, height = _CROP_PX
    ribbon, logo = _ribbon(), _logo()
    for index in range(frames):
        mirrored = shown[_source_frame(index)][:, ::-1]
        part = mirrored[top : top + height, left : left + width]
        picture = cv2.resize(part, _SIZE_PX, interpolation=cv2.INTER_AREA)
        picture = cv2.convertScaleAbs(picture, alpha=1.08, beta=3)
        shift = round(index / _RATE_HZ * _TICKER_SPEED_PX_S)
        picture[_TICKER_PX[0] : _TICKER_PX[1]] = np.roll(ribbon, -shift, axis=1)[:, : _SIZE_PX[0]]
        corner = picture[20 : 20 + len(logo), 22 : 22 + logo.shape[1]]
        corner[:] = cv2.addWeighted(corner, 0.25, logo, 0.75, 0)
        yield mark(picture, lift_px=_SIZE_PX[1] - _TICKER_PX[0])


def _ribbon() -> Picture:
    """Return the whole ticker as one wide picture that can be rolled."""
    font = ImageFont.load_default(22)
    width = round(font.getlength(_TICKER_TEXT))
    height = _TICKER_PX[1] - _TICKER_PX[0]
    ribbon = Image.new("RGB", (width, height), (150, 16, 24))
    ImageDraw.Draw(ribbon).text(
        (0, height / 2), _TICKER_TEXT, (240, 240, 240), font=font, anchor="lm"
    )
    once = np.asarray(ribbon)[..., ::-1]
    return np.tile(once, (1, 1 + _SIZE_PX[0] // width, 1))


def _logo() -> Picture:
    logo = Image.new("RGB", (142, 34), (20, 60, 130))
    draw = ImageDraw.Draw(logo)
    draw.rectangle((0, 29, 142, 34), (235, 190, 40))
    draw.text((71, 15), _LOGO_TEXT, (250, 250, 250), font=ImageFont.load_default(19), anchor="mm")
    return np.ascontiguousarray(np.asarray(logo)[..., ::-1])


def _sound(source: Path) -> Sound:
    """Return the sound of the excerpt, a little quieter."""
    with av.open(str(source)) as clip:
        blocks = [frame.to_ndarray()[0] for frame in clip.decode(audio=0)]
    whole = np.concatenate(blocks)
    first, last = round(_FROM_S * SAMPLE_RATE_HZ), round(_TO_S * SAMPLE_RATE_HZ)
    return np.ascontiguousarray(0.7 * whole[first:last], np.float32)


def _truth(source: Path) -> dict[str, Any]:
    known = read_truth(source)
    flashes = []
    for flash in known["flashes"]:
        moved = {"kind": flash["kind"], "half_life_s": flash["half_life_s"]}
        for name in ("onset_s", "end_s", "bang_s"):
            moved[name] = round(flash[name] - _FROM_S, 4)
        for moment in ("onset", "peak"):
            frame = next(i for i in range(10_000) if _source_frame(i) >= flash[f"{moment}_frame"])
            moved |= {f"{moment}_frame": frame, f"{moment}_shown_s": frame / _RATE_HZ}
        flashes.append(
            moved
            | {
                "fireball_box_px": _moved_box(flash["fireball_box_px"]),
                "distance_m": flash["distance_m"],
            }
        )
    return {
        "flashes": flashes,
        "cuts": [],
        "speed_of_sound_m_s": known["speed_of_sound_m_s"],
        "blinking_lights": [
            {key: light[key] for key in ("what", "frequency_hz", "flashes_per_min")}
            for light in known["blinking_lights"]
        ],
        "edit": {
            "source": source.name,
            "from_s": _FROM_S,
            "to_s": _TO_S,
            "time_in_source": "this time + from_s; each frame is the source frame then on screen",
            "mirrored": "left and right",
            "crop_of_mirrored_px": list(_CROP_PX),
            "brightness": "value * 1.08 + 3",
            "ticker_rows_px": list(_TICKER_PX),
            "logo_box_px": [22, 20, 164, 54],
            "sound_gain": 0.7,
        },
    }


def _moved_box(box_px: list[int]) -> list[int]:
    """Return a box of the source (left, top, right, bottom) as it lies in the re-upload."""
    left, top, right, bottom = box_px
    source_width = NIGHT_STRIKE.layout.size_px[0]
    scale_x, scale_y = _SIZE_PX[0] / _CROP_PX[2], _SIZE_PX[1] / _CROP_PX[3]
    return [
        round((source_width - right - _CROP_PX[0]) * scale_x),
        round((top - _CROP_PX[1]) * scale_y),
        round((source_width - left - _CROP_PX[0]) * scale_x),
        round((bottom - _CROP_PX[1]) * scale_y),
    ]
