"""What runs inside the jail for the pictures of a report: parts are covered, cut out, made small.

The pictures are JPEGs of ours, but of pixels that senders had a hand in.
"""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from verify.analysis.picture.covering import covered, cut_out, within
from verify.analysis.picture.keyframes import encode_jpeg
from verify.domain.footage import BoxPx
from verify.jobs.messages import REQUEST_FILE
from verify.media.own_jpeg import colour_pixels

MOST_STILLS = 400
LONGEST_SIDE_PX = 1280
READY_FILE = "ready-{}.jpg"
"""Of each still by its number from 0."""
_QUALITY = 85


class StillOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One picture: what of it is covered, then which part of it is wanted."""

    file: str
    covered_px: list[BoxPx]
    part_px: BoxPx | None


class StillsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All pictures of one report."""

    stills: Annotated[list[StillOrder], Meta(min_length=1, max_length=MOST_STILLS)]


def main(folder: Path) -> None:
    """Make the pictures whose request lies in `folder`."""
    request = msgspec.json.decode((folder / REQUEST_FILE).read_bytes(), type=StillsRequest)
    for number, order in enumerate(request.stills):
        whole = covered(colour_pixels((folder / order.file).read_bytes()), order.covered_px)
        shown = within(cut_out(whole, order.part_px), LONGEST_SIDE_PX)
        (folder / READY_FILE.format(number)).write_bytes(encode_jpeg(shown, _QUALITY))


if __name__ == "__main__":
    main(Path.cwd())
