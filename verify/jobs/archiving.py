"""One clip measured for the archive: from a file that is open to the entry that is to be kept.

The entry says how each part of it was made (`descriptors`), so that footage that is known is not
decoded again, and so that hashes made in different ways can be told apart.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from verify.analysis.matching.laid_over import is_laid_over
from verify.analysis.sound.peaks import BANDS_PER_OCTAVE
from verify.domain.archive import (
    STILL_LONG_SIDE_PX,
    Entry,
    EntryKind,
    FrameHashes,
    NewEntry,
    Still,
)
from verify.domain.audio_fingerprint import PEAKS_PER_S
from verify.domain.claimed import Metadata
from verify.domain.errors import LimitExceededError, WorkerFailedError
from verify.domain.findings import Analysis
from verify.domain.local_features import MOST_POINTS, LocalFeatures
from verify.domain.rows import BrightnessRow, HashRow
from verify.domain.sources import (
    ClaimedDate,
    DateClaimant,
    SourceRecord,
    date_with_zone,
    date_without_zone,
    is_possible,
    merged,
    storable,
)
from verify.jobs.inspection import DECODING_THREADS, Examination, examined_footage
from verify.jobs.layout import BRIGHTNESS_TABLE, HASHES_TABLE
from verify.jobs.messages import AnalysisName, InspectionOptions
from verify.jobs.progress import OnProgress
from verify.media import jail
from verify.media.claimed_times import parse_time
from verify.media.intake import OpenedFootage
from verify.presentation.summary import warnings
from verify.presentation.tables import read_rows

LONGEST_S = 7 * 86_400.0
"""Longer footage is refused: with frames days apart, a small file would fill the memory."""

CURVE_RATE_HZ = 10
_HASH_INTERVAL = "1/4"
_MOST_DATES = 12
_WHITE = 255.0
_LONGEST_MEANING = 200
# Sound may outlast the picture.
_LONGEST_OVERHANG_S = 3_600.0

_STILLS_MADE = f"1: grey JPEG of {STILL_LONG_SIDE_PX} px, one a second and one a shot"
_FEATURES_MADE = f"1: SIFT, 128 bits a point, {MOST_POINTS} a picture, none that stay in place"
_SOUND_MADE = f"1: {PEAKS_PER_S} spectral peaks a second, {BANDS_PER_OCTAVE} bands an octave"
_CURVE_MADE = f"1: mean luma of all pixels, full range, {CURVE_RATE_HZ} a second"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be kept of footage beside its hashes."""

    stills: bool = True
    light_curve: bool = True
    sound: bool = True
    weak_allowed: bool = False

    def is_more_than(self, entry: Entry) -> bool:
        """Return whether the footage has to be decoded for something that an entry lacks."""
        if entry.kind is EntryKind.HASHES:
            return True
        lacks_stills = not entry.still_count or "local_features" not in entry.descriptors
        if self.stills and lacks_stills:
            return True
        is_moving = entry.kind is not EntryKind.PICTURE
        wanted = {"light_curve": self.light_curve, "audio_fingerprint": self.sound}
        return is_moving and any(
            is_wanted and name not in entry.descriptors for name, is_wanted in wanted.items()
        )


@dataclass(frozen=True, slots=True, eq=False)
class Archived:
    """What was measured, with a sentence for each thing that puts it in doubt."""

    entry: NewEntry
    remarks: list[str]


@functools.cache
def _package_of_64_bit_hashes() -> str:
    return f"imagehash {version('imagehash')}, Pillow {version('pillow')}"


def hash_descriptors(kind: EntryKind) -> dict[str, str]:
    """Return how this version makes the hashes of footage of a kind."""
    reduced = "whole picture" if kind is EntryKind.PICTURE else "luma of 320 px"
    package = _package_of_64_bit_hashes()
    each = "" if kind is EntryKind.PICTURE else ", 4 a second"
    return {
        "pdq": f"1: luma at full resolution{each}",
        "phash": f"1: {package}, {reduced}{each}",
        "dhash": f"1: {package}, {reduced}{each}",
    }


