"""What runs inside the jail for a copy: a look at the footage before, the comparison after.

Works in the current folder: `request.json` and the footage under a fixed name come in,
`answer.json` or `refusal.json` goes out.
"""

from fractions import Fraction
from pathlib import Path

import msgspec
from msgspec import Struct

from verify.domain.errors import FileInputError, VerifyError
from verify.domain.limits import DecodeLimits
from verify.jobs.messages import MEDIA_FILE, REFUSAL_FILE, REQUEST_FILE
from verify.jobs.progress import OnProgress, ProgressPrinter, of_frames
from verify.jobs.refusals import refusal_of
from verify.media.comparison import THE_COPY, Comparison, compare
from verify.media.ffmpeg.calls import COPY_FILE
from verify.media.outline import Outline, outline

ANSWER_FILE = "answer.json"


class OutlineRequest(Struct, frozen=True, kw_only=True, tag="outline", forbid_unknown_fields=True):
    """Look at the footage; seconds are fractions as text, so that none is rounded."""

    untrusted_name: str
    limits: DecodeLimits
    window_s: tuple[str, str] | None


class CheckRequest(Struct, frozen=True, kw_only=True, tag="check", forbid_unknown_fields=True):
    """Hold a copy against the footage."""

    untrusted_name: str
    limits: DecodeLimits
    start_pts: int
    end_pts: int | None
    frames: int
    """How many there are to decode, for the progress."""


def work_on(
    request: OutlineRequest | CheckRequest, folder: Path, on_progress: OnProgress
) -> Outline | Comparison:
    """Serve one request on the files in `folder`.

    Raises
    ------
    InputError
        If the footage cannot be copied.
    """
    media = folder / MEDIA_FILE
    if isinstance(request, OutlineRequest):
        window_s = None
        if request.window_s is not None:
            window_s = Fraction(request.window_s[0]), Fraction(request.window_s[1])
        return outline(media, request.limits, Path(request.untrusted_name), window_s)

    def report(frames: int) -> None:
        share = min(1.0, frames / max(1, request.frames))
        on_progress(of_frames("Compared", frames, share))

    part = request.start_pts, request.end_pts
    return compare(media, folder / COPY_FILE, request.limits, part, report)


def main(folder: Path) -> None:
    """Serve the one request that lies in `folder`."""
    content = (folder / REQUEST_FILE).read_bytes()
    request = msgspec.json.decode(content, type=OutlineRequest | CheckRequest)
    try:
        answer = work_on(request, folder, ProgressPrinter())
    except VerifyError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        if isinstance(error, FileInputError) and error.path == THE_COPY:
            refusal = msgspec.structs.replace(refusal, is_of_copy=True)
        (folder / REFUSAL_FILE).write_bytes(msgspec.json.encode(refusal))
        return
    (folder / ANSWER_FILE).write_bytes(msgspec.json.encode(answer))


if __name__ == "__main__":
    main(Path.cwd())
