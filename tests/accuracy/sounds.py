"""How well onsets are picked and distances hold: simulated sound through AAC, labels by ear.

python -m tests.accuracy.sounds [FOLDER] [--share N]

Everything is from seeds; `--share 10` runs a tenth of the cases.
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.accuracy.flashes import DEFAULT_FOLDER
from tests.analyses import an_analysis, flash
from tests.synthesis import bangs
from verify.analysis.single_pass import run_pass
from verify.analysis.sound.listening import LEAST_SNR_DB, Heard, Listening
from verify.analysis.sound.pairing import pairs_of
from verify.domain import findings as f
from verify.domain.frames import AudioBlock
from verify.domain.limits import DecodeLimits
from verify.domain.sounds import FlashToBang
from verify.media.decode import open_source

_NOISE = 0.03
_WITHIN_S = 0.002
_NEAR_S = 0.1
_RATES = (24.0, 25.0, 30_000 / 1001, 30.0, 60.0)


def heard(blocks: Iterable[AudioBlock]) -> Heard:
    """Return what is found in a sound."""
    ears = Listening()
    for block in blocks:
        ears.listen(block)
    return ears.heard()


@dataclass(frozen=True)
class Picked:
    """One simulated onset: how clear, how far off; None if nothing near was found."""

    nominal_db: float
    error_s: float | None
    claimed_s: float
    measured_db: float


def pick_trials(kind: str, nominal_db: float, trials: int, seed: int) -> Iterator[Picked]:
    """Put a blast into noise whose threefold spread it exceeds by so much; through AAC at 64k."""
    rng = np.random.default_rng((seed, round(nominal_db), len(kind)))
    for _ in range(trials):
        at_s = round(rng.uniform(1.2, 2.8) * bangs.RATE_HZ) / bangs.RATE_HZ
        blast = bangs.blast(rng, rng.uniform(200, 2000)) * 10 ** (nominal_db / 20) * 3 * _NOISE
        bed = bangs.background(rng, 4, kind) * _NOISE
        sounds = heard(bangs.through_aac(bangs.placed(bed, (at_s, blast)))).sounds
        if not sounds:
            yield Picked(nominal_db, None, 0.0, 0.0)
            continue
        best = max(sounds, key=lambda sound: sound.snr_db)
        yield Picked(nominal_db, best.onset_s - at_s, best.onset_error_s, best.snr_db)


@dataclass(frozen=True)
class Case:
    """One simulated flash with its bang: the truth, and the interval that was given."""

    distance_m: float
    answer: FlashToBang | None

    @property
    def covered(self) -> bool:
        """Whether the interval holds the truth."""
        answer = self.answer
        return answer is not None and answer.low_m <= self.distance_m <= answer.high_m

    @property
    def error_in_spreads(self) -> float | None:
        """Middle minus truth in standard deviations of the budget."""
        if self.answer is None or self.answer.distance_m is None:
            return None
        return (self.answer.distance_m - self.distance_m) / self.answer.budget.error_m


@dataclass(frozen=True)
class Filmed:
    """What a camera makes of light: its flashes and its frames' times."""

    flashes: list[f.Flash]
    timebase: f.Timebase


def filmed(rng: np.random.Generator, lights_s: Sequence[float], duration_s: float) -> Filmed:
    """Return the findings of a camera of unknown rate and exposure that drops frames."""
    interval_s = 1 / rng.choice(_RATES)
    exposure_s = rng.uniform(0.05, 1.0) * interval_s
    times_s = np.arange(0, duration_s, interval_s)
    kept = np.ones(times_s.size, bool)
    if rng.random() < 0.4:
        near_s = rng.choice(np.asarray(lights_s)) if rng.random() < 0.5 else rng.uniform(1, 6)
        first = max(1, int(near_s / interval_s) - rng.integers(0, 3))
        kept[first : first + rng.integers(1, 5)] = False
    shown_s = times_s[kept]
    before = np.flatnonzero(np.diff(shown_s) > 1.5 * interval_s)
    gaps = [
        f.Gap(
            start_s=float(shown_s[k] + interval_s),
            end_s=float(shown_s[k + 1]),
            missing_frames=max(1, round((shown_s[k + 1] - shown_s[k]) / interval_s) - 1),
        )
        for k in before
    ]
    flashes = []
    for light_s in lights_s:
        onset = int(np.argmax(shown_s + exposure_s > light_s))
        onset_s = float(shown_s[onset])
        flashes.append(flash(onset_s=onset_s, onset_frame=onset, onset_error_s=float(interval_s)))
    timebase = an_analysis().timebase
    assert timebase is not None
    facts = {name: getattr(timebase, name) for name in timebase.__struct_fields__}
    facts |= {"gaps": gaps, "median_interval_s": float(interval_s), "timing_error_s": 1e-5}
    return Filmed(flashes, f.Timebase(**facts))


