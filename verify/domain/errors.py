"""Every error that a user can meet, each with its facts as attributes and one sentence to show.

The tree is three questions wide: whose turn is it now?

    VerifyError
      InputError           the call or the file is wrong: the user mends it
      FailedError          the work was tried and did not end well
      UnavailableError     something needed is missing here, or was refused for safety

A sentence says what is wrong, with which file, the likely cause and the next step. Shells catch
`VerifyError` and show `str(error)`; library code raises `from` so that the cause stays visible.
File names come from strangers: `shown_name` makes them safe to print.
"""

import errno
import unicodedata
from collections.abc import Callable
from pathlib import Path

NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""The system's error numbers for a full disk, a full quota, a file over its size limit."""


def shown_name(untrusted_name: str) -> str:
    r"""Return a file name that cannot move the cursor, reorder text or hide an ending.

    Control, format, surrogate and separator characters (Unicode categories C*, Zl, Zp) become
    U+FFFD, one each.

    Examples
    --------
    >>> shown_name("clip\u202e4pm.exe")
    'clip�4pm.exe'
    """
    if untrusted_name.isprintable():  # No control, format or separator but the space: most texts.
        return untrusted_name
    return "".join(
        "\ufffd"
        if unicodedata.category(character)[0] == "C"
        or unicodedata.category(character) in {"Zl", "Zp"}
        else character
        for character in untrusted_name
    )


class VerifyError(Exception):
    """Root of all errors that are shown to a user as one sentence.

    One that was raised in another process of ours arrives with its facts and its sentence.
    """

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        # What an exception would do is to be made anew of its sentence, which is none of its facts.
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(
    kind: type[VerifyError], args: tuple[object, ...], facts: dict[str, object]
) -> VerifyError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


class InputError(VerifyError):
    """The call or the file is wrong; the user can mend it."""


class FailedError(VerifyError):
    """The work was tried and did not end well."""


class UnavailableError(VerifyError):
    """Something needed is missing on this machine, or was refused for safety."""


class FileInputError(InputError):
    """A file that cannot be taken as footage.

    Parameters
    ----------
    path : Path
        The file as the user named it.
    problem : str
        What is wrong, as the end of a sentence that begins with the file's name.
    advice : str
        Likely cause and next step, as a sentence of its own.
    """

    def __init__(self, path: Path, problem: str, advice: str) -> None:
        self.path = path
        self.problem = problem
        self.advice = advice
        super().__init__(f"{shown_name(str(path))} {problem}. {advice}")


class FootageNotFoundError(FileInputError):
    """There is no file of that name."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "does not exist", "Check the spelling and the folder.")


class NotAFileError(FileInputError):
    """A folder, device, pipe or link stands where a file is needed."""

    def __init__(
        self, path: Path, kind: str, advice: str = "Name a video or picture file."
    ) -> None:
        self.kind = kind
        super().__init__(path, f"is {kind}, not a file", advice)


class EmptyFileError(FileInputError):
    """The file has no bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, "is empty (0 bytes)", "The download may have failed; fetch it again."
        )


class UnreadableFileError(FileInputError):
    """The operating system refuses to open the file."""

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        super().__init__(
            path, f"cannot be opened: {reason}", "Ask its owner for read permission, or copy it."
        )


class UnsupportedFootageError(FileInputError):
    """The bytes are not a video or picture that this version reads."""

    def __init__(self, path: Path, detail: str, advice: str | None = None) -> None:
        self.detail = detail
        super().__init__(
            path,
            f"is not footage that Verify can read: {detail}",
            advice
            or "Videos such as mp4, mov, mkv, webm, avi, ts and pictures such as jpg, png, webp, "
            "heic are read; check that the file is what its name says.",
        )


