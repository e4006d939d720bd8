"""Whether the light of two stretches changes at the same moments: a second way to tell, by night.

Flashes are in a copy whatever was cropped, mirrored or laid over it, and gamma only bends them. The
curves are compared by how fast the logarithm of light changes; what the curves have in common at
other offsets says what any two such clips would. It is no way of its own: two cameras that filmed
one storm share its flashes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.matching.meetings import Numbers

RATE_HZ = 10
LEAST_S = 5.0
LEAST_FLASHES = 3
LEAST_ALIKE = 0.6
MORE_THAN_ELSEWHERE = 0.2

Curve = npt.NDArray[np.float32]

_WHITE = 255.0
_GAMMA = 2.2
# Keeps the noise of a black picture from counting as change.
_DARK = 0.002
_ASIDE = 3
_ELSEWHERE = (20, 200)
_ELSEWHERE_STEP = 7
_ELSEWHERE_QUANTILE = 0.95
# A change counts as a flash from so many times the usual change on, and from so much in all.
_FLASH_DEVIATIONS, _LEAST_FLASH = 6.0, 0.05
_DEVIATION = 1.4826


@dataclass(frozen=True, slots=True)
class SharedLight:
    """What two curves have in common along a line in time.

    Attributes
    ----------
    alike : float
        Correlation of their changes, -1 to 1, at the best offset within 0.3 s.
    elsewhere : float
        What 95 of 100 other offsets of the same curves stay below.
    flashes : int
        Moments at which both brighten sharply.
    span_s : float
        How much was compared.
    """

    alike: float
    elsewhere: float
    flashes: int
    span_s: float

    @property
    def agrees(self) -> bool:
        """Whether the light tells that both show one moment."""
        return (
            self.span_s >= LEAST_S
            and self.flashes >= LEAST_FLASHES
            and self.alike >= LEAST_ALIKE
            and self.alike >= self.elsewhere + MORE_THAN_ELSEWHERE
        )


def shared_light(
    query: Curve, entry: Curve, span_s: tuple[float, float], speed: float, offset_s: float
) -> SharedLight | None:
    """Compare the light of a stretch of a query with that of an entry.

    Parameters
    ----------
    query, entry : float32 arrays
        Mean luma, full range, `RATE_HZ` a second from the first frame shown.
    span_s : tuple of float
        From when to when in the query.
    speed, offset_s : float
        The line in time: `match = speed * query + offset`.

    Returns
    -------
    SharedLight or None
        None if less than a second of both is there.
    """
    asked, kept = _changes(query), _changes(entry)
    times_s = np.arange(len(asked)) / RATE_HZ
    chosen = (times_s >= span_s[0]) & (times_s < span_s[1])
    places = (speed * times_s + offset_s) * RATE_HZ
    chosen &= (places >= 0) & (places <= len(kept) - 1)
    if chosen.sum() < RATE_HZ:
        return None
    here, places = asked[chosen], places[chosen]
    by_offset = {aside: _alike(here, _at(kept, places + aside)) for aside in _asides(len(kept))}
    best = max(range(-_ASIDE, _ASIDE + 1), key=lambda aside: by_offset.get(aside, -1.0))
    others = [alike for aside, alike in by_offset.items() if abs(aside) >= _ELSEWHERE[0]]
    flashes = _flashes(here, asked) & _flashes(_at(kept, places + best), kept)
    return SharedLight(
        alike=by_offset.get(best, 0.0),
        elsewhere=float(np.quantile(others, _ELSEWHERE_QUANTILE)) if others else 1.0,
        flashes=int(np.count_nonzero(flashes & ~np.roll(flashes, 1))),
        span_s=float(chosen.sum() / RATE_HZ),
    )


def _asides(length: int) -> list[int]:
    far = min(_ELSEWHERE[1], length)
    near = list(range(-_ASIDE, _ASIDE + 1))
    beyond = range(_ELSEWHERE[0], far + 1, _ELSEWHERE_STEP)
    return [*(-aside for aside in beyond), *near, *beyond]


def _changes(curve: Curve) -> Numbers:
    """Return how far the logarithm of light rises from each tenth of a second to the next."""
    light = (np.asarray(curve, np.float64) / _WHITE) ** _GAMMA
    return np.diff(np.log(light + _DARK), append=np.log(light[-1:] + _DARK))


def _at(changes: Numbers, places: Numbers) -> Numbers:
    """Return changes at places between them; none where there is no curve."""
    at: Numbers = np.interp(places, np.arange(len(changes)), changes, left=0.0, right=0.0)
    return at


def _alike(one: Numbers, other: Numbers) -> float:
    spread = float(np.std(one) * np.std(other))
    if spread == 0:
        return 0.0
    return float(np.mean((one - one.mean()) * (other - other.mean())) / spread)


def _flashes(changes: Numbers, whole: Numbers) -> npt.NDArray[np.bool_]:
    """Return where light rises far more than it usually changes in the whole clip."""
    usual = _DEVIATION * float(np.median(np.abs(whole - np.median(whole))))
    is_flash = changes > max(_LEAST_FLASH, _FLASH_DEVIATIONS * usual)
    # Either side may have it a tenth of a second earlier or later.
    beside = is_flash.copy()
    beside[1:] |= is_flash[:-1]
    beside[:-1] |= is_flash[1:]
    return beside
