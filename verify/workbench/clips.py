"""What a journalist does with clips: inspect, pull keyframes, hash, see the light, read tags."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from verify.domain.archive import Still
from verify.domain.audio_fingerprint import AudioFingerprint
from verify.domain.errors import VerifyError
from verify.domain.findings import Analysis
from verify.domain.rows import HashRow
from verify.domain.window_hashes import WindowHashes
from verify.jobs import inspection
from verify.jobs.archiving import light_curve
from verify.jobs.comparison_messages import COMPARISON_FILE, COMPARISON_PAGE
from verify.jobs.feature_file import Described
from verify.jobs.inspection import Examination, inspect
from verify.jobs.layout import ANALYSIS_FILE, REPORT_FILE
from verify.jobs.messages import AnalysisName, InspectionOptions, Progress
from verify.jobs.progress import OnProgress
from verify.jobs.publication import front_page, hash_rows
from verify.jobs.result_file import assert_free, beginning_of, write_whole
from verify.jobs.results import result_folder_for
from verify.jobs.reverse_messages import PACKET_FILE, PACKET_PAGE
from verify.media import intake, jail
from verify.media.intake import Gathered, is_folder
from verify.presentation.annulus import RINGS_MARK, annulus_geojson
from verify.presentation.wording import listed, promise_words

__all__ = [
    "AnalysisName",
    "Gathered",
    "HashAnswer",
    "InspectionOptions",
    "OnProgress",
    "Outcome",
    "Progress",
    "analysis_of",
    "as_builtins",
    "assert_free_for_rings",
    "front_page",
    "gather",
    "hash_answer",
    "hashes_of",
    "inspect",
    "is_folder",
    "outcome_of",
    "result_places",
    "weak_sandbox_note",
    "write_rings",
]

Answer = TypeVar("Answer")

_RINGS_OPTION = "--geojson"


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Answer]):
    """What came of one file among several: an answer or an error."""

    path: Path
    answer: Answer | None
    error: VerifyError | None


@dataclass(frozen=True, slots=True)
class HashAnswer:
    """Hashes of one file, with the analysis that says what they were taken from.

    Attributes
    ----------
    analysis : Analysis
        Footage, tool and sandbox.
    rows : list of HashRow
        In time order.
    all_kinds : dict of str to str, or None
        For a picture, on request: further hashes by name, in imagehash's own text forms.
    described : Described or None
        On request: local features.
    stills : sequence of Still
        On request, in order of time.
    fingerprint : AudioFingerprint or None
        On request, unless it is a picture: the peaks of its sound.
    light : float32 array or None
        On request, unless it is a picture: mean luma, ten a second.
    windows : WindowHashes or None
        On request.
    """

    analysis: Analysis
    rows: list[HashRow]
    all_kinds: dict[str, str] | None
    described: Described | None = None
    stills: Sequence[Still] = ()
    fingerprint: AudioFingerprint | None = None
    light: npt.NDArray[np.float32] | None = None
    windows: WindowHashes | None = None


def gather(named: Sequence[Path]) -> Gathered:
    """Return the files that are meant: those named, and the footage inside folders named.

    Results of earlier calls hold pictures too; they are no footage.
    """
    packet = frozenset((PACKET_FILE, PACKET_PAGE))
    comparison = frozenset((COMPARISON_FILE, COMPARISON_PAGE))
    return intake.gather(named, frozenset((ANALYSIS_FILE, REPORT_FILE)), packet, comparison)


def outcome_of(path: Path, work: Callable[[], Answer]) -> Outcome[Answer]:
    """Do the work on one file and keep its error as a value, so that the other files go on."""
    try:
        return Outcome(path, work(), None)
    except VerifyError as error:
        return Outcome(path, None, error)


def analysis_of(
    path: Path, options: InspectionOptions, on_progress: OnProgress | None = None
) -> Analysis:
    """Return the findings without leaving files; what would name a file is null.

    Raises
    ------
    VerifyError
        See `verify.jobs.inspection.examined`.
    """
    with inspection.examined(path, options, on_progress=on_progress) as examination:
        analysis = examination.analysis
    overlays = analysis.overlays and [
        msgspec.structs.replace(overlay, still=None) for overlay in analysis.overlays
    ]
    analysis = msgspec.structs.replace(analysis, overlays=overlays)
    if analysis.brightness is None:
        return analysis
    return msgspec.structs.replace(
        analysis, brightness=msgspec.structs.replace(analysis.brightness, file=None)
    )


def hashes_of(
    path: Path, options: InspectionOptions, on_progress: OnProgress | None = None
) -> HashAnswer:
    """Return the perceptual hashes of a clip or picture.

    Raises
    ------
    VerifyError
        See `verify.jobs.inspection.examined`.
    """
    with inspection.examined(path, options, on_progress=on_progress) as examination:
        return hash_answer(examination)


def hash_answer(examination: Examination) -> HashAnswer:
    """Return the hashes, and what else a search needs, of a clip that was examined."""
    return HashAnswer(
        examination.analysis,
        list(hash_rows(examination.folder)),
        examination.all_hash_kinds,
        examination.described,
        examination.stills,
        examination.fingerprint,
        light_curve(examination, Path(examination.analysis.footage.untrusted_name)),
        examination.windows,
    )


def assert_free_for_rings(place: Path, *, force: bool) -> None:
    """Refuse a place where something lies that rings may not replace; only rings of ours may be.

    Raises
    ------
    ResultExistsError
        If so.
    """
    assert_free(place, _is_rings, force=force, option=_RINGS_OPTION)


def write_rings(
    analysis: Analysis, camera_deg: tuple[float, float], place: Path, *, force: bool
) -> None:
    """Write the distances of a clip as rings around its camera, for a map (GeoJSON).

    Parameters
    ----------
    analysis : Analysis
        With flashes, sounds and distances.
    camera_deg : tuple of float
        Latitude and longitude.
    place : Path
        The file to write.
    force : bool
        Whether to replace rings that are there.

    Raises
    ------
    ResultExistsError, DiskFullError, OutputFolderError
        As `assert_free_for_rings`; or if it cannot be written.
    """
    rings = annulus_geojson(
        camera_deg,
        analysis.flashes or [],
        analysis.sounds or [],
        analysis.flash_to_bang or [],
    )
    write_whole(rings.encode(), place, _is_rings, force=force, option=_RINGS_OPTION)


def _is_rings(place: Path) -> bool:
    return beginning_of(place, len(RINGS_MARK)) == RINGS_MARK


def result_places(files: Sequence[Path], output: Path | None, *, many: bool) -> dict[Path, Path]:
    """Return where each file's result goes: beside the caller, or in `output`.

    One file: `output` itself, by default `./NAME.verify`. Many: `output/NAME`, and `NAME-2` for a
    second file of that name.
    """
    taken: set[Path] = set()
    places: dict[Path, Path] = {}
    for path in files:
        places[path] = result_folder_for(path, output, many=many, taken=taken)
        taken.add(places[path])
    return places


def weak_sandbox_note() -> str | None:
    """Return what a hostile file could do here, or None where the sandbox keeps it in."""
    sandbox = jail.probe()
    if sandbox.holds:
        return None
    possible = listed([promise_words(name) for name in sandbox.not_denied])
    return (
        "Note: footage is decoded in a process of its own, but on this machine a hostile file is "
        f"not kept from {possible}. See verify doctor."
    )


def as_builtins(analysis: Analysis) -> dict[str, Any]:
    """Return the analysis as plain dictionaries and lists, as it stands in `analysis.json`."""
    builtins: dict[str, Any] = msgspec.to_builtins(analysis)
    return builtins
