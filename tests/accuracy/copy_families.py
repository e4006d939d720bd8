"""Whether copies that strangers made are found among one another: real files, pairs told by eye.

python -m tests.accuracy.copy_families [--jobs N]

Every clip of `dup/wild` and `dup/tmk` is archived and asked for. Pairs that `wild_pairs.tsv` lists
and clips of one family by name are copies; all others are presumed, not known, to be different, so
what is called confirmed besides is named, to be looked at.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.accuracy.copies import archive_of
from tests.synthesis.copies.sources import SHARED
from tests.synthesis.copies.truth import Reference
from verify.domain.matches import Match

_FOLDERS = ("dup/wild", "dup/tmk")
_FAMILIES = ("chair-", "doorknob-", "pattern-", "test-padded-")

Pair = tuple[str, str]


def known_pairs(files: list[Path]) -> set[Pair]:
    """Return the pairs that are copies, each in the order of its names."""
    pairs = set()
    for line in (SHARED / "dup" / "wild_pairs.tsv").read_text().splitlines():
        if not line.startswith("#"):
            pairs.add(_pair(*line.split("\t")[:2]))
    for family in _FAMILIES:
        names = sorted(file.name for file in files if file.name.startswith(family))
        pairs |= {(a, b) for a in names for b in names if a < b}
    return pairs


def _pair(a: str, b: str) -> Pair:
    return min(a, b), max(a, b)


def lines(jobs: int) -> Iterator[str]:
    """Archive all files, ask for each, and yield what was found."""
    files = [file for name in _FOLDERS for file in sorted((SHARED / name).glob("*.mp4"))]
    as_references = [
        Reference(
            file=str(file),
            source=file.name,
            variant="day",
            duration_s=0.0,
            is_archived=True,
            details=[],
        )
        for file in files
    ]
    known = known_pairs(files)
    strongest: dict[Pair, tuple[str, Match]] = {}
    with archive_of(Path("/"), as_references, jobs) as archive, ThreadPoolExecutor(jobs) as pool:
        for file, search in zip(files, pool.map(archive.searcher.search, files), strict=True):
            for match in search.matches:
                other = archive.sources[match.footage.sha256]
                pair = _pair(file.name, other)
                if other != file.name and match.segments:
                    last = strongest.get(pair)
                    if last is None or match.score > last[1].score:
                        strongest[pair] = file.name, match
    for pair in sorted(known):
        yield f"{pair[0]} and {pair[1]}: {_told(strongest.get(pair))}"
    yield f"{len(known & strongest.keys())} of {len(known)} pairs of copies found"
    others = {pair: match for pair, match in strongest.items() if pair not in known}
    grades = Counter(str(match.match_grade) for _, match in others.values())
    every = len(files) * (len(files) - 1) // 2 - len(known)
    yield f"{every} other pairs, of these called: {dict(grades) or 'none'}"
    for pair, found in others.items():
        if found[1].match_grade in ("confirmed", "likely"):
            yield f"  {pair[0]} and {pair[1]}: {_told(found)}"


def _told(found: tuple[str, Match] | None) -> str:
    """Return what was found when one of the two, which is named, was asked for."""
    if found is None:
        return "NOT FOUND"
    asked, match = found
    first = match.segments[0]
    return (
        f"{match.match_grade}, score {match.score:.1f}, {first.query_start_s:.1f} to "
        f"{first.query_end_s:.1f} s of {asked} is {first.match_start_s:.1f} to "
        f"{first.match_end_s:.1f} s"
    )


def main(arguments: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    for line in lines(parser.parse_args(arguments).jobs):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
