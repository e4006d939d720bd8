"""What can be wrong with a list or sheet that another program wrote; see `errors` for the tree."""

from collections.abc import Sequence
from pathlib import Path

from verify.domain.errors import FileInputError, InputError, shown_name

_MOST_LINES_SHOWN = 10


class BadListError(FileInputError):
    """A list of hashes that cannot be read, so that nothing was taken from it.

    Parameters
    ----------
    path : Path
        The list.
    problem : str
        What is wrong, as the end of a sentence that begins with the file's name.
    """

    def __init__(self, path: Path, problem: str, advice: str | None = None) -> None:
        super().__init__(
            path,
            problem,
            advice
            or "Nothing was taken from it. Mend the list, or export it again where it is from.",
        )


class BadLinesError(FileInputError):
    """Some lines of a list are bad, and it was not said that the rest is wanted."""

    def __init__(self, path: Path, lines: Sequence[tuple[int, str]], count: int) -> None:
        self.lines = lines
        self.count = count
        shown = [
            f"  line {line:,}: {shown_name(problem)}" for line, problem in lines[:_MOST_LINES_SHOWN]
        ]
        if count > len(shown):
            shown.append(f"  and {count - len(shown):,} more")
        entries = "1 bad entry" if count == 1 else f"{count:,} bad entries"
        super().__init__(
            path,
            "\n".join([f"has {entries}, so nothing was taken from it:", *shown, ""]).rstrip(),
            "Mend them, or take the rest with --skip-bad.",
        )


class BadSheetError(FileInputError):
    """A sheet that cannot be read, so that nothing was taken from it."""

    def __init__(self, path: Path, problem: str, advice: str) -> None:
        super().__init__(path, problem, f"{advice} Nothing was taken from it.")


class FileTakenError(InputError):
    """Something already lies where a list would be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{shown_name(str(path))} exists and was left as it is. Use --force to replace it, or "
            "name another file."
        )


class FolderTakenError(FileTakenError):
    """Something already lies where a folder would come into being, which is never replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        InputError.__init__(
            self,
            f"{shown_name(str(path))} exists and was left as it is. Name another folder, or move "
            "that one away.",
        )
