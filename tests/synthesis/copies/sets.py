"""Makes a set of copies: references, queries and their truth, from a seed.

python -m tests.synthesis.copies.sets --split tuning|scored [--folder F] [--seed N] [--jobs N]

The same seed and code make the same files; a folder that has them already is left as it is.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import cv2

from tests.synthesis.copies import making, reels
from tests.synthesis.copies.drawn import channel, marked
from tests.synthesis.copies.plan import BRANDED, requests
from tests.synthesis.copies.sources import LONGEST_REFERENCE_S, SHARED, SPLITS, Source
from tests.synthesis.copies.truth import CopySet, Query, Reference, read_set, write_set

SEED = 6
REFERENCE_LONG_SIDE_PX = 768
_REFERENCE_CRF = 20


def copy_set(
    split: str, folder: Path | None = None, seed: int = SEED, jobs: int = 2
) -> tuple[Path, CopySet]:
    """Return the folder of a set and its truth; made now unless it is there."""
    made_by = _fingerprint(split, seed)
    if folder is None:
        folder = Path(tempfile.gettempdir()) / "verify-copies" / f"{split}-{made_by}"
    known = read_set(folder)
    if known is not None and known.made_by == made_by:
        return folder, known
    for name in ("references", "queries"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(jobs) as pool:
        made = pool.map(partial(references_of, folder, seed), SPLITS[split])
        references = [reference for each in made for reference in each]
        references.append(_branded(folder, split, references))
        ask = partial(making.make, making.Workshop(folder, split, seed, references))
        queries = [query for query in pool.map(ask, requests(split), chunksize=4) if query]
    result = CopySet(
        split=split, seed=seed, made_by=made_by, references=references, queries=queries
    )
    write_set(folder, result)
    return folder, result


def references_of(folder: Path, seed: int, source: Source) -> list[Reference]:
    """Write a source as it is (30 s at most) and, if it was filmed by day, as synthetic night."""
    cv2.setNumThreads(1)
    path = SHARED / source.path
    length_s = reels.length_s(path)
    length_s = min(LONGEST_REFERENCE_S, length_s / 2 if source.has_later else length_s)
    rate_hz = reels.rate_of(path)
    place = folder / "references" / f"{source.name}.{source.variants[0]}.mp4"
    frames = reels.frames_of(path, 0.0, length_s, REFERENCE_LONG_SIDE_PX)
    sound = reels.sound_of(path, 0.0, length_s)
    seen: list[reels.Tiny] = []
    reels.write(place, reels.watched(frames, seen), rate_hz, _REFERENCE_CRF, sound)
    made = [_reference(folder, place, source, source.variants[0], seen)]
    if not source.is_dark:
        plain, level = place, reels.night_level(seen)
        place, seen = plain.with_name(f"{source.name}.night.mp4"), []
        number = int.from_bytes(hashlib.sha256(f"{seed} {source.name}".encode()).digest()[:4])
        shown = reels.frames_of(plain, 0.0, length_s, REFERENCE_LONG_SIDE_PX)
        frames = reels.watched(reels.by_night(shown, level, number), seen)
        reels.write(place, frames, rate_hz, _REFERENCE_CRF, sound)
        made.append(_reference(folder, place, source, "night", seen))
    return made


def _branded(folder: Path, split: str, references: list[Reference]) -> Reference:
    """Lay one channel's graphics over the first archived clip: others carry them too."""
    source = next(source for source in SPLITS[split] if source.is_archived)
    plain = next(reference for reference in references if reference.source == source.name)
    reel = reels.read(folder / plain.file, 0.0, plain.duration_s, REFERENCE_LONG_SIDE_PX)
    shown, _ = marked(reel, channel(reel.duration_s))
    place = folder / "references" / f"{source.name}.{BRANDED}.mp4"
    seen: list[reels.Tiny] = []
    frames = reels.watched(shown.frames, seen)
    reels.write(place, frames, reel.rate_hz, _REFERENCE_CRF, reel.sound)
    return _reference(folder, place, source, BRANDED, seen)


def _reference(
    folder: Path, place: Path, source: Source, variant: str, seen: list[reels.Tiny]
) -> Reference:
    return Reference(
        file=str(place.relative_to(folder)),
        source=source.name,
        variant=variant,
        duration_s=reels.length_s(place),
        is_archived=source.is_archived,
        details=reels.details(seen, reels.rate_of(place)),
    )


def _fingerprint(split: str, seed: int) -> str:
    """Return what tells this set from one that other code, or another seed, makes."""
    digest = hashlib.sha256(f"{split} {seed}".encode())
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:12]


def lines(queries: list[Query]) -> list[str]:
    """Return how many queries there are, by kind, edit and variant."""
    counted = Counter((query.kind, query.edit, query.variant) for query in queries)
    rows: dict[tuple[str, str], list[str]] = {}
    for (kind, edit, variant), number in sorted(counted.items()):
        rows.setdefault((kind, edit), []).append(f"{variant} {number}")
    return [f"{kind:10} {edit:12} {', '.join(cells)}" for (kind, edit), cells in rows.items()]


def main(arguments: list[str]) -> int:
    """Make a set and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=sorted(SPLITS), default="tuning")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args(arguments)
    begun_s = time.monotonic()
    folder, made = copy_set(options.split, options.folder, options.seed, options.jobs)
    print("\n".join(lines(made.queries)))
    kinds = Counter(query.kind for query in made.queries)
    print(f"{len(made.archived)} references in the archive, {dict(kinds)}")
    print(f"{folder}, {time.monotonic() - begun_s:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
