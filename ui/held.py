"""What a page of footage lets be held up for or against a claim: in words, and into a case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from verify.domain.errors import shown_name
from verify.domain.evidence import Stance, Weight
from verify.domain.footage import BoxPx
from verify.domain.sync import FoundOffset
from verify.workbench.case_desk import CaseDesk
from verify.workbench.syncs import SyncFound


@dataclass(frozen=True, slots=True)
class Beside:
    """An entry of the archive beside the clip."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A frame of a clip, or a stretch that begins there; a box is in pixels of the picture.

    A picture has no frames; it stands at 0 s.
    """

    frame: int | None
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
    when = "The picture" if one.frame is None else f"Frame {one.frame}, {one.time_s:.3f} s"
    if one.until_s is not None:
        when = f"From {one.time_s:.3f} to {one.until_s:.3f} s"
    return when if one.box is None else f"{when}, the box {', '.join(map(str, one.box))} px"


def hold_up(
    case_desk: CaseDesk,
    on: tuple[str, int, Stance],
    clips: Sequence[str],
    held: Sequence[Held],
    how: tuple[str, Weight | None],
) -> None:
    """Make each of what is held up evidence of its own.

    Parameters
    ----------
    on : tuple of str, int and Stance
        The case, the number of the claim, and what it says of that.
    clips : sequence of str
        SHA-256 of those that it is of: two for clocks, else one.
    how : tuple of str and Weight or None
        What it shows, in a person's words, and how much it weighs.
    """
    for one in held:
        match one:
            case Beside():
                (clip,) = clips
                case_desk.hold_up_match(*on, clip, one.sha256, *how)
            case InStep():
                case_desk.hold_up_offset(*on, one.found, *how)
            case Marked():
                (clip,), window_s = clips, (one.time_s, one.until_s)
                case_desk.hold_up(*on, clip, window_s, one.box, *how)


def in_step(found: SyncFound, names: Mapping[str, str]) -> Iterator[InStep]:
    """Yield the offsets of a comparison that can be held up.

    Parameters
    ----------
    names : mapping of str to str
        Of the clips by their ids, told apart.
    """
    two = list(combinations([names.get(clip, "A clip") for clip in found.clips], 2))
    yield from (InStep(one, *two[one.number]) for one in found.finding.clear())
