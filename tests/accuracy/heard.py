"""How well a sound is found again by its peaks: real sounds, edited, among others and simulated.

python -m tests.accuracy.heard [FOLDER] [--half tuning|scored] [--share N] [--others N]

Everything is from seeds; `--share 10` asks a tenth of the queries, `--others` sets how many entries
of three minutes, pieced together from sounds of the other half, stand among the sources.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.accuracy.flashes import DEFAULT_FOLDER
from tests.storage.footage import REPORTER, new_entry
from tests.synthesis import sounds
from tests.synthesis.sounds import EDITS, RATE_HZ, Sound
from verify.analysis.matching.sound_alignment import SoundStretch
from verify.analysis.matching.sound_grading import (
    MOST_SPOKEN_OF,
    expected_false_matches,
    graded,
)
from verify.analysis.sound.peaks import SoundPeaks
from verify.domain.audio_fingerprint import AudioFingerprint, SoundState
from verify.domain.frames import AudioBlock
from verify.domain.matches import MatchGrade
from verify.storage.likeness import open_sound_index
from verify.storage.memory import memory_store
from verify.workbench.archive.sounding import Listening

SOURCES = {
    "tuning": (
        *("dup/tmk/chair-orig-22-sd-bar.mp4", "dup/videos/nasa_13013.mp4"),
        *("dup/videos/tmo324_desert.mp4", "shots/issue-134-rotate.mp4"),
        *("night/audio/neg_BACKGROUND_001.wav", "night/audio/neg_DRONE_001.wav"),
        *("night/audio/neg_HELICOPTER_010.wav", "night/audio/thunder_strike_pixabay.mp3"),
        *("night/dashcam_night_tmo324.mp4", "night/audio/gunshot_tropical_1.wav"),
        *("night/audio/gunshot_tropical_2.wav", "meta/gps_video/sample.3gp"),
        *("dup/wild/hannah68__fog.mp4", "dup/tmk/doorknob-hd-no-bar.mp4"),
    ),
    "scored": (
        *("dup/videos/decord_pancake.mkv", "dup/videos/tmo324_countryroad.mp4"),
        *("dup/videos/tmo324_rainy.mp4", "shots/issue-195-aspect-ratio.mp4"),
        *("night/meteor_astroport.mp4", "night/audio/neg_BACKGROUND_010.wav"),
        *("night/audio/neg_DRONE_010.wav", "night/audio/neg_HELICOPTER_001.wav"),
        *("meta/gps_video/FLIR Thermal.mp4", "night/night_weatherjoy.mp4"),
        *("night/thunder_kiran.mp4", "night/audio/gunshot_tropical_4.wav"),
        *("night/audio/gunshot_tropical_5.wav", "dup/tmk/pattern-longer-no-bar.mp4"),
        *("night/thunder_weatherjoy.mp4", "night/thunder_pranav.mp4"),
    ),
}
# One shot in two windows of one recording, as it turned out; they are no negatives of each other.
_ONE_RECORDING = frozenset(name for half in SOURCES.values() for name in half if "tropical" in name)
_EXCERPTS_S = (3.0, 5.0, 8.0)
_SEEDS = {"tuning": 61, "scored": 62}
_PIECES_OF_S = 180.0


def fingerprint(sound: Sound) -> AudioFingerprint:
    """Return the peaks of a sound."""
    ears = SoundPeaks()
    for first in range(0, len(sound), 1_024):
        ears.listen(AudioBlock(first / RATE_HZ, RATE_HZ, sound[None, first : first + 1_024]))
    return ears.fingerprint()


@dataclass(frozen=True, eq=False)
class Asked:
    """One query: which stretch of which source it holds, where, and what else."""

    name: str
    edit: str
    speed: float
    start_s: float
    length_s: float
    at_s: float
    around: tuple[str, ...]
    sound: Sound

    def is_known(self, other: str) -> bool:
        """Return whether a match with this entry would be true."""
        same = _ONE_RECORDING & {self.name, *self.around} and other in _ONE_RECORDING
        return bool(same) or other in (self.name, *self.around)


@dataclass(frozen=True)
class Answer:
    """What was found: of the source (grade, score, error, overlap), and the best of all others."""

    edit: str
    grade: MatchGrade | None
    score: float
    error_s: float
    overlap: float
    false_score: float
    false_grades: tuple[MatchGrade, ...]


def queries(full: dict[str, Sound], half: str, share: int) -> Iterator[Asked]:
    """Yield excerpts of 3 to 8 s of each source under each edit, half of them amid other sound."""
    rng = np.random.default_rng(_SEEDS[half])
    for number, (name, sound) in enumerate(full.items()):
        others = [other for other in full if other != name]
        for place, (edit, (speed, change)) in enumerate(EDITS.items()):
            length_s = min(float(rng.choice(_EXCERPTS_S)), len(sound) / RATE_HZ - 0.01)
            start_s = rng.uniform(0, len(sound) / RATE_HZ - length_s)
            part = sound[int(start_s * RATE_HZ) :][: int(length_s * RATE_HZ)]
            around = tuple(rng.choice(others, 2).tolist()) if rng.random() < 0.5 else ()
            sizes = rng.uniform(1, 3, 2) * RATE_HZ if around else (0, 0)
            if (number + place) % share:
                continue
            level = np.sqrt(np.mean(np.square(part)) + 1e-12)
            beside = []
            for other, size in zip(around, sizes, strict=False):
                piece = full[other][: int(size)]
                beside.append(piece * min(20, level / np.sqrt(np.mean(np.square(piece)) + 1e-9)))
            whole = np.concatenate([beside[0], part, beside[1]]) if beside else part
            at_s = (len(beside[0]) if beside else 0) / RATE_HZ / speed
            edited = np.clip(change(rng, whole.astype(np.float32)), -1, 1)
            yield Asked(name, edit, speed, start_s, length_s, at_s, around, edited)


def pieced_together(held: Sequence[AudioFingerprint], seed: int) -> AudioFingerprint:
    """Return three minutes of pieces of sounds, each moved in tone and at another speed."""
    rng = np.random.default_rng(seed)
    columns: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    at_s = 0.0
    while at_s < _PIECES_OF_S:
        whole = held[rng.integers(len(held))]
        start_s = rng.uniform(0, max(0.1, whole.time_ms[-1] / 1000 - 4))
        length_s = rng.uniform(2, 6)
        part = whole.between(start_s, start_s + length_s)
        time_ms = (part.time_ms - 1000 * start_s) * rng.uniform(0.9, 1.1) + 1000 * at_s
        tone = part.tone + rng.uniform(-140, 140)
        kept = (tone >= 0) & (tone < 980)
        columns.append((np.round(time_ms[kept]), np.floor(tone[kept]), part.rank[kept]))
        at_s += length_s
    time_ms, tone, rank = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(time_ms, kind="stable")
    return AudioFingerprint(
        SoundState.HEARD,
        time_ms[order].astype(np.uint32),
        tone[order].astype(np.uint16),
        rank[order].astype(np.uint8),
    )


class Archive:
    """Sounds by name, searched as the archive does."""

    def __init__(self, held: dict[str, AudioFingerprint]) -> None:
        self._store = memory_store()
        self._names: dict[str, str] = {}
        for name, one in held.items():
            added = self._store.add(new_entry(name, audio_fingerprint=one.to_bytes()), REPORTER)
            self._names[added.entry.key] = name
        self._index = open_sound_index(self._store)

    def ask(self, query: AudioFingerprint) -> Iterator[tuple[str, MatchGrade, list[SoundStretch]]]:
        """Yield name, grade and stretches of each entry that sounds alike."""
        for key, found in Listening(self._store, self._index, query).stretches.items():
            expected = expected_false_matches(found[0].score, len(query), self._index.peaks)
            if expected <= MOST_SPOKEN_OF:
                yield self._names[key], graded(found[0], expected)[0], found


def answered(archive: Archive, asked: Asked) -> Answer:
    """Ask for one query and hold what comes against the truth."""
    end_s = asked.at_s + asked.length_s / asked.speed
    middle_s = (asked.at_s + end_s) / 2
    truth_s = asked.start_s + asked.length_s / 2
    grade, score, error_s, overlap = None, 0.0, np.nan, 0.0
    false_score, false_grades = 0.0, []
    for name, given, found in archive.ask(fingerprint(asked.sound)):
        if name == asked.name:
            for one in found:
                off_s = abs(one.speed * middle_s + one.offset_s - truth_s)
                if off_s < 0.5 and one.score > score:
                    shared = min(one.end_s, end_s) - max(one.start_s, asked.at_s)
                    whole = max(one.end_s, end_s) - min(one.start_s, asked.at_s)
                    grade, score, error_s = given, one.score, off_s
                    overlap = max(0.0, shared) / whole
        elif not asked.is_known(name):
            false_score = max(false_score, found[0].score)
            false_grades.append(given)
    return Answer(asked.edit, grade, score, error_s, overlap, false_score, tuple(false_grades))


def lines(answers: Sequence[Answer], entries: int) -> Iterator[str]:
    """Yield a line for each edit and one for all."""
    highest = max((one.false_score for one in answers), default=0.0)
    for edit in (*EDITS, None):
        those = [one for one in answers if edit in (None, one.edit)]
        found = [one for one in those if one.grade is not None]
        if not those:
            continue
        errors_ms = 1000 * np.array([one.error_s for one in found] or [np.nan])
        yield (
            f"{edit or 'all':24} {len(those):3} queries: found {len(found) / len(those):.2f}, "
            f"above every false one {np.mean([one.score > highest for one in those]):.2f}, "
            f"likely {np.mean([one.grade is MatchGrade.LIKELY for one in those]):.2f}; off by "
            f"{np.median(errors_ms):.0f} ms, 90 % within {np.percentile(errors_ms, 90):.0f} ms; "
            f"overlap {np.mean([one.overlap for one in found] or [0.0]):.2f}"
        )
    false = [grade for one in answers for grade in one.false_grades]
    yield (
        f"{entries * len(answers):,} pairs of a query and an entry, of which {len(false)} false "
        f"ones were called possible or more, {false.count(MatchGrade.LIKELY)} likely; the highest "
        f"false score is {highest:.1f}"
    )


def meaningless_lines(held: dict[str, AudioFingerprint], length_s: float = 12.0) -> Iterator[str]:
    """Yield what is found of silence, beeps, hum, noise and wind, also among their own kind."""
    twice = [dict(sounds.meaningless(np.random.default_rng(seed), length_s)) for seed in (71, 72)]
    archive = Archive(held | {kind: fingerprint(sound) for kind, sound in twice[0].items()})
    for kind, sound in twice[1].items():
        query = fingerprint(sound)
        found = [f"{name} {grade} {each[0].score:.0f}" for name, grade, each in archive.ask(query)]
        yield f"{kind}: {query.state.name.lower()}, {len(query)} peaks; {found or 'nothing found'}"


def run(folder: Path, half: str, share: int, others: int) -> Iterator[str]:
    """Yield all figures of a half."""
    full = {name: sounds.read(folder / name) for name in SOURCES[half]}
    began_s = time.process_time()
    held = {name: fingerprint(sound) for name, sound in full.items()}
    minutes = sum(map(len, full.values())) / RATE_HZ / 60
    spent_ms = 1000 * (time.process_time() - began_s) / minutes
    other = "tuning" if half == "scored" else "scored"
    among = dict(held)
    if others:
        # Other recordings of the same shots would be true matches.
        names = [name for name in SOURCES[other] if name not in _ONE_RECORDING]
        foreign = [fingerprint(sounds.read(folder / name)) for name in names]
        among |= {f"others {n}": pieced_together(foreign, n) for n in range(others)}
    archive = Archive(among)
    answers = [answered(archive, asked) for asked in queries(full, half, share)]
    yield from lines(answers, len(among))
    yield from meaningless_lines(held)
    yield f"{spent_ms:.0f} ms of CPU to take the peaks of a minute of sound"


def main(arguments: list[str]) -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER.parent)
    parser.add_argument("--half", choices=tuple(SOURCES), default="scored")
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--others", type=int, default=200)
    given = parser.parse_args(arguments)
    for text in run(given.folder, given.half, given.share, given.others):
        print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
