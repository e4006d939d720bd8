"""What footage could do for a claim: decide it, bear on it, or be silent; and by which measurement.

Tolls, culprits, types of weapon and acts on paper are never seen in a clip.
"""

import re
from dataclasses import dataclass

from verify.domain.claims import FromFootage, Measurement

_I = re.IGNORECASE
_TELLS_OF_FOOTAGE = re.compile(
    r"\b(?:videos?|footage|clips?|film|recordings?|images?|pictures?|camera|copies|copy"
    r"|sequence|photos?)\b",
    _I,
)
_SHOWN = re.compile(
    r"\b(?:shows?|showing|captures?|sees|seen|visible|depicts?|recognises|records|appears?)\b", _I
)
_LIGHT = r"(?:flash\w*|glow|light\b|fireball|lightning|muzzle|streaks?|lamps?)"
_SOUND = r"(?:bang|boom|blast|sound|thunder|roar|crack\w*|thud|hear\w*|report)"
_FLASH_TO_BANG = re.compile(
    rf"{_LIGHT}.*?{_SOUND}|{_SOUND}.*?\b(?:after|behind)\b.*?{_LIGHT}|\bbefore\b.*?\bheard\b", _I
)
_DELAY = re.compile(r"\bseconds?\b|\bbefore\b", _I)
_BLINKING = re.compile(
    r"\b(?:blink\w*|strobe|flicker\w*|at\s+intervals|intervals\s+of|without\s+lights"
    r"|navigation\s+lights|beacon)\b",
    _I,
)
_OVERHEAD = re.compile(
    r"\b(?:warplane|jet|helicopter|aircraft|plane|drone)s?\b.*?\b(?:cross\w*|fl[ey]\w*"
    r"|circl\w*|hover\w*|overhead)\b",
    _I,
)
_COUNTED = re.compile(
    r"\b(?:flashes|streaks?|bangs|blasts|explosions|shots|pops|rockets|missiles|shells|drones"
    r"|muzzle|arcing|lightning|flash|rounds|opened\s+fire|opens\s+fire|gunfire)\b",
    _I,
)
_COPY = re.compile(
    r"\b(?:uploaded|first\s+published|been\s+published|published\s+in|recorded\s+in"
    r"|filmed\s+in|same\s+(?:images|sequence|clip|video|footage)|mirrored|years\s+old"
    r"|months\s+old|"
    r"old\s+(?:video|footage|clip)|from\s+an?\s+(?:earlier\s+)?\w+\s+in\s+(?:19|20)\d\d"
    r"|does\s+not\s+show|video\s+game|appeared\s+online|reposted|recycled)\b",
    _I,
)
_HOUR = re.compile(
    r"\b(?:night|overnight|midnight|daylight|noon|midday|sunlight|sunset|sunrise|dawn|dusk"
    r"|dark(?:ness)?|moon|moonlit|evening|morning|early\s+hours)\b|\d{1,2}[:.]\d\d|o'clock"
    r"|[ap]\.?m\.?\b",
    _I,
)
_SKY = re.compile(
    r"\b(?:daylight|noon\s+sky|sky\s+is|full\s+sunlight|moon|completely\s+dark"
    r"|bright\s+\w*\s*sky|by\s+day|at\s+day|in\s+the\s+dark|pitch\s+dark)\b",
    _I,
)
_BRIGHT = re.compile(
    r"\b(?:fireball|flames?|blaze|fire|glow|power\s+cut|blackout|lamps|lights?\s+(?:going"
    r"|went)|lit\s+up|darkness|ablaze|explosion|blast)\b",
    _I,
)
_VISIBLE = re.compile(
    r"\b(?:march\w*|protest\w*|smoke|collaps\w*|bridge|crowd|hole|damage\w*|water|flood\w*"
    r"|derail\w*|wreck\w*|burning|hit|struck|crash\w*|threw|sirens?|road|cordon\w*|lies|"
    r"span|left\s+of|right\s+of|runway|river|on\s+the\s+seafront|clash\w*|destroyed|sank|impact)\b",
    _I,
)
_ON_PAPER = re.compile(
    r"\b(?:claimed\s+responsibility|comment\w*|urged|motive|inquiry|inspected|permit|law"
    r"|vote\w*|premiums|cost|accused|denied|believe[sd]?\s+that|magnitude|depth|cause"
    r"|acted\s+alone|official\s+record|in\s+custody|arrested)\b",
    _I,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was read of a claim that bears on footage."""

    has_clock: bool
    has_place: bool
    has_toll: bool
    has_duration_s: bool
    is_negated: bool


def footage_can(plain: str, told: Told) -> tuple[FromFootage, Measurement]:
    """Return what footage can do for a claim, and the measurement that would decide.

    Parameters
    ----------
    plain : str
        The words of the claim.
    told : Told
        What was read of it.
    """
    if _COPY.search(plain) and (_TELLS_OF_FOOTAGE.search(plain) or _SHOWN.search(plain)):
        return FromFootage.YES, Measurement.DUPLICATE
    is_shown = bool(_TELLS_OF_FOOTAGE.search(plain) and _SHOWN.search(plain))
    if _FLASH_TO_BANG.search(plain) and (
        told.has_duration_s or (is_shown and _DELAY.search(plain))
    ):
        return FromFootage.YES, Measurement.FLASH_TO_BANG
    if _BLINKING.search(plain):
        return (
            FromFootage.YES if is_shown or "strobe" in plain else FromFootage.PARTLY,
            Measurement.BLINK_RATE,
        )
    if is_shown:
        return FromFootage.YES, _of_shown(plain)
    if _SKY.search(plain):
        return FromFootage.YES, Measurement.NIGHT
    return _of_told(plain, told)


def _of_shown(plain: str) -> Measurement:
    if _COUNTED.search(plain):
        return Measurement.FLASH_COUNT
    if _SKY.search(plain):
        return Measurement.NIGHT
    return Measurement.BRIGHTNESS if _BRIGHT.search(plain) else Measurement.PLACE


def _of_told(plain: str, told: Told) -> tuple[FromFootage, Measurement]:
    """Return what footage of the event, if there is some, can do for a claim in words."""
    if _ON_PAPER.search(plain):
        return FromFootage.NO, Measurement.NONE
    if _OVERHEAD.search(plain) and not told.has_toll:
        return FromFootage.PARTLY, Measurement.BLINK_RATE
    if _HOUR.search(plain) and (told.has_clock or told.has_place):
        return FromFootage.PARTLY, Measurement.NIGHT
    if _COUNTED.search(plain) and not told.has_toll:
        return FromFootage.PARTLY, Measurement.FLASH_COUNT
    if told.has_toll and not told.has_place:
        return FromFootage.NO, Measurement.NONE
    if _BRIGHT.search(plain) and (told.has_place or not told.has_toll) and not told.is_negated:
        return FromFootage.PARTLY, Measurement.BRIGHTNESS
    if told.has_place or _VISIBLE.search(plain):
        return FromFootage.PARTLY, Measurement.PLACE
    return FromFootage.NO, Measurement.NONE
