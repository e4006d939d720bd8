"""What the jailed worker left, taken for an attack until it is checked.

The worker may have been taken over by the file that it read. Its findings are bounded before they
are decoded, every text in them is made printable, every number is finite; of its files only those
that the findings call for are taken, each a regular file of its own that is no larger than it can
be, pictures with the size and the hash that were announced. Nothing here is called before the
worker has ended.
"""

import contextlib
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

import msgspec

from verify.domain.errors import WorkerFailedError, shown_name
from verify.domain.findings import Analysis, Keyframe
from verify.domain.limits import DecodeLimits
from verify.domain.overlays import MOST_OVERLAYS, OverlayStill
from verify.jobs.layout import (
    BRIGHTNESS_TABLE,
    CONTACT_SHEET,
    EXPOSURE_TABLE,
    HASHES_TABLE,
    KEYFRAMES_FOLDER,
    OVERLAYS_FOLDER,
    SOUND_TRACK,
    SPECTROGRAM,
)
from verify.jobs.messages import InspectionOptions, TrackExtent, WorkAnswer
from verify.media import jpeg

# With as much of everything as is ever listed they have some 400,000.
_MOST_JSON_MARKS = 500_000
_LONGEST_TEXT = 20_000
_LARGEST_NUMBER = 2.0**64
# The longest line of a table that the worker writes has some 200.
_TABLE_LINE_BYTES = 300
# A JPEG of noise at the quality of keyframes has less.
_JPEG_BYTES_PER_PIXEL = 3
_SMALLEST_JPEG_BYTES = 4 << 10
_BYTES_PER_SAMPLE = 2
_PICTURE_NAME = r"/[0-9A-Za-z][0-9A-Za-z._-]{0,100}\.jpg"
_KEYFRAME_FILE = re.compile(KEYFRAMES_FOLDER + _PICTURE_NAME)
_OVERLAY_FILE = re.compile(OVERLAYS_FOLDER + _PICTURE_NAME)


def read_capped(file: Path, cap_bytes: int) -> bytes | None:
    """Return the bytes of a regular file of at most `cap_bytes`, or None; follow no link."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        content = stream.read(cap_bytes + 1)
    return content if len(content) <= cap_bytes else None


class HarmfulError(Exception):
    """What no honest worker leaves."""


@contextlib.contextmanager
def own_file(
    name: Path | str, largest_bytes: int, folder: int | None = None
) -> Iterator[BufferedReader]:
    """Open a file that a worker left; from then on others may read it and nobody may run it.

    Parameters
    ----------
    name : Path or str
        The file; no link is followed.
    largest_bytes : int
        How large it can be.
    folder : int, optional
        Handle of the folder that the name counts from.

    Raises
    ------
    HarmfulError
        If it is no regular file of its own, or larger.
    OSError
        If there is none, or it is a link.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with contextlib.ExitStack() as held:
        handle = os.open(name, flags, dir_fd=folder)
        held.callback(os.close, handle)
        status = os.fstat(handle)
        # A second link would let whoever holds it change the file later.
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
            raise HarmfulError("it left something that is not a file of its own")
        if status.st_size > largest_bytes:
            raise HarmfulError("it left a file that is larger than it can be")
        os.fchmod(handle, status.st_mode & 0o644 | 0o600)
        yield held.enter_context(os.fdopen(handle, "rb", closefd=False))


def read_answer(path: Path, file: Path, limits: DecodeLimits) -> WorkAnswer:
    """Return the worker's findings.

    Parameters
    ----------
    path : Path
        The footage, for the error.
    file : Path
        Where the worker wrote.
    limits : DecodeLimits
        How large its answer may be.

    Raises
    ------
    WorkerFailedError
        If there are none, or they are larger, deeper or of another form than findings are.
    """
    content = read_capped(file, limits.findings_bytes)
    if content is None:
        raise WorkerFailedError(path, "its findings are missing or too large")
    if sum(map(content.count, (b",", b":", b"[", b"{"))) > _MOST_JSON_MARKS:
        raise WorkerFailedError(path, "its findings are too many")
    try:
        return msgspec.convert(harmless(msgspec.json.decode(content)), WorkAnswer)
    except (msgspec.MsgspecError, RecursionError, HarmfulError) as error:
        detail = f"its findings have a wrong form: {shown_name(str(error))[:200]}"
        raise WorkerFailedError(path, detail) from error


