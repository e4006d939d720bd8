"""What runs inside the jail for a strip: frames of several clips come in, one picture goes out.

The frames are JPEGs of ours, but of pixels and out of processes that senders had a hand in.
"""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from verify.jobs.messages import REQUEST_FILE
from verify.presentation.contact_strip import StripRow, contact_strip

STRIP_FILE = "strip.jpg"


class StripClip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: for each moment the time and the file of its frame, or null."""

    untrusted_name: str
    how: str
    frames: Annotated[list[tuple[float, str] | None], Meta(min_length=1)]


class StripRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One strip."""

    clips: Annotated[list[StripClip], Meta(min_length=1)]
    left_out: list[str]


def main(folder: Path) -> None:
    """Draw the strip whose request lies in `folder`."""
    request = msgspec.json.decode((folder / REQUEST_FILE).read_bytes(), type=StripRequest)
    rows = [
        StripRow(
            clip.untrusted_name,
            clip.how,
            [frame and (frame[0], (folder / frame[1]).read_bytes()) for frame in clip.frames],
        )
        for clip in request.clips
    ]
    (folder / STRIP_FILE).write_bytes(contact_strip(rows, request.left_out))


if __name__ == "__main__":
    main(Path.cwd())
