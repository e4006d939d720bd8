"""The band in which bangs are looked for, by a filter that never answers before its input.

A filter that runs forwards and backwards rings ahead of an onset: it put picked onsets 5 ms too
early. Far explosions keep little above 1 kHz; wind and handling have most of theirs below 200 Hz.
"""

import math
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import Samples

Response = npt.NDArray[np.float64]

LOW_HZ = 200.0
HIGH_HZ = 5_000.0
_HIGHEST_SHARE = 0.45
"""Of the sample rate, where sound of a low rate ends before `HIGH_HZ`."""
_RINGING_S = 0.010
"""The low edge has died down to 1e-5 by then."""
_BAND_RATE_HZ = 11_000


class BandPass:
    """Filters one run of samples, piece after piece, and thins it out to 11-22 kHz.

    Attributes
    ----------
    step : int
        Samples of the input for one of the output.
    rate_hz : float
        Sample rate of the output.
    skip : int
        Samples of the next input before the first that an output sample belongs to.
    """

    def __init__(self, rate_hz: int) -> None:
        self.step = max(1, rate_hz // _BAND_RATE_HZ)
        self.rate_hz = rate_hz / self.step
        self._kernel = _kernel(rate_hz)
        self._before = np.zeros(self._kernel.size - 1, np.float32)
        self.skip = 0

    def filtered(self, samples: Samples) -> Samples:
        """Return the next samples of the band; see `skip` for where they lie."""
        joined = np.concatenate([self._before, samples])
        self._before = joined[joined.size - self._before.size :]
        # filter2D correlates, so the kernel is stored backwards; its anchor is the newest sample.
        anchor = (self._kernel.size - 1, 0)
        answer = cv2.filter2D(
            joined[None], -1, self._kernel[None], anchor=anchor, borderType=cv2.BORDER_CONSTANT
        )[0, self._before.size :]
        thinned = answer[self.skip :: self.step]
        self.skip = (self.skip - samples.size) % self.step
        return np.asarray(thinned, np.float32)


@cache
def _kernel(rate_hz: int) -> Samples:
    """Return the impulse response of two Butterworth filters of second order, last sample first."""
    impulse = np.zeros(math.ceil(_RINGING_S * rate_hz))
    impulse[0] = 1.0
    high_hz = min(HIGH_HZ, _HIGHEST_SHARE * rate_hz)
    answer = _second_order(impulse, LOW_HZ / rate_hz, is_high_pass=True)
    answer = _second_order(answer, high_hz / rate_hz, is_high_pass=False)
    return answer[::-1].astype(np.float32)


def _second_order(samples: Response, edge: float, *, is_high_pass: bool) -> Response:
    """Filter by bilinear transform at `edge` cycles per sample (Q = 1/sqrt(2))."""
    # R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".
    cos, alpha = math.cos(2 * math.pi * edge), math.sin(2 * math.pi * edge) / math.sqrt(2)
    sign = -1.0 if is_high_pass else 1.0
    b = np.array([(1 - sign * cos) / 2, sign * (1 - sign * cos), (1 - sign * cos) / 2])
    a = np.array([1 + alpha, -2 * cos, 1 - alpha])
    b, a = b / a[0], a / a[0]
    answer = np.zeros(samples.size + 2)
    padded = np.concatenate([np.zeros(2), samples])
    for n in range(2, padded.size):
        newest = slice(n - 2, n + 1)
        answer[n] = b @ padded[newest][::-1] - a[1:] @ answer[n - 2 : n][::-1]
    return answer[2:]
