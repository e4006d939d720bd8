"""Places in a JSON value (RFC 6901), such as /flashes/0/onset_s: what stands there."""

from typing import Any


def at_pointer(value: Any, pointer: str) -> Any:
    """Return what stands at a place below the root of a value; None if nothing does.

    Examples
    --------
    >>> at_pointer({"flashes": [{"onset_s": 4.0}]}, "/flashes/0/onset_s")
    4.0
    """
    if not pointer.startswith("/"):
        return None
    for escaped in pointer[1:].split("/"):
        part = escaped.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list | tuple) and part.isascii() and part.isdecimal():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return None
    return value


def below(pointer: str, part: str) -> str:
    """Return the place of a member or an element of what stands at a place.

    Examples
    --------
    >>> below("/flashes", "0"), below("", "a/b")
    ('/flashes/0', '/a~1b')
    """
    return f"{pointer}/{part.replace('~', '~0').replace('/', '~1')}"
