"""The clips that one take of one scene makes, each with its sound and its truth."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from samples.generate.aircraft import Aircraft
from samples.generate.blast import Explosion
from samples.generate.camera import film, mark
from samples.generate.encode import COMMENT, read_clip, steady_times, write_clip
from samples.generate.harbour import Harbour
from samples.generate.sound import Sound, aircraft, ambience, arrival_s, bang, mix, passing_car
from samples.generate.street import Layout
from samples.generate.take import Scene, Take

NIGHT_STRIKE = Scene(
    name="night-strike",
    layout=Layout(seed=11, size_px=(1280, 720), left_height_m=(10.0, 17.0)),
    frames=396,
    rate_hz=30,
    explosions=(
        Explosion(seed=5, onset_s=4.0, x_m=105, distance_m=700, radius_m=42, power=1.0),
        Explosion(
            seed=6,
            onset_s=8.0,
            x_m=-75,
            distance_m=1100,
            radius_m=34,
            power=0.4,
            fast_half_life_s=0.10,
            slow_half_life_s=0.5,
        ),
    ),
    aircraft=Aircraft(start_px=(1180, 190), end_px=(520, 150)),
    seed=3,
)


NIGHT_FIRE = Scene(
    name="night-fire",
    layout=Layout(
        seed=31,
        size_px=(960, 540),
        left_height_m=(4.5, 8.5),
        right_height_m=(8.0, 13.0),
        lamp_spacing_m=38.0,
        horizon=0.58,
    ),
    frames=210,
    rate_hz=30,
    explosions=(
        Explosion(
            seed=15,
            onset_s=2.0,
            x_m=-62,
            distance_m=450,
            radius_m=34,
            power=0.6,
            fire=0.75,
        ),
    ),
    seed=21,
    drift_px=(-20.0, 8.0),
    exposure_strength=0.35,
)
FIRE_CUT_S = 0.3
"""How much of the fire its cut shows, from the onset."""


def night_strike(folder: Path) -> None:
    """Write a strong flash and a weaker one behind a street, each followed by its bang."""
    take = Take(NIGHT_STRIKE)
    rng = np.random.default_rng(8)
    duration_s = NIGHT_STRIKE.duration_s
    bangs = [
        (arrival_s(e.onset_s, e.distance_m), bang(rng, e.distance_m, level))
        for e, level in zip(NIGHT_STRIKE.explosions, (0.35, 0.16), strict=True)
    ]
    sound = mix(ambience(rng, duration_s) + aircraft(rng, duration_s), *bangs)
    _write_take(folder, take, crf=28, sound=sound)


def night_fire(folder: Path) -> None:
    """Write a sharp rise whose fire burns to the last frame."""
    take = Take(NIGHT_FIRE)
    rng = np.random.default_rng(18)
    (explosion,) = NIGHT_FIRE.explosions
    heard = (
        arrival_s(explosion.onset_s, explosion.distance_m),
        bang(rng, explosion.distance_m, 0.4),
    )
    _write_take(folder, take, crf=28, sound=mix(ambience(rng, NIGHT_FIRE.duration_s), heard))


def night_fire_cut(folder: Path) -> None:
    """Cut `night-fire.mp4` off shortly after the onset: the decay cannot be seen."""
    source = folder / f"{NIGHT_FIRE.name}.mp4"
    known = read_truth(source)
    (flash,) = known["flashes"]
    frames = flash["onset_frame"] + round(FIRE_CUT_S * NIGHT_FIRE.rate_hz)
    size_px = NIGHT_FIRE.layout.size_px
    pictures, _ = read_clip(source)
    file = folder / "night-fire-cut.mp4"
    times = steady_times(frames, NIGHT_FIRE.rate_hz)
    write_clip(file, pictures[:frames], size_px, times, crf=24)
    cut_flash = flash | {"half_life_s": None, "bang_s": None, "lowest_gain": None}
    facts = clip_facts(frames, NIGHT_FIRE.rate_hz, size_px, has_sound=False)
    edit = {"source": source.name, "from_s": 0.0, "to_s": facts["duration_s"], "sound": "removed"}
    write_truth(file, facts | {"clip_ends": True, "flashes": [cut_flash], "edit": edit, "cuts": []})


def night_other(folder: Path) -> None:
    """Write an unrelated night: a harbour, cars that pass, no explosion."""
    frames, rate_hz, size_px = 270, 30, (960, 540)
    duration_s = frames / rate_hz
    place = Harbour(41, size_px)
    rng = np.random.default_rng(44)
    passing = [
        (0.0, passing_car(rng, duration_s, (0.5 - car.start) / car.speed_per_s, 0.05))
        for car in place.cars
    ]
    sound = mix(ambience(rng, duration_s), *passing)
    filmed = film(place, frames, rate_hz, seed=45, sensitivity=2.6, sway_px=6.0)
    file = folder / "night-other.mp4"
    pictures = (mark(picture) for picture in filmed)
    write_clip(file, pictures, size_px, steady_times(frames, rate_hz), crf=28, sound=sound)
    facts = clip_facts(frames, rate_hz, size_px, has_sound=True)
    lights = "Moon, shore lamps, headlights of passing cars"
    write_truth(file, facts | {"flashes": [], "cuts": [], "bangs": [], "lights": lights})


def _write_take(folder: Path, take: Take, crf: int, sound: Sound | None) -> None:
    scene = take.scene
    size_px = scene.layout.size_px
    file = folder / f"{scene.name}.mp4"
    times = steady_times(scene.frames, scene.rate_hz)
    write_clip(file, take.pictures(), size_px, times, crf=crf, sound=sound)
    facts = clip_facts(scene.frames, scene.rate_hz, size_px, has_sound=sound is not None)
    write_truth(file, facts | take.truth())


def clip_facts(
    frames: int, rate_hz: int, size_px: tuple[int, int], has_sound: bool
) -> dict[str, Any]:
    """Return what every truth of a clip of constant rate begins with."""
    return {
        "frames": frames,
        "frame_rate": rate_hz,
        "duration_s": round(frames / rate_hz, 6),
        "size_px": list(size_px),
        "sound": has_sound,
    }


def write_truth(file: Path, facts: dict[str, Any]) -> None:
    """Write what is true of `file` beside it, as `NAME.truth.json`."""
    truth = {
        "file": file.name,
        "simulation": COMMENT,
        "made_by": f"python -m samples.generate {file.stem}",
        "times": "seconds from the first frame shown; frame 0 is the first",
    } | facts
    text = json.dumps(truth, indent=2, ensure_ascii=False)
    file.with_name(f"{file.stem}.truth.json").write_text(text + "\n", encoding="utf-8")


def read_truth(file: Path) -> dict[str, Any]:
    """Return what `write_truth` wrote for `file`."""
    text = file.with_name(f"{file.stem}.truth.json").read_text(encoding="utf-8")
    truth: dict[str, Any] = json.loads(text)
    return truth
