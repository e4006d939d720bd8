"""Blinking lights: points that come on again and again in one place or along one path.

Only where the picture is dark, and only points: a light wider than 2 % of the picture is a flash,
not a lamp far away. A light is followed within one shot; what blinks is never told from its rate.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

import cv2
import msgspec
import numpy as np

from verify.analysis.light import lights_onsets, lights_rate
from verify.analysis.light.flashes import SeenShots
from verify.analysis.light.lights_onsets import Onset, OnsetTrigger
from verify.analysis.light.lights_rate import Rate, rate_of
from verify.analysis.light.lights_reading import aliases_of, color_of, hints_of, shared_color
from verify.analysis.light.lights_track import (
    LONGEST_DARK_S,
    MOST_SAMPLES,
    CameraShift,
    PlacePx,
    Sample,
    Spot,
    Track,
    brightest_near,
)
from verify.domain.frames import Frame
from verify.domain.lights import Light, LightColor, PathPoint

MOST_TRACKS = 24
"""Lights followed at once; the one that has flashed least makes room."""

MOST_LOOKS = 6
"""Lights measured in one frame, those that flashed most often first, then those that came on last;
insects come in swarms."""

MOST_LIGHTS = 40
"""Lights listed; beyond that those are kept that chance explains least."""

_PATH_POINTS = 64
_PERIODOGRAM_VALUES = 400
_COLORED_FLASHES = (4, 6)
"""Which flashes of a light are looked at in colour; a whole frame is converted for each."""
_COLOR_RADIUS_PX = 4.0
_STAYS_SHARE = 0.25
_SURE_FLASHES = 3
_ON_I_FRAMES = 0.8


class LightWatch:
    """Finds blinking lights in one pass; a `FrameAnalysis`.

    Parameters
    ----------
    shots : SeenShots
        The shot detector of the same pass, which stands before this one.

    Attributes
    ----------
    left_out : int
        Lights found beyond `MOST_LIGHTS`.
    """

    name = "lights"

    def __init__(self, shots: SeenShots) -> None:
        self.left_out = 0
        self._shots = shots
        self._trigger = OnsetTrigger()
        self._camera = CameraShift()
        self._tracks: list[Track] = []
        self._ended: list[Track] = []
        self._found: list[tuple[int, Light]] = []
        self._tracks_begun = 0
        self._scale = 1.0

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "dark_levels": lights_onsets.DARK_LEVELS,
            "least_rise_levels_px": lights_onsets.LEAST_RISE,
            "longest_dark_s": LONGEST_DARK_S,
            "slowest_hz": lights_rate.SLOWEST_HZ,
            "least_cycles": lights_rate.LEAST_CYCLES,
            "most_false_alarm": lights_rate.MOST_FALSE_ALARM,
            "most_tracks": MOST_TRACKS,
            "most_looks": MOST_LOOKS,
            "most_lights": MOST_LIGHTS,
        }

    @property
    def lights(self) -> list[Light]:
        """The lights by time; complete after `finish`."""
        return sorted((light for _, light in self._found), key=lambda light: light.start_s)

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        if self._ended and self._ended[0].samples[-1].frame < self._shots.settled_frames:
            self._judge(self._ended.pop(0))
        if cv2.mean(frame.tiny)[0] > lights_onsets.DARK_LEVELS:
            return
        onsets = self._trigger.observe(frame.small, frame.time_s)
        for track in tuple(self._tracks):
            if track.is_over(frame.time_s):
                self._end(track)
        if not (onsets or any(track.needs_a_look for track in self._tracks)):
            return
        self._scale = frame.luma.shape[1] / frame.small.shape[1]
        self._camera.observe(frame)
        wanting = [track for track in self._tracks if track.needs_a_look]
        looked_at = sorted(wanting, key=_worth_a_look, reverse=True)[:MOST_LOOKS]
        followed: list[tuple[Track, PlacePx]] = []
        for track in self._tracks:
            at = self._whereabouts(track, frame.time_s, onsets, is_looked_at=track in looked_at)
            if at is not None:
                followed.append((track, at))
        spots = brightest_near(frame.small, [at for _, at in followed])
        for (track, at), spot in zip(followed, spots, strict=True):
            self._follow(track, frame, at, spot)
        for onset in onsets:
            self._begin(onset, frame)
        if not self._tracks:
            self._camera.forget()

    def finish(self) -> None:
        """Judge what is still followed with the frames that there are."""
        for track in tuple(self._tracks):
            self._end(track)
        while self._ended:
            self._judge(self._ended.pop(0))

    def _whereabouts(
        self, track: Track, time_s: float, onsets: list[Onset], *, is_looked_at: bool
    ) -> PlacePx | None:
        """Return where to measure a light; a new flash near by is its own, and leaves `onsets`.

        A place that lit up once is only looked at again when something near it lights up: else
        None.
        """
        if not (onsets or is_looked_at):
            return None
        at = track.foreseen(time_s, self._camera.shift_px)

        def distance_px(onset: Onset) -> float:
            return hypot(onset.x_px - at[0], onset.y_px - at[1])

        nearest = min(onsets, key=distance_px, default=None)
        if nearest is not None and distance_px(nearest) <= track.reach_px(time_s):
            onsets.remove(nearest)
            return nearest.x_px, nearest.y_px
        return at if is_looked_at else None

    def _follow(self, track: Track, frame: Frame, at: PlacePx, spot: Spot | None) -> None:
        """Take in what was measured; a light that has left the picture is followed no more."""
        if spot is None:
            self._end(track)
            return
        begins = track.follow(frame, at, spot, self._camera.shift_px)
        if begins and _COLORED_FLASHES[0] <= track.flash_count <= _COLORED_FLASHES[1]:
            x, y = (self._scale * (place + 0.5) for place in (track.samples[-1][3:5]))
            radius_px = self._scale * _COLOR_RADIUS_PX
            track.colors.append(color_of(frame.picture(), x, y, radius_px))
        if len(track.samples) == MOST_SAMPLES:
            self._end(track)
            self._tracks.append(track.continued())

    def _begin(self, onset: Onset, frame: Frame) -> None:
        if len(self._tracks) == MOST_TRACKS:
            least = min(self._tracks, key=lambda track: (track.flash_count, track.lit_s))
            if least.flash_count > _SURE_FLASHES:
                return
            self._end(least)
        self._tracks_begun += 1
        camera = self._camera.shift_px
        track = Track.beginning(self._tracks_begun, onset, frame.time_s, camera)
        at = onset.x_px, onset.y_px
        (spot,) = brightest_near(frame.small, [at])
        if spot is not None:
            track.follow(frame, at, spot, camera)
            self._tracks.append(track)

    def _end(self, track: Track) -> None:
        self._tracks.remove(track)
        if track.flash_count >= lights_rate.LEAST_CYCLES:
            self._ended.append(track)

    def _judge(self, track: Track) -> None:
        """Look for a rate within each shot that the light was followed through."""
        for samples in _by_shot(track.samples, [seen.frame for seen in self._shots.boundaries]):
            times_s = np.array([sample.time_s for sample in samples])
            rate = rate_of(times_s, np.array([sample.levels for sample in samples]))
            if rate is not None and not _is_on_i_frames(rate, samples):
                self._list(track.number, self._light(track, samples, rate))

    def _light(self, track: Track, samples: Sequence[Sample], rate: Rate) -> Light:
        times_s = np.array([sample.time_s for sample in samples])
        aliases_hz, alias_note = aliases_of(rate.frequency_hz, times_s)
        values = rate.powers[:_PERIODOGRAM_VALUES]
        return Light(
            start_s=rate.start_s,
            end_s=rate.end_s,
            track=self._path(samples, rate),
            is_steady=False,
            flashes_per_min=60 * rate.frequency_hz,
            frequency_hz=rate.frequency_hz,
            frequency_error_hz=rate.error_hz,
            false_alarm_probability=rate.false_alarm,
            flashes_seen=rate.on_beat,
            flashes_off_beat=rate.off_beat,
            cycles=rate.cycles,
            duty_cycle=rate.duty,
            light_between=rate.low_share,
            aliases_hz=aliases_hz,
            alias_note=alias_note,
            color=shared_color(track.colors) if track.colors else LightColor.UNCLEAR,
            hints=hints_of(rate, stays_lit=rate.low_share >= _STAYS_SHARE),
            periodogram_step_hz=rate.step_hz,
            periodogram=[float(power) for power in values],
        )

    def _path(self, samples: Sequence[Sample], rate: Rate) -> list[PathPoint]:
        """Return where it was when it flashed, a few dozen places at most."""
        lit = [samples[place] for place in rate.lit]
        chosen = np.unique(np.linspace(0, len(lit) - 1, min(_PATH_POINTS, len(lit))).astype(int))
        return [
            PathPoint(
                time_s=lit[place].time_s,
                x_px=self._scale * (lit[place].x_px + 0.5),
                y_px=self._scale * (lit[place].y_px + 0.5),
            )
            for place in chosen
        ]

    def _list(self, number: int, light: Light) -> None:
        """Add a light, or draw out the one listed if it is the same and blinks on."""
        for place, (known, listed) in enumerate(self._found):
            if known == number and _is_same_rate(listed, light):
                self._found[place] = number, _joined(listed, light)
                return
        self._found.append((number, light))
        if len(self._found) > MOST_LIGHTS:
            self.left_out += 1
            self._found.remove(
                max(self._found, key=lambda entry: entry[1].false_alarm_probability or 0)
            )


def _worth_a_look(track: Track) -> tuple[int, float]:
    return track.flash_count, track.flashes[-1].time_s if track.flashes else 0.0


def _by_shot(samples: Sequence[Sample], boundaries: Sequence[int]) -> list[Sequence[Sample]]:
    frames = [sample.frame for sample in samples]
    cuts = [0, *np.searchsorted(frames, boundaries), len(samples)]
    return [samples[start:end] for start, end in pairwise(cuts) if end > start]


def _is_on_i_frames(rate: Rate, samples: Sequence[Sample]) -> bool:
    """Return whether it keeps time with the frames that the codec stored whole.

    A faint star can be drawn in these and be lost in those between: then the encoder blinks.
    """
    stored_whole = sum(sample.is_intra for sample in samples)
    on_them = sum(samples[place].is_intra for place in rate.frames)
    is_rare = stored_whole <= 2 * rate.on_beat
    return is_rare and on_them >= _ON_I_FRAMES * rate.on_beat


def _is_same_rate(a: Light, b: Light) -> bool:
    if a.frequency_hz is None or b.frequency_hz is None:
        return False
    error_hz = hypot(a.frequency_error_hz or 0, b.frequency_error_hz or 0)
    return abs(a.frequency_hz - b.frequency_hz) <= 4 * error_hz + 0.005 * a.frequency_hz


def _joined(a: Light, b: Light) -> Light:
    """Return two measurements of one light as one; rates are weighted by their errors."""
    weights = np.array([(light.frequency_error_hz or 1.0) ** -2 for light in (a, b)])
    frequency_hz = float(weights @ [a.frequency_hz or 0, b.frequency_hz or 0] / weights.sum())
    path = [*a.track, *b.track]
    chosen = np.unique(np.linspace(0, len(path) - 1, min(_PATH_POINTS, len(path))).astype(int))
    better = min(a, b, key=lambda light: light.false_alarm_probability or 0)
    return msgspec.structs.replace(
        better,
        start_s=min(a.start_s, b.start_s),
        end_s=max(a.end_s, b.end_s),
        track=[path[place] for place in chosen],
        frequency_hz=frequency_hz,
        flashes_per_min=60 * frequency_hz,
        frequency_error_hz=float(weights.sum() ** -0.5),
        flashes_seen=a.flashes_seen + b.flashes_seen,
        flashes_off_beat=a.flashes_off_beat + b.flashes_off_beat,
        cycles=a.cycles + b.cycles,
    )
