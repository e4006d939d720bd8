"""What an inspection takes over from an archive: its answer, and pictures of both sides.

The pictures are for a person's eye: of one moment, as far as a match tells moments. No measurement
rests on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from verify.domain.archive import Still
from verify.domain.matches import Search


@dataclass(frozen=True, slots=True)
class StillPair:
    """A still of the query, and that of the entry which a match puts at the same moment."""

    query: Still
    match: Still


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """What an archive said of a clip, or why it said nothing.

    Attributes
    ----------
    search : Search or None
        None if no archive was searched.
    reason : str
        Why none was; empty if one was. What was tried and failed starts with `findings.FAILED`.
    pairs : dict of str to StillPair
        By the SHA-256 of the entry; none where either side has no still.
    """

    search: Search | None
    reason: str = ""
    pairs: Mapping[str, StillPair] = field(default_factory=dict)
