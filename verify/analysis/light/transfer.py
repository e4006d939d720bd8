"""From luma code values to relative linear light, by the transfer function that the file names.

Twice the luma is not twice the light; twice this is, as far as camera and platform kept to the
transfer function, which phones that brighten the dark do not. Applied to luma of mixed colours and
to means of several pixels it is an approximation.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class LinearLight:
    """Light shown for each full-range 8-bit code value.

    Attributes
    ----------
    name : str
        What the values follow.
    of_code : float64 array, shape (256,)
        Relative linear light, 0 (black) to 1 (the brightest that the code can say).
    """

    name: str
    of_code: npt.NDArray[np.float64]


@cache
def linear_light(transfer: str | None) -> LinearLight:
    """Return the light for each code value.

    Parameters
    ----------
    transfer : str or None
        Transfer characteristic as FFmpeg names it. All the curves of standard dynamic range, and
        what is not stated, are read as a television set shows them, by BT.1886.

    References
    ----------
    ITU-R BT.1886 (2011), annex 1, with black at zero light: V ** 2.4.
    IEC 61966-2-1 (1999), sRGB.
    SMPTE ST 2084 (2014), perceptual quantiser: 1 stands for 10000 cd/m2.
    ITU-R BT.2100-2 (2018), table 5, hybrid log-gamma: scene light, 1 for the peak.
    """
    signal = np.linspace(0.0, 1.0, 256)
    match transfer:
        case "iec61966-2-1":
            low, high = signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4
            return LinearLight("sRGB", np.where(signal <= 0.04045, low, high))
        case "smpte2084":
            root = signal ** (32 / 2523)
            ratio = np.maximum(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)
            return LinearLight("PQ", ratio ** (8192 / 1305))
        case "arib-std-b67":
            a, b, c = 0.17883277, 0.28466892, 0.55991073
            high = (np.exp((signal - c) / a) + b) / 12
            return LinearLight("HLG", np.where(signal <= 0.5, signal**2 / 3, high))
        case _:
            return LinearLight("BT.1886", signal**2.4)