def one_shot(duration_s: float) -> list[f.Shot]:
    """Return a clip without cuts."""
    shots = an_analysis().shots
    assert shots is not None
    facts = {name: getattr(shots[0], name) for name in shots[0].__struct_fields__}
    return [f.Shot(**(facts | {"end_s": duration_s}))]


def speed_m_s(rng: np.random.Generator) -> float:
    """Return how fast sound came through air that nobody measured."""
    temperature_c = np.clip(rng.normal(15, 10), -30, 45)
    dry = 331.3 * np.sqrt(1 + temperature_c / 273.15)
    along_m_s = rng.uniform(3, 11) * np.cos(rng.uniform(0, 2 * np.pi))
    return float(dry * (1 + rng.uniform(0.001, 0.006)) + along_m_s)


def distance_cases(cases: int, seed: int) -> Iterator[Case]:
    """Film a flash and record its bang, all that the budget names drawn at random."""
    rng = np.random.default_rng(seed)
    for _ in range(cases):
        distance_m = rng.uniform(150, 2500)
        light_s = rng.uniform(1, 2)
        heard_s = light_s + distance_m / speed_m_s(rng) + rng.normal(0, 0.04)
        duration_s = heard_s + 1.5
        camera = filmed(rng, [light_s], duration_s)
        level = 10 ** (rng.uniform(14, 26) / 20) * 3 * _NOISE * 0.7
        bed = bangs.background(rng, duration_s, rng.choice(["white", "wind"])) * _NOISE * 0.7
        sound = bangs.placed(bed, (heard_s, level * bangs.blast(rng, distance_m)))
        found = heard(bangs.through_aac(sound))
        shots = one_shot(duration_s)
        pairs = pairs_of(camera.flashes, found.sounds, shots, camera.timebase, None, found.reused)
        near = [p for p in pairs if abs(found.sounds[p.sound_index].onset_s - heard_s) < _NEAR_S]
        yield Case(distance_m, near[0] if near else None)


def series_cases(cases: int, seed: int) -> Iterator[tuple[Case, bool]]:
    """Film three to six flashes of one place with their bangs, each of them another one."""
    rng = np.random.default_rng(seed)
    for _ in range(cases):
        distance_m = rng.uniform(150, 2000)
        delay_s = distance_m / speed_m_s(rng) + rng.normal(0, 0.04)
        lights_s = 1 + np.cumsum(rng.uniform(0.9, 4.0, rng.integers(3, 7)))
        duration_s = float(lights_s[-1] + delay_s + 1.5)
        camera = filmed(rng, lights_s.tolist(), duration_s)
        bed = bangs.background(rng, duration_s, "wind") * _NOISE * 0.5
        events = [
            (t + delay_s, bangs.blast(rng, distance_m) * rng.uniform(0.4, 0.9)) for t in lights_s
        ]
        found = heard(bangs.as_blocks(bangs.placed(bed, *events)))
        shots = one_shot(duration_s)
        pairs = (
            []
            if found.is_music
            else pairs_of(camera.flashes, found.sounds, shots, camera.timebase, None, found.reused)
        )
        sure = [pair for pair in pairs if not pair.conditional]
        yield Case(distance_m, sure[0] if sure else None), bool(sure)


NEGATIVES = ("unrelated", "dubbed", "one sample", "missing", "music")


def negative_case(kind: str, rng: np.random.Generator) -> list[FlashToBang]:
    """Return what is paired in a clip whose sound says nothing of a distance."""
    lights_s = 1 + np.cumsum(rng.uniform(0.7, 4.0, rng.integers(2, 8)))
    duration_s = float(lights_s[-1] + 6)
    bed = bangs.background(rng, duration_s, rng.choice(["white", "wind"])) * 0.015
    if kind == "unrelated":
        at_s = rng.uniform(0.8, duration_s - 1, rng.integers(2, 10))
        events = [
            (t, bangs.blast(rng, rng.uniform(100, 2000)) * rng.uniform(0.2, 0.9)) for t in at_s
        ]
    elif kind == "dubbed":
        late_s = rng.uniform(-0.03, 0.03)
        events = [(t + late_s, bangs.blast(rng, 200) * rng.uniform(0.4, 0.9)) for t in lights_s]
    elif kind == "one sample":
        late_s, sample = rng.uniform(0.1, 3), bangs.blast(rng, 400)
        events = [(t + late_s, sample * rng.uniform(0.4, 0.9)) for t in lights_s]
    elif kind == "missing":
        events = [(0.0, bangs.voice(rng, duration_s) * 0.2)] if rng.random() < 0.5 else []
    else:
        beats = rng.uniform(80, 160)
        events = [(0.0, bangs.music(rng, duration_s, beats) * rng.uniform(0.1, 0.25))]
    found = heard(bangs.as_blocks(bangs.placed(bed, *events)))
    if found.is_music:
        return []
    camera = filmed(rng, lights_s.tolist(), duration_s)
    shots = one_shot(duration_s)
    return pairs_of(camera.flashes, found.sounds, shots, camera.timebase, None, found.reused)


