"""Copies of files as bad transfers leave them."""

from pathlib import Path

import numpy as np


def cut_off(path: Path, share: float, to: Path) -> Path:
    """Keep the first `share` of a file."""
    content = path.read_bytes()
    to.write_bytes(content[: int(len(content) * share)])
    return to


def cut_in(path: Path, share: float, to: Path) -> Path:
    """Lose the first `share` of a file, as a recording that is joined late does."""
    content = path.read_bytes()
    to.write_bytes(content[int(len(content) * share) :])
    return to


def overwrite(path: Path, start: float, end: float, to: Path) -> Path:
    """Replace every fiftieth byte between two shares of a file by noise."""
    content = np.frombuffer(path.read_bytes(), np.uint8).copy()
    part = content[int(content.size * start) : int(content.size * end)]
    noise = np.random.default_rng(7).integers(0, 256, part.size, np.uint8)
    part[::50] = noise[::50]
    to.write_bytes(content.tobytes())
    return to
