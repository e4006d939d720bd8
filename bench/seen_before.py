"""How long a minute of footage takes against an archive of a thousand clips, stage by stage.

Run by `python -m bench.run --only seen-before`. Entries are made of real clips, measured as any
entry is, in pieces put one behind the other until they last as long as clips do; hashes and points
of each piece are turned by a mask of its own, so that pieces are as far from each other as
strangers are. Sounds are made. One entry holds thirty seconds of the query as they are.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

import numpy as np

from bench.clips import cache_folder
from verify.domain.archive import EntryKind, FrameHashes, NewEntry, Still
from verify.domain.audio_fingerprint import TONES, AudioFingerprint, SoundState
from verify.domain.local_features import LocalFeatures
from verify.domain.matches import Search
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Wanted, archived
from verify.jobs.messages import InspectionOptions
from verify.media import ffmpeg
from verify.media.intake import open_footage
from verify.workbench.archive import answering, searching, shelf
from verify.workbench.clips import HashAnswer, hashes_of

ENTRIES = 1_000
_SEED = 5
_REAL = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "dup" / "videos"
_LONGEST_PIECE_MS = 20_000
# Clips that a desk keeps last from some seconds to some minutes.
_MEDIAN_S, _SPREAD = 45.0, 0.8
_SHORTEST_S, _LONGEST_S = 8.0, 300.0
_PEAKS_PER_S = 16
_QUERY = 10_000_000
_AT_ONCE = 50
_STAGES = (
    (searching.Searcher, "near", "hashes near"),
    (searching, "recognised", "points near, pictures recognised"),
    (answering, "candidates_of", "grouped by entry"),
    (answering, "stretches_of", "stretches in time"),
    (answering, "compared", "stills laid over one another"),
    (searching, "listened", "sounds, at the same time"),
)


def _minute() -> Path:
    """Return 60 s of 720p, of real clips one behind the other."""
    place = cache_folder() / "real-minute.mp4"
    if not place.is_file():
        clips = sorted(_REAL.glob("*.m[pk][4v]"))
        lengths = (("-t", "6", "-i", str(clip)) for clip in clips)
        inputs = [part for length in lengths for part in length]
        fitted = "scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1,fps=30"
        chains = [f"[{n}:v:0]{fitted},setsar=1[v{n}]" for n in range(len(clips))]
        joined = "".join(f"[v{n}]" for n in range(len(clips)))
        graph = ";".join([*chains, f"{joined}concat=n={len(clips)}[all]"])
        quiet = ["-nostdin", "-v", "error", "-y"]
        made = ["-filter_complex", graph, "-map", "[all]", "-t", "60", "-pix_fmt", "yuv420p"]
        subprocess.run([ffmpeg.program(), *quiet, *inputs, *made, str(place)], check=True)
    return place


def _measured(clip: Path) -> NewEntry:
    with open_footage(clip) as footage:
        return archived(footage, Wanted(), SourceRecord()).entry


class _Pieces:
    """Measured clips, cut and masked."""

    def __init__(self, clips: Sequence[NewEntry]) -> None:
        self._clips = [clip for clip in clips if clip.features is not None and clip.duration_s]
        self._rng = np.random.default_rng(_SEED)

    def entries(self, count: int) -> Iterator[NewEntry]:
        """Yield entries of strangers."""
        for number in range(count):
            length_s = _MEDIAN_S * float(np.exp(self._rng.normal(0, _SPREAD)))
            yield self._entry(number, min(_LONGEST_S, max(_SHORTEST_S, length_s)))

    def _entry(self, number: int, length_s: float) -> NewEntry:
        pieces: list[NewEntry] = []
        starts_ms: list[int] = []
        at_ms = 0
        while at_ms < 1000 * length_s:
            piece = self._clips[int(self._rng.integers(len(self._clips)))]
            starts_ms.append(at_ms)
            pieces.append(piece)
            at_ms += min(_LONGEST_PIECE_MS, round(1000 * (piece.duration_s or 0)))
        return _joined(number, pieces, starts_ms, at_ms, self._mask)

    def _mask(self, words: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
        return self._rng.integers(0, 1 << 64, words, np.uint64)


def _joined(
    number: int,
    pieces: Sequence[NewEntry],
    starts_ms: Sequence[int],
    end_ms: int,
    mask: Callable[[int], np.ndarray[Any, np.dtype[np.uint64]]],
) -> NewEntry:
    ends_ms = [*starts_ms[1:], end_ms]
    times, words, quality = [], [], []
    stills: list[Still] = []
    described: list[LocalFeatures] = []
    for piece, start_ms, until_ms in zip(pieces, starts_ms, ends_ms, strict=True):
        hashes, features = piece.hashes, piece.features
        assert features is not None
        held = hashes.time_ms < until_ms - start_ms
        times.append(hashes.time_ms[held] + np.uint32(start_ms))
        words.append(hashes.pdq[held] ^ mask(4))
        quality.append(hashes.quality[held])
        pictures = features.time_ms < until_ms - start_ms
        some = features.of(pictures[features.picture])
        described.append(_masked(some, start_ms, pictures, mask(2)))
        stills += [
            Still(still.time_ms + start_ms, still.jpeg)
            for still in piece.stills
            if still.time_ms < until_ms - start_ms
        ]
    return NewEntry(
        key=f"{number:064x}",
        kind=EntryKind.VIDEO,
        untrusted_name=f"clip {number}.mp4",
        hashes=FrameHashes(np.concatenate(times), np.concatenate(words), np.concatenate(quality)),
        descriptors=pieces[0].descriptors,
        duration_s=end_ms / 1000,
        width_px=1280,
        height_px=720,
        stills=tuple(stills),
        features=LocalFeatures(
            *(np.concatenate(column) for column in zip(*described, strict=True))
        ),
        audio_fingerprint=_sound(number, end_ms).to_bytes(),
    )


def _sound(number: int, end_ms: int) -> AudioFingerprint:
    """Return peaks as many as music has; a shorter sound of a number is the beginning of it."""
    rng = np.random.default_rng(number)
    count = round(_LONGEST_S * _PEAKS_PER_S)
    time_ms = np.sort(rng.integers(0, round(1000 * _LONGEST_S), count)).astype(np.uint32)
    tone = rng.integers(0, TONES, count).astype(np.uint16)
    rank = rng.integers(0, _PEAKS_PER_S, count).astype(np.uint8)
    whole = AudioFingerprint(SoundState.HEARD, time_ms, tone, rank)
    return whole.between(0, end_ms / 1000)


def _masked(
    features: LocalFeatures,
    start_ms: int,
    pictures: np.ndarray[Any, np.dtype[np.bool_]],
    mask: np.ndarray[Any, np.dtype[np.uint64]],
) -> tuple[np.ndarray[Any, Any], ...]:
    return (
        features.time_ms[pictures] + np.uint32(start_ms),
        features.counts[pictures],
        features.x,
        features.y,
        features.size,
        features.angle,
        features.codes ^ mask,
    )


def _timed_stages(spent_s: dict[str, tuple[float, float]]) -> list[Any]:
    patches = []
    for place, name, words in _STAGES:
        real = getattr(place, name)

        def timed(*given: Any, _real: Any = real, _words: str = words, **more: Any) -> Any:
            started, began_s = perf_counter(), process_time()
            try:
                return _real(*given, **more)
            finally:
                took_s, worked_s = spent_s.get(_words, (0.0, 0.0))
                took_s += perf_counter() - started
                spent_s[_words] = took_s, worked_s + process_time() - began_s

        patches.append(patch.object(place, name, timed))
    return patches


def main(entries: int = ENTRIES) -> None:
    """Print the time of each stage."""
    if not _REAL.is_dir():
        print("A minute against a thousand clips: not run, needs the shared data")
        return
    minute = _minute()
    clips = [_measured(clip) for clip in sorted(_REAL.glob("*.m[pk][4v]"))]
    asked = searching.asking(InspectionOptions(analyses=frozenset(("timebase",))))
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        address = f"sqlite:///{home / 'verify.db'}"
        with shelf.opened(home, address, shelf.acting_as("bench"), makes=True) as opened:
            held = [_half_of(_measured(minute)), *_Pieces(clips).entries(entries - 1)]
            for first in range(0, entries, _AT_ONCE):
                opened.store.add_all(held[first : first + _AT_ONCE], opened.actor)
            points = sum(len(entry.features or ()) for entry in held)
            minutes = sum(entry.duration_s or 0 for entry in held) / 60
            print(f"{entries:,} clips, {minutes:,.0f} minutes, {points:,} points")
            started = perf_counter()
            hashed = replace(hashes_of(minute, asked), fingerprint=_sound(_QUERY, 60_000))
            print(f"  analysis of a minute of 720p         {perf_counter() - started:6.2f} s")
            for process in ("nothing is kept", "as another process finds it"):
                _process(opened, minute, hashed, process)


def _process(opened: shelf.Shelf, minute: Path, hashed: HashAnswer, named: str) -> None:
    """Print what one process takes from opening the archive to the end."""
    started, began_s = perf_counter(), process_time()
    with searching.searching(opened) as searcher:
        not_comparable = searcher.entries_not_comparable
        print(
            f"  {named}: archive opened, {not_comparable} entries not comparable: "
            f"{perf_counter() - started:6.2f} s, {process_time() - began_s:.2f} s of processor time"
        )
        for turn in ("first search", "second search"):
            _search(searcher, minute, hashed, turn)
        started = perf_counter()
    print(f"  kept for the next process            {perf_counter() - started:6.2f} s")


def _half_of(entry: NewEntry) -> NewEntry:
    def no_mask(words: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
        return np.zeros(words, np.uint64)

    return _joined(_QUERY, [entry], [0], 30_000, no_mask)


def _search(searcher: searching.Searcher, minute: Path, hashed: HashAnswer, turn: str) -> Search:
    spent_s: dict[str, tuple[float, float]] = {}
    patches = _timed_stages(spent_s)
    for each in patches:
        each.start()
    started, began_s = perf_counter(), process_time()
    found = searcher.search_hashes(minute, hashed, searching.DEFAULT_RADIUS_BITS)
    took_s, worked_s = perf_counter() - started, process_time() - began_s
    for each in patches:
        each.stop()
    grades = [match.match_grade.value for match in found.matches]
    heard = [match.match_grade.value for match in found.sound.matches] if found.sound else []
    print(
        f"  {turn}: {took_s:.2f} s, {worked_s:.2f} s of processor time without the jail; "
        f"{', '.join(grades) or 'nothing found'}; sounds: {', '.join(heard) or 'none'}"
    )
    for words, (stage_s, stage_worked_s) in spent_s.items():
        print(f"    {words:<35}{stage_s:6.2f} s, {stage_worked_s:.2f}")
    return found
