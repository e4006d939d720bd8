"""The picture inside a spectrogram, made where the sound is; the drawing around it comes later.

Apart from `spectrogram` because it needs NumPy and Pillow, which the caller does not load.
"""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

LOWEST_DB = -60.0
"""Black, relative to the loudest."""


def spectrogram_jpeg(levels_db: npt.NDArray[np.float32]) -> bytes:
    """Return the picture: time to the right, low tones at the bottom, loud is bright.

    Parameters
    ----------
    levels_db : float32 array, shape (columns, bands)
        Relative to the loudest, bands evenly spaced on a logarithmic scale of 40 to 8,000 Hz.
    """
    grey = np.clip((levels_db / LOWEST_DB - 1) * -255, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(grey.T[::-1])).save(file, "JPEG", quality=85)
    return file.getvalue()
