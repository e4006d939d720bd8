"""What an archive holds: how much."""

from verify.storage.interface import ArchiveStats
from verify.workbench.archive.shelf import Shelf

__all__ = ["ArchiveStats", "stats"]


def stats(shelf: Shelf) -> ArchiveStats:
    """Return how much there is."""
    return shelf.store.stats()
