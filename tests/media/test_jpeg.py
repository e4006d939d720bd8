"""A JPEG that is to leave the machine carries a picture and nothing that is not seen."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from verify.analysis.picture.keyframes import encode_jpeg
from verify.media.jpeg import holds_only_a_picture

_NOISE = np.random.default_rng(4).integers(0, 256, (60, 81, 3)).astype(np.uint8)
_PLAIN = encode_jpeg(_NOISE, 95)


def _of_pillow(**options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(_NOISE).save(stream, "JPEG", **options)
    return stream.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = "a name"
    return exif.tobytes()


@pytest.mark.parametrize("quality", [1, 50, 95, 100])
def test_what_verify_writes_is_only_a_picture(quality: int) -> None:
    assert holds_only_a_picture(encode_jpeg(_NOISE, quality))


@pytest.mark.parametrize(
    "content",
    [
        _of_pillow(exif=_exif()),
        _of_pillow(comment=b"who sent it"),
        _of_pillow(icc_profile=b"profile"),
        _of_pillow(progressive=True),
        _PLAIN + b"behind the end",
        _PLAIN[:-2],
        _PLAIN[:300],
        _PLAIN[:-2] + b"\xff\xfe\x00\x06name\xff\xd9",
        b"",
        cv2.imencode(".png", _NOISE)[1].tobytes(),
    ],
    ids=lambda content: f"{len(content)} bytes",
)
def test_what_carries_anything_else_is_seen(content: bytes) -> None:
    assert not holds_only_a_picture(content)