def archived(
    footage: OpenedFootage,
    wanted: Wanted,
    source: SourceRecord,
    on_progress: OnProgress | None = None,
    stop: jail.Stop | None = None,
    *,
    alone: bool = True,
) -> Archived:
    """Measure footage in the jail and return its entry.

    Parameters
    ----------
    footage : OpenedFootage
        Open and hashed.
    wanted : Wanted
        What to keep of it.
    source : SourceRecord
        What is said of where it came from; dates that the file itself claims are added.
    on_progress : callable, optional
        As for `verify.jobs.inspection.examined`.
    stop : Stop, optional
        What ends it from another thread, with a `jail.StoppedError`.
    alone : bool
        Whether it may take more than one processor.

    Raises
    ------
    VerifyError
        As for `verify.jobs.inspection.examined`; LimitExceededError beyond `LONGEST_S`.
    """
    analyses: set[AnalysisName] = {"timebase", "hashes", "metadata"}
    if wanted.stills:
        analyses |= {"shots", "stills", "local_features"}
    if wanted.light_curve:
        analyses.add("brightness")
    if wanted.sound:
        analyses.add("audio_fingerprint")
    options = InspectionOptions(
        analyses=frozenset(analyses),
        hash_interval=_HASH_INTERVAL,
        allow_weak_sandbox=wanted.weak_allowed,
    )
    threads = DECODING_THREADS if alone else 1
    with examined_footage(
        footage, options, on_progress=on_progress, stop=stop, threads=threads
    ) as examination:
        for skip in examination.analysis.skipped:
            if skip.analysis == "hashes" and skip.is_failure:
                cause = f"its frames were not hashed: {skip.reason}"
                raise WorkerFailedError(footage.path, cause)
        entry = _entry(footage, examination, source)
        return Archived(entry, warnings(examination.analysis))


def as_known(
    name: str, size_bytes: int, entry: Entry, hashes: FrameHashes, source: SourceRecord
) -> NewEntry:
    """Return what to add of footage that needs not be decoded: its name and what is said of it."""
    return NewEntry(
        key=entry.key,
        kind=entry.kind,
        untrusted_name=storable(name),
        hashes=hashes,
        descriptors=entry.descriptors,
        size_bytes=size_bytes,
        duration_s=entry.duration_s,
        width_px=entry.width_px,
        height_px=entry.height_px,
        source=source,
    )


def _entry(footage: OpenedFootage, examination: Examination, source: SourceRecord) -> NewEntry:
    analysis = examination.analysis
    kind = EntryKind(analysis.footage.kind)
    is_moving = kind is not EntryKind.PICTURE
    duration_s = analysis.timebase.duration_s if analysis.timebase and is_moving else None
    if duration_s is not None and duration_s > LONGEST_S:
        raise _too_long(footage.path)
    descriptors = hash_descriptors(kind)
    stills = _of_clip(examination.stills, duration_s, footage.path)
    if stills:
        descriptors["stills"] = _STILLS_MADE
    features = _features(examination, duration_s, footage.path)
    if features is not None:
        descriptors["local_features"] = _FEATURES_MADE
    curve = light_curve(examination, footage.path) if is_moving else None
    if curve is not None:
        descriptors["light_curve"] = _CURVE_MADE
    if examination.fingerprint is not None:
        descriptors["audio_fingerprint"] = _SOUND_MADE
    video = analysis.footage.video
    dates = SourceRecord(dates=dates_in_file(analysis.metadata, datetime.now(UTC)))
    return NewEntry(
        key=footage.sha256,
        kind=kind,
        untrusted_name=storable(footage.path.name),
        hashes=_hashes(examination, footage.path),
        descriptors=descriptors,
        size_bytes=footage.size_bytes,
        duration_s=duration_s,
        width_px=video.width_px if video else None,
        height_px=video.height_px if video else None,
        stills=stills,
        features=features,
        light_curve=curve,
        audio_fingerprint=_peaks(examination, duration_s, footage.path),
        source=merged([source, dates]),
    )


def _features(
    examination: Examination, duration_s: float | None, path: Path
) -> LocalFeatures | None:
    """Return the points that are found again, without logos and captions of the clip itself."""
    if examination.described is None:
        return None
    features = examination.described.features
    if len(features.time_ms) and features.time_ms[-1] > round(1000 * (duration_s or 0)) + 1:
        raise WorkerFailedError(path, "it left local features from beyond the end")
    return features.of(~is_laid_over(features))


def _peaks(examination: Examination, duration_s: float | None, path: Path) -> bytes | None:
    """Return the audio fingerprint; it says so itself where there is nothing to hear."""
    fingerprint = examination.fingerprint
    if fingerprint is None:
        return None
    sound_ends_s = (duration_s or 0) + _LONGEST_OVERHANG_S
    if len(fingerprint) and fingerprint.time_ms[-1] > 1000 * sound_ends_s:
        raise WorkerFailedError(path, "it left sound from far beyond the end")
    return fingerprint.to_bytes()


def _too_long(path: Path) -> LimitExceededError:
    return LimitExceededError(path, "it runs longer", f"{LONGEST_S / 86_400:.0f} days")


