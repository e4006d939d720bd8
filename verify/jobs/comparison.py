"""Two files drawn side by side: frames of both out of the jail, into it again, pictures back."""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.comparison import ComparedPicture
from verify.domain.limits import DecodeLimits
from verify.jobs.acceptance import HarmfulError, harmless, own_file, read_capped
from verify.jobs.comparison_messages import (
    ANSWER_FILE,
    LONGEST_SIDE_PX,
    DrawingAnswer,
    DrawingOrder,
    FrameFile,
    MomentOrder,
)
from verify.jobs.disk import problems_as_errors
from verify.jobs.messages import REQUEST_FILE
from verify.jobs.refusals import raise_if_not_done
from verify.media import jail, jpeg
from verify.media.scratch import working_folder

_ANSWER_BYTES = 1 << 20
# The strip is five rows high; a JPEG of noise at this quality has less.
_MOST_PIXELS = 4 * LONGEST_SIDE_PX * LONGEST_SIDE_PX
_BYTES_PER_PIXEL, _LEAST_BYTES = 4, 4 << 10

Frame = tuple[float, bytes]
"""Time in seconds and JPEG."""


@dataclass(frozen=True, slots=True)
class Sides:
    """One moment to draw; see `comparison_messages.MomentOrder`.

    Attributes
    ----------
    segment : int or None
    turn, shift : complex
    mirrored : bool
    a, b : sequence of Frame
        One at least of each.
    """

    segment: int | None
    turn: complex
    shift: complex
    mirrored: bool
    a: Sequence[Frame]
    b: Sequence[Frame]


def draw(
    path: Path, names: tuple[str, str], moments: Sequence[Sides]
) -> tuple[DrawingAnswer, dict[str, bytes]]:
    """Return what was drawn of two files, and the pictures by name.

    Parameters
    ----------
    path : Path
        One of them as the user named it, for errors.
    names : tuple of str
        Of both, made printable.
    moments : sequence of Sides
        One at least.

    Raises
    ------
    FailedError
        If it could not be drawn, or there is no room for it.
    """
    temporary = Path(tempfile.gettempdir())
    with problems_as_errors(temporary), working_folder(temporary, ".verify-work-") as scratch:
        order = DrawingOrder(
            names=names,
            moments=[_set_out(number, each, scratch) for number, each in enumerate(moments)],
        )
        (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(order))
        limits = DecodeLimits()
        ending = jail.run("verify.jobs.comparison_worker", [], scratch, limits)
        raise_if_not_done(path, ending, scratch, limits)
        try:
            return _taken(scratch, len(moments))
        except (OSError, HarmfulError, ValueError, msgspec.MsgspecError) as error:
            cause = f"what was drawn of it cannot be taken: {error}"
            raise errors.WorkerFailedError(path, cause) from error


def _set_out(number: int, sides: Sides, scratch: Path) -> MomentOrder:
    def written(side: str, frames: Sequence[Frame]) -> list[FrameFile]:
        files = [(time_s, f"in-{number}-{side}-{i}.jpg") for i, (time_s, _) in enumerate(frames)]
        for (_, name), (_, content) in zip(files, frames, strict=True):
            (scratch / name).write_bytes(content)
        return files

    return MomentOrder(
        segment=sides.segment,
        turn=(sides.turn.real, sides.turn.imag),
        shift=(sides.shift.real, sides.shift.imag),
        mirrored=sides.mirrored,
        a=written("a", sides.a),
        b=written("b", sides.b),
    )


def _taken(scratch: Path, moments: int) -> tuple[DrawingAnswer, dict[str, bytes]]:
    content = read_capped(scratch / ANSWER_FILE, _ANSWER_BYTES)
    answer = msgspec.convert(harmless(msgspec.json.decode(content or b"")), DrawingAnswer)
    pictures = list(pictures_of(answer))
    if len(answer.moments) != moments or len({one.file for one in pictures}) < len(pictures):
        raise HarmfulError("it is not what was asked for")
    return answer, {one.file: _picture(one, scratch) for one in pictures}


def pictures_of(answer: DrawingAnswer) -> list[ComparedPicture]:
    """Return all pictures of an answer."""
    found = [answer.strip]
    for moment in answer.moments:
        found += [moment.a, moment.b]
        if moment.overlay is not None:
            found += [moment.overlay.laid, moment.overlay.difference]
    return found


def _picture(announced: ComparedPicture, scratch: Path) -> bytes:
    pixels = announced.width_px * announced.height_px
    if pixels > _MOST_PIXELS:
        raise HarmfulError("a picture is larger than it can be")
    largest_bytes = _BYTES_PER_PIXEL * pixels + _LEAST_BYTES
    with own_file(scratch / announced.file, largest_bytes) as stream:
        content = stream.read(largest_bytes)
    if (
        len(content) != announced.size_bytes
        or hashlib.sha256(content).hexdigest() != announced.sha256
        or jpeg.size_px(content) != (announced.width_px, announced.height_px)
        or not jpeg.holds_only_a_picture(content)
    ):
        raise HarmfulError("a picture is another than was announced")
    return content
