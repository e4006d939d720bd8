"""How the clocks of several clips lie, in words: the same on a terminal and in the app."""

from verify.domain.sync import Offset, Pair

_NO_LIGHT = "one of the two is no moving picture"
_NO_SOUND = "one of the two has no sound"


def light_words(pair: Pair) -> str:
    """Return the offset by light, or why there is none."""
    return _words(pair.light, _NO_LIGHT)


def sound_words(pair: Pair) -> str:
    """Return the offset by sound, or why there is none."""
    return _words(pair.sound, _NO_SOUND)


def _words(offset: Offset | None, none: str) -> str:
    if offset is None:
        return f"cannot tell: {none}"
    if not offset.accepted or offset.offset_s is None:
        return f"cannot tell: {offset.reason}"
    return f"{offset.offset_s:+z.4f} s ± {offset.error_s or 0.0:.4f} s: {offset.reason}"
