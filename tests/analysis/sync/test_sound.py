"""Offsets by sound: exact for a track and its copy, told apart from mere likeness, else refused."""

import numpy as np
import pytest

from tests.synthesis import bangs, cameras
from verify.analysis.sound.track import MonoTrack, SoundTrackKeeper
from verify.analysis.sync import sound
from verify.analysis.sync.sound import sound_match
from verify.analysis.sync.whitened import arrival, cut


def _kept(sound: bangs.Sound, start_s: float = 0.0, rate_hz: int = bangs.RATE_HZ) -> MonoTrack:
    keeper = SoundTrackKeeper()
    for block in bangs.as_blocks(sound, start_s, rate_hz):
        keeper.listen(block)
    track = keeper.track()
    assert track is not None
    return track


@pytest.fixture(scope="module")
def street() -> bangs.Sound:
    return cameras.scene(np.random.default_rng(2), 12.0)


def _from(street: bangs.Sound, start_s: float, length_s: float = 9.0) -> bangs.Sound:
    first = round(start_s * bangs.RATE_HZ)
    return street[first : first + round(length_s * bangs.RATE_HZ)]


def test_a_copy_that_begins_later_is_laid_to_the_tenth_of_a_millisecond(
    street: bangs.Sound,
) -> None:
    match = sound_match(_kept(_from(street, 0.0)), _kept(0.3 * _from(street, 2.25)))

    assert match.offset.accepted
    assert match.offset.offset_s == pytest.approx(-2.25, abs=1e-4)
    assert match.is_same_track


def test_sound_that_begins_before_the_picture_keeps_its_time(street: bangs.Sound) -> None:
    match = sound_match(_kept(_from(street, 0.0), start_s=-0.5), _kept(_from(street, 0.0)))

    assert match.offset.offset_s == pytest.approx(0.5, abs=1e-4)


def test_two_rates_are_compared_without_shifting_either(street: bangs.Sound) -> None:
    half = _from(street, 0.0).reshape(-1, 2).mean(axis=1)

    match = sound_match(_kept(_from(street, 0.0)), _kept(half, rate_hz=bangs.RATE_HZ // 2))

    assert match.offset.accepted
    assert match.offset.offset_s == pytest.approx(0.0, abs=1e-4)


def test_two_devices_are_not_called_one_track(street: bangs.Sound) -> None:
    rng = np.random.default_rng(3)
    tracks = [
        _kept(cameras.recorded(rng, street, start_s, 9.0, snr_db=0.0)) for start_s in (0.5, 1.5)
    ]

    match = sound_match(*tracks)

    assert match.offset.accepted
    assert match.offset.offset_s == pytest.approx(-1.0, abs=1e-3)
    assert not match.is_same_track


def test_a_long_track_is_searched_block_by_block_with_the_same_result(
    street: bangs.Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, whole = _kept(_from(street, 5.0, 4.0)), _kept(street)
    at_once = sound_match(short, whole).offset
    monkeypatch.setattr(sound, "_BLOCK_S", 2.5)

    in_blocks = sound_match(short, whole).offset

    assert at_once.accepted
    assert in_blocks.accepted
    assert in_blocks.offset_s == pytest.approx(5.0, abs=1e-4)


def test_a_passage_that_occurs_twice_lies_at_neither(street: bangs.Sound) -> None:
    passage = _from(street, 1.0, 4.0)
    twice = np.concatenate([passage, _from(street, 5.0, 3.0), passage])

    assert not sound_match(_kept(passage), _kept(twice)).offset.accepted


def test_silence_is_refused(street: bangs.Sound) -> None:
    match = sound_match(_kept(_from(street, 0.0)), _kept(np.zeros(9 * bangs.RATE_HZ)))

    assert not match.offset.accepted
    assert "silent" in match.offset.reason


def test_one_bang_in_common_is_not_enough() -> None:
    rng = np.random.default_rng(4)
    bang = 0.5 * bangs.blast(rng, 200.0)
    tracks = [
        _kept(bangs.placed(0.01 * bangs.background(rng, 9.0), (at_s, bang))) for at_s in (2.0, 4.0)
    ]

    assert not sound_match(*tracks).offset.accepted


def test_a_splice_in_one_of_them_is_not_averaged_over(street: bangs.Sound) -> None:
    spliced = np.concatenate([_from(street, 0.0, 4.5), _from(street, 7.0, 4.5)])

    match = sound_match(_kept(street), _kept(spliced))

    near = [match.offset.offset_s == pytest.approx(truth, abs=1e-3) for truth in (0.0, -2.5)]
    assert not match.offset.accepted or any(near)


def test_a_stretch_is_cut_out_where_it_was_asked_for(street: bangs.Sound) -> None:
    track = _kept(_from(street, 0.0), start_s=-1.0)

    part = cut(track, 2.0, 3.0)

    assert part.start_s == pytest.approx(2.0, abs=1e-4)
    assert part.end_s == pytest.approx(3.0, abs=1e-3)
    assert arrival(part, track).offset_s == pytest.approx(0.0, abs=1e-4)