def labelled(folder: Path) -> Iterator[str]:
    """Yield, for each labelled sound of real clips, what was found near it."""
    with (folder / "sounds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in sorted({row["clip"] for row in rows}):
        ears = Listening()
        with open_source(folder / name, DecodeLimits(), folder / name) as source:
            run_pass(source.play(), (), (ears,))
        sounds = ears.heard().sounds
        own = [row for row in rows if row["clip"] == name]
        for row in own:
            at_s = float(row["onset_s"])
            near = min(sounds, key=lambda s: abs(s.onset_s - at_s), default=None)
            if near is None or abs(near.onset_s - at_s) > _NEAR_S:
                found = "not found"
            else:
                found = (
                    f"{1000 * (near.onset_s - at_s):+.0f} ms, {near.snr_db:.0f} dB, "
                    f"{'accepted' if near.accepted else 'listed'}, {near.kind_hint}"
                )
            yield f"{name} {at_s:6.3f} s {row['kind']:7} {row['confidence']:7} {found}"
        times_s = [float(row["onset_s"]) for row in own]
        extra = [s for s in sounds if all(abs(s.onset_s - t) > _NEAR_S for t in times_s)]
        accepted = sum(s.accepted for s in extra)
        yield f"{name} beside the labels: {accepted} accepted, {len(extra) - accepted} listed"


def shares(values: Sequence[bool]) -> str:
    """Return how many of them hold."""
    return f"{sum(values)}/{len(values)} ({sum(values) / max(1, len(values)):.1%})"


def pick_lines(trials: int) -> Iterator[str]:
    """Yield one line for each noise and level."""
    for kind in ("white", "wind"):
        for nominal_db in (26.0, 20.0, 15.0, 12.0, 6.0):
            picked = list(pick_trials(kind, nominal_db, trials, 12))
            errors_s = np.array([p.error_s for p in picked if p.error_s is not None])
            clear = [p for p in picked if p.measured_db >= LEAST_SNR_DB and p.error_s is not None]
            yield (
                f"onsets in {kind:5} at {nominal_db:2.0f} dB: within 2 ms "
                f"{shares([p.error_s is not None and abs(p.error_s) <= _WITHIN_S for p in picked])}"
                f", median {_median_ms(errors_s):.2f} ms; of those accepted within 2 ms "
                f"{shares([abs(p.error_s or 0) <= _WITHIN_S for p in clear])}, within what is "
                f"claimed {shares([abs(p.error_s or 0) <= p.claimed_s for p in clear])}"
            )


def _median_ms(errors_s: npt.NDArray[np.float64]) -> float:
    return float(np.median(np.abs(errors_s)) * 1000) if errors_s.size else float("nan")


def distance_lines(cases: int) -> Iterator[str]:
    """Yield how often intervals hold, and whether they are as wide as they need to be."""
    single = list(distance_cases(cases, 21))
    given = [case for case in single if case.answer is not None]
    spreads = [case.error_in_spreads for case in given if case.error_in_spreads is not None]
    yield (
        f"distances of single flashes: {len(given)} of {len(single)} cases with an interval, "
        f"truth inside {shares([case.covered for case in given])}, errors in standard deviations "
        f"of the budget: rms {float(np.sqrt(np.mean(np.square(spreads)))):.2f}, mean "
        f"{float(np.mean(spreads)):+.2f}"
    )
    series = list(series_cases(max(1, cases // 8), 22))
    yield (
        f"series of one delay: found {shares([sure for _, sure in series])}, truth inside "
        f"{shares([case.covered for case, sure in series if sure])}"
    )


def negative_lines(cases: int) -> Iterator[str]:
    """Yield how often sound that belongs to nothing gives a distance without a condition."""
    total: list[bool] = []
    for number, kind in enumerate(NEGATIVES):
        rng = np.random.default_rng((31, number))
        results = [negative_case(kind, rng) for _ in range(max(1, cases // len(NEGATIVES)))]
        unconditional = [any(not pair.conditional for pair in pairs) for pairs in results]
        total += unconditional
        yield f"{kind}: without a condition in {shares(unconditional)}"
    yield f"all negatives: without a condition in {shares(total)}"


def main(arguments: list[str]) -> int:
    """Run all of it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--share", type=int, default=1)
    options = parser.parse_args(arguments)
    lines = [
        pick_lines(max(1, 100 // options.share)),
        distance_lines(max(1, 500 // options.share)),
        negative_lines(max(len(NEGATIVES), 200 // options.share)),
    ]
    if (options.folder / "sounds.csv").is_file():
        lines.append(labelled(options.folder))
    for part in lines:
        for text in part:
            print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
