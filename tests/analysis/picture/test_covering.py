"""What is covered is gone: nothing of it is in the picture, whatever it was."""

import cv2
import numpy as np
import pytest

from verify.analysis.picture.covering import GREY, covered, cut_out, within


def _picture(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 256, (90, 160, 3))
    return noise.astype(np.uint8)


def test_two_pictures_that_differ_under_the_cover_are_the_same_jpeg() -> None:
    one, other = _picture(1), _picture(1)
    other[20:40, 30:70] = _picture(2)[20:40, 30:70]

    jpegs = {
        cv2.imencode(".jpg", covered(each, [(30, 20, 40, 20)]))[1].tobytes()
        for each in (one, other)
    }

    assert len(jpegs) == 1


def test_a_cover_grows_to_blocks_leaves_the_rest_and_may_reach_beyond() -> None:
    picture = _picture(3)

    out = covered(picture, [(150, 80, 40, 40), (-5, -5, 6, 6)])

    assert (out[80:, 144:] == GREY).all()
    assert (out[:16, :16] == GREY).all()
    kept = out[16:80]
    np.testing.assert_array_equal(kept, picture[16:80])


def test_a_part_is_cut_out_made_smaller_never_larger_and_never_nothing() -> None:
    picture = _picture(4)

    assert cut_out(picture, (10, 20, 30, 40)).shape == (40, 30, 3)
    assert cut_out(picture, None) is picture
    assert within(picture, 80).shape == (45, 80, 3)
    assert within(picture, 500) is picture
    with pytest.raises(ValueError, match="outside"):
        cut_out(picture, (200, 200, 5, 5))
