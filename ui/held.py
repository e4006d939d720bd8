"""What a page of footage lets be held up for or against a claim, in words; no decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from verify.domain.errors import shown_name
from verify.domain.footage import BoxPx
from verify.domain.sync import FoundOffset
from verify.workbench.syncs import SyncFound


@dataclass(frozen=True, slots=True)
class Beside:
    """An entry of the archive beside the clip."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A frame of a clip, or a stretch that begins there; a box is in pixels of the picture."""

    frame: int
    time_s: float
    until_s: float | None = None
    box: BoxPx | None = None


@dataclass(frozen=True, slots=True)
class InStep:
    """How the clocks of two clips lie; with what both are called."""

    found: FoundOffset
    name: str
    other: str

    @property
    def clips(self) -> list[str]:
        """Both, by SHA-256."""
        return [self.found.pair.a_sha256, self.found.pair.b_sha256]


Held = Beside | Marked | InStep


def words(held: Sequence[Held]) -> str:
    """Return what is held up, of several frames all."""
    frames = [one for one in held if isinstance(one, Marked)]
    if len(frames) > 1:
        return f"{len(frames)} frames: {', '.join(f'{one.time_s:.3f} s' for one in frames)}"
    (one,) = held
    match one:
        case Beside():
            return shown_name(f"This clip beside {one.name}, an entry of the archive")
        case InStep():
            offset = one.found.offset
            said = f"{offset.offset_s:+z.4f} s ± {offset.error_s:.4f} s" if offset else ""
            return shown_name(f"{one.name} and {one.other}, by {one.found.by}: {said}")
    when = f"Frame {one.frame}, {one.time_s:.3f} s"
    if one.until_s is not None:
        when = f"From {one.time_s:.3f} to {one.until_s:.3f} s"
    return when if one.box is None else f"{when}, the box {', '.join(map(str, one.box))} px"


def in_step(found: SyncFound, names: Mapping[str, str]) -> Iterator[InStep]:
    """Yield the offsets of a comparison that can be held up.

    Parameters
    ----------
    names : mapping of str to str
        Of the clips by their ids, told apart.
    """
    two = list(combinations([names.get(clip, "A clip") for clip in found.clips], 2))
    yield from (InStep(one, *two[one.number]) for one in found.finding.clear())