class NoPictureError(FileInputError):
    """Sound without a picture."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "has sound but no picture",
            "There are no frames to look at; ask for the video that the sound belongs to.",
        )


class NoMovingPictureError(FileInputError):
    """A picture or an animation where a video is needed."""

    def __init__(self, path: Path, kind: str) -> None:
        self.kind = kind
        super().__init__(
            path,
            f"is no video but {'an' if kind == 'animation' else 'a'} {kind}",
            "Any browser shows it as it is; only a video needs a copy to play, or can be cut.",
        )


class UndecodableError(FileInputError):
    """The container or codec data is broken before the first frame."""

    def __init__(self, path: Path, cause: str) -> None:
        self.cause = cause
        super().__init__(
            path,
            f"cannot be decoded: {cause}",
            "The copy may be incomplete; compare its size with the source and fetch it again.",
        )


class LimitExceededError(FileInputError):
    """Decoding would take, or took, more than a limit allows.

    Parameters
    ----------
    path : Path
        The file as the user named it.
    what : str
        What was too much, with its unit, such as "the picture has 900 megapixels".
    limit : str
        The limit, with its unit.
    """

    def __init__(self, path: Path, what: str, limit: str) -> None:
        self.what = what
        self.limit = limit
        super().__init__(
            path,
            f"was stopped: {what}, the limit is {limit}",
            "It may be made to exhaust the machine; ask for another copy, or a shorter part of it.",
        )


class ResultExistsError(InputError):
    """Something already lies where the new result would go."""

    def __init__(self, path: Path, *, is_ours: bool = True, option: str = "-o") -> None:
        self.path = path
        self.is_ours = is_ours
        name = shown_name(str(path))
        super().__init__(
            f"{name} already holds a result and was left as it is. Use --force to replace it, or "
            f"{option} to write elsewhere."
            if is_ours
            else f"{name} exists and is no result of Verify, so it was left as it is. "
            f"Use {option} to write elsewhere."
        )


class PlaceIsFootageError(InputError):
    """The file that is read is the one that would be written, by name or through a link."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{shown_name(str(path))} is the file that the copy would be made from, so it was left "
            "as it is. Use -o to write elsewhere."
        )


class BadParameterError(InputError):
    """A parameter is out of its range or contradicts another."""

    def __init__(self, parameter: str, value: object, expected: str) -> None:
        self.parameter = parameter
        self.value = value
        self.expected = expected
        super().__init__(f"{parameter} is {value!r}; expected {expected}.")


class BadTableError(InputError):
    """A table or hash list is not of the form that this version reads.

    Parameters
    ----------
    line : int
        Line or entry where reading stopped, counted from 1.
    problem : str
        What is wrong there, and what was expected.
    """

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem
        super().__init__(
            f"Line {line} of the table cannot be read: {problem}. "
            "It may be of another kind, or cut off; nothing was taken from it."
        )


class DiskFullError(FailedError):
    """No room to write a result; nothing half-written is left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"There is no room left in {shown_name(str(folder))}; nothing was written. "
            "Free some space, or choose another place with -o."
        )


class OutputFolderError(FailedError):
    """The place for results cannot be written to."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        self.reason = reason
        super().__init__(
            f"Results cannot be written to {shown_name(str(folder))}: {reason}. "
            "Choose another place with -o."
        )


class FootageChangedError(FailedError):
    """The file became another while it was worked on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{shown_name(str(path))} changed while it was read, so nothing was kept. Wait until "
            "its download or copy is complete and try again."
        )


class WorkerFailedError(FailedError):
    """The decoding process died, was killed, or answered nonsense."""

    def __init__(self, path: Path, cause: str) -> None:
        self.path = path
        self.cause = cause
        super().__init__(
            f"{shown_name(str(path))} was not analysed: {cause}. The file may be damaged or made "
            "to break decoders; nothing was kept. Try another copy of it; if other files fail like "
            "this too, the fault is Verify's."
        )


class IncompleteInstallError(FailedError):
    """The decoding process says that it found no part of Verify, or of what it needs.

    It has read the file by then, so it is not believed that the file is not to blame.
    """

    def __init__(self, path: Path, missing: str) -> None:
        self.path = path
        self.missing = missing
        super().__init__(
            f"{shown_name(str(path))} was not analysed: a part of Verify, or of what it needs, "
            f"seems to be missing here ({missing}). If other files fail like this too, install "
            "Verify anew; if none does, this one may be made to break decoders. Nothing was kept."
        )


class CopyFailedError(FailedError):
    """A copy of a video could not be made, or does not show what the video shows."""

    def __init__(self, path: Path, cause: str, advice: str) -> None:
        self.path = path
        self.cause = cause
        super().__init__(
            f"No copy of {shown_name(str(path))} was kept: {cause}. {advice}",
        )


class WeakSandboxError(UnavailableError):
    """Nothing on this machine would keep a hostile file in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{shown_name(str(path))} was not opened: on this machine nothing would keep a hostile "
            "file from the network and from other files. Install bubblewrap, or use a Linux with "
            "Landlock (kernel 5.13 or later); or, if you trust where the file comes from, pass "
            "--allow-weak-sandbox. See verify doctor."
        )


class ToolMissingError(UnavailableError):
    """A program or library that this needs is not on this machine."""

    def __init__(self, tool: str, advice: str) -> None:
        self.tool = tool
        super().__init__(f"{tool} is not available on this machine. {advice}")
