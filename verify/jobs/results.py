"""Result folders: where they lie, and how one comes into being whole or not at all.

A result is built in a hidden folder beside its place and moved there in one rename. Whoever looks,
and whenever the power fails, finds the old result, the new one, or none; never a half.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Set
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from verify.domain import errors
from verify.jobs.disk import problems_as_errors, sync
from verify.jobs.layout import ANALYSIS_FILE
from verify.jobs.swap import swap
from verify.media.scratch import working_folder

_LONGEST_NAME_BYTES = 180


def result_folder_for(path: Path, output: Path | None, *, many: bool, taken: Set[Path]) -> Path:
    """Return the folder for a file's result.

    Parameters
    ----------
    path : Path
        The file as named.
    output : Path or None
        As given with -o. For one file it is the result itself; for many it holds one for each.
    many : bool
        Whether the call names several files.
    taken : set of Path
        Folders of this call that are given away; a second file of a name gets NAME-2.

    Examples
    --------
    >>> result_folder_for(Path("in/clip.mp4"), None, many=False, taken=set()).name
    'clip.mp4.verify'
    >>> result_folder_for(Path("b/a.mp4"), Path("o"), many=True, taken={Path("o/a.mp4")}).name
    'a.mp4-2'
    """
    if output is not None and not many:
        return output
    name = short_enough(path.name or "footage")
    folder = output if output is not None else Path()
    ending = "" if output is not None else ".verify"
    place = folder / f"{name}{ending}"
    number = 2
    while place in taken:
        place = folder / f"{name}-{number}{ending}"
        number += 1
    return place


def short_enough(name: str) -> str:
    """Return the name cut so that endings and numbers of ours still fit a file system's limit."""
    encoded = os.fsencode(name)
    if len(encoded) <= _LONGEST_NAME_BYTES:
        return name
    return encoded[:_LONGEST_NAME_BYTES].decode("utf-8", "ignore")


class ResultFolder(AbstractContextManager[Path]):
    """Builds a result; entering gives the folder to fill, leaving without an error publishes it.

    Parameters
    ----------
    place : Path
        Where the result is to be. Its parents are made if they are missing.
    force : bool
        Whether a result that is there is replaced. Only a result of ours ever is.
    known_by : str
        The file by which a result of this kind is known.

    Raises
    ------
    ResultExistsError
        If something is at `place` and may not be replaced.
    DiskFullError, OutputFolderError
        If the folder cannot be written to, or is the one that the caller works in.
    """

    def __init__(self, place: Path, *, force: bool, known_by: str = ANALYSIS_FILE) -> None:
        self._place = place
        self._force = force
        self._known_by = known_by
        self._held = contextlib.ExitStack()
        self._building = Path()

    def __enter__(self) -> Path:
        with problems_as_errors(self._place.parent):
            if self._place.is_symlink():
                # The result goes where the link leads, not in the link's stead.
                self._place = Path(os.path.realpath(self._place))
            self._refuse_to_overwrite()
            self._refuse_the_folder_we_are_in()
            self._place.parent.mkdir(parents=True, exist_ok=True)
            folder = working_folder(self._place.parent, ".verify-partial-")
            self._building = self._held.enter_context(folder) / "result"
            self._building.mkdir()
        return self._building

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._held:
            if exc_value is None:
                with problems_as_errors(self._place.parent):
                    self._publish(self._building)
            elif isinstance(exc_value, OSError):
                # What goes wrong while filling the folder is mostly its disk.
                with problems_as_errors(self._place.parent):
                    raise exc_value

    def _refuse_to_overwrite(self) -> None:
        if not os.path.lexists(self._place):
            return
        is_empty = self._place.is_dir() and not any(self._place.iterdir())
        is_ours = (self._place / self._known_by).is_file()
        if not is_empty and not (self._force and is_ours):
            raise errors.ResultExistsError(self._place, is_ours=is_ours)

    def _refuse_the_folder_we_are_in(self) -> None:
        # It would be swapped for another under the feet of the user's shell.
        try:
            here = Path.cwd()
        except FileNotFoundError:  # It was removed; nobody's result can be there.
            return
        if here.is_relative_to(self._place.resolve()):
            reason = "you are in that folder, and a result takes the place of the whole folder"
            raise errors.OutputFolderError(self._place, reason)

    def _publish(self, building: Path) -> None:
        _sync(building)
        # The work took a while: something may have been put there that nobody agreed to replace.
        self._refuse_to_overwrite()
        if os.path.lexists(self._place):
            # A folder cannot be renamed onto a full one. After the exchange the old result lies
            # where the new one was built, and is cleared away with that.
            if not swap(building, self._place):
                self._replace_in_two_steps(building)
        else:
            building.rename(self._place)
        sync(self._place.parent)

    def _replace_in_two_steps(self, building: Path) -> None:
        # A kill in between leaves the old result beside its place, in plain sight.
        old = self._place.with_name(f"{self._place.name}.old-{secrets.token_hex(4)}")
        self._place.rename(old)
        try:
            building.rename(self._place)
        except OSError:
            old.rename(self._place)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Ask the disk to keep a folder and all in it through a loss of power."""
    for root, _folders, names in os.walk(folder):
        for name in names:
            sync(Path(root) / name)
        sync(Path(root))
