"""Why a worker gave no answer: a user's error that it sends through the jail's wall, or its end.

The worker does not know the file's real name and is not believed: it sends the name of an error and
its facts, and the caller says the sentence.
"""

import contextlib
import signal
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.limits import DecodeLimits
from verify.jobs.acceptance import read_capped
from verify.jobs.messages import REFUSAL_FILE, Refusal
from verify.media import jail

_REFUSAL_BYTES = 64 << 10
_LONGEST_REASON = 200


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


def raise_if_not_done(
    path: Path,
    ending: jail.Ending,
    folder: Path,
    limits: DecodeLimits,
    copy: Path | None = None,
) -> None:
    """Say why a worker did not do its work, if it did not.

    Parameters
    ----------
    path : Path
        The footage as the user named it.
    ending : Ending
        How the worker ended.
    folder : Path
        The folder that it worked in, one level below that of the result.
    limits : DecodeLimits
        What it was given.
    copy : Path, optional
        What was made of the footage, where the worker looked at both.

    Raises
    ------
    InputError
        If it refused the footage or, with the path of that, the copy.
    LimitExceededError, IncompleteInstallError, WorkerFailedError, DiskFullError
        As the names say.
    """
    content = read_capped(folder / REFUSAL_FILE, _REFUSAL_BYTES)
    with contextlib.suppress(msgspec.MsgspecError, RecursionError):
        if content is not None:
            refusal = msgspec.json.decode(content, type=Refusal)
            raise error_of(refusal, copy if copy and refusal.is_of_copy else path)
    raise_if_stopped(path, ending, limits)
    if ending.exit_code == 0:
        return
    last_line = _last_line(ending)
    if last_line.startswith(("ModuleNotFoundError: ", "ImportError: ")):
        raise errors.IncompleteInstallError(path, last_line)
    raise errors.WorkerFailedError(path, cause_of_death(ending, folder))


def raise_if_stopped(path: Path, ending: jail.Ending, limits: DecodeLimits) -> None:
    """Say which limit ended a jailed process, if one did.

    Parameters
    ----------
    path, ending, limits
        As for `raise_if_not_done`.

    Raises
    ------
    LimitExceededError
        With the limit.
    """
    if ending.timed_out:
        limit = f"{limits.wall_time_s:g} s"
        raise errors.LimitExceededError(path, "it took too long", limit)
    if ending.wrote_too_much:
        limit = f"{limits.scratch_bytes >> 20:,} MiB"
        raise errors.LimitExceededError(path, "what is made of it takes too much room", limit)
    if ending.exit_code == -signal.SIGXCPU:
        limit = f"{limits.cpu_time_s:,} s"
        raise errors.LimitExceededError(path, "it took too much processor time", limit)
    if ending.exit_code != 0 and _is_out_of_memory(ending):
        limit = f"{limits.memory_bytes >> 20:,} MiB"
        raise errors.LimitExceededError(path, "decoding it takes more memory", limit)


def _is_out_of_memory(ending: jail.Ending) -> bool:
    said = ending.error_text
    return "MemoryError" in said or "Cannot allocate memory" in said or "bad_alloc" in said


def cause_of_death(ending: jail.Ending, folder: Path) -> str:
    """Return why a jailed process ended badly, as the end of a sentence.

    Raises
    ------
    DiskFullError
        If there was no room.
    """
    said = ending.error_text
    if "No space left on device" in said or "Disk quota exceeded" in said:
        raise errors.DiskFullError(folder.parent)
    if _is_out_of_memory(ending):
        return "decoding it needs more memory than the limit allows"
    if ending.exit_code < 0:
        return f"the decoder was ended by signal {-ending.exit_code}"
    return f"the decoder failed ({_last_line(ending)})"


def _last_line(ending: jail.Ending) -> str:
    lines = ending.error_text.strip().splitlines() or ["no reason given"]
    return errors.shown_name(lines[-1])[:_LONGEST_REASON]
