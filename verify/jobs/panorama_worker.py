"""What runs inside the jail for a strip: one clip in, one picture and its columns out.

The clip is played once for its small pictures, by which the camera is followed; the frames that the
strip is laid out of are then decoded again. Works in the current folder, as other workers do.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import msgspec
import numpy as np

from verify.analysis.picture.panning import Column, Look, Stretch, columns_of, panning
from verify.analysis.picture.panorama import edges_px, scale_of, strip
from verify.analysis.picture.shots import ShotDetector
from verify.domain.findings import Boundary
from verify.domain.frames import BgrPicture, Frame
from verify.domain.panorama import MOST_STRETCHES, Lift, PanStretch, StripFrame
from verify.jobs.messages import MEDIA_FILE, Progress
from verify.jobs.panorama_messages import (
    ANSWER_FILE,
    LEAST_TRAVEL,
    POOR_AGREEMENT,
    SHEET_FILE,
    PanoramaAnswer,
    PanoramaRequest,
)
from verify.jobs.progress import OnProgress, of_frames
from verify.jobs.serving import serve
from verify.media import ffmpeg
from verify.media.decode import open_source
from verify.media.source import Source
from verify.presentation.panorama_sheet import panorama_sheet

MOST_LOOKS = 1_600
"""A minute at 25 a second; of a longer window every second, third or further frame is looked at."""


def work_on(request: PanoramaRequest, folder: Path, on_progress: OnProgress) -> PanoramaAnswer:
    """Follow the camera over the footage in `folder`; lay out the stretch that pans farthest.

    Raises
    ------
    InputError
        If the file is no footage.
    """
    shown_path = Path(request.untrusted_name)
    with open_source(folder / MEDIA_FILE, request.limits, shown_path, request.threads) as source:
        looks, cuts_s = _looked(source, request, on_progress)
        answer = PanoramaAnswer(
            ffmpeg=ffmpeg.library_version(),
            opencv=cv2.__version__,
            cuts_s=cuts_s[:MOST_STRETCHES],
            stretches=[],
            laid_out=None,
            frames=[],
            lift=None,
        )
        if not looks:
            return answer
        found = panning(looks, cuts_s)
        stretches = [_told(one) for one in found.stretches[:MOST_STRETCHES]]
        answer = msgspec.structs.replace(answer, stretches=stretches)
        widest = found.widest
        is_window = request.start_s is not None or request.end_s is not None
        is_pan = LEAST_TRAVEL <= widest.across >= widest.down
        if not is_pan or (is_window and cuts_s):
            return answer
        columns = columns_of(widest, found.box)
        small = widest.looks[0].small
        on_progress(Progress(share=0.9, message="Laying out the strip"))
        scale = scale_of(columns, found.box, small.shape[1], source.video.width_px)
        laid, lifted = strip(columns, _again(source, columns), found.box, small.shape, scale)
        lift = None
        if lifted is not None:
            told = {name: lifted.parameters[name] for name in Lift.__struct_fields__}
            lift = msgspec.convert(told, Lift)
        frames = [
            StripFrame(
                pts=one.look.pts,
                time_s=one.look.time_s,
                left_px=left,
                right_px=right,
                agreement=one.agreement,
            )
            for one, (left, right) in zip(columns, edges_px(columns, scale), strict=True)
        ]
        sheet = panorama_sheet(laid, frames, request.untrusted_name, lift, POOR_AGREEMENT)
        (folder / SHEET_FILE).write_bytes(sheet)
        number = next(at for at, one in enumerate(found.stretches) if one is widest)
        return msgspec.structs.replace(answer, laid_out=number, frames=frames, lift=lift)


def _looked(
    source: Source, request: PanoramaRequest, on_progress: OnProgress
) -> tuple[list[Look], list[float]]:
    """Return the frames of the window, as far as they are looked at, and its cuts."""
    start_s = request.start_s or 0.0
    end_s = request.end_s
    until_s = end_s or source.declared_duration_s or 0.0
    shots = ShotDetector()
    looks: list[Look] = []
    resized_s: list[float] = []
    step, seen = 1, 0
    for frame in source.play():
        if not isinstance(frame, Frame) or frame.time_s < start_s:
            continue
        if end_s is not None and frame.time_s >= end_s:
            break
        if looks and frame.small.shape != looks[0].small.shape:
            # Another size of picture is another shot; it and what follows is not laid over this.
            resized_s.append(frame.time_s)
            break
        shots.observe(frame)
        if seen % step == 0:
            looks.append(Look(frame.pts, frame.time_s, np.array(frame.small)))
        seen += 1
        if len(looks) > MOST_LOOKS:
            looks, step = looks[::2], 2 * step
        share = min(0.8, 0.8 * frame.time_s / until_s) if until_s else None
        on_progress(of_frames("Decoded", frame.index + 1, share))
    shots.finish()
    begins = [one.time_s for one in shots.boundaries if one.kind is not Boundary.START]
    return looks, [*begins, *resized_s]


def _again(source: Source, columns: Sequence[Column]) -> Iterator[tuple[Column, BgrPicture]]:
    wanted = {column.look.pts: column for column in columns}
    for frame in source.fetch(sorted(wanted)):
        yield wanted[frame.pts], frame.picture()


def _told(stretch: Stretch) -> PanStretch:
    return PanStretch(
        start_s=stretch.looks[0].time_s,
        end_s=stretch.looks[-1].time_s,
        frames=len(stretch.looks),
        across=stretch.across,
        down=stretch.down,
    )


def main(folder: Path) -> None:
    """Serve the one request that lies in `folder`."""
    serve(folder, PanoramaRequest, ANSWER_FILE, work_on)


if __name__ == "__main__":
    main(Path.cwd())
