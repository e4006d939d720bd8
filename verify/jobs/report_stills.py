"""The pictures of a report, made in the jail out of those of an inspection and taken out checked.

What leaves a house in a report carries a picture and nothing else: no tags, no thumbnail, and of
what was covered not one pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.footage import BoxPx
from verify.domain.limits import DecodeLimits
from verify.jobs.acceptance import HarmfulError, own_file
from verify.jobs.disk import problems_as_errors
from verify.jobs.messages import REQUEST_FILE
from verify.jobs.refusals import raise_if_not_done
from verify.jobs.report_stills_worker import (
    LONGEST_SIDE_PX,
    MOST_STILLS,
    READY_FILE,
    StillOrder,
    StillsRequest,
)
from verify.media import jail, jpeg
from verify.media.scratch import working_folder

__all__ = ["MOST_STILLS", "ReadyStill", "StillWanted", "ready_stills"]

_LARGEST_STILL_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class StillWanted:
    """A picture of an inspection, and what is to become of it.

    Attributes
    ----------
    jpeg : bytes
        Held against the analysis that lists it.
    covered_px : tuple of tuple of int
        Left, top, width and height of what is covered, in pixels of it.
    part_px : tuple of int or None
        The part that is wanted.
    """

    jpeg: bytes
    covered_px: tuple[BoxPx, ...] = ()
    part_px: BoxPx | None = None


@dataclass(frozen=True, slots=True)
class ReadyStill:
    """A picture for a report: a plain JPEG."""

    jpeg: bytes
    width_px: int
    height_px: int


def ready_stills(wanted: Sequence[StillWanted], place: Path) -> list[ReadyStill]:
    """Return a picture for each that is wanted.

    Parameters
    ----------
    wanted : sequence of StillWanted
        At most `MOST_STILLS`.
    place : Path
        A folder to work in, and which errors name.

    Raises
    ------
    FailedError
        If one could not be made, or there is no room.
    """
    if not wanted:
        return []
    with problems_as_errors(place), working_folder(place, ".verify-work-") as scratch:
        request = StillsRequest(stills=[_set_out(*one, scratch) for one in enumerate(wanted)])
        (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))
        limits = DecodeLimits()
        ending = jail.run("verify.jobs.report_stills_worker", [], scratch, limits)
        raise_if_not_done(place, ending, scratch, limits)
        return [_taken(scratch / READY_FILE.format(number), place) for number in range(len(wanted))]


def _set_out(number: int, still: StillWanted, scratch: Path) -> StillOrder:
    name = f"{number}.jpg"
    (scratch / name).write_bytes(still.jpeg)
    return StillOrder(file=name, covered_px=list(still.covered_px), part_px=still.part_px)


def _taken(file: Path, place: Path) -> ReadyStill:
    try:
        with own_file(file, _LARGEST_STILL_BYTES) as stream:
            content = stream.read(_LARGEST_STILL_BYTES)
        width_px, height_px = jpeg.size_px(content[: jpeg.LONGEST_HEADER_BYTES])
        if max(width_px, height_px) > LONGEST_SIDE_PX or not jpeg.holds_only_a_picture(content):
            raise ValueError("more than a picture of that size")
    except (OSError, HarmfulError, ValueError) as error:
        cause = "what was made for the report is no plain picture"
        raise errors.WorkerFailedError(place, cause) from error
    return ReadyStill(content, width_px, height_px)
