"""A drawn scene that moves on with every frame: a textured view under a panning, swaying camera."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import Frame

INTERVAL_S = 0.04
_VIEW = cv2.GaussianBlur(
    np.random.default_rng(5).uniform(0, 255, (240, 1200)).astype(np.float32), (0, 0), 4
)
_VIEW = cv2.normalize(_VIEW, None, 20, 235, cv2.NORM_MINMAX)

Luma = npt.NDArray[np.uint8]


def picture(moment: float, speed_px: float = 2.0, noise_seed: int | None = None) -> Luma:
    """Return the view at a moment, 160 x 90; what compression adds differs between showings."""
    across = 40 + speed_px * moment
    down = 60 + 20 * np.sin(moment / 9)
    view = cv2.getRectSubPix(_VIEW, (160, 90), (across + 80, down + 45))
    if noise_seed is not None:
        view = view + np.random.default_rng(noise_seed).normal(0, 0.02, view.shape)
    return np.clip(np.rint(view), 0, 255).astype(np.uint8)


def frames(
    moments: Sequence[float],
    times_s: Sequence[float] | None = None,
    speed_px: float = 2.0,
) -> list[Frame]:
    """Return frames that show these moments, 25 a second unless times are given."""
    shown = []
    for index, moment in enumerate(moments):
        small = picture(moment, speed_px, noise_seed=index)
        tiny = cv2.resize(small, (80, 45), interpolation=cv2.INTER_AREA)
        time_s = index * INTERVAL_S if times_s is None else times_s[index]
        shown.append(
            Frame(
                index=index,
                pts=round(time_s * 90_000),
                time_s=time_s,
                luma=small,
                is_limited=False,
                small=small,
                tiny=np.asarray(tiny, np.uint8),
                picture=small.copy,
                is_intra=index == 0,
                picture_type="I" if index == 0 else "P",
                packet_bytes=5_000 if index == 0 else 500,
            )
        )
    return shown
