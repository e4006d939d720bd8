"""A network that turns a picture into a vector, run by ONNX Runtime; loaded in the jail only.

How pictures are to be fed is read from the network as far as it says so: order of the axes, size,
bytes or floats. A network that is fed floats does not say on which scale; see `InputForm`.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from verify.domain.frame_vectors import LEAST_DIMENSIONS, MOST_DIMENSIONS, Vectors

Picture = npt.NDArray[np.uint8]

USUAL_SIZE_PX = 288
IMAGENET_MEAN, IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SMALLEST_PX, LARGEST_PX = 32, 1_024
_COLOURS = 3


class InputForm(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How pictures are fed to a network, where that does not say it itself.

    Attributes
    ----------
    size_px : int
        Side of the square that a picture is drawn to, for a network that takes any.
    mean, deviation : tuple of float
        Of red, green and blue, 0 to 1, for one that takes floats: (value - mean) / deviation is fed
        to it. Those of ImageNet unless said otherwise, as nearly all were trained.
    """

    size_px: int = USUAL_SIZE_PX
    mean: tuple[float, float, float] = IMAGENET_MEAN
    deviation: tuple[float, float, float] = IMAGENET_DEVIATION


class NoDescriptorError(ValueError):
    """A network that does not turn pictures into vectors; says why."""


class OnnxDescriptor:
    """A network that was loaded and has described one picture.

    Parameters
    ----------
    weights : Path
        An ONNX file with all its values inside.
    form : InputForm

    Raises
    ------
    NoDescriptorError
        If it is no such network.
    """

    def __init__(self, weights: Path, form: InputForm) -> None:
        # Imported here: it is not needed, and seldom installed.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # What it reserves beforehand would count as memory.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(
                weights.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        # Its errors have no common root.
        except Exception as error:
            raise NoDescriptorError(f"ONNX Runtime does not load it ({_first(error)})") from error
        self._form = form
        self._name, self._is_float, self._has_colours_last, self._size_px = self._input()
        outputs = self._session.get_outputs()
        if len(outputs) != 1:
            raise NoDescriptorError(f"it gives {len(outputs)} results, not one vector")
        self.dimensions = self.describe([np.full((8, 8), 128, np.uint8)]).shape[1]

    def _input(self) -> tuple[str, bool, bool, tuple[int, int]]:
        inputs = self._session.get_inputs()
        if len(inputs) != 1:
            raise NoDescriptorError(f"it takes {len(inputs)} inputs, not one picture")
        taken, shape = inputs[0], inputs[0].shape
        if taken.type not in {"tensor(uint8)", "tensor(float)"}:
            raise NoDescriptorError(f"it takes {taken.type}, not bytes or 32-bit floats")
        if len(shape) != 4 or _COLOURS not in (shape[1], shape[3]):
            raise NoDescriptorError(f"its input has the shape {shape}, not that of colour pictures")
        has_colours_last = shape[3] == _COLOURS
        sides = shape[1:3] if has_colours_last else shape[2:]
        height, width = (side if isinstance(side, int) else self._form.size_px for side in sides)
        if not all(SMALLEST_PX <= side <= LARGEST_PX for side in (height, width)):
            raise NoDescriptorError(
                f"it takes pictures of {width} x {height} px, not {SMALLEST_PX} to {LARGEST_PX}"
            )
        return taken.name, taken.type == "tensor(float)", has_colours_last, (width, height)

    def describe(self, pictures: Sequence[Picture]) -> Vectors:
        """Return the vectors of pictures.

        Parameters
        ----------
        pictures : sequence of uint8 arrays, shape (height, width) or (height, width, 3)
            Grey or RGB.

        Returns
        -------
        float32 array, shape (pictures, dimensions)
            Each of length one.

        Raises
        ------
        NoDescriptorError
            If what comes out are no vectors.
        """
        return np.concatenate([self._vector(picture) for picture in pictures])

    def _vector(self, picture: Picture) -> Vectors:
        fed = self._fed(picture)[None]
        try:
            (found,) = self._session.run(None, {self._name: fed})
        except Exception as error:
            raise NoDescriptorError(f"it fails on a picture ({_first(error)})") from error
        vector = np.asarray(found)
        if vector.ndim != 2 or len(vector) != 1 or vector.dtype != np.float32:
            raise NoDescriptorError(f"it gives {vector.dtype} of shape {vector.shape}, no vector")
        if not LEAST_DIMENSIONS <= vector.shape[1] <= MOST_DIMENSIONS:
            raise NoDescriptorError(f"its vectors have {vector.shape[1]} values")
        length = float(np.linalg.norm(vector))
        if not np.isfinite(length) or not length:
            raise NoDescriptorError("it gives a vector without a direction")
        return (vector / length).astype(np.float32)

    def _fed(self, picture: Picture) -> npt.NDArray[np.uint8] | npt.NDArray[np.float32]:
        square = np.asarray(
            cv2.resize(picture, self._size_px, interpolation=cv2.INTER_AREA), np.uint8
        )
        if square.ndim == 2:
            square = np.repeat(square[..., None], _COLOURS, axis=2)
        placed = square if self._has_colours_last else square.transpose(2, 0, 1)
        if not self._is_float:
            return np.ascontiguousarray(placed)
        shape = (1, 1, 3) if self._has_colours_last else (3, 1, 1)
        mean = np.array(self._form.mean).reshape(shape)
        deviation = np.array(self._form.deviation).reshape(shape)
        return np.ascontiguousarray((placed / 255 - mean) / deviation, np.float32)


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
