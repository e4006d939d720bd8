"""Clips whose frames carry their number in the picture, to be read off the screen of a browser."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH_PX, HEIGHT_PX = 288, 160
BITS = 12
CELL_PX = 24

READ = f"""(video) => {{
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const ink = canvas.getContext("2d");
  ink.drawImage(video, 0, 0);
  let number = 0;
  for (let bit = 0; bit < {BITS}; bit++) {{
    const [x, y] = [bit * {CELL_PX} + {CELL_PX // 2}, {HEIGHT_PX - CELL_PX // 2}];
    if (ink.getImageData(x, y, 1, 1).data[0] > 128) number |= 1 << bit;
  }}
  return number;
}}"""
"""Reads the number of the frame that a video element shows."""


def picture(number: int) -> np.ndarray:
    """Return a grey picture with a number in squares along its lower edge."""
    grey = np.full((HEIGHT_PX, WIDTH_PX, 3), 40 + number % 20, np.uint8)
    for bit in range(BITS):
        cell = grey[HEIGHT_PX - CELL_PX :, bit * CELL_PX : (bit + 1) * CELL_PX]
        cell[:] = 235 if number >> bit & 1 else 16
    return grey


def write(
    path: Path,
    codec: str,
    *,
    frames: int = 150,
    rate: Fraction = Fraction(25),
    pts_of: Callable[[int], int] = lambda number: number,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    flashes: Sequence[int] = (),
) -> Path:
    """Write numbered frames at the times `pts_of` gives, in units of one over `rate`."""
    with av.open(str(path), "w", options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        stream.codec_context.time_base = 1 / rate
        stream.codec_context.thread_count = 1
        stream.options = options or {}
        for number in range(frames):
            shown = picture(number)
            if any(0 <= number - onset < 6 for onset in flashes):
                shown[: HEIGHT_PX - CELL_PX] = 230
            frame = av.VideoFrame.from_ndarray(shown, "rgb24")
            frame.pts, frame.time_base = pts_of(number), 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
