"""What runs inside the jail to describe pictures: stills and weights come in, vectors go out.

The stills are JPEGs of ours, but of pixels and out of processes that senders had a hand in; the
weights are the user's, and are trusted as far as that.
"""

from pathlib import Path

import cv2
import msgspec
import numpy as np
from msgspec import Struct

from verify.analysis.picture.descriptor import InputForm, NoDescriptorError, OnnxDescriptor, Picture
from verify.analysis.picture.plain_pictures import plain_pictures
from verify.jobs.messages import REQUEST_FILE
from verify.jobs.still_file import read_stills
from verify.media.own_jpeg import grey_pixels

WEIGHTS_FILE = "weights.onnx"
STILLS_FILE = "pictures.stills"
VECTORS_FILE = "vectors.f32"
REFUSED_FILE = "refused.txt"


class DescribingRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pictures are described, in this order: the stills, then plain ones."""

    form: InputForm
    with_plain: bool
    """Pictures that look like many others; see `plain_pictures`."""


def main(folder: Path) -> None:
    """Describe the pictures whose request lies in `folder`."""
    cv2.setNumThreads(1)
    request = msgspec.json.decode((folder / REQUEST_FILE).read_bytes(), type=DescribingRequest)
    try:
        network = OnnxDescriptor(folder / WEIGHTS_FILE, request.form)
        with (folder / VECTORS_FILE).open("wb") as file:
            file.write(np.array([network.dimensions], "<u4").tobytes())
            for picture in _pictures(folder, request):
                file.write(network.describe([picture]).astype("<f4").tobytes())
    except NoDescriptorError as error:
        (folder / REFUSED_FILE).write_text(str(error), encoding="utf-8")


def _pictures(folder: Path, request: DescribingRequest) -> list[Picture]:
    with (folder / STILLS_FILE).open("rb") as file:
        shown = [grey_pixels(still.jpeg) for still in read_stills(file)]
    return [*shown, *(plain_pictures() if request.with_plain else [])]


if __name__ == "__main__":
    main(Path.cwd())
