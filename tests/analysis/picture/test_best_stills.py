"""The stills to search by: which frames are chosen, and what is made of them."""

import cv2
import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from tests.analyses import an_overlay, keyframe
from verify.analysis.picture.best_stills import (
    Candidate,
    best_keyframes,
    best_stills,
    flat_share,
    overlay_shares,
    sharpness,
)
from verify.analysis.picture.borders import Box, content_box
from verify.analysis.picture.pdq import pdq
from verify.analysis.picture.variants import brightened, cut_to, mirrored

Picture = npt.NDArray[np.uint8]
WIDTH, HEIGHT = 320, 180


def scene(seed: int, width: int = WIDTH, height: int = HEIGHT, gain: float = 1.0) -> Picture:
    """Return a picture with large and small shapes, as of a street."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(20, 220, (9, 16)).astype(np.float32)
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(40):
        left, top = int(rng.integers(0, width)), int(rng.integers(0, height))
        size = int(rng.integers(4, 30))
        picture[top : top + size, left : left + size] = rng.uniform(0, 255)
    grained = gain * picture + rng.normal(0, 3, picture.shape)
    return np.clip(grained, 0, 255).astype(np.uint8)


def title() -> Picture:
    card = np.full((HEIGHT, WIDTH), 20, np.uint8)
    return np.asarray(cv2.putText(card, "BREAKING", (40, 100), 0, 1.5, 235, 3), dtype=np.uint8)


def candidate(time_s: float, luma: Picture, shot: int | None = None) -> Candidate:
    hashed = pdq(luma)
    return Candidate(
        time_s=time_s,
        pdq=hashed.hex,
        pdq_quality=hashed.quality,
        sharpness=sharpness(luma),
        luma_mean=float(luma.mean()),
        content_share=content_box(luma).share_of(luma),
        flat_share=flat_share(luma),
        shot=shot,
    )


def chosen(*lumas: Picture, shots: list[int] | None = None) -> list[int]:
    frames = [
        candidate(place, luma, shots[place] if shots else None) for place, luma in enumerate(lumas)
    ]
    return [choice.place for choice in best_stills(frames)]


def test_black_white_and_title_cards_are_passed_over() -> None:
    black, white = np.zeros((HEIGHT, WIDTH), np.uint8), np.full((HEIGHT, WIDTH), 255, np.uint8)

    assert sorted(chosen(black, scene(1), title(), scene(2), white, scene(3))) == [1, 3, 5]


def test_of_frames_that_look_alike_the_sharpest_is_chosen_and_then_others() -> None:
    sharp = scene(1)
    blurred = cv2.GaussianBlur(sharp, (0, 0), 2)

    assert chosen(blurred, sharp, blurred, scene(2), scene(3))[0] in {1, 3, 4}
    assert set(chosen(blurred, sharp, blurred, scene(2), scene(3))) == {1, 3, 4}


def test_frames_of_other_shots_go_first() -> None:
    assert set(chosen(scene(1), scene(2), scene(3), scene(4), shots=[0, 0, 1, 2])) >= {2, 3}


def test_a_frame_without_borders_is_chosen_before_the_same_kind_with_them() -> None:
    boxed = np.zeros((HEIGHT, WIDTH), np.uint8)
    boxed[40:140] = scene(1)[40:140]

    assert chosen(boxed, scene(2))[0] == 1


def test_keyframes_are_chosen_by_the_same_rule() -> None:
    lumas = [np.zeros((HEIGHT, WIDTH), np.uint8), scene(1), scene(1), scene(2), scene(3)]
    frames = [
        keyframe(
            time_s=float(place),
            file=f"keyframes/{place}.jpg",
            pdq=pdq(luma).hex,
            pdq_quality=pdq(luma).quality,
            sharpness=sharpness(luma),
            luma_mean=float(luma.mean()),
        )
        for place, luma in enumerate(lumas)
    ]

    files = best_keyframes(frames, [])

    assert sorted(files) == [f"keyframes/{place}.jpg" for place in (1, 3, 4)]
    assert best_keyframes([], []) == []
    # The overlay is shown from 0.2 s to 2 s.
    alike = [
        msgspec.structs.replace(frames[1], time_s=time_s, file=file)
        for time_s, file in ((1.0, "captioned"), (3.0, "plain"))
    ]
    assert best_keyframes(alike, [], [an_overlay()], most=1) == ["plain"]


def test_near_duplicates_fill_up_and_are_said_to() -> None:
    view = scene(1)
    panned = [np.roll(view, shift, axis=1) for shift in (1, 2)]

    choices = best_stills([candidate(20.0 * i, luma) for i, luma in enumerate([view, *panned])])

    assert len(choices) == 3
    assert all("looks like still" in choice.reason for choice in choices[1:])


def test_frames_that_do_not_differ_at_all_give_one_still() -> None:
    assert len(chosen(scene(1), scene(1), scene(1))) == 1
    assert len(chosen(*[np.zeros((HEIGHT, WIDTH), np.uint8)] * 3)) == 1


def test_frames_without_the_caption_are_known_by_what_stands_still() -> None:
    captioned = [scene(seed) for seed in range(6)]
    for luma in captioned[:4]:
        cv2.putText(luma, "SOURCE: SOMEBODY", (20, 170), 0, 0.8, 255, 2)

    shares = overlay_shares(captioned)

    assert min(shares[:4]) > 0.7
    assert max(shares[4:]) < 0.3
    assert overlay_shares(captioned[:2]) == [0.0, 0.0]


def letterboxed(inner: Picture) -> tuple[Picture, Box]:
    frame = np.zeros((HEIGHT, WIDTH), np.uint8)
    frame[24:156] = inner[24:156]
    return frame, Box(0, 24, WIDTH, 156)


def filled(inner: Picture) -> tuple[Picture, Box]:
    frame = np.asarray(cv2.GaussianBlur(inner, (0, 0), 24), dtype=np.uint8)
    frame[:, 110:210] = inner[:, 110:210]
    return frame, Box(110, 0, 210, HEIGHT)


def windowed(inner: Picture) -> tuple[Picture, Box]:
    frame = np.full((HEIGHT, WIDTH), 90, np.uint8)
    frame[20:160, 40:280] = inner[20:160, 40:280]
    return frame, Box(40, 20, 280, 160)


@pytest.mark.parametrize("frame_of", [letterboxed, filled, windowed])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_borders_are_found_to_a_few_lines(frame_of: "type[letterboxed]", seed: int) -> None:
    frame, truth = frame_of(scene(seed))
    _, encoded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 80])
    box = content_box(np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8))

    for found, true in (
        (box.left, truth.left),
        (box.top, truth.top),
        (truth.right, box.right),
        (truth.bottom, box.bottom),
    ):
        assert 0 <= found - true <= 5


def test_borders_of_a_large_soft_picture_are_found() -> None:
    frame, truth = letterboxed(scene(1))
    large = cv2.resize(frame, (WIDTH * 9 + 5, HEIGHT * 9), interpolation=cv2.INTER_CUBIC)

    box = content_box(np.asarray(large, dtype=np.uint8))

    assert (box.left, box.right) == (0, WIDTH * 9 + 5)
    assert 0 <= box.top - 9 * truth.top <= 30
    assert 0 <= 9 * truth.bottom - box.bottom <= 30


@pytest.mark.parametrize(
    "frame", [scene(1), scene(2, gain=0.15), title(), np.zeros((HEIGHT, WIDTH), np.uint8)]
)
def test_a_picture_without_borders_is_left_whole(frame: Picture) -> None:
    assert content_box(frame) == Box(0, 0, WIDTH, HEIGHT)
    assert content_box(frame[:6, :6]) == Box(0, 0, 6, 6)


def test_night_sky_above_roofs_is_no_border() -> None:
    rng = np.random.default_rng(5)
    night = np.full((HEIGHT, WIDTH), 3.0)
    left = 0
    while left < WIDTH:
        width = int(rng.integers(12, 60))
        night[int(rng.integers(50, 110)) :, left : left + width] = rng.uniform(15, 60)
        left += width
    night = np.clip(night + rng.normal(0, 2, night.shape), 0, 255).astype(np.uint8)

    assert content_box(night).share_of(night) == 1


def test_each_variant_is_what_its_rule_says() -> None:
    picture = cv2.merge([scene(seed, gain=0.12) for seed in (1, 2, 3)])

    flipped = mirrored(picture)
    cut = cut_to(picture, Box(10, 20, 110, 100))
    lifted = brightened(picture)

    assert np.array_equal(flipped.picture, picture[:, ::-1])
    assert np.array_equal(cut.picture, picture[20:100, 10:110])
    assert lifted is not None
    names = ("low", "high", "gamma", "gain")
    low, high, gamma, gain = (float(lifted.parameters[name]) for name in names)
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(float)
    curve = 255 * np.clip((luma - low) / (high - low), 0, 1) ** gamma
    gains = np.minimum(curve / np.maximum(luma, 1), gain)[:, :, None]
    assert np.abs(lifted.picture - np.minimum(255, picture * gains)).max() <= 0.51
    assert lifted.picture.mean() > 2 * picture.mean()


def test_only_a_dark_picture_with_something_in_it_is_brightened() -> None:
    assert brightened(cv2.merge([scene(1)] * 3)) is None
    assert brightened(np.full((20, 20, 3), 7, np.uint8)) is None
