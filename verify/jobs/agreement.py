"""Stretches of queries laid over entries, in the jail: all of one search in one process."""

import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.analysis.matching.agreement import Agreement, Rough
from verify.analysis.matching.alignment import Pose
from verify.domain import errors
from verify.domain.archive import Still
from verify.domain.limits import DecodeLimits
from verify.jobs.acceptance import read_capped
from verify.jobs.agreement_worker import (
    ANSWER_FILE,
    LaidOver,
    LayingRequest,
    entry_file,
    query_file,
)
from verify.jobs.disk import problems_as_errors
from verify.jobs.messages import REQUEST_FILE
from verify.jobs.refusals import raise_if_not_done
from verify.jobs.still_file import StillSink
from verify.media import jail
from verify.media.scratch import working_folder

LONGEST_S = 120.0
"""So much of a stretch is laid over an entry, its middle; that is plenty, and bounds the work."""

_AROUND_S = 6.0
_ANSWER_BYTES = 16 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What is to be laid over what.

    Attributes
    ----------
    stills : sequence of Still
        All of the entry.
    pose : Pose
    rough : Rough
        The stretch.
    query : sequence of Still, optional
        Of the query, if it is another one.
    """

    stills: Sequence[Still]
    pose: Pose
    rough: Rough
    query: Sequence[Still] | None = None


def agreements(
    path: Path, stills: Sequence[Still], overlays: Sequence[Overlay]
) -> list[Agreement | None]:
    """Return what laying stretches of a query over entries shows.

    Parameters
    ----------
    path : Path
        The query as the user named it, for errors.
    stills : sequence of Still
        Of the query.
    overlays : sequence of Overlay
        Those of one query, and of one entry of it, one after the other.

    Returns
    -------
    list of Agreement or None
        One for each; None where too little is shown, or no still falls on the line.

    Raises
    ------
    FailedError
        If the work was not done, or there is no room for it.
    """
    if not overlays or not (stills or any(overlay.query for overlay in overlays)):
        return [None] * len(overlays)
    temporary = Path(tempfile.gettempdir())
    with problems_as_errors(temporary), working_folder(temporary, ".verify-work-") as scratch:
        request = LayingRequest(each=list(_set_out(stills, overlays, scratch)))
        (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))
        limits = DecodeLimits()
        ending = jail.run("verify.jobs.agreement_worker", [], scratch, limits)
        raise_if_not_done(path, ending, scratch, limits)
        return _taken(path, scratch / ANSWER_FILE, len(overlays))


def _set_out(stills: Sequence[Still], overlays: Sequence[Overlay], scratch: Path) -> list[LaidOver]:
    queries, entries = _Files(scratch, query_file), _Files(scratch, entry_file)
    return [
        _order(
            queries.name_of(stills if overlay.query is None else overlay.query),
            entries.name_of(overlay.stills),
            overlay,
        )
        for overlay in overlays
    ]


class _Files:
    """Files of stills; those asked for again are not written again."""

    def __init__(self, scratch: Path, called: Callable[[int], str]) -> None:
        self._scratch = scratch
        self._called = called
        self._written: list[Sequence[Still]] = []

    def name_of(self, stills: Sequence[Still]) -> str:
        """Return the name of the file of some stills."""
        if not self._written or self._written[-1] is not stills:
            _write(self._scratch / self._called(len(self._written)), stills)
            self._written.append(stills)
        return self._called(len(self._written) - 1)


def _write(file: Path, stills: Sequence[Still]) -> None:
    with file.open("wb") as stream:
        sink = StillSink(stream)
        for still in stills:
            sink.write(still.time_ms, still.jpeg)


def _order(query: str, file: str, overlay: Overlay) -> LaidOver:
    rough, pose = overlay.rough, overlay.pose
    beyond_s = max(0.0, rough.end_s - rough.start_s - LONGEST_S) / 2
    from_s, to_s = rough.start_s + beyond_s - _AROUND_S, rough.end_s - beyond_s + _AROUND_S
    first_s = rough.speed * from_s + rough.offset_s - rough.aside_s
    last_s = rough.speed * to_s + rough.offset_s + rough.aside_s
    return LaidOver(
        query=query,
        file=file,
        turn=(pose.turn.real, pose.turn.imag),
        shift=(pose.shift.real, pose.shift.imag),
        mirrored=pose.mirrored,
        rough=rough,
        query_ms=(math.floor(1000 * from_s), math.ceil(1000 * to_s)),
        entry_ms=(math.floor(1000 * first_s), math.ceil(1000 * last_s)),
    )


def _taken(path: Path, file: Path, count: int) -> list[Agreement | None]:
    content = read_capped(file, _ANSWER_BYTES)
    try:
        if content is None:
            raise ValueError("none, or too large")
        answers = msgspec.json.decode(content, type=list[Agreement | None])
        if len(answers) != count or not all(map(_is_possible, answers)):
            raise ValueError("figures that cannot be")
    except (ValueError, msgspec.MsgspecError) as error:
        raise errors.WorkerFailedError(path, f"its comparison cannot be taken: {error}") from error
    return answers


def _is_possible(answer: Agreement | None) -> bool:
    """Return whether figures lie where an honest worker's do."""
    if answer is None:
        return True
    figures = [answer.offset_s, answer.offset_error_s, *(each.query_s for each in answer.pictures)]
    figures += [each.query_s for each in answer.changes]
    shares = [each.alike for each in answer.pictures] + [each.alike for each in answer.changes]
    return (
        all(map(math.isfinite, figures))
        and all(abs(share) <= 1.001 for share in shares)
        and 0.5 <= answer.speed <= 2
        and 0 <= answer.shown <= 1
        and bool(answer.pictures)
    )
