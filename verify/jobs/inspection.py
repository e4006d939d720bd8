"""One clip through the jailed worker and back: the caller's side.

The worker's folder is hostile ground: its findings are decoded strictly under a size cap, and only
files that the findings call for, regular and below a size, are taken out of it. A result is
built aside and comes into being in one rename, whole or not at all.
"""

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.findings import Analysis
from verify.domain.footage import altered_name_bytes
from verify.jobs.layout import BRIGHTNESS_TABLE, CONTACT_SHEET, HASHES_TABLE
from verify.jobs.messages import (
    FINDINGS_FILE,
    MEDIA_FILE,
    OUTPUT_FOLDER,
    REFUSAL_FILE,
    REQUEST_FILE,
    InspectionOptions,
    Progress,
    Refusal,
    WorkAnswer,
    WorkRequest,
)
from verify.jobs.publication import publish
from verify.jobs.results import ResultFolder
from verify.jobs.scratch import working_folder
from verify.media import jail
from verify.media.intake import OpenedFootage, open_footage

_MOST_DECODING_THREADS = 4
_REFUSAL_BYTES = 64 << 10

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Examination:
    """What the worker found, and the folder with the files that belong to it."""

    analysis: Analysis
    folder: Path
    all_hash_kinds: dict[str, str] | None


