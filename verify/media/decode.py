"""Open one file of unknown kind as a source of frames and sound.

The file's name is never looked at: its first bytes say who reads it.
"""

from pathlib import Path

from verify.domain.errors import UnsupportedFootageError
from verify.domain.limits import DecodeLimits
from verify.media import content
from verify.media.pictures import PictureSource
from verify.media.source import Source
from verify.media.videos import VideoSource


def open_source(
    path: Path,
    limits: DecodeLimits,
    shown_path: Path,
    threads: int = 2,
    *,
    is_first_look: bool = False,
) -> Source:
    """Open a file and decode its first frame.

    Parameters
    ----------
    path : Path
        The file to read; it is only read, and no other file is.
    limits : DecodeLimits
        Bounds on pixels, streams and frames; those on time and memory are the process's.
    shown_path : Path
        How errors name the file.
    threads : int
        Threads of the decoder.
    is_first_look : bool
        Whether frames of a video that no other frame rests on may keep the edges of their blocks,
        which saves up to a third of decoding and changes a code value here and there.

    Raises
    ------
    UnsupportedFootageError
        If it is no video or picture that is read here.
    NoPictureError
        If it has sound only.
    UndecodableError
        If not one frame can be decoded.
    LimitExceededError
        If it is larger than `limits` allow.
    """
    if kind := content.refusal(path):
        raise UnsupportedFootageError(shown_path, kind)
    reader = content.reader(path)
    if reader is not content.Reader.VIDEO:
        return PictureSource(path, limits, shown_path, reader)
    return VideoSource(path, limits, shown_path, threads, is_first_look=is_first_look)
