"""Names of accounts in what anybody may read: shown only where a person said so.

A name that nobody decided on is covered, as one that is to be covered is. One that is to be left
out takes its whole text along.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec
from msgspec import Struct

from verify.domain.case_file import CaseFile
from verify.domain.releasing import Release, ReleaseDecision, handle_name, handles_in, holding

COVERED = "[account left out]"
DROPPED = "[left out]"


def released_text(text: str, decisions: Mapping[str, ReleaseDecision]) -> str:
    """Return a text as anybody may read it.

    Parameters
    ----------
    decisions : mapping
        Those that hold, by name; see `releasing.holding`.
    """
    made, last = [], 0
    for start, end in handles_in(text):
        decision = decisions.get(handle_name(text[start:end]))
        if decision is not None and decision.release is Release.DROP:
            return DROPPED
        if decision is None or decision.release is Release.BLUR:
            made += [text[last:start], COVERED]
            last = end
    return "".join([*made, text[last:]]) if made else text


def released(case: CaseFile) -> CaseFile:
    """Return a case with the names of accounts in any of its texts as they may be shown."""
    shown: CaseFile = _shown(case, holding(case.releases))
    return shown


def _shown(value: Any, decisions: Mapping[str, ReleaseDecision]) -> Any:
    # Built anew without being held to its form: what covers a name may be longer than the name.
    match value:
        case Enum():
            return value
        case str():
            return released_text(value, decisions)
        case Struct():
            fields = msgspec.structs.asdict(value)
            return type(value)(**{name: _shown(one, decisions) for name, one in fields.items()})
        case dict():
            return {name: _shown(one, decisions) for name, one in value.items()}
        case list() | tuple():
            return type(value)(_shown(one, decisions) for one in value)
        case _:
            return value
