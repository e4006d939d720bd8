"""What runs inside the jail to lay stretches of queries over entries: stills in, figures out.

The stills are JPEGs of ours, but of pixels and out of processes that senders had a hand in.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import cv2
import msgspec
import numpy as np
from msgspec import Meta, Struct

from verify.analysis.matching.agreement import Agreement, Rough, agreement_of
from verify.analysis.matching.alignment import Picture, Pose, laid
from verify.domain.archive import Still
from verify.jobs.messages import REQUEST_FILE
from verify.jobs.still_file import read_stills
from verify.media.own_jpeg import grey_pixels

ANSWER_FILE = "answer.json"


class LaidOver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stretch to lay over one entry.

    `turn` and `shift` are the real and imaginary part of those of a `Pose`; the spans say which
    stills of either side, in milliseconds.
    """

    query: str
    file: str
    turn: tuple[float, float]
    shift: tuple[float, float]
    mirrored: bool
    rough: Rough
    query_ms: tuple[int, int]
    entry_ms: tuple[int, int]


class LayingRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All stretches, those of one query and of one entry of it one after the other."""

    each: Annotated[list[LaidOver], Meta(min_length=1)]


def query_file(number: int) -> str:
    """Return the name of the file that holds the stills of a query."""
    return f"query-{number}.stills"


def entry_file(number: int) -> str:
    """Return the name of the file that holds the stills of an entry."""
    return f"entry-{number}.stills"


class _Stills:
    """Stills of one file, each decoded once at most."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:
            self._stills = read_stills(stream)
        self._pictures: dict[int, Picture] = {}

    def between(self, span_ms: tuple[int, int]) -> list[Still]:
        """Return the stills of a span."""
        return [each for each in self._stills if span_ms[0] <= each.time_ms <= span_ms[1]]

    def pictures(self, stills: Sequence[Still]) -> list[Picture]:
        """Return the pictures of some stills."""
        return [self._picture(each) for each in stills]

    def _picture(self, still: Still) -> Picture:
        if still.time_ms not in self._pictures:
            self._pictures[still.time_ms] = grey_pixels(still.jpeg)
        return self._pictures[still.time_ms]


def main(folder: Path) -> None:
    """Lay the stretches whose request lies in `folder` over the entries."""
    cv2.setNumThreads(1)
    request = msgspec.json.decode((folder / REQUEST_FILE).read_bytes(), type=LayingRequest)
    answers: list[Agreement | None] = []
    held: dict[str, _Stills] = {}
    for each in request.each:
        held = {
            name: held[name] if name in held else _Stills(folder / name)
            for name in (each.query, each.file)
        }
        answers.append(_agreement(held[each.query], held[each.file], each))
    (folder / ANSWER_FILE).write_bytes(msgspec.json.encode(answers))


def _agreement(query: _Stills, entry: _Stills, asked: LaidOver) -> Agreement | None:
    here, there = query.between(asked.query_ms), entry.between(asked.entry_ms)
    if not here or not there:
        return None
    pose = Pose(complex(*asked.turn), complex(*asked.shift), asked.mirrored)
    both = laid(entry.pictures(there), query.pictures(here), pose)
    if both is None:
        return None
    return agreement_of(both, _seconds(there), _seconds(here), asked.rough)


def _seconds(stills: Sequence[Still]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([each.time_ms for each in stills], np.float64) / 1000


if __name__ == "__main__":
    main(Path.cwd())
