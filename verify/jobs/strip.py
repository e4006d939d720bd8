"""The strip of several clips at common moments: drawn in the jail, moved into place whole."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.limits import DecodeLimits
from verify.jobs import result_file
from verify.jobs.acceptance import HarmfulError, own_file, read_capped
from verify.jobs.disk import problems_as_errors, sync
from verify.jobs.messages import REQUEST_FILE
from verify.jobs.refusals import raise_if_not_done
from verify.jobs.strip_worker import STRIP_FILE, StripClip, StripRequest
from verify.media import jail, jpeg
from verify.media.scratch import working_folder
from verify.presentation.contact_strip import STRIP_MARK, StripRow

_LARGEST_STRIP_BYTES = 64 << 20
_HEAD_BYTES = 1024


def assert_free(place: Path, *, force: bool) -> None:
    """Refuse a place where something lies that may not be replaced; only a strip of ours may.

    Raises
    ------
    ResultExistsError
        If so.
    """
    result_file.assert_free(place, _is_strip, force=force)


def write_strip(
    clips: Sequence[StripRow], left_out: Sequence[str], place: Path, *, force: bool
) -> None:
    """Draw the strip and move it into place.

    Parameters
    ----------
    clips : sequence of StripRow
        At least one, all of as many moments.
    left_out : sequence of str
        Names of clips that no offset links to these.
    place : Path
        The file to come into being.
    force : bool
        Whether a strip of ours that is there is replaced.

    Raises
    ------
    ResultExistsError
        If something lies there that may not be replaced.
    FailedError
        If it could not be drawn, or there is no room.
    """
    with problems_as_errors(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        with working_folder(place.parent, ".verify-work-") as scratch:
            request = StripRequest(
                clips=[_set_out(clip, row, scratch) for row, clip in enumerate(clips)],
                left_out=list(left_out),
            )
            (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))
            limits = DecodeLimits()
            ending = jail.run("verify.jobs.strip_worker", [], scratch, limits)
            raise_if_not_done(place, ending, scratch, limits)
            content = _taken(scratch / STRIP_FILE, place)
            written = scratch / "taken.jpg"
            written.write_bytes(content)
            sync(written)
            assert_free(place, force=force)
            written.replace(place)


def _set_out(clip: StripRow, row: int, scratch: Path) -> StripClip:
    frames: list[tuple[float, str] | None] = []
    for column, frame in enumerate(clip.frames):
        if frame is None:
            frames.append(None)
            continue
        name = f"{row}-{column}.jpg"
        (scratch / name).write_bytes(frame[1])
        frames.append((frame[0], name))
    return StripClip(untrusted_name=clip.untrusted_name, how=clip.how, frames=frames)


def _taken(file: Path, place: Path) -> bytes:
    try:
        with own_file(file, _LARGEST_STRIP_BYTES) as stream:
            content = stream.read(_LARGEST_STRIP_BYTES)
        jpeg.size_px(content[: jpeg.LONGEST_HEADER_BYTES])
    except (OSError, HarmfulError, ValueError) as error:
        raise errors.WorkerFailedError(place, "what was drawn is no bounded picture") from error
    return content


def _is_strip(place: Path) -> bool:
    if place.is_symlink() or not place.is_file():
        return False
    content = read_capped(place, _LARGEST_STRIP_BYTES)
    return content is not None and STRIP_MARK in content[:_HEAD_BYTES]
