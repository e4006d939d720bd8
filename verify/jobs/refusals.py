"""A user's error on its way through the jail's wall: facts on one side, the same error again.

The worker does not know the file's real name and is not believed: it sends the name of an error and
its facts, and the caller says the sentence.
"""

from pathlib import Path

from verify.domain import errors
from verify.jobs.messages import Refusal


def refusal_of(error: errors.VerifyError) -> Refusal | None:
    """Return the facts of an error that the caller can say again with the file's real name."""
    match error:
        case errors.UnsupportedFootageError():
            return Refusal(kind="UnsupportedFootageError", facts=[error.detail, error.advice])
        case errors.NoPictureError():
            return Refusal(kind="NoPictureError", facts=[])
        case errors.NoMovingPictureError():
            return Refusal(kind="NoMovingPictureError", facts=[error.kind])
        case errors.UndecodableError():
            return Refusal(kind="UndecodableError", facts=[error.cause])
        case errors.LimitExceededError():
            return Refusal(kind="LimitExceededError", facts=[error.what, error.limit])
        case errors.BadParameterError():
            facts = [error.parameter, str(error.value), error.expected]
            return Refusal(kind="BadParameterError", facts=facts)
        case _:
            return None


def error_of(refusal: Refusal, path: Path) -> errors.VerifyError:
    """Return the error that a refusal stands for; its facts are made printable.

    Parameters
    ----------
    refusal : Refusal
        As the worker wrote it.
    path : Path
        The file as the user named it.
    """
    facts = [errors.shown_name(fact) for fact in refusal.facts]
    match refusal.kind, facts:
        case "NoPictureError", []:
            return errors.NoPictureError(path)
        case "NoMovingPictureError", [kind]:
            return errors.NoMovingPictureError(path, kind)
        case "UnsupportedFootageError", [detail]:
            return errors.UnsupportedFootageError(path, detail)
        case "UnsupportedFootageError", [detail, advice]:
            return errors.UnsupportedFootageError(path, detail, advice)
        case "UndecodableError", [cause]:
            return errors.UndecodableError(path, cause)
        case "LimitExceededError", [what, limit]:
            return errors.LimitExceededError(path, what, limit)
        case "BadParameterError", [parameter, value, expected]:
            return errors.BadParameterError(parameter, value, expected)
        case _:
            return errors.WorkerFailedError(path, "its refusal cannot be read")
