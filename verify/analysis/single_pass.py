"""One decode feeds many analyses.

Each analysis is handed every frame once, in the order shown, and keeps little: rows go to its
sink at once, and whole-clip state may grow by at most some tens of bytes per frame, so that memory
stays flat with duration. An analysis that fails is dropped with its reason; the others go on.
"""

from dataclasses import dataclass
from typing import Protocol

from verify.domain.findings import Skipped
from verify.domain.frames import Frame


class FrameAnalysis(Protocol):
    """What the pass asks of an analysis."""

    name: str
    """The key in `analysis.json` that it fills, used in `skipped` and in `tool.parameters`."""

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames; units end the names."""
        ...

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        ...

    def finish(self) -> None:
        """Take note that no frame follows; results are complete after this."""
        ...


@dataclass(frozen=True, slots=True)
class PassResult:
    """What became of the analyses."""

    frames: int
    skipped: list[Skipped]
    failed_names: frozenset[str]
