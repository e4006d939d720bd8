"""What one check found, before it is bounded by what the claim is about; see `proposing`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from verify.domain.findings import Analysis
from verify.domain.proposals import Basis, Check, Outcome

_Document = Literal["analysis", "sky", "archive", "claim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One check's answer; `is_of_clip` if it rests on this footage and not on the claim alone."""

    check: Check
    outcome: Outcome
    why: str
    rests_on: Sequence[Basis] = ()
    only_if: Sequence[str] = ()
    would_mislead: Sequence[str] = ()
    is_of_clip: bool = True


def basis(document: _Document, pointer: str, value: str, uncertainty: str) -> Basis:
    """Return a finding that a draft rests on."""
    return Basis(document=document, pointer=pointer, value=value, uncertainty=uncertainty)


def why_missing(analysis: Analysis, *names: str) -> str:
    """Return why an analysis gave no result, as a clause; `names` as they stand in `skipped`."""
    reason = next((one.reason for one in analysis.skipped if one.analysis in names), None)
    return reason or "no result of it stands in the analysis"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one.

    Examples
    --------
    >>> counted(1, "flash"), counted(2, "flash"), counted(0, "sound"), counted(2, "entry")
    ('1 flash', '2 flashes', '0 sounds', '2 entries')
    """
    if number != 1:
        noun = (
            f"{noun[:-1]}ies"
            if noun.endswith("y")
            else f"{noun}{'es' * noun.endswith('sh') or 's'}"
        )
    return f"{number:,} {noun}"
