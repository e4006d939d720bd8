"""What can be wrong with a frame descriptor that the user brings; see `errors` for the tree."""

from pathlib import Path

from verify.domain.errors import InputError, UnavailableError, shown_name

_WITHOUT = "Nothing needs a frame descriptor: unset VERIFY_DESCRIPTOR_WEIGHTS to go on without."


class WeightsRefusedError(InputError):
    """A file of weights that is none, or whose network does not turn pictures into vectors."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(
            f"{shown_name(str(path))} cannot serve as a frame descriptor: {shown_name(problem)}. "
            f"{_WITHOUT}"
        )


class NoRuntimeError(UnavailableError):
    """Weights were given, and what runs them is not installed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{shown_name(str(path))} needs ONNX Runtime, which is not installed: pip install "
            f"onnxruntime. {_WITHOUT}"
        )
