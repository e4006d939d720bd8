"""A case at a glance: how much is in it, what is still to be concluded, when it last changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from verify.casework.recordings import recordings_of
from verify.domain.case_file import CaseFile
from verify.domain.cases import Recorded
from verify.presentation.recordings_wording import recordings_words
from verify.presentation.wording import counted

__all__ = ["Glance", "at_a_glance"]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a list of cases tells of one.

    Attributes
    ----------
    files : str
        How many files it has, and of how many recordings they are.
    claims : str
        How many claims stand, and how many of them have no verdict.
    """

    files: str
    claims: str
    changed_utc: datetime
    is_closed: bool


def at_a_glance(case: CaseFile) -> Glance:
    """Return a case at a glance."""
    standing = [claim.number for claim in case.claims if claim.stands]
    decided = {one.claim for one in case.verdicts}
    open_claims = sum(number not in decided for number in standing)
    claims = counted(len(standing), "claim")
    recordings = recordings_of(case)
    return Glance(
        files=recordings_words(recordings) if recordings.files else "No file",
        claims=f"{claims}, {open_claims:,} without a verdict" if open_claims else claims,
        changed_utc=max(one.recorded_utc for one in _records(case)),
        is_closed=case.closing is not None,
    )


def _records(case: CaseFile) -> Iterator[Recorded]:
    yield case.opening
    for name in case.__struct_fields__:
        value = getattr(case, name)
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, Recorded))
