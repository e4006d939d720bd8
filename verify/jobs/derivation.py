"""Copies of footage: a review copy that any browser plays, and cuts that show one moment.

Each step is a jailed process in a folder of its own: a look at the footage, the copying by ffmpeg,
and a comparison of both, frame by frame, by the decoder that measures. What ffmpeg says of its work
is not believed: a copy that fails the comparison is not handed out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import msgspec

import verify
from verify.domain import derivation as record
from verify.domain import errors
from verify.domain.derivation import CopyKind, Derivation
from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.jobs import copy_notes, handover
from verify.jobs.acceptance import read_capped
from verify.jobs.consent import allowed_sandbox
from verify.jobs.copy_orders import CopyOrder, encoded_anew, taken_over
from verify.jobs.derivation_worker import ANSWER_FILE, CheckRequest, OutlineRequest
from verify.jobs.disk import problems_as_errors
from verify.jobs.messages import MEDIA_FILE, REQUEST_FILE, Progress
from verify.jobs.progress import OnProgress, of_frames, progress_reader
from verify.jobs.refusals import cause_of_death, raise_if_not_done, raise_if_stopped
from verify.media import ffmpeg, jail
from verify.media.comparison import Comparison
from verify.media.ffmpeg.calls import COPY_FILE, LONGEST_COPY_S, largest_copy_bytes
from verify.media.ffmpeg.running import run_call
from verify.media.intake import OpenedFootage, open_footage
from verify.media.outline import Outline

COPY_LIMITS = DecodeLimits(file_bytes=4 << 30, scratch_bytes=6 << 30)
"""A copy may be larger than what an analysis writes."""

_ANSWER_BYTES = 64 << 10
# What of the whole is done when the copying begins and ends; the comparison decodes twice.
_COPYING_FROM, _COPYING_TO = 0.03, 0.6

Answer = TypeVar("Answer", Outline, Comparison)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySettings:
    """What holds for a copy of any kind.

    Attributes
    ----------
    force : bool
        Whether a copy of ours that is there is replaced.
    weak_allowed : bool
        Whether the user has allowed decoding where the sandbox does not keep a hostile file in.
    limits : DecodeLimits
        What it may cost.
    untrusted_name : str or None
        The sender's name for the file, where its path is a name of ours.
    on_progress : callable or None
        Called now and then; an exception raised there stops the work and goes on to the caller.
    """

    force: bool = False
    weak_allowed: bool = False
    limits: DecodeLimits = COPY_LIMITS
    untrusted_name: str | None = None
    on_progress: OnProgress | None = None


_USUAL = CopySettings()


def review_copy(path: Path, place: Path, settings: CopySettings = _USUAL) -> Derivation:
    """Make a copy of a whole clip that any browser plays, with the same frames at the same times.

    Parameters
    ----------
    path : Path
        The clip; it is read only.
    place : Path
        Where the copy comes to lie, its record beside it.
    settings : CopySettings
        All else.

    Raises
    ------
    PlaceIsFootageError
        If `place` is the clip itself, by name or through a link.
    ResultExistsError
        If something is at `place` and may not be replaced.
    InputError
        If the file is no video that can be copied.
    CopyFailedError
        If the copy does not show what the clip shows; it is not kept.
    ToolMissingError
        If there is no ffmpeg program that is new enough.
    WeakSandboxError
        If the sandbox of this machine is too weak and the user has not allowed that.
    FailedError
        If the worker died, the file changed meanwhile, or there is no room.
    """

    def order(outline: Outline) -> CopyOrder:
        return encoded_anew(CopyKind.REVIEW, outline, settings.limits)

    return _Job(path, settings).run(place, None, order)


def cut(
    path: Path,
    place: Path,
    window_s: tuple[Fraction, Fraction],
    settings: CopySettings = _USUAL,
    *,
    as_stored: bool = False,
) -> Derivation:
    """Cut a part out of a clip.

    Parameters
    ----------
    window_s : pair of Fraction
        [start_s, end_s), seconds from the first frame shown: the frames whose PTS lie in it.
    as_stored : bool
        Take over the compressed frames as they are, from the I-frame before; by default the frames
        are encoded anew and the cut is exact.
    path, place, settings
        As for `review_copy`.

    Raises
    ------
    BadParameterError
        If the part is empty or no frame lies in it.
    VerifyError
        As for `review_copy`.
    """
    start_s, end_s = window_s
    if not 0 <= start_s < end_s:
        given = f"{float(start_s):g} to {float(end_s):g}"
        raise errors.BadParameterError("from and to", given, "two times, the first one earlier")

    def order(outline: Outline) -> CopyOrder:
        if as_stored:
            return taken_over(path, outline, settings.limits)
        return encoded_anew(CopyKind.EXACT_CUT, outline, settings.limits)

    return _Job(path, settings).run(place, window_s, order)


class _CallersError(Exception):
    """What the caller's own function raised, on its way back past what means our files."""

    def __init__(self, raised: OSError) -> None:
        self.raised = raised
        super().__init__(str(raised))


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


