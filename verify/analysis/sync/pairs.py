"""All pairs of several recordings, and whether the offsets around each triangle close."""

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from verify.analysis.sound.track import MonoTrack
from verify.analysis.sync.light import light_offset
from verify.analysis.sync.meaning import meaning_of
from verify.analysis.sync.rises import Rises
from verify.analysis.sync.sound import sound_match
from verify.domain.sync import Offset, Pair

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


def compare_all(
    recordings: Sequence[Recording], on_pair: Callable[[int, int], None] = lambda _at, _of: None
) -> list[Compared]:
    """Return each pair in order, `on_pair` being told how many of how many are done."""
    places = list(itertools.combinations(range(len(recordings)), 2))
    compared = []
    for done, (first, second) in enumerate(places):
        on_pair(done, len(places))
        compared.append(_compare(recordings, first, second))
    return _with_triangles(compared, recordings)


def _compare(recordings: Sequence[Recording], first: int, second: int) -> Compared:
    a, b = recordings[first], recordings[second]
    times_s = a.timing_error_s + b.timing_error_s
    light, shared_s = _light(a, b)
    light = light and _less_sure(light, times_s)
    sound = None if a.track is None or b.track is None else sound_match(a.track, b.track)
    if sound is not None:
        sound = dataclasses.replace(sound, offset=_less_sure(sound.offset, times_s))
    meaning = meaning_of(light, sound)
    if cut := [recording.name for recording in (a, b) if recording.cuts]:
        meaning += f" {' and '.join(cut)}: with cuts, so an offset may hold for a part only."
    pair = Pair(
        a=a.name,
        b=b.name,
        a_sha256=a.sha256,
        b_sha256=b.sha256,
        light=light,
        sound=None if sound is None else sound.offset,
        drift_ppm=None if sound is None else sound.drift_ppm,
        meaning=meaning,
    )
    return Compared(first, second, pair, shared_s)


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


def _with_triangles(compared: list[Compared], recordings: Sequence[Recording]) -> list[Compared]:
    """Say of each pair how its offsets close with a third clip; withdraw those that do not."""
    by_places = {(each.first, each.second): each for each in compared}
    said: dict[tuple[int, int], list[str]] = {places: [] for places in by_places}
    broken: set[tuple[tuple[int, int], str]] = set()
    for i, j, k in itertools.combinations(range(len(recordings)), 3):
        sides = ((i, j), (j, k), (i, k))
        for kind in ("light", "sound"):
            offsets = [getattr(by_places[side].pair, kind) for side in sides]
            if not all(offset is not None and offset.accepted for offset in offsets):
                continue
            gap_s = offsets[0].offset_s + offsets[1].offset_s - offsets[2].offset_s
            closes = abs(gap_s) <= sum(offset.error_s for offset in offsets) + _TRIANGLE_SLACK_S
            for side, third in zip(sides, (k, i, j), strict=True):
                how = f"close within {1000 * abs(gap_s):.1f} ms"
                if not closes:
                    broken.add((side, kind))
                    how = f"miss each other by {abs(gap_s):.3f} s, so that one at least is wrong"
                said[side].append(f"By {kind}, the offsets with {recordings[third].name} {how}.")
    return [
        _revised(each, said[places], {kind for at, kind in broken if at == places})
        for places, each in by_places.items()
    ]


def _revised(each: Compared, sentences: list[str], broken: set[str]) -> Compared:
    pair = msgspec.structs.replace(each.pair, meaning=" ".join([each.pair.meaning, *sentences]))
    for kind in broken:
        offset = msgspec.structs.replace(
            getattr(pair, kind),
            accepted=False,
            reason="it contradicts the offsets with a third clip",
        )
        pair = msgspec.structs.replace(pair, **{kind: offset})
    shared_s = () if "light" in broken else each.shared_s
    return Compared(each.first, each.second, pair, shared_s)
