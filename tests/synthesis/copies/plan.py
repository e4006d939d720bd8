"""What is asked for in each split: how many queries of which kind, of which source.

Nothing is random here; each request has a name, and what is drawn for it hangs on that name and the
seed alone. So a set stays the same when another kind of query is added.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from tests.synthesis.copies import edits, frames_around
from tests.synthesis.copies.drawn import NOTHING
from tests.synthesis.copies.sources import SPLITS, Source

Item = TypeVar("Item")

EDITS: dict[str, edits.Make] = {
    "reencode": edits.reencode,
    "scale": edits.scale,
    "crop": edits.crop,
    "pip": edits.pip,
    "letterbox": edits.letterbox,
    "pillarbox": edits.pillarbox,
    "blurred_fill": edits.blurred_fill,
    "text": edits.text,
    "logo": edits.logo,
    "gamma": edits.gamma,
    "contrast": edits.contrast,
    "speed": edits.speed,
    "mirrored": edits.mirrored,
    "rotated": edits.rotated,
    "screen": frames_around.screen,
    "app": frames_around.app,
    "collage": frames_around.collage,
    "combo": edits.combo,
}
"""app is the recording of a phone's screen, screen that screen filmed by another phone."""
SCREENSHOTS = ("reencode", "scale", "crop", "app", "mirrored")
OVERLAYS = ("logo", "hopping", "arabic", "cyrillic")
BRANDED = "branded"
STRETCH_S = 4.5
"""Length of a stretch that is asked for of the same view."""
GAP_S = 1.0
"""Between what is archived of a view and the first such stretch."""


@dataclass(frozen=True)
class Amounts:
    """How many queries for each edit: of day sources (once by day, once at night), of dark ones."""

    day: int
    dark: int
    negative: int
    drawn: int
    stretches: int
    stills: int
    overlays: int
    branded: int


AMOUNTS = {
    "tuning": Amounts(3, 1, 3, 3, 8, 4, 3, 2),
    "scored": Amounts(7, 2, 6, 4, 22, 8, 6, 4),
}


@dataclass(frozen=True)
class Request:
    """One query to make; `part` counts within its kind."""

    kind: str
    edit: str
    variant: str
    source: str
    part: int = 0

    @property
    def name(self) -> str:
        """Unique in its split; the name of the file."""
        return f"{self.kind}.{self.edit}.{self.source}.{self.variant}.{self.part}"


def requests(split: str) -> Iterator[Request]:
    """Yield all queries of a split."""
    amounts = AMOUNTS[split]
    sources = SPLITS[split]
    archived = [source for source in sources if source.is_archived]
    day = [source for source in archived if not source.is_dark]
    dark = [source for source in archived if source.is_dark]
    shown_apart = [
        (source.name, variant)
        for source in sources
        if not source.is_archived
        for variant in source.variants
    ]
    for number, edit in enumerate(EDITS):
        for source in _turned(day, number, amounts.day) + _turned(dark, number, amounts.dark):
            for variant in source.variants:
                yield Request("positive", edit, variant, source.name)
        for name, variant in _turned(shown_apart, number * 5, amounts.negative):
            yield Request("negative", edit, variant, name)
    for name, part in ((name, part) for name in NOTHING for part in range(amounts.drawn)):
        yield Request("negative", "drawn", "drawn", name, part)
    for name, variant in _turned(shown_apart, 0, amounts.branded):
        yield Request("negative", BRANDED, variant, name)
    for source in archived:
        if source.has_later:
            for variant in source.variants:
                for part in range(amounts.stretches):
                    yield Request("same_view", "reencode", variant, source.name, part)
    for number, edit in enumerate(SCREENSHOTS):
        for source in _turned(day + dark, number, amounts.stills):
            for variant in source.variants:
                yield Request("screenshot", edit, variant, source.name)
    for number, kind in enumerate(OVERLAYS):
        for source in _turned(day + dark, 2 * number, amounts.overlays):
            yield Request("overlay", kind, source.variants[0], source.name)


def _turned(items: list[Item], first: int, most: int) -> list[Item]:
    """Return some items of a ring, beginning at another one each time."""
    return [items[k % len(items)] for k, _ in zip(count(first), range(min(most, len(items))))]


def source_named(split: str, name: str) -> Source:
    """Return a source of a split."""
    return next(source for source in SPLITS[split] if source.name == name)
