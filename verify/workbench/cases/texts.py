"""What people type into a case is held to its length, and has to say something."""

from verify.domain.case_errors import TextLengthError


def held_to(what: str, text: str, longest: int) -> str:
    """Return a text without white space around it; `what` it is stands in the error.

    Raises
    ------
    TextLengthError
        If nothing is left, or more than `longest` characters.
    """
    said = text.strip()
    if not said or len(said) > longest:
        raise TextLengthError(what, len(said), longest)
    return said
