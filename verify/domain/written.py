"""Words that somebody wrote, made safe to be shown and else as they wrote them."""

import re

from verify.domain.errors import shown_name

_JOINERS = ("\u200c", "\u200d")
_PARTED = re.compile("([\u200c\u200d])")


def as_written(untrusted_text: str, line_break: str = " / ") -> str:
    r"""Return a text that cannot move the cursor or reorder what stands around it.

    Lines are kept apart by `line_break`; what joins and parts letters, as in Persian, stays. All
    else as in `errors.shown_name`.

    Examples
    --------
    >>> as_written("one\ntwo")
    'one / two'
    """
    return line_break.join(_line(line) for line in untrusted_text.splitlines())


def _line(text: str) -> str:
    return "".join(part if part in _JOINERS else shown_name(part) for part in _PARTED.split(text))
