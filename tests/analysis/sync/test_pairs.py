"""All pairs, triangles and what they are said to mean."""

import dataclasses

import msgspec
import numpy as np
import pytest

from tests.analyses import an_analysis
from tests.synthesis import bangs, cameras
from verify.analysis.sound.track import MonoTrack, SoundTrackKeeper
from verify.analysis.sync import pairs
from verify.analysis.sync.light import light_rises
from verify.analysis.sync.meaning import meaning_of
from verify.analysis.sync.moments import common_moments, offsets_to_first
from verify.analysis.sync.pairs import Compared, Recording, compare_all
from verify.analysis.sync.sound import SoundMatch
from verify.domain.sync import Offset, Pair, Sync

SHA256 = "ab" * 32


def _offset(offset_s: float, error_s: float = 0.001, *, accepted: bool = True) -> Offset:
    return Offset(
        offset_s=offset_s, error_s=error_s, confidence=9.0, accepted=accepted, reason="as drawn"
    )


def _compared(first: int, second: int, light: Offset | None = None) -> Compared:
    pair = Pair(
        a="a",
        b="b",
        a_sha256=SHA256,
        b_sha256=SHA256,
        light=light,
        sound=None,
        drift_ppm=None,
        meaning="drawn",
    )
    return Compared(first, second, pair, ())


def _recording(name: str, start_s: float, event: cameras.Flashes) -> Recording:
    rng = np.random.default_rng(len(name))
    rises = light_rises(*cameras.filmed(rng, event, start_s, 14.0, 25.0))
    return Recording(name, SHA256, is_video=True, rises=rises, track=None, cuts=0)


@pytest.fixture(scope="module")
def event() -> cameras.Flashes:
    at_s = np.array([6.5, 7.9, 11.2, 13.0, 14.1])
    return cameras.Flashes(at_s, np.array([0.8, 1.5, 1.0, 0.6, 1.2]), np.full(5, 0.2))


def test_three_cameras_of_one_event_close_around_the_triangle(event: cameras.Flashes) -> None:
    recordings = [
        _recording(name, start_s, event) for name, start_s in (("a", 1), ("b", 3), ("c", 5))
    ]

    compared = compare_all(recordings)

    offsets = [each.pair.light for each in compared]
    assert [offset.offset_s for offset in offsets if offset] == pytest.approx(
        [-2.0, -4.0, -2.0], abs=0.02
    )
    assert all(offset is not None and offset.accepted for offset in offsets)
    assert "the offsets with c close within" in compared[0].pair.meaning


