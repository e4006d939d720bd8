"""A store copied to where it is to be kept from now on, with the seals over its log."""

from pathlib import Path

from verify.domain.errors import BadParameterError
from verify.storage.addresses import is_there, name_in
from verify.storage.checkpoints import Checkpoints
from verify.storage.database.copying import CopiedTable, OnRows
from verify.storage.database.copying import copy_store as copy_tables

__all__ = ["CopiedTable", "copy_store"]


def copy_store(
    home: Path, source: str, target: str, *, anew: bool, on_rows: OnRows
) -> list[CopiedTable]:
    """Copy entries, hashes, stills, cases and log; return what both hold, table by table.

    The source is left as it is. Seals over its log hold for the copy too, as it has the same log,
    and are kept for it in the home.

    Parameters
    ----------
    home : Path
        The folder that seals and originals lie in.
    source, target : str
        Addresses of stores.
    anew : bool
        Whether a copy that was cut off is thrown away first.

    Raises
    ------
    BadParameterError
        If there is no source, or both are one.
    VerifyError
        As `verify.storage.database.copying.copy_store`.
    """
    if not is_there(source):
        raise BadParameterError("The store to copy", name_in(home, source), "one that is there")
    if name_in(home, source) == name_in(home, target):
        raise BadParameterError("The place of the copy", name_in(home, target), "another store's")
    copied = copy_tables(source, target, anew=anew, on_rows=on_rows)
    seals = Checkpoints(home, name_in(home, source))
    Checkpoints(home, name_in(home, target)).take_over(seals)
    return copied
