"""The strip of a panning shot: laid out in the jail, checked, and moved into place whole."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

import verify
from verify.domain import errors
from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.domain.panorama import (
    SCHEMA_NAME,
    CutInWindowError,
    NoPanError,
    Panorama,
    PanoramaTool,
)
from verify.domain.timing import timecode
from verify.jobs.acceptance import HarmfulError, harmless, own_file, read_capped
from verify.jobs.consent import allowed_sandbox
from verify.jobs.disk import problems_as_errors, sync
from verify.jobs.messages import MEDIA_FILE, REQUEST_FILE
from verify.jobs.panorama_messages import (
    ANSWER_FILE,
    LEAST_TRAVEL,
    SHEET_FILE,
    PanoramaAnswer,
    PanoramaRequest,
)
from verify.jobs.progress import OnProgress, progress_reader
from verify.jobs.refusals import raise_if_not_done
from verify.jobs.result_file import assert_free
from verify.media import jail, jpeg
from verify.media.intake import OpenedFootage, open_footage
from verify.media.scratch import working_folder
from verify.presentation.panorama_sheet import PANORAMA_MARK

_LIMITS = DecodeLimits()
_ANSWER_BYTES = 1 << 20
_LARGEST_SHEET_BYTES = 64 << 20
_LARGEST_SIDE_PX = 13_000
_HEAD_BYTES = 1024
_MOST_DECODING_THREADS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PanoramaSettings:
    """What holds for a strip.

    Attributes
    ----------
    start_s, end_s : float or None
        The part of the clip that is looked at; None for its beginning, or its end. Where one is
        named, a cut within is refused; else the shot that pans farthest is laid out.
    untrusted_name : str or None
        What the clip is called; None for the name of its file.
    """

    start_s: float | None = None
    end_s: float | None = None
    force: bool = False
    weak_allowed: bool = False
    limits: DecodeLimits = _LIMITS
    untrusted_name: str | None = None
    on_progress: OnProgress | None = None


def make_panorama(path: Path, place: Path, settings: PanoramaSettings) -> Panorama:
    """Lay out the strip of a panning shot as a JPEG.

    Parameters
    ----------
    path : Path
        The clip; it is read only.
    place : Path
        The file to come into being.

    Raises
    ------
    NoPanError, CutInWindowError
        If no shot there pans, or another shot begins in the part that was named.
    ResultExistsError
        If something lies there that may not be replaced; nothing is decoded then.
    VerifyError
        As for `verify.jobs.inspection.examined`.
    """
    assert_free(place, _is_panorama, force=settings.force)
    with problems_as_errors(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        with (
            open_footage(path) as footage,
            working_folder(place.parent, ".verify-work-") as scratch,
        ):
            panorama, content = _made(footage, scratch, settings)
            footage.assert_unchanged()
            written = scratch / "taken.jpg"
            written.write_bytes(content)
            sync(written)
            assert_free(place, _is_panorama, force=settings.force)
            written.replace(place)
    return panorama


def _made(
    footage: OpenedFootage, scratch: Path, settings: PanoramaSettings
) -> tuple[Panorama, bytes]:
    path, limits = footage.path, settings.limits
    shown = errors.shown_name(settings.untrusted_name or path.name)
    allowed: list[Sandbox] = []

    def on_sealed(sandbox: Sandbox) -> None:
        weak_allowed = settings.weak_allowed
        allowed.append(allowed_sandbox(sandbox, path, footage.sha256, weak_allowed=weak_allowed))
        request = PanoramaRequest(
            untrusted_name=shown,
            limits=limits,
            threads=min(_MOST_DECODING_THREADS, os.cpu_count() or 1),
            start_s=settings.start_s,
            end_s=settings.end_s,
        )
        (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))

    ending = jail.run(
        "verify.jobs.panorama_worker",
        [],
        scratch,
        limits,
        progress_reader(settings.on_progress),
        on_sealed=on_sealed,
        readable={MEDIA_FILE: path},
    )
    raise_if_not_done(path, ending, scratch, limits)
    answer = _answer(path, scratch)
    if answer.laid_out is None:
        raise _refused(shown, answer, settings)
    content, (width_px, height_px) = _taken(path, scratch)
    panorama = Panorama(
        schema=SCHEMA_NAME,
        made_utc=datetime.now(UTC),
        tool=PanoramaTool(version=verify.__version__, ffmpeg=answer.ffmpeg, opencv=answer.opencv),
        sandbox=allowed[0],
        footage_sha256=footage.sha256,
        untrusted_name=shown,
        file_sha256=hashlib.sha256(content).hexdigest(),
        width_px=width_px,
        height_px=height_px,
        stretch=answer.stretches[answer.laid_out],
        frames=answer.frames,
        lift=answer.lift,
        left_out=[one for at, one in enumerate(answer.stretches) if at != answer.laid_out],
        cuts_s=answer.cuts_s,
    )
    return panorama, content


def _refused(name: str, answer: PanoramaAnswer, settings: PanoramaSettings) -> errors.VerifyError:
    is_window = settings.start_s is not None or settings.end_s is not None
    if is_window and answer.cuts_s:
        return CutInWindowError(name, [timecode(cut_s) for cut_s in answer.cuts_s[:5]])
    across = max((one.across for one in answer.stretches), default=0.0)
    down = max((one.down for one in answer.stretches), default=0.0)
    return NoPanError(name, across, down, LEAST_TRAVEL)


def _answer(path: Path, scratch: Path) -> PanoramaAnswer:
    content = read_capped(scratch / ANSWER_FILE, _ANSWER_BYTES)
    try:
        answer = msgspec.convert(harmless(msgspec.json.decode(content or b"")), PanoramaAnswer)
    except (msgspec.MsgspecError, RecursionError, HarmfulError) as error:
        raise errors.WorkerFailedError(path, "its answer has a wrong form") from error
    if answer.laid_out is not None and (
        answer.laid_out >= len(answer.stretches) or not answer.frames
    ):
        raise errors.WorkerFailedError(path, "its answer does not fit together")
    return answer


def _taken(path: Path, scratch: Path) -> tuple[bytes, tuple[int, int]]:
    try:
        with own_file(scratch / SHEET_FILE, _LARGEST_SHEET_BYTES) as stream:
            content = stream.read(_LARGEST_SHEET_BYTES)
        size_px = jpeg.size_px(content[: jpeg.LONGEST_HEADER_BYTES])
    except (OSError, HarmfulError, ValueError) as error:
        raise errors.WorkerFailedError(path, "what was drawn is no bounded picture") from error
    if max(size_px) > _LARGEST_SIDE_PX:
        raise errors.WorkerFailedError(path, "what was drawn is larger than a strip may be")
    return content, size_px


def _is_panorama(place: Path) -> bool:
    content = read_capped(place, _LARGEST_SHEET_BYTES)
    return content is not None and PANORAMA_MARK in content[:_HEAD_BYTES]
