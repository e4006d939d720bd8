"""What is true of a set of copies: written beside the files, read by whatever scores."""

from pathlib import Path

import msgspec
from msgspec import Struct

NAME = "set.json"


class Reference(Struct, frozen=True, kw_only=True):
    """A file made of a source; `is_archived` or held out. Paths are within the set's folder."""

    file: str
    source: str
    variant: str
    duration_s: float
    is_archived: bool
    details: list[float]


class Copied(Struct, frozen=True, kw_only=True):
    """A stretch of a query that shows a stretch of a source; of every archived variant of it.

    Attributes
    ----------
    box : tuple of float
        Where in the frame: left, top, width, height as shares.
    speed : float
        Of the reference's clock against the query's.
    """

    source: str
    query_start_s: float
    query_end_s: float
    reference_start_s: float
    reference_end_s: float
    speed: float = 1.0
    mirrored: bool = False
    clockwise_deg: int = 0
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


class Overlay(Struct, frozen=True, kw_only=True):
    """A mark laid over the query, while it stands at one place."""

    kind: str
    box: tuple[float, float, float, float]
    start_s: float
    end_s: float
    text: str


class Query(Struct, frozen=True, kw_only=True):
    """A file that is asked for.

    Attributes
    ----------
    kind : str
        positive, negative, same_view, screenshot or overlay.
    variant : str
        day, night (made from day) or dark (real); "drawn" for footage of nothing.
    copied : list of Copied
        Empty for a negative query.
    same_view_of : str or None
        The source whose other stretch this is, from the same camera.
    """

    file: str
    kind: str
    edit: str
    variant: str
    crf: int | None = None
    is_padded: bool = False
    strengths: dict[str, float] = {}
    copied: list[Copied] = []
    same_view_of: str | None = None
    is_fixed_camera: bool = False
    overlays: list[Overlay] = []


class CopySet(Struct, frozen=True, kw_only=True):
    """All of one split; `made_by` tells whether it is what this version makes."""

    split: str
    seed: int
    made_by: str
    references: list[Reference]
    queries: list[Query]

    @property
    def archived(self) -> list[Reference]:
        """The files that belong into the archive."""
        return [reference for reference in self.references if reference.is_archived]


def read_set(folder: Path) -> CopySet | None:
    """Return the truth of a folder, None where none is."""
    place = folder / NAME
    return msgspec.json.decode(place.read_bytes(), type=CopySet) if place.exists() else None


def write_set(folder: Path, made: CopySet) -> None:
    """Write the truth, last of all: a set that has it is whole."""
    (folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1))
