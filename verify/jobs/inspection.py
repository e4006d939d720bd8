"""One clip through the jailed worker and back: the caller's side.

The worker's folder is hostile ground: what is taken out of it passes `verify.jobs.acceptance`. A
result is built aside and comes into being in one rename, whole or not at all.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.archive import Still
from verify.domain.audio_fingerprint import AudioFingerprint
from verify.domain.findings import NOT_ASKED_FOR, Analysis, Sandbox, Skipped
from verify.domain.footage import altered_name_bytes
from verify.domain.seen_before import SeenBefore
from verify.domain.window_hashes import WindowHashes
from verify.jobs.acceptance import read_answer, take_files, take_track
from verify.jobs.consent import allowed_sandbox
from verify.jobs.feature_file import Described
from verify.jobs.messages import (
    FINDINGS_FILE,
    MEDIA_FILE,
    OUTPUT_FOLDER,
    REQUEST_FILE,
    SUBTITLES_FILE,
    InspectionOptions,
    TrackExtent,
    WorkRequest,
)
from verify.jobs.progress import OnProgress, progress_reader
from verify.jobs.publication import publish
from verify.jobs.refusals import raise_if_not_done
from verify.jobs.results import ResultFolder
from verify.jobs.taken_likenesses import Likenesses
from verify.media import jail
from verify.media.intake import OpenedFootage, copy_subtitles, open_footage
from verify.media.scratch import working_folder

# FFmpeg decodes as many frames ahead as it has threads: with two on a machine of two processors the
# analyses wait for frames although a processor is free.
DECODING_THREADS = 4


@dataclass(frozen=True, slots=True)
class Examination:
    """What the worker found, and the folder with the files that belong to it, all checked.

    Attributes
    ----------
    sound_track : tuple of TrackExtent and bytes, or None
        On request, where there is sound: as many samples as it says, of any bits.
    stills : tuple of Still
        On request, in order of time: JPEGs that state an allowed size, of any bits.
    described : Described or None
        On request: local features.
    fingerprint : AudioFingerprint or None
        On request, unless it is a picture: the peaks of its sound.
    windows : WindowHashes or None
        On request.
    """

    analysis: Analysis
    folder: Path
    all_hash_kinds: dict[str, str] | None
    sound_track: tuple[TrackExtent, bytes] | None = None
    stills: tuple[Still, ...] = ()
    described: Described | None = None
    fingerprint: AudioFingerprint | None = None
    windows: WindowHashes | None = None


AskArchive = Callable[[Examination], SeenBefore]
"""Asks an archive of a clip when all else is known of it; raises nothing of its own."""


def inspect(
    path: Path,
    result: Path,
    *,
    options: InspectionOptions,
    force: bool = False,
    untrusted_name: str | None = None,
    on_progress: OnProgress | None = None,
    ask: AskArchive | None = None,
    has_report: bool = True,
) -> Analysis:
    """Analyse one file and leave a result folder, whole or not at all.

    Parameters
    ----------
    path, options, untrusted_name, on_progress
        As for `examined`.
    result : Path
        The folder to come into being; its parent must exist.
    force : bool
        Whether to replace a result that is there.
    ask : callable, optional
        What is asked whether the clip was seen before; its answer belongs to the result.
    has_report : bool
        As for `publish`.

    Raises
    ------
    ResultExistsError
        If `result` exists and `force` is false; nothing is decoded then.
    VerifyError
        As for `examined`.
    """
    try:
        with (
            ResultFolder(result, force=force) as building,
            examined(
                path,
                options,
                scratch_parent=building,
                untrusted_name=untrusted_name,
                on_progress=on_progress,
            ) as examination,
        ):
            seen = ask(examination) if ask else SeenBefore(None, NOT_ASKED_FOR)
            analysis = _with_answer(examination.analysis, seen)
            now = datetime.now(UTC)
            folder, pairs = examination.folder, seen.pairs
            publish(analysis, folder, building, now, options, pairs, has_report=has_report)
            return analysis
    except errors.DiskFullError as error:
        # The user knows the place of the result, not the folders that are made beside it.
        raise errors.DiskFullError(result.parent) from error


def _with_answer(analysis: Analysis, seen: SeenBefore) -> Analysis:
    skipped = [skip for skip in analysis.skipped if skip.analysis != "archive"]
    if seen.search is None:
        skipped.append(Skipped(analysis="archive", reason=seen.reason))
    return msgspec.structs.replace(analysis, archive=seen.search, skipped=skipped)


@contextlib.contextmanager
def examined(
    path: Path,
    options: InspectionOptions,
    *,
    scratch_parent: Path | None = None,
    untrusted_name: str | None = None,
    on_progress: OnProgress | None = None,
) -> Iterator[Examination]:
    """Analyse one file in the jail; its files live until the context ends.

    Parameters
    ----------
    path : Path
        The file; it is read only.
    options : InspectionOptions
        What to do.
    scratch_parent : Path, optional
        Where the working folder goes; the system's temporary folder by default.
    untrusted_name : str, optional
        The sender's name for the file, exactly, where `path` is a name of ours.
    on_progress : callable, optional
        Called now and then; an exception raised there stops the work and goes on to the caller.

    Raises
    ------
    InputError
        If the file cannot be footage; see `verify.domain.errors`.
    FailedError
        If the worker died, the file changed meanwhile, or there is no room.
    WeakSandboxError
        If the sandbox of this machine is too weak and the user has not allowed that.
    """
    with (
        open_footage(path) as footage,
        examined_footage(
            footage,
            options,
            scratch_parent=scratch_parent,
            untrusted_name=untrusted_name,
            on_progress=on_progress,
        ) as examination,
    ):
        yield examination


@contextlib.contextmanager
def examined_footage(
    footage: OpenedFootage,
    options: InspectionOptions,
    *,
    scratch_parent: Path | None = None,
    untrusted_name: str | None = None,
    on_progress: OnProgress | None = None,
    stop: jail.Stop | None = None,
    threads: int = DECODING_THREADS,
) -> Iterator[Examination]:
    """Analyse a file that is open already; otherwise as `examined`.

    `stop` ends it from another thread, at once, with a `jail.StoppedError`. With 1 of `threads` it
    takes one processor and no more: where many clips are worked on, the next one is for the others.
    """
    with _scratch(scratch_parent or Path(tempfile.gettempdir())) as scratch:
        examination = _work(footage, untrusted_name, options, scratch, on_progress, stop, threads)
        footage.assert_unchanged()
        try:
            yield examination
        except errors.BadTableError as error:
            # The only tables that are read meanwhile are the worker's.
            cause = f"its tables cannot be read: {error.problem}"
            raise errors.WorkerFailedError(footage.path, cause) from error


@contextlib.contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    try:
        with working_folder(parent, ".verify-work-") as scratch:
            yield scratch
    except OSError as error:
        if error.errno in errors.NO_ROOM:
            raise errors.DiskFullError(parent) from error
        raise


def _work(
    footage: OpenedFootage,
    untrusted_name: str | None,
    options: InspectionOptions,
    scratch: Path,
    on_progress: OnProgress | None,
    stop: jail.Stop | None,
    threads: int,
) -> Examination:
    name = footage.path.name if untrusted_name is None else untrusted_name
    (scratch / OUTPUT_FOLDER).mkdir()
    if "metadata" in options.analyses:
        copy_subtitles(footage.path, scratch / SUBTITLES_FILE)
    shown = errors.shown_name(name)
    allowed: list[Sandbox] = []

    def on_sealed(sandbox: Sandbox) -> None:
        weak_allowed = options.allow_weak_sandbox
        allowed.append(
            allowed_sandbox(sandbox, footage.path, footage.sha256, weak_allowed=weak_allowed)
        )
        request = WorkRequest(
            untrusted_name=shown,
            sha256=footage.sha256,
            size_bytes=footage.size_bytes,
            threads=threads,
            now=datetime.now(UTC),
            sandbox=allowed[0],
            options=options,
        )
        (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))

    ending = jail.run(
        "verify.jobs.worker",
        [],
        scratch,
        options.limits,
        progress_reader(on_progress),
        on_sealed=on_sealed,
        readable={MEDIA_FILE: footage.path},
        stop=stop,
    )
    raise_if_not_done(footage.path, ending, scratch, options.limits)
    answer = read_answer(footage.path, scratch / FINDINGS_FILE, options.limits)
    # What the caller knows itself is not taken from the worker.
    known = msgspec.structs.replace(
        answer.analysis.footage,
        sha256=footage.sha256,
        size_bytes=footage.size_bytes,
        untrusted_name=shown,
        untrusted_name_bytes=altered_name_bytes(name),
    )
    analysis = msgspec.structs.replace(
        answer.analysis, footage=known, sandbox=allowed[0], archive=None
    )
    folder = take_files(footage.path, analysis, scratch, OUTPUT_FOLDER, options)
    track = None
    if (extent := answer.sound_track) is not None:
        track = extent, take_track(footage.path, extent, scratch, OUTPUT_FOLDER)
    failed = {skip.analysis for skip in analysis.skipped if skip.is_failure}
    left = options.analyses - failed
    likenesses = Likenesses(footage.path, scratch / OUTPUT_FOLDER)
    has_sound = "audio_fingerprint" in left and analysis.footage.kind != "picture"
    return Examination(
        analysis,
        folder,
        answer.all_hash_kinds,
        track,
        likenesses.stills() if "stills" in left else (),
        likenesses.features() if "local_features" in left else None,
        likenesses.fingerprint() if has_sound else None,
        likenesses.windows() if "windows" in left else None,
    )
