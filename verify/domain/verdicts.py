"""The words of a verdict: a person's, never the machine's.

No text that the machine writes judges, and a test holds all strings of ours to that; it passes over
this module alone. So these words stand here and nowhere else: what offers or prints one takes it
from here, and only beside the name of the person who gave it and their reason.
"""

from enum import StrEnum


class VerdictWord(StrEnum):
    """What a person concludes."""

    VERIFIED = "verified"
    LIKELY = "likely"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"
    FALSE = "false"
    MISLEADING_CONTEXT = "misleading_context"
    """True of something, and told here so that it misleads."""
    CANNOT_BE_CHECKED = "cannot_be_checked"
    """From what there is, nobody can tell."""
    AUTHENTIC_IN_CONTEXT = "authentic_in_context"
    """It shows what it is said to show."""
    MISCAPTIONED = "miscaptioned"
    """Footage of another event, place or time."""
    EDITED = "edited"
    STAGED_OR_SYNTHETIC = "staged_or_synthetic"
    UNKNOWN = "unknown"


OF_A_CLAIM = tuple(VerdictWord)[:7]
"""Those on a claim."""
OF_FOOTAGE = tuple(VerdictWord)[7:]
"""Those on a clip."""