def inspect(
    path: Path,
    result: Path,
    *,
    options: InspectionOptions,
    force: bool = False,
    untrusted_name: str | None = None,
    on_progress: OnProgress | None = None,
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
            now = datetime.now(UTC)
            publish(examination.analysis, examination.folder, building, now, options)
            return examination.analysis
    except errors.DiskFullError as error:
        # The user knows the place of the result, not the folders that are made beside it.
        raise errors.DiskFullError(result.parent) from error


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
    """
    with (
        open_footage(path) as footage,
        _scratch(scratch_parent or Path(tempfile.gettempdir())) as scratch,
    ):
        answer = _work(footage, untrusted_name, options, scratch, on_progress)
        footage.assert_unchanged()
        yield Examination(answer.analysis, scratch / OUTPUT_FOLDER, answer.all_hash_kinds)


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
) -> WorkAnswer:
    name = footage.path.name if untrusted_name is None else untrusted_name
    (scratch / OUTPUT_FOLDER).mkdir()
    (scratch / MEDIA_FILE).symlink_to(footage.path.resolve())
    request = WorkRequest(
        untrusted_name=errors.shown_name(name),
        sha256=footage.sha256,
        size_bytes=footage.size_bytes,
        threads=min(_MOST_DECODING_THREADS, os.cpu_count() or 1),
        now=datetime.now(UTC),
        sandbox=jail.probe(),
        options=options,
    )
    (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))
    ending = jail.run(
        "verify.jobs.worker", [], scratch, options.limits, _progress_reader(on_progress)
    )
    if refusal := _read_refusal(scratch):
        raise _refusal_error(footage.path, refusal)
    if ending.timed_out:
        limit = f"{options.limits.wall_time_s:g} s"
        raise errors.LimitExceededError(footage.path, "it took too long", limit)
    if ending.exit_code != 0:
        raise errors.WorkerFailedError(footage.path, _cause_of_death(ending, scratch))
    answer = _read_answer(footage.path, scratch, options.limits.findings_bytes)
    # What the caller knows itself is not taken from the worker.
    known = msgspec.structs.replace(
        answer.analysis.footage,
        sha256=footage.sha256,
        size_bytes=footage.size_bytes,
        untrusted_name=request.untrusted_name,
        untrusted_name_bytes=altered_name_bytes(name),
    )
    analysis = msgspec.structs.replace(answer.analysis, footage=known, sandbox=request.sandbox)
    _check_files(footage.path, analysis, scratch / OUTPUT_FOLDER, options.limits.file_bytes)
    return msgspec.structs.replace(answer, analysis=analysis)


def _progress_reader(on_progress: OnProgress | None) -> Callable[[bytes], None]:
    decoder = msgspec.json.Decoder(Progress)

    def read(line: bytes) -> None:
        if on_progress is None:
            return
        with contextlib.suppress(msgspec.MsgspecError):
            on_progress(decoder.decode(line))

    return read


def _read_capped(file: Path, cap_bytes: int) -> bytes | None:
    """Return the bytes of a regular file of at most `cap_bytes`, or None; follow no link."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        content = stream.read(cap_bytes + 1)
    return content if len(content) <= cap_bytes else None


def _read_refusal(scratch: Path) -> Refusal | None:
    content = _read_capped(scratch / REFUSAL_FILE, _REFUSAL_BYTES)
    if content is None:
        return None
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.json.decode(content, type=Refusal)
    return None


def _refusal_error(path: Path, refusal: Refusal) -> errors.VerifyError:
    facts = [errors.shown_name(fact) for fact in refusal.facts]
    match refusal.kind, facts:
        case "NoPictureError", []:
            return errors.NoPictureError(path)
        case "UnsupportedFootageError", [detail]:
            return errors.UnsupportedFootageError(path, detail)
        case "UnsupportedFootageError", [detail, advice]:
            return errors.UnsupportedFootageError(path, detail, advice)
        case "UndecodableError", [cause]:
            return errors.UndecodableError(path, cause)
        case "LimitExceededError", [what, limit]:
            return errors.LimitExceededError(path, what, limit)
        case "BadParameterError", [parameter, value, expected]:
            return errors.BadParameterError(parameter, value, expected)
        case _:
            return errors.WorkerFailedError(path, "its refusal cannot be read")


def _cause_of_death(ending: jail.Ending, scratch: Path) -> str:
    if "No space left on device" in ending.error_text or "Disk quota exceeded" in ending.error_text:
        raise errors.DiskFullError(scratch.parent)
    if "MemoryError" in ending.error_text or "Cannot allocate memory" in ending.error_text:
        return "decoding it needs more memory than the limit allows"
    if ending.exit_code < 0:
        return f"the decoder was ended by signal {-ending.exit_code}"
    last_line = (ending.error_text.strip().splitlines() or ["no reason given"])[-1]
    return f"the decoder failed ({errors.shown_name(last_line)[:200]})"


def _read_answer(path: Path, scratch: Path, cap_bytes: int) -> WorkAnswer:
    content = _read_capped(scratch / FINDINGS_FILE, cap_bytes)
    if content is None:
        raise errors.WorkerFailedError(path, "its findings are missing or too large")
    try:
        return msgspec.json.decode(content, type=WorkAnswer)
    except msgspec.MsgspecError as error:
        raise errors.WorkerFailedError(path, f"its findings have a wrong form: {error}") from error


def _check_files(path: Path, analysis: Analysis, folder: Path, cap_bytes: int) -> None:
    """Remove what the findings do not call for; refuse what is no regular file of bounded size."""
    called_for = {BRIGHTNESS_TABLE, HASHES_TABLE, CONTACT_SHEET}
    called_for |= {keyframe.file for keyframe in analysis.keyframes or []}
    for name in sorted(called_for):
        if not _is_plain_name(name):
            raise errors.WorkerFailedError(path, "its findings name a file outside their folder")
    for entry in sorted(folder.rglob("*")):
        status = entry.lstat()
        name = entry.relative_to(folder).as_posix()
        if stat.S_ISDIR(status.st_mode):
            continue
        if not stat.S_ISREG(status.st_mode) or status.st_size > cap_bytes:
            raise errors.WorkerFailedError(path, "it left something that is not a bounded file")
        if name not in called_for:
            entry.unlink()
    missing = [k.file for k in analysis.keyframes or [] if not (folder / k.file).is_file()]
    if missing:
        raise errors.WorkerFailedError(path, f"{len(missing)} keyframe files are missing")


def _is_plain_name(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= 2 and all(part and not part.startswith(".") for part in parts)
