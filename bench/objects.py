"""How fast originals are taken in and checked, against bare hashing, in one run.

`python -m bench.objects [FOLDER]`: prints figures, asserts nothing. FOLDER lies on the disk that is
to be measured; everything stays in the system's cache, so the disk's own speed shows in syncs only.
"""

import argparse
import hashlib
import os
import resource
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from verify.storage.object_check import object_faults
from verify.storage.objects import Objects

_CLIP_BYTES = 256 << 20
_SMALL_BYTES = 100_000
_SMALL_FILES = 200


def _rate_mb_s(work: Callable[[], object], size_bytes: int) -> float:
    started = perf_counter()
    work()
    return size_bytes / (perf_counter() - started) / 1e6


def _bare(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(place: Path, copy: Path) -> None:
    with place.open("rb") as stream, copy.open("wb") as other:
        shutil.copyfileobj(stream, other, 1 << 20)
        other.flush()
        os.fsync(other.fileno())


def _keep(objects: Objects, known: dict[str, int | None], place: Path) -> None:
    with place.open("rb") as stream, objects.keeping(stream, place) as kept:
        known[kept.sha256] = kept.size_bytes


def main(folder: Path | None, rounds: int) -> None:
    """Print the rates of large files and the time of small ones."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        clip = Path(name) / "clip"
        with clip.open("wb") as stream:
            for _block in range(_CLIP_BYTES >> 20):
                stream.write(b"0123456789abcdef" * (1 << 16))
        known: dict[str, int | None] = {}
        bare, copying, keeping, checking = [], [], [], []
        for number in range(rounds):
            objects = Objects(Path(name) / str(number), known.__contains__)
            bare.append(_rate_mb_s(lambda: _bare(clip), _CLIP_BYTES))
            copy = Path(name) / f"copy-{number}"
            copying.append(_rate_mb_s(lambda c=copy: _copy(clip, c), _CLIP_BYTES))  # type: ignore[misc]
            keeping.append(_rate_mb_s(lambda o=objects: _keep(o, known, clip), _CLIP_BYTES))  # type: ignore[misc]
            checking.append(_rate_mb_s(lambda o=objects: object_faults(o, known), _CLIP_BYTES))  # type: ignore[misc]
        whole = median(bare)
        print(f"one file of {_CLIP_BYTES >> 20} MiB, median of {rounds}")
        print(f"  bare hashlib        {whole:8.0f} MB/s")
        named = (("copying and a sync", copying), ("taking in", keeping), ("checking", checking))
        for what, rates in named:
            print(f"  {what:<20}{median(rates):8.0f} MB/s  {median(rates) / whole:5.0%} of bare")

        objects = Objects(Path(name) / "small", known.__contains__)
        small = Path(name) / "small-clip"
        times_ms = []
        for number in range(_SMALL_FILES):
            small.write_bytes(number.to_bytes(4, "big") * (_SMALL_BYTES // 4))
            started = perf_counter()
            _keep(objects, known, small)
            times_ms.append(1000 * (perf_counter() - started))
        each_ms = median(times_ms)
        print(f"{_SMALL_FILES} files of {_SMALL_BYTES // 1000} kB: {each_ms:.1f} ms each, durable")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    main(arguments.folder, arguments.rounds)