def harmless(value: object) -> object:
    """Return a decoded JSON value with all its text made printable.

    Raises
    ------
    HarmfulError
        If a text is too long or a number too large.
    """
    match value:
        case str():
            if len(value) > _LONGEST_TEXT:
                raise HarmfulError("a text is too long")
            return value if value.isprintable() else shown_name(value)
        case dict():
            return {harmless(key): harmless(inner) for key, inner in value.items()}
        case list():
            return [harmless(inner) for inner in value]
        case int() | float() if abs(value) > _LARGEST_NUMBER:
            raise HarmfulError("a number is too large")
    return value


def take_files(
    path: Path, analysis: Analysis, scratch: Path, worked: str, options: InspectionOptions
) -> Path:
    """Return a new folder that holds the files that the findings call for, and nothing else.

    Parameters
    ----------
    path : Path
        The footage, for the error.
    analysis : Analysis
        The findings.
    scratch : Path
        The folder that the worker worked in.
    worked : str
        The folder in there that it put its files into.
    options : InspectionOptions
        What was asked for, and how large it may be.

    Raises
    ------
    WorkerFailedError
        If the findings contradict what was asked for, or a file of theirs is missing, is not what
        was announced, or is no regular file of its own.
    """
    # A name that the worker cannot have foreseen and put something under.
    taken = scratch / secrets.token_hex(16)
    taken.mkdir()
    keyframes = analysis.keyframes or []
    try:
        _assert_as_asked(analysis, options)
        with opened_folder(scratch / worked) as folder:
            _take_tables(analysis, options, folder, taken)
            if analysis.sounds:
                _take_sheet(SPECTROGRAM, folder, taken, options.limits)
            if keyframes:
                _take_sheet(CONTACT_SHEET, folder, taken, options.limits)
                (taken / KEYFRAMES_FOLDER).mkdir()
                with opened_folder(KEYFRAMES_FOLDER, folder) as pictures:
                    for keyframe in keyframes:
                        _take_picture(keyframe, pictures, taken / KEYFRAMES_FOLDER)
            if stills := _overlay_stills(analysis):
                (taken / OVERLAYS_FOLDER).mkdir()
                with opened_folder(OVERLAYS_FOLDER, folder) as pictures:
                    for still in stills:
                        _take_picture(still, pictures, taken / OVERLAYS_FOLDER)
    except HarmfulError as error:
        raise WorkerFailedError(path, str(error)) from error
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise WorkerFailedError(path, f"its files cannot be taken: {reason}") from error
    return taken


def take_track(path: Path, extent: TrackExtent, scratch: Path, worked: str) -> bytes:
    """Return the samples of the sound track that the worker left, as many as it announced.

    Raises
    ------
    WorkerFailedError
        If they are missing, or more or fewer.
    """
    announced_bytes = _BYTES_PER_SAMPLE * extent.samples
    try:
        with (
            opened_folder(scratch / worked) as folder,
            own_file(SOUND_TRACK, announced_bytes, folder) as file,
        ):
            content = file.read(announced_bytes)
    except (OSError, HarmfulError) as error:
        raise WorkerFailedError(path, "its sound track cannot be taken") from error
    if len(content) < announced_bytes:
        raise WorkerFailedError(path, "its sound track is shorter than was announced")
    return content


def _overlay_stills(analysis: Analysis) -> list[OverlayStill]:
    return [one.still for one in analysis.overlays or [] if one.still is not None]


