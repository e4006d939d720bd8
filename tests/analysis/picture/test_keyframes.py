"""Keyframes of clips made here: what is picked, why, and that asking for a time gets that frame."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests import analyses
from verify.analysis.picture.keyframe_plan import KeyframeOptions, KeyframePlan, keyframe_file
from verify.analysis.picture.keyframes import KeyframePicker, encode_jpeg, sharpness_of
from verify.analysis.picture.shots import ShotDetector
from verify.domain.errors import BadParameterError
from verify.domain.findings import Darkness, DarknessClass, Flash, FlashKind, PickedBecause
from verify.domain.frames import Frame

Luma = npt.NDArray[np.uint8]
TIME_BASE = Fraction(1, 1000)
AUTOMATIC = KeyframeOptions()


@cache
def place(seed: int) -> Luma:
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(20, 200, (12, 20)).astype(np.float32)
    fine = rng.uniform(-20, 20, (180, 320)).astype(np.float32)
    picture = cv2.resize(coarse, (320, 180), interpolation=cv2.INTER_CUBIC) + fine
    return np.clip(picture, 0, 255).astype(np.uint8)


def blurred(luma: Luma) -> Luma:
    return cv2.GaussianBlur(luma, (0, 0), 2)


def lit(luma: Luma, gain: float) -> Luma:
    return np.clip(luma * np.float32(gain), 0, 255).astype(np.uint8)


def frame(index: int, luma: Luma, pts: int, *, is_intra: bool = False) -> Frame:
    return Frame(
        index=index,
        pts=pts,
        time_s=float(pts * TIME_BASE),
        luma=luma,
        is_limited=False,
        small=luma,
        tiny=cv2.resize(luma, (80, 45), interpolation=cv2.INTER_AREA),
        picture=lambda: cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR),
        is_intra=is_intra,
    )


class Inspected:
    """A clip after the pass, as the worker would hold it."""

    def __init__(
        self,
        pictures: Iterable[Luma],
        options: KeyframeOptions = AUTOMATIC,
        step: int = 40,
        rising: frozenset[int] = frozenset(),
        intra_every: int = 25,
    ) -> None:
        self.files: dict[int, bytes] = {}
        self.detector = ShotDetector()
        self.picker = KeyframePicker(
            self.detector,
            time_base=TIME_BASE,
            store=self.files.__setitem__,
            is_rising=lambda frame: frame.index in rising,
            options=options,
        )
        self.count = 0
        for index, luma in enumerate(pictures):
            each = frame(index, luma, index * step, is_intra=index % intra_every == 0)
            self.detector.observe(each)
            self.picker.observe(each)
            self.count += 1
        self.detector.finish()
        self.picker.finish()
        self.end_s = self.count * step * TIME_BASE

    def plan(self, flashes: Iterable[Flash] = ()) -> KeyframePlan:
        shots = self.detector.shots(lambda *_: DARKNESS, float(self.end_s))
        return self.picker.plan(shots, list(flashes), self.end_s)


DARKNESS = Darkness(kind=DarknessClass.CANNOT_TELL, reasons=[])


def flash(onset: int, peak: int, **changes: object) -> Flash:
    frames = {"onset_frame": onset, "peak_frame": peak}
    times = {"onset_s": onset * 0.04, "peak_s": peak * 0.04}
    return analyses.flash(**(frames | times | changes))


def reasons(plan: KeyframePlan) -> dict[int, PickedBecause]:
    return {pick.frame: pick.because for pick in plan.picks}


def test_first_and_sharpest_of_each_shot_are_picked() -> None:
    shot_1 = [place(1)] + [blurred(place(1))] * 30
    shot_2 = [blurred(place(2))] * 20 + [place(2)] + [blurred(place(2))] * 20
    clip = Inspected([*shot_1, *shot_2])
    picked = reasons(clip.plan())
    assert picked[0] is PickedBecause.SHOT_SHARPEST
    assert picked[51] is PickedBecause.SHOT_SHARPEST
    assert set(picked) <= {0, 31, 51}


def test_near_duplicates_of_a_steady_shot_are_dropped() -> None:
    clip = Inspected([place(1)] * 1000)
    assert len(clip.plan().picks) == 1
    assert clip.plan().left_out == 0


def test_flash_is_shown_before_at_onset_at_peak_and_fading_though_alike() -> None:
    gains = [1.0] * 40 + [1.1, 1.2, 1.15, 1.12, 1.1, 1.08] + [1.0] * 40
    clip = Inspected([lit(place(1), gain) for gain in gains], rising=frozenset({40}))
    picked = reasons(clip.plan([flash(40, 41, half_life_s=0.12)]))
    assert picked[39] is PickedBecause.FLASH_BEFORE
    assert picked[40] is PickedBecause.FLASH_ONSET
    assert picked[41] is PickedBecause.FLASH_PEAK
    assert picked[44] is PickedBecause.FLASH_DECAY
    assert {39, 40, 41, 44} <= clip.picker.stashed


def test_flash_that_was_rejected_asks_for_nothing() -> None:
    clip = Inspected([place(1)] * 100)
    rejected = flash(40, 41, accepted=False, kind=FlashKind.STEP)
    assert not {39, 40, 41} & reasons(clip.plan([rejected])).keys()


def test_flash_without_an_end_has_no_fading_frame() -> None:
    clip = Inspected([place(1)] * 100)
    picked = reasons(clip.plan([flash(0, 2, half_life_s=None)]))
    assert PickedBecause.FLASH_DECAY not in picked.values()
    assert picked[2] is PickedBecause.FLASH_PEAK


def test_long_shot_that_changes_is_shown_every_ten_seconds() -> None:
    pictures = [np.roll(place(1), (2 * k, 3 * k), (0, 1)) for k in range(25 * 37)]
    picked = reasons(Inspected(pictures).plan())
    interval = [k for k, because in picked.items() if because is PickedBecause.INTERVAL]
    assert interval == [250, 500, 750]


def test_darkest_frame_is_picked_but_black_is_not() -> None:
    other = cv2.flip(place(3), -1)
    pictures = [place(1)] * 20 + [lit(other, 0.3)] + [place(1)] * 20 + [lit(other, 0.0)] * 3
    picked = reasons(Inspected(pictures).plan())
    assert picked[20] is PickedBecause.DARKEST
    assert not {41, 42, 43} & picked.keys()


def test_single_frame_is_the_only_one() -> None:
    clip = Inspected([place(1)])
    (pick,) = clip.plan().picks
    assert (pick.because, pick.rank, pick.time_s) == (PickedBecause.ONLY_FRAME, 1, 0)
    assert clip.picker.stashed == {0}


def test_black_clip_still_has_a_keyframe() -> None:
    assert len(Inspected([np.zeros((180, 320), np.uint8)] * 30).plan().picks) == 1


def test_stored_files_are_the_frames_at_full_size() -> None:
    clip = Inspected([place(1)] * 30 + [place(2)] * 30)
    for index, jpeg in clip.files.items():
        decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        expected = place(1) if index < 30 else place(2)
        assert np.abs(decoded.astype(int) - expected).mean() < 3


def test_whole_plan_of_a_cut_clip_was_set_aside_in_the_pass() -> None:
    """No second decode for what was to be expected."""
    pictures = [p for seed in range(6) for p in [blurred(place(seed))] * 20 + [place(seed)] * 20]
    clip = Inspected(pictures)
    plan = clip.plan()
    assert len(plan.picks) >= 6
    assert {pick.frame for pick in plan.picks} <= clip.picker.stashed
    assert clip.files.keys() == clip.picker.stashed


def test_pictures_set_aside_stay_bounded_in_restless_footage() -> None:
    rng = np.random.default_rng(0)
    pictures = [place(int(seed)) for seed in rng.integers(0, 40, 400)]
    clip = Inspected(pictures, KeyframeOptions(maximum=3), rising=frozenset(range(400)))
    assert len(clip.picker.stashed) <= 24
    assert len(clip.plan().picks) <= 3


def test_asking_for_a_time_gets_the_frame_on_screen_then() -> None:
    at = (Fraction("0.1"), Fraction("0.12"), Fraction("0.1599"), Fraction("1.999"))
    clip = Inspected([place(1)] * 50, KeyframeOptions(at=at))
    assert reasons(clip.plan()) == dict.fromkeys((2, 3, 49), PickedBecause.ASKED_FOR)
    assert clip.picker.stashed == {2, 3, 49}


def test_asking_for_a_time_beyond_the_end_says_where_the_end_is() -> None:
    clip = Inspected([place(1)] * 50, KeyframeOptions(at=(Fraction(2),)))
    with pytest.raises(BadParameterError, match=r"00:00:02\.000.*before 00:00:02\.000"):
        clip.plan()


def test_asking_for_every_second_gets_one_frame_a_second() -> None:
    clip = Inspected([place(1)] * 130, KeyframeOptions(every_s=Fraction(1)))
    assert list(reasons(clip.plan())) == [0, 25, 50, 75, 100, 125]
    assert clip.picker.stashed == {0, 25, 50, 75, 100, 125}


def test_asking_for_i_frames_gets_all_of_them_and_nothing_else() -> None:
    clip = Inspected([place(1)] * 130, KeyframeOptions(i_frames=True), intra_every=12)
    assert reasons(clip.plan()) == dict.fromkeys(range(0, 130, 12), PickedBecause.I_FRAME)


def test_too_many_i_frames_are_thinned_evenly_and_the_rest_counted() -> None:
    clip = Inspected([place(1)] * 100, KeyframeOptions(i_frames=True, maximum=10), intra_every=1)
    plan = clip.plan()
    assert [pick.frame for pick in plan.picks] == list(range(0, 100, 10))
    assert plan.left_out == 90


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"maximum": 0}, "most keyframes is 0; expected 1 or more"),
        ({"every_s": Fraction(0)}, "time between keyframes is '0'; expected more than 0"),
        ({"at": (Fraction(-1),)}, "time of a keyframe is '-1'; expected 0 or more"),
        ({"at": (Fraction(1), Fraction(2)), "maximum": 1}, "is 1; expected 2 or more"),
    ],
)
def test_impossible_wishes_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(BadParameterError, match=message):
        KeyframeOptions(**options)  # type: ignore[arg-type]


def test_file_names_sort_by_time_and_say_why() -> None:
    name = keyframe_file(12, Fraction(3661001, 1000), PickedBecause.SHOT_FIRST)
    assert name == "keyframes/0012_01-01-01.001_shot-first.jpg"


def test_sharpness_falls_with_blur_and_is_zero_for_a_flat_picture() -> None:
    assert sharpness_of(place(1)) > 3 * sharpness_of(blurred(place(1)))
    assert sharpness_of(np.full((9, 16), 77, np.uint8)) == 0


def test_picture_too_long_for_jpeg_is_refused() -> None:
    with pytest.raises(ValueError, match="65,535"):
        encode_jpeg(np.zeros((1, 65_536, 3), np.uint8))
