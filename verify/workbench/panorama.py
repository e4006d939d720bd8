"""What a journalist does with a panning shot: lay it out as one strip."""

from pathlib import Path

from verify.jobs.panorama import PanoramaSettings, make_panorama
from verify.jobs.results import short_enough

__all__ = ["PanoramaSettings", "make_panorama", "panorama_place"]


def panorama_place(clip: Path) -> Path:
    """Return where a strip lies by default: in this folder, named after the clip."""
    return Path(f"{short_enough(clip.name or 'footage')}.panorama.jpg")