def test_offsets_that_contradict_a_third_clip_are_withdrawn(
    event: cameras.Flashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([1.0, 2.0, 5.0])
    monkeypatch.setattr(pairs, "light_offset", lambda _a, _b: (_offset(next(drawn)), (1.0,)))

    compared = compare_all([_recording(name, 1, event) for name in "abc"])

    for each in compared:
        assert each.pair.light is not None
        assert not each.pair.light.accepted
        assert "contradicts" in each.pair.light.reason
        assert "one at least is wrong" in each.pair.meaning
        assert each.shared_s == ()


def test_what_is_withdrawn_leaves_nothing_behind_that_rests_on_it(
    event: cameras.Flashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = iter([1.0, 2.0, 5.0])
    monkeypatch.setattr(
        pairs, "sound_match", lambda _a, _b: SoundMatch(_offset(next(heard)), 40.0, 2.0)
    )
    track = MonoTrack(0.0, 8_000, np.ones(8_000, np.float16))
    recordings = [
        dataclasses.replace(_recording(name, start_s, event), track=track, cuts=cuts)
        for name, start_s, cuts in (("a", 1, 0), ("b", 3, 0), ("c", 5, 2))
    ]

    ab, ac, bc = compare_all(recordings)

    for each in (ab, ac, bc):
        light, sound = each.pair.light, each.pair.sound
        assert light is not None
        assert light.accepted
        assert sound is not None
        assert not sound.accepted
        assert sound.error_s is None
        assert each.pair.drift_ppm is None
        assert "The light gives the offset of the clocks" in each.pair.meaning
        assert "one at least is wrong" in each.pair.meaning
        for rests_on_sound in ("minus sound offset", "parts per million", "That sounds agree"):
            assert rests_on_sound not in each.pair.meaning
    assert ["with cuts" in each.pair.meaning for each in (ab, ac, bc)] == [False, True, True]


def test_where_all_was_withdrawn_no_offset_is_told(
    event: cameras.Flashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([1.0, 2.0, 5.0])
    monkeypatch.setattr(pairs, "light_offset", lambda _a, _b: (_offset(next(drawn)), (1.0,)))

    for each in compare_all([_recording(name, 1, event) for name in "abc"]):
        assert each.pair.meaning.startswith("No offset is told: ")
        assert "The light gives the offset" not in each.pair.meaning


def test_a_picture_has_no_light_to_compare_and_a_mute_clip_no_sound(event: cameras.Flashes) -> None:
    still = Recording("still.jpg", SHA256, is_video=False, rises=None, track=None, cuts=0)

    (compared,) = compare_all([still, _recording("a", 1, event)])

    assert compared.pair.light is None
    assert compared.pair.sound is None
    assert "No offset is told" in compared.pair.meaning


def test_what_a_timebase_is_off_by_widens_the_error(event: cameras.Flashes) -> None:
    one, other = _recording("a", 1, event), _recording("b", 3, event)
    unsure = dataclasses.replace(other, timing_error_s=0.1)

    (usual,), (compared,) = compare_all([one, other]), compare_all([one, unsure])

    assert usual.pair.light is not None
    assert usual.pair.light.error_s is not None
    assert compared.pair.light is not None
    assert compared.pair.light.error_s == pytest.approx(usual.pair.light.error_s + 0.1, abs=1e-6)


def test_cuts_are_said_to_limit_an_offset(event: cameras.Flashes) -> None:
    edited = Recording("edited.mp4", SHA256, is_video=True, rises=None, track=None, cuts=2)

    (compared,) = compare_all([edited, _recording("a", 1, event)])

    assert "edited.mp4: with cuts" in compared.pair.meaning


def test_sound_that_comes_later_than_light_means_a_longer_way() -> None:
    # The camera of b stood 340 m farther away: its sound is a second later than its light.
    meaning = meaning_of(_offset(2.0, 0.02), SoundMatch(_offset(3.0)))

    assert "340 ± " in meaning
    assert "farther to b than to a" in meaning
    assert "else sound was shifted" in meaning


def test_a_difference_within_its_error_is_no_distance() -> None:
    meaning = meaning_of(_offset(2.0, 0.02), SoundMatch(_offset(2.03)))

    assert "equal within" in meaning
    assert "farther to" not in meaning


def test_sound_alone_is_called_one_of_arrivals() -> None:
    assert "3 ms for every metre" in meaning_of(None, SoundMatch(_offset(2.0)))


def test_one_track_in_two_files_is_not_called_one_of_arrivals() -> None:
    meaning = meaning_of(None, SoundMatch(_offset(2.0), is_same_track=True))

    assert "how the pictures lie it does not tell" in meaning
    assert "every metre" not in meaning


@pytest.mark.parametrize(
    "match", [SoundMatch(_offset(0.0)), SoundMatch(_offset(0.0), is_same_track=True)]
)
def test_what_agrees_has_two_explanations_at_least(match: SoundMatch) -> None:
    assert " or " in meaning_of(None, match)


def test_clips_are_linked_through_others_and_left_out_where_nothing_links_them() -> None:
    compared = [
        _compared(0, 1, _offset(1.0)),
        _compared(0, 2, _offset(9.0, accepted=False)),
        _compared(1, 2, _offset(2.0)),
        _compared(0, 3),
        _compared(1, 3),
        _compared(2, 3),
    ]

    assert offsets_to_first(compared, 4) == {0: 0.0, 1: 1.0, 2: 3.0}
    assert offsets_to_first([_compared(0, 1)], 2) == {}


def test_moments_are_shared_flashes_and_lie_in_all_clips() -> None:
    linked = _compared(0, 1, _offset(-2.0)).pair
    flashing = [Compared(0, 1, linked, (1.0, 3.0, 4.0, 30.0))]

    moments_s = common_moments(flashing, {0: 0.0, 1: -2.0}, [10.0, 10.0], 6)
    spread_s = common_moments([_compared(0, 1)], {0: 0.0, 1: -2.0}, [10.0, 10.0], 4)

    assert moments_s == pytest.approx([3.08, 4.08])
    assert spread_s == pytest.approx([3.0, 5.0, 7.0, 9.0])
    assert common_moments(flashing, {0: 0.0, 1: -20.0}, [10.0, 10.0], 6) == []


def test_a_finding_survives_its_json() -> None:
    finding = Sync(tool=an_analysis().tool, pairs=[_compared(0, 1, _offset(1.0)).pair])

    assert msgspec.json.decode(msgspec.json.encode(finding), type=Sync) == finding


def test_only_the_asked_length_of_sound_is_kept() -> None:
    keeper = SoundTrackKeeper(most_s=1.5)
    for block in bangs.as_blocks(bangs.background(np.random.default_rng(1), 4.0) * 0.1):
        keeper.listen(block)

    track = keeper.track()

    assert isinstance(track, MonoTrack)
    assert track.end_s - track.start_s == pytest.approx(1.5, abs=1e-3)
    assert SoundTrackKeeper().track() is None
