"""What a list of hashes says, an entry at a time: what can be taken, and what cannot and why.

An entry is taken whole or not at all: one bad line of it leaves it out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.domain.archive import EntryKind, FrameHashes, NewEntry, key_of_hashes
from verify.domain.sources import LONGEST_LINE, SourceRecord, storable

MADE_ELSEWHERE = "made elsewhere; the list does not say how"
QUALITY_UNKNOWN = 255
LONGEST_TIME_S = (2**32 - 1) / 1000

PDQ_DIGITS = 64
_MOST_LOST_ZEROS = 8
# One hash in 16^8 begins with more zeros than that; a hash of another kind is shorter still.
_SHORTENED = re.compile(rf"[0-9a-fA-F]{{{PDQ_DIGITS - _MOST_LOST_ZEROS},{PDQ_DIGITS}}}")
_SHORTEST_OF_ANY_HASH = 16
_HEX = re.compile("[0-9a-fA-F]+")
_SCIENTIFIC = re.compile(r"[0-9]{1,20}(?:[.,][0-9]{1,20})?[eE]\+?[0-9]{1,4}")
# A spreadsheet keeps 15 digits of a number and fills up with zeros.
_ROUNDED = re.compile(r"[1-9][0-9]{0,15}0{40,}")


class BadLine(ValueError):  # noqa: N818 - a finding on a list, which never reaches a user as such
    """What is wrong with one line; it leaves out the entry that the line belongs to."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """An entry that can be taken.

    Attributes
    ----------
    line : int
        Its first line, counted from 1.
    other_names : sequence of str
        Names beyond that of `entry`.
    mended_lines : sequence of int
        Lines whose hash had lost its leading zeros.
    has_own_key : bool
        Whether the list says its key; else it is made of the hashes.
    """

    line: int
    entry: NewEntry
    other_names: Sequence[str] = ()
    mended_lines: Sequence[int] = ()
    has_own_key: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that cannot be taken, and why."""

    line: int
    problem: str
    untrusted_name: str | None = None


def pdq_hex(cell: str) -> tuple[str, bool]:
    """Return the 64 digits of a PDQ hash, and whether leading zeros had to be put back.

    Raises
    ------
    BadLine
        If it is none, or one that a spreadsheet has rounded.

    Examples
    --------
    >>> pdq_hex("f" * 62)[0][:4]
    '00ff'
    """
    digits = cell.strip()
    if _SCIENTIFIC.fullmatch(digits) or _ROUNDED.fullmatch(digits):
        raise BadLine(
            f"{digits[:24]} is a hash that a spreadsheet took for a number and rounded; its digits "
            "are lost. Take it from the list as it was before"
        )
    if _SHORTENED.fullmatch(digits):
        return digits.lower().zfill(PDQ_DIGITS), len(digits) < PDQ_DIGITS
    if _HEX.fullmatch(digits):
        raise BadLine(f"the PDQ hash has {len(digits)} hex digits, not {PDQ_DIGITS}")
    raise BadLine(f"{digits[:24]!r} is no hexadecimal hash")


def likeness_to_pdq(cell: str) -> int:
    """Return how much a cell looks like a PDQ hash: 2 one, 1 what was one or is too short, 0 no."""
    digits = cell.strip()
    if _SHORTENED.fullmatch(digits):
        return 2
    is_hex = len(digits) >= _SHORTEST_OF_ANY_HASH and _HEX.fullmatch(digits) is not None
    return int(is_hex or _SCIENTIFIC.fullmatch(digits) is not None)


def word_hex(cell: str, what: str) -> str:
    """Return the 16 digits of a 64-bit hash, nothing for an empty cell, or raise `BadLine`."""
    digits = cell.strip()
    if digits and (len(digits) != 16 or _HEX.fullmatch(digits) is None):
        raise BadLine(f"the {what} is not 16 hex digits")
    return digits.lower()


def quality_of(cell: str) -> int:
    """Return a PDQ quality of 0 to 100, 255 for an empty cell, or raise `BadLine`."""
    text = cell.strip()
    if not text:
        return QUALITY_UNKNOWN
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100):
        raise BadLine(f"the quality {text[:24]!r} is not a whole number from 0 to 100")
    return int(text)


def time_ms_of(cell: str) -> int:
    """Return a time given in seconds as whole milliseconds, or raise `BadLine`."""
    try:
        time_s = float(cell)
    except ValueError as error:
        raise BadLine(f"the time {cell[:24]!r} is not a number of seconds") from error
    if not 0 <= time_s <= LONGEST_TIME_S:
        raise BadLine(f"the time {cell[:24]!r} is not from 0 to {LONGEST_TIME_S:,.0f} seconds")
    return round(time_s * 1000)


def name_of(cell: str) -> str:
    """Return a name as it can be kept, or raise `BadLine`."""
    if not cell.strip():
        raise BadLine("the name is empty")
    if len(cell) > LONGEST_LINE:
        raise BadLine(f"the name has {len(cell):,} characters, more than {LONGEST_LINE:,}")
    return storable(cell)


def frame_hashes(
    times_ms: Sequence[int],
    pdqs: Sequence[str],
    qualities: Sequence[int],
    phashes: Sequence[str] | None = None,
    dhashes: Sequence[str] | None = None,
) -> FrameHashes:
    """Return hashes given as hex digits in columns, or raise `BadLine` if time runs back."""
    times = np.array(times_ms, np.int64)
    if (np.diff(times) < 0).any():
        back = int(np.argmax(np.diff(times) < 0)) + 1
        raise BadLine(f"hash {back + 1:,} is earlier than the one before; sort the list by time")
    return FrameHashes(
        time_ms=times.astype(np.uint32),
        pdq=_words(pdqs).reshape(-1, 4),
        quality=np.array(qualities, np.uint8),
        phash=None if phashes is None else _words(phashes),
        dhash=None if dhashes is None else _words(dhashes),
    )


def _words(digits: Sequence[str]) -> npt.NDArray[np.uint64]:
    return np.frombuffer(bytes.fromhex("".join(digits)), ">u8").astype(np.uint64)


def entry_of_hashes(
    untrusted_name: str, hashes: FrameHashes, list_name: str, key: str | None = None
) -> NewEntry:
    """Return an entry of which only hashes are known, and the list that they came from."""
    made = {
        "pdq": True,
        "phash": hashes.phash is not None,
        "dhash": hashes.dhash is not None,
    }
    return NewEntry(
        key=key or key_of_hashes(hashes),
        kind=EntryKind.HASHES,
        untrusted_name=untrusted_name,
        hashes=hashes,
        descriptors={name: MADE_ELSEWHERE for name, is_there in made.items() if is_there},
        source=SourceRecord(read_from=[storable(list_name)[:LONGEST_LINE]]),
    )


def none_if_empty(digits: Sequence[str], what: str) -> Sequence[str] | None:
    """Return a column, None where no line has it, or raise `BadLine` where some lines do."""
    missing = digits.count("")
    if missing == len(digits):
        return None
    if missing:
        raise BadLine(f"the {what} is missing in {missing:,} of {len(digits):,} lines")
    return digits
