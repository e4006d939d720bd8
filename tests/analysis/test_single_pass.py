"""The pass: every analysis sees every frame; one that fails is named and the rest go on."""

from collections.abc import Iterator

import numpy as np

from verify.analysis.single_pass import run_pass
from verify.domain.frames import AudioBlock, Frame


def _frames(count: int) -> Iterator[Frame]:
    grey = np.zeros((4, 4), np.uint8)
    for index in range(count):
        yield Frame(
            index=index,
            pts=index,
            time_s=index / 25,
            luma=grey,
            is_limited=True,
            small=grey,
            tiny=grey,
            picture=lambda: np.zeros((4, 4, 3), np.uint8),
            is_intra=True,
        )


class _Witness:
    name = "witness"

    def __init__(self) -> None:
        self.parameters: dict[str, str | int | float | bool | None] = {}
        self.seen: list[int] = []
        self.heard = 0
        self.is_finished = False

    def observe(self, frame: Frame) -> None:
        self.seen.append(frame.index)

    def listen(self, block: AudioBlock) -> None:
        self.heard += block.samples.shape[1]

    def finish(self) -> None:
        self.is_finished = True


class _FailsAtThree(_Witness):
    name = "fragile"

    def observe(self, frame: Frame) -> None:
        if frame.index == 3:
            raise ValueError("three is too much")
        super().observe(frame)


def test_an_analysis_that_fails_is_skipped_with_its_reason_and_the_rest_go_on() -> None:
    witness, fragile = _Witness(), _FailsAtThree()

    result = run_pass(_frames(6), [fragile, witness])

    assert witness.seen == [0, 1, 2, 3, 4, 5]
    assert witness.is_finished
    assert not fragile.is_finished
    assert fragile.seen == [0, 1, 2]
    assert result.failed == {"fragile"}
    assert result.skipped[0].reason == "failed at frame 3: three is too much"


def test_sound_goes_to_the_listeners_only() -> None:
    ear = _Witness()
    block = AudioBlock(time_s=0.0, sample_rate_hz=8000, samples=np.zeros((1, 80), np.float32))

    result = run_pass([block, *_frames(1), block], [], [ear])

    assert ear.heard == 160
    assert result.frames == 1
