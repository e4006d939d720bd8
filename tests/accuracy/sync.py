"""How exact clips are laid beside each other, and how often wrongly: simulated cameras, real clips.

python -m tests.accuracy.sync [FOLDER] [--share N]

Everything is from seeds; `--share 10` runs a tenth of the cases.
"""

import argparse
import itertools
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.accuracy.flashes import DEFAULT_FOLDER
from tests.synthesis import bangs, cameras
from verify.analysis.sound.track import MonoTrack, SoundTrackKeeper
from verify.analysis.sync.light import light_offset, light_rises
from verify.analysis.sync.pairs import Recording, compare_all
from verify.analysis.sync.sound import sound_match
from verify.domain.frames import AudioBlock
from verify.domain.sync import Offset
from verify.jobs.synchrony import recording_of

RATES_HZ = (25.0, 30_000 / 1001)
UNEQUAL_RATES_HZ = (
    *((10.0, 60.0), (8.0, 30.0), (15.0, 60.0), (10.0, 30.0), (30.0, 240.0), (24.0, 60.0)),
    *((30.0, 60.0), RATES_HZ, (25.0, 25.0)),
)
"""Cameras on a wall, phones, slow motion."""
OPEN_SHARES = (
    *((0.1, 0.1), (0.3, 0.3), (0.5, 0.5), (0.7, 0.7), (1.0, 1.0)),
    *((0.1, 1.0), (1.0, 0.1)),
)
"""How much of each frame the shutters of both are open."""
_BEST_S = 0.001
_FILMED_S = 14.0


@dataclass(frozen=True)
class Trial:
    """One pair: what was found, and the truth; None where the two have nothing in common."""

    found: Offset
    truth_s: float | None

    @property
    def error_s(self) -> float:
        """How far off it is."""
        if self.found.offset_s is None or self.truth_s is None:
            return float("inf")
        return abs(self.found.offset_s - self.truth_s)

    @property
    def is_covered(self) -> bool:
        """Whether the truth lies within the error that is claimed."""
        return self.found.error_s is not None and self.error_s <= self.found.error_s


def light_trials(
    count: int,
    seed: int,
    noise: float = 0.005,
    *,
    rates_hz: tuple[float, float] = RATES_HZ,
    open_shares: tuple[float, float] | tuple[None, None] = (None, None),
) -> Iterator[Trial]:
    """Film events with two cameras, by default at 25 and 29.97 frames a second.

    Three flashes or more are in both; exposures are drawn at random where they are not given.
    """
    rng = np.random.default_rng((seed, round(1e4 * noise)))
    done = 0
    while done < count:
        event = cameras.flashes(rng, int(rng.integers(4, 9)), 20.0)
        starts_s = rng.uniform(0, 6, 2)
        if event.within(float(starts_s.max()), float(starts_s.min()) + _FILMED_S) < 3:
            continue
        done += 1
        curves = [
            cameras.filmed(
                rng, event, start_s, _FILMED_S, rate_hz, noise=noise, open_share=open_share
            )
            for start_s, rate_hz, open_share in zip(starts_s, rates_hz, open_shares, strict=True)
        ]
        yield Trial(_by_light(*curves), float(starts_s[0] - starts_s[1]))


def unrelated_light(count: int, seed: int) -> Iterator[Trial]:
    """Film two events that have nothing to do with each other, every other time of bursts."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        curves = []
        for rate_hz in RATES_HZ:
            event = (
                cameras.bursts(rng, 16.0)
                if number % 2
                else cameras.flashes(rng, int(rng.integers(3, 13)), 20.0)
            )
            length_s = float(rng.choice([5.0, 8.0, _FILMED_S]))
            curves.append(cameras.filmed(rng, event, 2.0, length_s, rate_hz))
        yield Trial(_by_light(*curves), None)


def sound_trials(
    count: int, seed: int, snr_db: float, *, reverb: bool = False
) -> Iterator[tuple[Trial, bool]]:
    """Record events with two devices; tell beside each trial whether it was called one track."""
    rng = np.random.default_rng((seed, round(snr_db) + 100, reverb))
    for _ in range(count):
        heard = cameras.scene(rng, 20.0)
        starts_s = rng.uniform(0.5, 5, 2)
        tracks = [
            track_of(cameras.recorded(rng, heard, start_s, 13.0, snr_db=snr_db, reverb=reverb))
            for start_s in starts_s
        ]
        match = sound_match(*tracks)
        yield Trial(match.offset, float(starts_s[0] - starts_s[1])), match.is_same_track


def unrelated_sound(count: int, seed: int) -> Iterator[Trial]:
    """Record two events that have nothing to do with each other, each behind its own AAC."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        tracks = []
        for _ in range(2):
            heard = cameras.scene(rng, 12.0, bangs_per_s=rng.uniform(0.2, 3.0))
            if number % 4 == 0:
                heard = heard + 0.05 * bangs.music(rng, 12.0, rng.choice([100.0, 120.0]))
            tracks.append(track_of(cameras.recorded(rng, heard, 0.5, 10.0, snr_db=20.0)))
        yield Trial(sound_match(*tracks).offset, None)


