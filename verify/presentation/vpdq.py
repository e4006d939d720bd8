"""PDQ hashes of frames in the form that other newsrooms' tools exchange: hashes.vpdq.json.

A list of "hex,quality,seconds". The reference tool writes lines "frame,quality,hex,seconds"
instead: the order differs, not only the number of parts. Both are read.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from verify.domain.errors import BadTableError
from verify.domain.rows import HashRow

_PDQ_HEX = re.compile("[0-9a-fA-F]{64}", re.ASCII)
_WHOLE_NUMBER = re.compile("[0-9]{1,12}", re.ASCII)


class FrameHash(NamedTuple):
    """The PDQ hash of one frame: 64 lower-case hex digits, quality 0-100, time in seconds."""

    pdq: str
    pdq_quality: int
    time_s: float
    frame: int | None
    """0 for the first frame; None in the form that does not carry it."""


def vpdq_json(rows: Iterable[HashRow]) -> Iterator[str]:
    """Yield the text of hashes.vpdq.json in pieces, one hash a line, times with 6 decimals."""
    yield "["
    separator = "\n"
    for row in rows:
        yield f'{separator}"{row.pdq},{row.pdq_quality},{row.time_s:.6f}"'
        separator = ",\n"
    yield "\n]\n"


def read_vpdq(text: str) -> list[FrameHash]:
    """Return the hashes of a list in our form or in the reference's.

    Parameters
    ----------
    text : str
        A JSON list of "hex,quality,seconds" or of "frame,quality,hex,seconds", or lines of the
        latter. Empty lines are passed over.

    Raises
    ------
    BadTableError
        If an entry is of neither form, or a value is out of its range.

    Examples
    --------
    >>> read_vpdq('["' + "0" * 64 + ',100,0.250000"]')[0].time_s
    0.25
    """
    entries = _json_entries(text) if text.lstrip()[:1] == "[" else text.splitlines()
    return [
        _frame_hash(number, entry) for number, entry in enumerate(entries, start=1) if entry.strip()
    ]


def _json_entries(text: str) -> list[str]:
    try:
        entries = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise BadTableError(line, f"not JSON ({error})") from error
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, str):
            raise BadTableError(number, "the entry is not text")
    return list(entries)


def _frame_hash(number: int, entry: str) -> FrameHash:
    parts = [part.strip() for part in entry.split(",")]
    if len(parts) == 3:
        frame, (pdq, quality, seconds) = None, parts
    elif len(parts) == 4:
        frame, quality, pdq, seconds = parts
    else:
        raise BadTableError(number, "expected hex,quality,seconds or frame,quality,hex,seconds")
    if _PDQ_HEX.fullmatch(pdq) is None:
        raise BadTableError(number, "the PDQ hash is not 64 hex digits")
    if _WHOLE_NUMBER.fullmatch(quality) is None or int(quality) > 100:
        raise BadTableError(number, "the quality is not a whole number from 0 to 100")
    if frame is not None and _WHOLE_NUMBER.fullmatch(frame) is None:
        raise BadTableError(number, "the frame is not a whole number")
    try:
        time_s = float(seconds)
    except ValueError as error:
        raise BadTableError(number, "the time is not a number of seconds") from error
    if not (math.isfinite(time_s) and time_s >= 0):
        raise BadTableError(number, "the time is not 0 or more seconds")
    return FrameHash(pdq.lower(), int(quality), time_s, None if frame is None else int(frame))