def _of_clip(stills: Sequence[Still], duration_s: float | None, path: Path) -> tuple[Still, ...]:
    last_ms = round(1000 * (duration_s or 0)) + 1
    if any(still.time_ms > last_ms for still in stills):
        raise WorkerFailedError(path, "it left a still from beyond the end")
    return tuple(stills)


def _hashes(examination: Examination, path: Path) -> FrameHashes:
    """Return the hashes in the worker's table, held against the form that they must have."""
    with (examination.folder / HASHES_TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(read_rows(file, HashRow))
    _times(examination.analysis, [row.time_s for row in rows], path)
    return frame_hashes(rows, path)


def frame_hashes(rows: Sequence[HashRow], path: Path) -> FrameHashes:
    """Return the rows of a worker's table as columns, held against the form that they must have.

    Raises
    ------
    WorkerFailedError
        If what stands in their place are no hashes.
    LimitExceededError
        Beyond `LONGEST_S`.
    """
    times_s = np.array([row.time_s for row in rows], np.float64)
    if np.any(times_s > LONGEST_S):
        raise _too_long(path)
    if not np.all(times_s >= 0) or np.any(np.diff(times_s) < 0):
        raise WorkerFailedError(path, "the times that it left are none of a clip")
    try:
        return FrameHashes(
            time_ms=np.round(times_s * 1000).astype(np.uint32),
            pdq=_words([row.pdq for row in rows], 4),
            quality=np.array([row.pdq_quality for row in rows], np.uint8),
            phash=_words([row.phash for row in rows], 1)[:, 0],
            dhash=_words([row.dhash for row in rows], 1)[:, 0],
        )
    except (ValueError, OverflowError) as error:
        raise WorkerFailedError(path, "what it left are no hashes") from error


def _words(texts: Sequence[str], words: int) -> npt.NDArray[np.uint64]:
    if any(len(text) != 16 * words for text in texts):
        raise ValueError("a hash of the wrong length")
    written = np.frombuffer(bytes.fromhex("".join(texts)), ">u8")
    return written.astype(np.uint64).reshape(-1, words)


def light_curve(examination: Examination, path: Path) -> npt.NDArray[np.float32] | None:
    """Return mean luma ten times a second; while no frame is new, the last one stands.

    Raises
    ------
    WorkerFailedError
        If what stands in its place is none.
    """
    table = examination.folder / BRIGHTNESS_TABLE
    if examination.analysis.brightness is None or not table.is_file():
        return None
    with table.open(encoding="utf-8", newline="") as file:
        rows = np.array([(row.time_s, row.luma_mean) for row in read_rows(file, BrightnessRow)])
    times_s, luma = rows.reshape(-1, 2).T
    _times(examination.analysis, times_s, path)
    if np.any((luma < 0) | (luma > _WHITE)):
        raise WorkerFailedError(path, "the light that it left is none")
    # A time is an exact fraction, rounded: a frame on a tenth of a second must not miss it.
    slots = np.floor(times_s * CURVE_RATE_HZ + 1e-4).astype(np.int64)
    frames = np.bincount(slots)
    sums = np.bincount(slots, weights=luma)
    filled = np.maximum.accumulate(np.where(frames > 0, np.arange(len(frames)), 0))
    return (sums[filled] / frames[filled]).astype(np.float32)


def _times(
    analysis: Analysis, times_s: Sequence[float] | npt.NDArray[np.float64], path: Path
) -> npt.NDArray[np.float64]:
    """Return times that a worker wrote, once they are seen to lie in the clip and to rise."""
    times = np.asarray(times_s, np.float64)
    duration_s = analysis.timebase.duration_s if analysis.timebase else 0.0
    is_inside = np.all((times >= 0) & (times <= min(duration_s, LONGEST_S) + 1e-3))
    if not len(times) or not is_inside or np.any(np.diff(times) < 0):
        raise WorkerFailedError(path, "the times that it left are none of this clip")
    return times


def dates_in_file(metadata: Metadata | None, now: datetime) -> list[ClaimedDate]:
    """Return the dates that a file states of itself, each as the span that it can mean."""
    found = {date.earliest_utc: date for date in _dates(metadata)} if metadata else {}
    return [date for date in found.values() if is_possible(date, now)][:_MOST_DATES]


def _dates(metadata: Metadata) -> Iterator[ClaimedDate]:
    for stated in metadata.times:
        claimed = parse_time(stated.untrusted_text)
        if claimed is None:
            continue
        meaning = f"by {stated.source}"[:_LONGEST_MEANING]
        make = date_with_zone if claimed.has_zone else date_without_zone
        try:
            yield make(DateClaimant.FILE, stated.untrusted_text, claimed.moment, meaning)
        except OverflowError:
            # A year 1 or 9999 beyond some zone is no date of footage.
            continue