def drift_error_ppm(drift_ppm: float, seed: int) -> tuple[float | None, float | None]:
    """Return how far off the drift of two minutes is, and the error that is claimed."""
    rng = np.random.default_rng(seed)
    heard = cameras.scene(rng, 125.0)
    a = track_of(cameras.recorded(rng, heard, 1.0, 120.0, snr_db=10.0))
    b = track_of(cameras.recorded(rng, heard, 2.0, 120.0, snr_db=10.0, drift_ppm=drift_ppm))
    match = sound_match(a, b)
    if match.drift_ppm is None:
        return None, None
    return match.drift_ppm - drift_ppm, match.drift_error_ppm


def track_of(sound: bangs.Sound) -> MonoTrack:
    """Return a recording as the worker keeps it, after AAC."""
    return kept(bangs.through_aac(sound))


def kept(blocks: Iterable[AudioBlock]) -> MonoTrack:
    """Return blocks as the worker keeps them."""
    keeper = SoundTrackKeeper()
    for block in blocks:
        keeper.listen(block)
    track = keeper.track()
    assert track is not None
    return track


def real_clips(folder: Path) -> tuple[list[Path], list[Recording]]:
    """Return the clips of a folder, and the third copy of its thunder, read in the jail."""
    paths = sorted(folder.glob("*.mp4"))
    paths += sorted((folder.parent / "dup" / "wild").glob("MLH-Fellowship__thunderstorm.mp4"))
    return paths, [recording_of(path, weak_allowed=False)[1] for path in paths]


COPIES = frozenset(("thunder_kiran.mp4", "thunder_Rzine.mp4", "MLH-Fellowship__thunderstorm.mp4"))
"""Copies of one event without an offset, at 30, 60 and 60 frames a second."""


def real_lines(folder: Path) -> Iterator[str]:
    """Yield each accepted offset between real clips, and how many pairs there were."""
    paths, recordings = real_clips(folder)
    wrong = 0
    compared = compare_all(recordings)
    for each in compared:
        names = paths[each.first].name, paths[each.second].name
        for kind in ("light", "sound"):
            offset: Offset | None = getattr(each.pair, kind)
            if offset is None or not offset.accepted:
                continue
            is_copy = COPIES.issuperset(names)
            wrong += not is_copy
            yield (
                f"{names[0]} and {names[1]} by {kind}: {1000 * (offset.offset_s or 0):+.1f} ms "
                f"{'of copies' if is_copy else 'ACCEPTED, AND NOT KNOWN TO BE COPIES'}"
            )
    yield f"{len(compared)} real pairs: {wrong} offsets accepted between clips not known as copies"


def _by_light(a: cameras.Curve, b: cameras.Curve) -> Offset:
    ours, theirs = light_rises(*a), light_rises(*b)
    assert ours is not None
    assert theirs is not None
    return light_offset(ours, theirs)[0]


def line(name: str, trials: list[Trial], bar_s: float) -> str:
    """Return how many were told, and how exact those are."""
    told = [trial for trial in trials if trial.found.accepted]
    errors_ms = [1000 * trial.error_s for trial in told] or [float("nan")]
    return (
        f"{name}: told {len(told)} of {len(trials)}; of these within {1000 * bar_s:g} ms "
        f"{sum(trial.error_s <= bar_s for trial in told)}, within what is claimed "
        f"{sum(trial.is_covered for trial in told)}; median {np.median(errors_ms):.2f} ms, "
        f"largest {max(errors_ms):.2f} ms"
    )


def main(arguments: list[str]) -> int:
    """Run all of it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--share", type=int, default=1)
    options = parser.parse_args(arguments)
    share = options.share
    half_frame_s = 0.5 / min(RATES_HZ)
    for noise in (0.002, 0.005, 0.02, 0.05):
        trials = list(light_trials(max(1, 100 // share), 41, noise))
        print(line(f"light, noise {noise:.1%}", trials, half_frame_s), flush=True)
    for rates_hz in UNEQUAL_RATES_HZ:
        for open_shares in OPEN_SHARES:
            filmed = light_trials(
                max(1, 100 // share), 46, 0.003, rates_hz=rates_hz, open_shares=open_shares
            )
            name = f"light, {rates_hz[0]:.4g} against {rates_hz[1]:.4g} a second, open "
            name += " and ".join(f"{open_share:.0%}" for open_share in open_shares)
            print(line(name, list(filmed), 0.5 / min(rates_hz)), flush=True)
    unrelated = list(unrelated_light(max(1, 400 // share), 42))
    print(f"light, unrelated: {sum(t.found.accepted for t in unrelated)} of {len(unrelated)} told")
    for reverb, snr_db in itertools.product((False, True), (10.0, 0.0, -6.0)):
        both = list(sound_trials(max(1, 40 // share), 43, snr_db, reverb=reverb))
        name = f"sound{', each in its own echoes' if reverb else ''}, {snr_db:+.0f} dB"
        print(line(name, [trial for trial, _ in both], _BEST_S), flush=True)
        print(f"  called one track: {sum(same for _, same in both)}", flush=True)
    unrelated = list(unrelated_sound(max(1, 200 // share), 44))
    print(f"sound, unrelated: {sum(t.found.accepted for t in unrelated)} of {len(unrelated)} told")
    for drift_ppm in (0.0, 40.0, -90.0):
        error, claimed = drift_error_ppm(drift_ppm, 45)
        print(f"drift of {drift_ppm:+.0f} ppm over two minutes: off by {error}, claimed {claimed}")
    if any(options.folder.glob("*.mp4")):
        for text in real_lines(options.folder):
            print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
