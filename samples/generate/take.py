"""Filming a scene by hand, frame by frame, and writing down what is true of the result."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from samples.generate.aircraft import Aircraft
from samples.generate.blast import Blast, Explosion
from samples.generate.camera import (
    Affine,
    ExposureControl,
    Picture,
    Sensor,
    hand_shake,
    mark,
    view,
)
from samples.generate.sound import SPEED_OF_SOUND_M_S, arrival_s
from samples.generate.street import Layout, Street


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that decides how a clip of a street looks."""

    name: str
    layout: Layout
    frames: int
    rate_hz: int
    explosions: tuple[Explosion, ...] = ()
    aircraft: Aircraft | None = None
    seed: int = 1
    sway_px: float = 7.0
    drift_px: tuple[float, float] = (26.0, -10.0)
    sensitivity: float = 2.4
    noise: float = 1.0
    exposure_strength: float = 0.8

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame shown to the end of the last."""
        return self.frames / self.rate_hz


@dataclass(slots=True)
class Take:
    """A scene being filmed; what was measured on the way becomes its truth."""

    scene: Scene
    light: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    boxes_px: dict[int, list[int]] = field(default_factory=dict)

    def pictures(self, last_frame: int | None = None) -> Iterator[Picture]:
        """Render the frames in order, up to but not including `last_frame`."""
        scene = self.scene
        size = scene.layout.size_px
        street = Street(scene.layout)
        blasts = [Blast(street, explosion) for explosion in scene.explosions]
        unit = size[0] / 1280
        drift = (scene.drift_px[0] * unit, scene.drift_px[1] * unit)
        path = hand_shake(scene.seed, scene.frames, scene.rate_hz, scene.sway_px * unit, drift)
        control = ExposureControl(
            float(street.own_light.mean()), scene.rate_hz, scene.exposure_strength
        )
        sensor = Sensor(scene.seed + 1, size, scene.sensitivity, scene.noise)
        exposure_s = 1 / scene.rate_hz
        for index in range(scene.frames if last_frame is None else last_frame):
            time_s = index / scene.rate_hz
            plate = street.own_light.copy()
            for blast in blasts:
                blast.add_light(plate, time_s, exposure_s)
            if scene.aircraft is not None:
                scene.aircraft.add(plate, time_s, scene.duration_s, exposure_s)
            matrix = view(path[index], street.margin_px, size)
            seen = cv2.warpAffine(plate, matrix, size, borderMode=cv2.BORDER_REPLICATE)
            self.light.append(float(np.minimum(seen[::4, ::4].mean(axis=2), 0.6).mean()))
            self.gain.append(control.step(self.light[-1]))
            self._note_boxes(blasts, index, matrix, size)
            yield mark(sensor.expose(seen, self.gain[-1]))

    def _note_boxes(
        self, blasts: list[Blast], index: int, matrix: Affine, size: tuple[int, int]
    ) -> None:
        for number, blast in enumerate(blasts):
            if index == round(blast.explosion.onset_s * self.scene.rate_hz) + 1:
                x, y = matrix @ (*blast.foot_px, 1.0)
                radius = blast.radius_px
                box = (x - radius, y - 1.5 * radius, x + radius, y)
                limits = (*size, *size)
                self.boxes_px[number] = [
                    round(min(max(value, 0), limit))
                    for value, limit in zip(box, limits, strict=True)
                ]

    def flash_truth(self) -> list[dict[str, Any]]:
        """Return what is true of each flash, in the order of the scene's explosions."""
        return [self._flash(number) for number in range(len(self.scene.explosions))]

    def _flash(self, number: int) -> dict[str, Any]:
        explosion, rate = self.scene.explosions[number], self.scene.rate_hz
        given_off = np.array(
            [explosion.light_of_frame(k / rate, 1 / rate) for k in range(self.scene.frames)]
        )
        onset_frame = int(np.argmax(given_off > 0))
        peak_frame = int(np.argmax(given_off))
        bang_s = arrival_s(explosion.onset_s, explosion.distance_m)
        return {
            "kind": "sustained" if explosion.fire else "flash",
            "onset_s": explosion.onset_s,
            "onset_frame": onset_frame,
            "peak_s": round(peak_frame / rate, 6),
            "peak_frame": peak_frame,
            "half_life_s": None if explosion.fire else explosion.time_to_share_s(0.5),
            "end_s": explosion.end_s(),
            "fireball_box_px": self.boxes_px[number],
            "distance_m": explosion.distance_m,
            "bang_s": round(bang_s, 4) if bang_s < self.scene.duration_s else None,
            "mean_light_before": round(
                float(np.mean(self.light[onset_frame - 10 : onset_frame])), 5
            ),
            "mean_light_at_peak": round(self.light[peak_frame], 5),
            "lowest_gain": round(min(self.gain[onset_frame : onset_frame + 2 * rate]), 3),
        } | ({"burns_on_at_share_of_peak": explosion.fire} if explosion.fire else {})

    def truth(self) -> dict[str, Any]:
        """Return what is true of lights, sounds and edits, ready for JSON."""
        scene = self.scene
        truth: dict[str, Any] = {
            "flashes": self.flash_truth(),
            "cuts": [],
            "speed_of_sound_m_s": SPEED_OF_SOUND_M_S,
        }
        if scene.aircraft is not None:
            truth["blinking_lights"] = [scene.aircraft.truth()]
        return truth
