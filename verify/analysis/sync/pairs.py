"""All pairs of several recordings, and whether the offsets around each triangle close."""

import dataclasses
import itertools
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

import msgspec

from verify.analysis.sound.track import MonoTrack
from verify.analysis.sync.light import light_offset
from verify.analysis.sync.meaning import meaning_of
from verify.analysis.sync.rises import Rises
from verify.analysis.sync.sound import SoundMatch, sound_match
from verify.domain.sync import Offset, Pair, SharedBy

_NO_PICTURE = "one of the two is too short, or its light was not measured"
_TRIANGLE_SLACK_S = 0.002


@dataclass(frozen=True, slots=True)
class Recording:
    """One clip as far as it is compared.

    Attributes
    ----------
    name : str
        As shown.
    sha256 : str
        Of the file.
    is_video : bool
        Whether it has a moving picture.
    rises : Rises or None
        Of its light; None where it is too short.
    track : MonoTrack or None
        Its sound; None without any.
    cuts : int
        Cuts in it.
    timing_error_s : float
        What its times may be off by, as its timebase says.
    """

    name: str
    sha256: str
    is_video: bool
    rises: Rises | None
    track: MonoTrack | None
    cuts: int
    timing_error_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """The finding on two recordings, and the flashes that both share, by their times in a."""

    first: int
    second: int
    pair: Pair
    shared_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Matched:
    """What two recordings have in common, before a third is asked."""

    light: Offset | None
    sound: SoundMatch | None
    shared_s: tuple[float, ...]

    def offset(self, kind: SharedBy) -> Offset | None:
        if kind is SharedBy.LIGHT:
            return self.light
        return None if self.sound is None else self.sound.offset


_Places = tuple[int, int]


def compare_all(
    recordings: Sequence[Recording], on_pair: Callable[[int, int], None] = lambda _at, _of: None
) -> list[Compared]:
    """Return each pair in order, `on_pair` being told how many of how many are done."""
    places = list(itertools.combinations(range(len(recordings)), 2))
    matched = {}
    for done, (first, second) in enumerate(places):
        on_pair(done, len(places))
        matched[first, second] = _matched(recordings[first], recordings[second])
    said, broken = _triangles(matched, recordings)
    return [
        _compared(recordings, at, _without(each, broken[at]), said[at])
        for at, each in matched.items()
    ]


def _matched(a: Recording, b: Recording) -> _Matched:
    times_s = a.timing_error_s + b.timing_error_s
    light, shared_s = _light(a, b)
    light = light and _less_sure(light, times_s)
    sound = None if a.track is None or b.track is None else sound_match(a.track, b.track)
    if sound is not None:
        sound = dataclasses.replace(sound, offset=_less_sure(sound.offset, times_s))
    return _Matched(light, sound, shared_s)


def _less_sure(offset: Offset, by_s: float) -> Offset:
    if offset.error_s is None:
        return offset
    return msgspec.structs.replace(offset, error_s=offset.error_s + by_s)


def _light(a: Recording, b: Recording) -> tuple[Offset | None, tuple[float, ...]]:
    if not (a.is_video and b.is_video):
        return None, ()
    if a.rises is None or b.rises is None:
        refused = Offset(
            offset_s=None, error_s=None, confidence=0.0, accepted=False, reason=_NO_PICTURE
        )
        return refused, ()
    return light_offset(a.rises, b.rises)


def _triangles(
    matched: Mapping[_Places, _Matched], recordings: Sequence[Recording]
) -> tuple[Mapping[_Places, list[str]], Mapping[_Places, set[SharedBy]]]:
    """Return of each pair how its offsets close with a third clip, and which of them do not."""
    said: dict[_Places, list[str]] = {at: [] for at in matched}
    broken: dict[_Places, set[SharedBy]] = {at: set() for at in matched}
    for i, j, k in itertools.combinations(range(len(recordings)), 3):
        sides = ((i, j), (j, k), (i, k))
        for kind in SharedBy:
            gap = _gap_s([matched[side].offset(kind) for side in sides])
            if gap is None:
                continue
            gap_s, allowed_s = gap
            closes = abs(gap_s) <= allowed_s
            for side, third in zip(sides, (k, i, j), strict=True):
                how = f"close within {1000 * abs(gap_s):.1f} ms"
                if not closes:
                    broken[side].add(kind)
                    how = f"miss each other by {abs(gap_s):.3f} s, so that one at least is wrong"
                said[side].append(f"By {kind}, the offsets with {recordings[third].name} {how}.")
    return said, broken


def _gap_s(around: Sequence[Offset | None]) -> tuple[float, float] | None:
    """Return by how much three offsets fail to close, and by how much they may; None if untold."""
    told = [
        (offset.offset_s, offset.error_s)
        for offset in around
        if offset is not None
        and offset.accepted
        and offset.offset_s is not None
        and offset.error_s is not None
    ]
    if len(told) < len(around):
        return None
    (one_s, _), (next_s, _), (both_s, _) = told
    return one_s + next_s - both_s, sum(error_s for _, error_s in told) + _TRIANGLE_SLACK_S


def _without(each: _Matched, broken: Set[SharedBy]) -> _Matched:
    """Return what is left where these offsets contradict those with a third clip."""
    light, sound, shared_s = each.light, each.sound, each.shared_s
    if light is not None and SharedBy.LIGHT in broken:
        light, shared_s = _withdrawn(light), ()
    if sound is not None and SharedBy.SOUND in broken:
        sound = SoundMatch(_withdrawn(sound.offset))
    return _Matched(light, sound, shared_s)


def _withdrawn(offset: Offset) -> Offset:
    return msgspec.structs.replace(
        offset, error_s=None, accepted=False, reason="it contradicts the offsets with a third clip"
    )


def _compared(
    recordings: Sequence[Recording], at: _Places, matched: _Matched, said: Sequence[str]
) -> Compared:
    a, b = (recordings[place] for place in at)
    meaning = [meaning_of(matched.light, matched.sound)]
    if cut := [recording.name for recording in (a, b) if recording.cuts]:
        meaning.append(f"{' and '.join(cut)}: with cuts, so an offset may hold for a part only.")
    pair = Pair(
        a=a.name,
        b=b.name,
        a_sha256=a.sha256,
        b_sha256=b.sha256,
        light=matched.light,
        sound=matched.offset(SharedBy.SOUND),
        drift_ppm=None if matched.sound is None else matched.sound.drift_ppm,
        meaning=" ".join([*meaning, *said]),
    )
    return Compared(*at, pair, matched.shared_s)