def _assert_as_asked(analysis: Analysis, options: InspectionOptions) -> None:
    """Hold what is announced against the limits that an honest worker keeps."""
    pictures = analysis.keyframes or []
    stills = _overlay_stills(analysis)
    sizes = [(picture.width_px, picture.height_px) for picture in pictures]
    sizes += [(still.width_px, still.height_px) for still in stills]
    if video := analysis.footage.video:
        sizes.append((video.width_px, video.height_px))
    if any(width * height > options.limits.max_pixels for width, height in sizes):
        raise HarmfulError("its findings announce a picture beyond the limit")
    files = {picture.file for picture in pictures}
    if not all(map(_KEYFRAME_FILE.fullmatch, files)):
        raise HarmfulError("its findings name a file outside their folder")
    if len(files) < len(pictures) or len(pictures) > options.maximum_keyframes:
        raise HarmfulError("it has more keyframes than were asked for, or one of them twice")
    names = {still.file for still in stills}
    if not all(map(_OVERLAY_FILE.fullmatch, names)) or len(names) < len(stills):
        raise HarmfulError("its findings name a file outside their folder, or one twice")
    if len(analysis.overlays or []) > MOST_OVERLAYS:
        raise HarmfulError("it has more overlays than are ever listed")
    if analysis.brightness and analysis.brightness.file not in (None, BRIGHTNESS_TABLE):
        raise HarmfulError("its findings name a file outside their folder")
    for pair in analysis.flash_to_bang or []:
        if pair.flash_index >= len(analysis.flashes or []):
            raise HarmfulError("its findings name a flash that is not there")
        if pair.sound_index >= len(analysis.sounds or []):
            raise HarmfulError("its findings name a sound that is not there")
    if (time := analysis.timebase) is not None:
        if time.frames > options.limits.max_frames:
            raise HarmfulError("its findings announce more frames than the limit")
        if min(time.time_base) < 1:
            raise HarmfulError("its findings have no time base")


def _take_tables(analysis: Analysis, options: InspectionOptions, folder: int, taken: Path) -> None:
    wanted = options.analyses - {skip.analysis for skip in analysis.skipped if skip.is_failure}
    announced = []
    if "brightness" in wanted and analysis.brightness and analysis.brightness.file:
        announced.append(BRIGHTNESS_TABLE)
    if "hashes" in wanted and analysis.timebase:
        announced.append(HASHES_TABLE)
    for name in announced:
        _take_table(name, analysis, folder, taken)
    if "flashes" in wanted:
        with contextlib.suppress(FileNotFoundError):
            # There from its first row on, which no light needs to have.
            _take_table(EXPOSURE_TABLE, analysis, folder, taken)


def _take_table(name: str, analysis: Analysis, folder: int, taken: Path) -> None:
    frames = 0 if analysis.timebase is None else analysis.timebase.frames
    # At most one line a frame, and the header.
    with own_file(name, _TABLE_LINE_BYTES * (frames + 1), folder):
        pass
    os.rename(name, taken / name, src_dir_fd=folder)


def _take_sheet(name: str, folder: int, taken: Path, limits: DecodeLimits) -> None:
    with contextlib.suppress(FileNotFoundError):
        largest_bytes = _JPEG_BYTES_PER_PIXEL * limits.max_pixels
        with own_file(name, largest_bytes, folder) as file:
            width, height = _jpeg_size_px(file)
        if width * height > limits.max_pixels:
            raise HarmfulError("its contact sheet or spectrogram is larger than the limit")
        os.rename(name, taken / name, src_dir_fd=folder)


def _take_picture(picture: Keyframe | OverlayStill, folder: int, taken: Path) -> None:
    announced = picture.width_px, picture.height_px
    largest_bytes = _JPEG_BYTES_PER_PIXEL * announced[0] * announced[1] + _SMALLEST_JPEG_BYTES
    name = picture.file.partition("/")[2]
    with own_file(name, largest_bytes, folder) as file:
        if _jpeg_size_px(file) != announced:
            raise HarmfulError("a picture has another size than was announced")
        file.seek(0)
        if hashlib.file_digest(file, "sha256").hexdigest() != picture.sha256:
            raise HarmfulError("a picture has another SHA-256 than was announced")
    os.rename(name, taken / name, src_dir_fd=folder)


def _jpeg_size_px(file: BufferedReader) -> tuple[int, int]:
    try:
        return jpeg.size_px(file.read(jpeg.LONGEST_HEADER_BYTES))
    except ValueError as error:
        raise HarmfulError(f"it left {error}") from error


@contextlib.contextmanager
def opened_folder(name: Path | str, parent: int | None = None) -> Iterator[int]:
    """Open a folder that a worker left and give its handle; no link is followed."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(name, flags, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)
