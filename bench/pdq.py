"""PDQ against the pdqhash package, which wraps the reference: equal bits, and processor time.

Run by `python -m bench.run --only pdq` in the environment that has pdqhash, or by hand with the
clips to take frames from: `.venv-bench/bin/python bench/pdq.py CLIP…`. Prints figures, asserts
nothing. Both sides get the same grey picture; pdqhash takes it as red, green and blue alike, which
its weights turn back into the same whole numbers.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time

import cv2
import numpy as np
import numpy.typing as npt
import pdqhash

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from verify.analysis.picture import pdq as ours  # noqa: E402

Grey = npt.NDArray[np.uint8]
_FRAMES_PER_CLIP = 60
_TIMED_FRAMES = 40


def real_frames(clip: Path) -> Iterator[Grey]:
    """Yield grey frames spread over a clip."""
    capture = cv2.VideoCapture(str(clip))
    count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    step = max(1, count // _FRAMES_PER_CLIP)
    index = 0
    while capture.grab():
        if index % step == 0:
            is_read, frame = capture.retrieve()
            if is_read:
                yield cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        index += 1
    capture.release()


def made_pictures(count: int) -> Iterator[Grey]:
    """Yield noise, smooth, two-valued, striped, ringed and flat pictures of random size."""
    rng = np.random.default_rng(2019)
    for index in range(count):
        height, width = (int(side) for side in rng.integers(1, 140 if index % 2 else 700, 2))
        y, x = np.mgrid[:height, :width]
        kinds = (
            rng.integers(0, 256, (height, width)),
            cv2.resize(rng.integers(0, 256, (9, 9), dtype=np.uint8), (width, height)),
            rng.integers(16, 18, (height, width)),
            (y // 3 + x // 7) % 2 * 255,
            (y * y + x * x) // 50 % 256,
            np.full((height, width), index % 256),
        )
        yield kinds[index % len(kinds)].astype(np.uint8)


def as_rgb(grey: Grey) -> Grey:
    """Return the picture as pdqhash wants it."""
    return np.repeat(grey[:, :, None], 3, axis=2)


def is_equal(grey: Grey) -> bool:
    """Whether the hash, its quality and all eight variants are the same."""
    rgb = as_rgb(grey)
    vector, quality = pdqhash.compute(rgb)
    vectors, dihedral_quality = pdqhash.compute_dihedral(rgb)
    theirs = [(vector, quality), *((one, dihedral_quality) for one in vectors)]
    mine = [ours.pdq(grey), *ours.pdq_dihedral(grey)]
    return all(
        np.packbits(bits.astype(np.uint8)).tobytes() == hashed.bits and quality == hashed.quality
        for (bits, quality), hashed in zip(theirs, mine, strict=True)
    )


def equality(name: str, pictures: Iterator[Grey]) -> None:
    """Print how many pictures are equal, and how many took the exact path."""
    exact_grid, taken = ours._exact_grid, 0

    def counted(*arguments: object) -> object:
        nonlocal taken
        taken += 1
        return exact_grid(*arguments)

    equal = total = taken_by_one = 0
    for grey in pictures:
        ours._exact_grid = counted
        before = taken
        ours.pdq(grey)
        taken_by_one += taken - before
        ours._exact_grid = exact_grid
        equal += is_equal(grey)
        total += 1
    print(f"  {name:<44}{equal:>5} of {total} equal, {taken_by_one} by the exact path")


def milliseconds(function: Callable[[Grey], object], pictures: Sequence[Grey]) -> float:
    """Return processor time per picture."""
    started = process_time()
    for picture in pictures:
        function(picture)
    return (process_time() - started) / len(pictures) * 1e3


def speed(frames: Sequence[Grey]) -> None:
    """Print processor time on frames brought to 1080p, the sides in turn; the exact path counts."""
    full = [cv2.resize(grey, (1920, 1080), interpolation=cv2.INTER_CUBIC) for grey in frames]
    rgb = [as_rgb(grey) for grey in full]
    down, across = ours._axes(full[0].shape)

    def their_grey(picture: Grey) -> object:
        red, green, blue = picture[:, :, 0], picture[:, :, 1], picture[:, :, 2]
        return (red * 0.299 + green * 0.587 + blue * 0.114).astype(np.float32)

    greying = "  of which making the picture grey"
    calls: dict[str, tuple[Callable[[Grey], object], Sequence[Grey]]] = {
        "pdqhash": (pdqhash.compute, rgb),
        greying: (their_grey, rgb),
        "verify": (ours.pdq, full),
        "verify, eight variants": (ours.pdq_dihedral, full),
        "verify, exact path alone": (lambda grey: ours._exact_grid(grey, down, across), full),
    }
    costs: dict[str, list[float]] = {name: [] for name in calls}
    for _round in range(5):
        for name, (function, pictures) in calls.items():
            costs[name].append(milliseconds(function, pictures))
    for name, each in costs.items():
        print(f"  {name:<44}{median(each):8.2f} ms CPU")
    theirs, mine = median(costs["pdqhash"]), median(costs["verify"])
    print(f"  pdqhash / verify: {theirs / mine:.1f} x")
    print(f"  without making it grey: {(theirs - median(costs[greying])) / mine:.1f} x")


def main() -> None:
    """Print equality, then speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path, metavar="CLIP")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    clips = asked.clips or sorted((REPOSITORY / "samples").glob("*.mp4"))
    print(f"PDQ against pdqhash {pdqhash.__version__}: bits, quality and eight variants")
    for clip in clips:
        equality(clip.name, real_frames(clip))
    equality("made, 1 to 700 px", made_pictures(300))
    step = max(1, len(clips) * _FRAMES_PER_CLIP // _TIMED_FRAMES)
    frames = list(islice((frame for clip in clips for frame in real_frames(clip)), 0, None, step))
    print(f"PDQ of {len(frames)} frames at 1920x1080, mean per frame, median of 5 rounds")
    speed(frames)


if __name__ == "__main__":
    main()
