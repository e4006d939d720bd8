"""contact-sheet.jpg: thumbnails in time order, whole and in proportion."""

import io

import msgspec
import numpy as np
import pytest
from PIL import Image

from verify.domain.findings import PickedBecause
from verify.presentation.contact_sheet import WIDTH_PX, contact_sheet, thumbnail_grid

RED, GREEN, BLUE = (200, 20, 20), (20, 180, 20), (20, 20, 200)


def opened(sheet):
    image = Image.open(io.BytesIO(sheet))
    assert image.format == "JPEG"
    return np.asarray(image.convert("RGB")).astype(int)


def where(pixels, colour):
    """Return left, top, right, bottom of the area of about this colour."""
    rows, columns = np.nonzero((np.abs(pixels - colour) < 30).all(axis=2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@pytest.fixture
def three(keyframe_at, jpeg):
    keyframes = [
        keyframe_at(200, PickedBecause.SHOT_FIRST),
        keyframe_at(0, PickedBecause.SHOT_FIRST),
        keyframe_at(75, PickedBecause.FLASH_ONSET),
    ]
    colours = (BLUE, RED, GREEN)
    pictures = {k.file: jpeg(640, 360, c) for k, c in zip(keyframes, colours, strict=True)}
    return keyframes, pictures


def test_pictures_stand_in_time_order_and_keep_their_proportion(analysis, three):
    pixels = opened(contact_sheet(analysis.footage, 12.0, *three))

    assert pixels.shape[1] == WIDTH_PX
    boxes = [where(pixels, colour) for colour in (RED, GREEN, BLUE)]
    assert boxes[0][0] < boxes[1][0] < boxes[2][0]
    for left, top, right, bottom in boxes:
        assert (right - left) / (bottom - top) == pytest.approx(640 / 360, rel=0.02)


def test_an_array_and_a_jpeg_of_it_give_the_same_sheet(analysis, three):
    keyframes, pictures = three
    bgr = {
        file: np.asarray(Image.open(io.BytesIO(p)).convert("RGB"))[:, :, ::-1]
        for file, p in pictures.items()
    }

    from_bytes = opened(contact_sheet(analysis.footage, 12.0, keyframes, pictures))
    from_arrays = opened(contact_sheet(analysis.footage, 12.0, keyframes, bgr))

    assert np.abs(from_bytes - from_arrays).mean() < 1


def test_an_upright_clip_has_upright_thumbnails_side_by_side(analysis, three, jpeg):
    keyframes, _ = three
    video = msgspec.structs.replace(analysis.footage.video, width_px=360, height_px=640)
    footage = msgspec.structs.replace(analysis.footage, video=video)
    pictures = {k.file: jpeg(360, 640, GREEN) for k in keyframes[:1]}

    left, top, right, bottom = where(
        opened(contact_sheet(footage, 12.0, keyframes, pictures)), GREEN
    )

    assert (right - left) / (bottom - top) == pytest.approx(360 / 640, rel=0.02)


def test_more_than_sixty_keyframes_are_cut_off_and_counted(analysis, keyframe_at):
    many = [keyframe_at(frame, PickedBecause.INTERVAL) for frame in range(75)]

    assert (
        opened(contact_sheet(analysis.footage, 12.0, many, {})).shape
        == opened(contact_sheet(analysis.footage, 12.0, many[:60], {})).shape
    )


@pytest.mark.parametrize("name", ["ضربة ليلية.mp4", "x" * 300 + ".mp4", "a\u202eb\n.mp4", "🎆.mp4"])
def test_any_name_makes_a_sheet_of_the_usual_width(analysis, three, name):
    footage = msgspec.structs.replace(analysis.footage, untrusted_name=name)

    assert opened(contact_sheet(footage, 12.0, *three)).shape[1] == WIDTH_PX


@pytest.mark.parametrize("aspect", [0.05, 9 / 16, 1.0, 16 / 9, 30.0])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 60])
def test_thumbnails_fit_the_sheet_and_keep_their_proportion(count, aspect):
    columns, width, height = thumbnail_grid(count, aspect)

    assert columns * width <= WIDTH_PX
    assert 0 < height <= 900
    if min(width, height) > 20:
        assert width / height == pytest.approx(aspect, rel=0.06)
