"""What a journalist asks of two files: do they show the same, where, and let me see.

The answer is the archive's own: B alone is put into an archive in memory, and that is asked for A.
Beside it lie frames of both at the moments at which they agree, laid over one another.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

import verify
from verify.analysis.matching.moments import Moment, moments_of
from verify.domain.archive import Entry
from verify.domain.comparison import (
    SCHEMA_NAME,
    ComparedFile,
    ComparedSound,
    Comparison,
    ComparisonTool,
)
from verify.domain.errors import FootageChangedError, WorkerFailedError
from verify.domain.matches import Search, Segment
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Wanted, archived
from verify.jobs.comparison import Frame, Sides, draw
from verify.jobs.comparison_messages import (
    COMPARISON_FILE,
    COMPARISON_PAGE,
    JPEG_QUALITY,
    LONGEST_SIDE_PX,
    DrawingAnswer,
)
from verify.jobs.messages import InspectionOptions
from verify.jobs.progress import OnProgress
from verify.jobs.results import ResultFolder, short_enough
from verify.jobs.synchrony import analysed_frames_at
from verify.media.intake import open_footage
from verify.presentation.comparison_page import render_comparison_page
from verify.presentation.summary import warnings
from verify.settings import code_folder
from verify.storage.hamming import HashKind, open_index
from verify.storage.likeness import open_feature_index
from verify.storage.memory import memory_store
from verify.workbench.archive.searching import DEFAULT_RADIUS_BITS, Searcher
from verify.workbench.archive.shelf import acting_as
from verify.workbench.archive.sides import OpenShelf, Side, record_viewed, side_meant

__all__ = [
    "COMPARISON_PAGE",
    "ComparisonSettings",
    "Side",
    "compare",
    "comparison_place",
    "side_meant",
]

NOTHING_ALIKE = (
    "Nothing in A looks enough like anything in B, neither frames by their hashes nor points that "
    "lie alike."
)
NOTHING_TO_COMPARE = (
    "Nothing of {} shows enough to be compared, as black, fog or a plain wall do not, so whether "
    "they show the same cannot be told this way."
)

ProgressOf = Callable[[Path], AbstractContextManager[OnProgress | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonSettings:
    """What holds for a comparison.

    Attributes
    ----------
    progress_of : callable
        Gives, for a file, what is told how far its reading has come.
    """

    progress_of: ProgressOf
    force: bool = False
    weak_allowed: bool = False


def comparison_place(a: Side, b: Side) -> Path:
    """Return where a comparison lies by default: in this folder, named after both."""
    return Path(f"{short_enough(f'{a.name}-vs-{b.name}')}.verify")


def compare(
    a: Side, b: Side, place: Path, open_shelf: OpenShelf, settings: ComparisonSettings
) -> Comparison:
    """Compare two files and leave a folder with page, pictures and figures.

    Parameters
    ----------
    a, b : Side
        Both are read only.
    place : Path
        The folder to come into being, whole or not at all.
    open_shelf : callable
        Opens the archive that kept one of them, to write down that it was looked at.
    settings : ComparisonSettings
        All else.

    Raises
    ------
    ResultExistsError
        If something is at `place` that may not be replaced; nothing is decoded then.
    OriginalDamagedError
        If a kept file has other bytes by now.
    VerifyError
        As for `verify.jobs.inspection.examined`.
    """
    with ResultFolder(place, force=settings.force, known_by=COMPARISON_FILE) as building:
        found, entry = _searched(a, b, settings)
        segments = found.matches[0].segments if found.matches else []
        moments = moments_of(segments, found.query.duration_s, entry.duration_s)
        here = _frames(a, [time_s for moment in moments for time_s in moment.a_s], settings)
        there = _frames(b, [time_s for moment in moments for time_s in moment.b_s], settings)
        for frames, sha256 in ((here, found.query.sha256), (there, entry.key)):
            if frames.file.sha256 != sha256:
                raise FootageChangedError(frames.path)
        drawn, pictures = _drawn(moments, segments, here, there)
        comparison = _comparison(found, here, there, drawn)
        record_viewed(a, entry.key, place, open_shelf)
        record_viewed(b, found.query.sha256, place, open_shelf)
        for name, content in pictures.items():
            (building / name).write_bytes(content)
        encoded = msgspec.json.format(msgspec.json.encode(comparison), indent=2)
        (building / COMPARISON_FILE).write_bytes(encoded + b"\n")
        page = render_comparison_page(comparison, pictures)
        (building / COMPARISON_PAGE).write_text(page, "utf-8", newline="")
    return comparison


def _searched(a: Side, b: Side, settings: ComparisonSettings) -> tuple[Search, Entry]:
    """Return what an archive that holds B alone says of A, and its entry."""
    store = memory_store()
    wanted = Wanted(weak_allowed=settings.weak_allowed)
    with settings.progress_of(Path(b.name)) as on_progress, open_footage(b.path) as footage:
        b.assert_is(footage.sha256)
        measured = archived(footage, wanted, SourceRecord(), on_progress).entry
    entry = store.add(measured, acting_as()).entry
    options = InspectionOptions(allow_weak_sandbox=settings.weak_allowed)
    with (
        settings.progress_of(Path(a.name)) as on_progress,
        closing(open_index(store, HashKind.PDQ, None, code_folder())) as index,
    ):
        points = partial(open_feature_index, store, None, code_folder())
        searcher = Searcher(store, index, points)
        found = searcher.search(a.path, DEFAULT_RADIUS_BITS, options, on_progress)
    a.assert_is(found.query.sha256)
    return found, entry


@dataclass(frozen=True, slots=True)
class _Frames:
    """Frames of one side by the time they were asked for; those that were lost are missing."""

    path: Path
    file: ComparedFile
    ffmpeg: str
    at: Mapping[float, Frame]


def _frames(side: Side, times_s: Sequence[float], settings: ComparisonSettings) -> _Frames:
    with settings.progress_of(Path(side.name)) as on_progress:
        analysis, frames = analysed_frames_at(
            side.path,
            times_s,
            weak_allowed=settings.weak_allowed,
            untrusted_name=side.name,
            on_progress=on_progress,
        )
    at = {time_s: frame for time_s, frame in zip(times_s, frames, strict=True) if frame}
    footage, timebase = analysis.footage, analysis.timebase
    if not at or footage.video is None:
        raise WorkerFailedError(side.path, "its frames could not be decoded a second time")
    is_moving = footage.kind != "picture"
    file = ComparedFile(
        sha256=footage.sha256,
        size_bytes=footage.size_bytes,
        untrusted_name=footage.untrusted_name,
        kind=footage.kind,
        duration_s=timebase.duration_s if timebase and is_moving else None,
        width_px=footage.video.width_px,
        height_px=footage.video.height_px,
        remarks=warnings(analysis),
        sandbox=analysis.sandbox,
    )
    return _Frames(side.path, file, analysis.tool.ffmpeg, at)


def _drawn(
    moments: Sequence[Moment], segments: Sequence[Segment], here: _Frames, there: _Frames
) -> tuple[DrawingAnswer, dict[str, bytes]]:
    orders = []
    for moment in moments:
        a = [here.at[time_s] for time_s in moment.a_s if time_s in here.at]
        b = [there.at[time_s] for time_s in moment.b_s if time_s in there.at]
        if not a or not b:
            continue
        segment = None if moment.segment is None else segments[moment.segment]
        # Where no points lie alike, frames whose hashes match are laid over one another whole.
        turn, shift = (segment.turn, segment.shift) if segment else (None, None)
        orders.append(
            Sides(
                segment=None if moment.segment is None else moment.segment + 1,
                turn=complex(*(turn or (1, 0))),
                shift=complex(*(shift or (0, 0))),
                mirrored=segment is not None and segment.mirrored,
                a=list(dict.fromkeys(a)),
                b=list(dict.fromkeys(b)),
            )
        )
    if not orders:
        raise WorkerFailedError(here.path, "no frames of one moment could be decoded again")
    return draw(here.path, (here.file.untrusted_name, there.file.untrusted_name), orders)


def _comparison(found: Search, here: _Frames, there: _Frames, drawn: DrawingAnswer) -> Comparison:
    match = found.matches[0] if found.matches else None
    return Comparison(
        schema=SCHEMA_NAME,
        made_utc=datetime.now(UTC),
        tool=ComparisonTool(
            version=verify.__version__,
            ffmpeg=here.ffmpeg,
            opencv=drawn.opencv,
            radius_bits=found.query.radius_bits,
            longest_side_px=LONGEST_SIDE_PX,
            jpeg_quality=JPEG_QUALITY,
        ),
        a=here.file,
        b=there.file,
        match_grade=match.match_grade if match else None,
        reason=match.reason if match else _why_none(found),
        segments=match.segments if match else [],
        sound=_sound(found),
        frames=found.query.frames,
        frames_compared=found.query.frames_compared,
        not_comparable=found.not_comparable,
        moments=drawn.moments,
        strip=drawn.strip,
    )


def _sound(found: Search) -> ComparedSound | None:
    sound = found.sound
    # A search does not say of a file that it sounds like itself.
    if sound is None or sound.entries_not_read or found.query.is_in_archive:
        return None
    match = sound.matches[0] if sound.matches else None
    return ComparedSound(
        a_is_heard=sound.state == "heard",
        b_is_heard=sound.entries_searched > 0,
        match_grade=match.match_grade if match else None,
        reason=match.reason if match else None,
        segments=match.segments if match else [],
    )


def _why_none(found: Search) -> str:
    if found.entries_not_comparable:
        return NOTHING_TO_COMPARE.format("B")
    return NOTHING_ALIKE if found.query.frames_compared else NOTHING_TO_COMPARE.format("A")
