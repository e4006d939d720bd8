"""How the picture was last compressed: picture types, their sizes, the distance of I-frames.

It tells what wrote this file, not what it shows. Nearly every clip that reaches a newsroom was
compressed again by a messenger or a platform, so what speaks for that is called ordinary.
"""

from array import array
from collections import Counter

import numpy as np

from verify.domain.frames import Frame
from verify.domain.traces import Coding, PictureCount

ORDINARY = (
    "Re-encoded or re-muxed, as messengers do: a missing date, device or place is normal here."
)

PROGRAM_INTERVALS = {250: "x264 and x265", 128: "libvpx", 12: "FFmpeg's own encoders"}
"""Longest distance of I-frames, frames, that encoding programs set by default (x264 and x265:
`keyint`; libvpx: `kf_max_dist`; libavcodec: `g`). Cameras mostly set one second."""


class CodingLedger:
    """Counts pictures by type and adds up their sizes; four bytes for each I-frame."""

    name = "coding"

    def __init__(self) -> None:
        self._frames: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._sized: Counter[str] = Counter()
        self._i_frames = array("L")

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """The result depends on the frames alone."""
        return {}

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        kind = frame.picture_type
        self._frames[kind] += 1
        if frame.packet_bytes is not None:
            self._bytes[kind] += frame.packet_bytes
            self._sized[kind] += 1
        if frame.is_intra:
            self._i_frames.append(frame.index)

    def finish(self) -> None:
        """Nothing is left to do."""

    def finding(self, writers: list[str]) -> Coding:
        """Return how the picture was compressed.

        Parameters
        ----------
        writers : list of str
            Programs and platforms whose way of writing the file has, one sentence each.
        """
        distances = np.diff(np.asarray(self._i_frames, dtype=np.int64))
        longest = int(distances.max()) if distances.size else None
        reasons = list(writers)
        if longest in PROGRAM_INTERVALS:
            reasons.append(
                f"I-frames are at most {longest} frames apart, which {PROGRAM_INTERVALS[longest]} "
                "set unless told otherwise."
            )
        if self._frames["B"]:
            reasons.append(
                "It has frames predicted from both sides (B), which programs use and most phone "
                "cameras do not."
            )
        return Coding(
            # One mark of the coding alone may be a camera's habit.
            ordinary=ORDINARY if writers or len(reasons) > 1 else None,
            reasons=reasons,
            pictures=[
                PictureCount(
                    kind=kind,
                    frames=frames,
                    mean_bytes=self._bytes[kind] / self._sized[kind] if self._sized[kind] else None,
                )
                for kind, frames in sorted(self._frames.items())
            ],
            i_frame_interval_frames=int(np.median(distances)) if distances.size else None,
            longest_i_frame_interval_frames=longest,
        )