class _Job:
    """One copy: its steps in order, each in the jail."""

    def __init__(self, path: Path, settings: CopySettings) -> None:
        self._path = path
        self._settings = settings
        self._limits = settings.limits
        name = path.name if settings.untrusted_name is None else settings.untrusted_name
        self._name = errors.shown_name(name)

    def run(
        self,
        place: Path,
        window_s: tuple[Fraction, Fraction] | None,
        order_for: Callable[[Outline], CopyOrder],
    ) -> Derivation:
        """Make the copy and hand it out with its record, or neither."""
        handover.assert_apart(self._path, place)
        try:
            with problems_as_errors(place.parent):
                return self._made(place, window_s, order_for)
        except _CallersError as error:
            raise error.raised from None

    def _made(
        self,
        place: Path,
        window_s: tuple[Fraction, Fraction] | None,
        order_for: Callable[[Outline], CopyOrder],
    ) -> Derivation:
        force, weak_allowed = self._settings.force, self._settings.weak_allowed
        with (
            open_footage(self._path) as footage,
            handover.prepared(place, force=force) as scratch,
        ):
            sandbox = allowed_sandbox(
                jail.probe(), self._path, footage.sha256, weak_allowed=weak_allowed
            )
            outline = self._outline(scratch, window_s)
            order = order_for(outline)
            copy = self._copy(scratch, order, outline)
            weight = handover.weigh(self._path, copy, self._limits.file_bytes)
            seen = self._check(scratch, copy, order, outline)
            footage.assert_unchanged()
            derivation = self._record(footage, sandbox, window_s, order, outline, seen, weight)
            handover.hand_over(copy, derivation, place, force=force)
            return derivation

    def _outline(self, scratch: Path, window_s: tuple[Fraction, Fraction] | None) -> Outline:
        request = OutlineRequest(
            untrusted_name=self._name,
            limits=self._limits,
            window_s=None if window_s is None else (str(window_s[0]), str(window_s[1])),
        )
        folder = _new(scratch / "outline")
        outline = self._ask(request, Outline, folder, {}, self._share(0, _COPYING_FROM))
        if outline.frames > self._limits.max_frames:
            limit = f"{self._limits.max_frames:,} frames"
            raise errors.LimitExceededError(self._path, "it has more frames", limit)
        length_s = (outline.last_pts - outline.origin_pts) * Fraction(*outline.time_base)
        if length_s > LONGEST_COPY_S:
            what = f"it lasts {float(length_s) / 3600:.1f} h"
            raise errors.LimitExceededError(self._path, what, f"{LONGEST_COPY_S // 3600} h")
        return outline

    def _copy(self, scratch: Path, order: CopyOrder, outline: Outline) -> Path:
        report = self._share(_COPYING_FROM, _COPYING_TO)

        def on_frames(frames: int) -> None:
            share = min(1.0, frames / outline.frames)
            report(of_frames("Copied", frames, share))

        folder = _new(scratch / "copy")
        ending = run_call(order.arguments, self._path, folder, self._limits, on_frames)
        raise_if_stopped(self._path, ending, self._limits)
        if ending.exit_code != 0:
            # The folder of the result is one level above the steps' own.
            cause = cause_of_death(ending, scratch)
            raise errors.CopyFailedError(self._path, cause, order.advice)
        return folder / COPY_FILE

    def _check(self, scratch: Path, copy: Path, order: CopyOrder, outline: Outline) -> Comparison:
        start_pts, end_pts = order.part_pts
        request = CheckRequest(
            untrusted_name=self._name,
            limits=self._limits,
            start_pts=start_pts,
            end_pts=end_pts,
            frames=outline.frames_before + outline.frames,
        )
        report = self._share(_COPYING_TO, 1)
        folder = _new(scratch / "check")
        try:
            seen = self._ask(request, Comparison, folder, {COPY_FILE: copy}, report)
        except errors.FileInputError as error:
            if error.path != copy:
                raise
            cause = f"what ffmpeg made of it cannot be played again; it {error.problem}"
            raise errors.CopyFailedError(self._path, cause, order.advice) from error
        fault = copy_notes.fault(order.kind, order.tolerance_s, outline, seen)
        if fault is not None:
            if copy.stat().st_size >= largest_copy_bytes(self._limits):
                limit = f"{self._limits.file_bytes >> 20} MiB"
                raise errors.LimitExceededError(self._path, "the copy became too large", limit)
            raise errors.CopyFailedError(self._path, fault, order.advice)
        return seen

    def _ask(
        self,
        request: OutlineRequest | CheckRequest,
        answer: type[Answer],
        folder: Path,
        besides: Mapping[str, Path],
        report: OnProgress,
    ) -> Answer:
        (folder / REQUEST_FILE).write_bytes(msgspec.json.encode(request))
        ending = jail.run(
            "verify.jobs.derivation_worker",
            [],
            folder,
            self._limits,
            progress_reader(report),
            readable={MEDIA_FILE: self._path, **besides},
        )
        copy = besides.get(COPY_FILE)
        raise_if_not_done(self._path, ending, folder, self._limits, copy)
        content = read_capped(folder / ANSWER_FILE, _ANSWER_BYTES)
        try:
            return msgspec.json.decode(content or b"", type=answer)
        except (msgspec.MsgspecError, RecursionError) as error:
            cause = "what the decoder said of it cannot be read"
            raise errors.WorkerFailedError(self._path, cause) from error

    def _share(self, start: float, end: float) -> OnProgress:
        """Return what reports the progress of one step as part of the whole."""

        def report(progress: Progress) -> None:
            if self._settings.on_progress is None:
                return
            share = start + (end - start) * (progress.share or 0.0)
            try:
                self._settings.on_progress(msgspec.structs.replace(progress, share=share))
            except OSError as error:
                raise _CallersError(error) from error

        return report

    def _record(
        self,
        footage: OpenedFootage,
        sandbox: Sandbox,
        window_s: tuple[Fraction, Fraction] | None,
        order: CopyOrder,
        outline: Outline,
        seen: Comparison,
        weight: handover.Weight,
    ) -> Derivation:
        time_base = Fraction(*outline.time_base)
        copy = record.Copy(
            sha256=weight.sha256,
            size_bytes=weight.size_bytes,
            width_px=seen.width_px,
            height_px=seen.height_px,
            frames=seen.frames,
            first_pts=seen.first_pts,
            last_pts=seen.last_pts,
            time_base=outline.time_base,
            first_frame_s=float((seen.first_pts - outline.first_pts) * time_base),
            last_frame_s=float((seen.last_pts - outline.first_pts) * time_base),
            largest_deviation_s=float(Fraction(*seen.largest_deviation_s)),
            largest_difference=seen.largest_difference,
            has_sound=seen.sound_end_s is not None,
        )
        asked_for = None
        if window_s is not None:
            asked_for = record.Window(start_s=float(window_s[0]), end_s=float(window_s[1]))
        return Derivation(
            schema=record.SCHEMA_NAME,
            kind=order.kind,
            made_utc=datetime.now(UTC),
            tool=record.CopyTool(
                version=verify.__version__,
                ffmpeg=ffmpeg.program_version(),
                arguments=order.arguments,
            ),
            sandbox=sandbox,
            footage=record.CopiedFile(
                sha256=footage.sha256,
                size_bytes=footage.size_bytes,
                untrusted_name=self._name,
            ),
            asked_for=asked_for,
            copy=copy,
            notes=copy_notes.notes(order.kind, asked_for, outline, seen, copy),
        )
