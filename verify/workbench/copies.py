"""What a journalist does to show a clip: a copy that any browser plays, a part cut out of it."""

from pathlib import Path

from verify.jobs.derivation import CopySettings, cut, review_copy
from verify.jobs.handover import record_of
from verify.jobs.results import short_enough

__all__ = ["CopySettings", "cut", "cut_place", "record_of", "review_copy", "review_place"]


def review_place(clip: Path) -> Path:
    """Return where a review copy lies by default: in this folder, named after the clip."""
    return Path(f"{short_enough(clip.name)}.review.mp4")


def cut_place(clip: Path) -> Path:
    """Return where a cut lies by default: in this folder, named after the clip."""
    return Path(f"{short_enough(clip.name)}.cut.mp4")
