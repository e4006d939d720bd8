"""Where a store is said to lie: its address, and what can be told without opening it.

Light to import: a command that only asks whether there is an archive loads no database.
"""

import os
from pathlib import Path

from verify.domain.store_errors import StoreAddressError

_SCHEME = "sqlite:///"


def is_there(address: str) -> bool:
    """Return whether anything lies where a store of this address would; nothing is made.

    Raises
    ------
    StoreAddressError
        If the address names nothing that this version opens.
    """
    return os.path.lexists(path_in(address))


def name_in(home: Path, address: str) -> str:
    """Return what the store of an address is called in a home: its path, from there if inside.

    Raises
    ------
    StoreAddressError
        As for `is_there`.
    """
    place, folder = path_in(address).resolve(), home.resolve()
    return str(place.relative_to(folder) if place.is_relative_to(folder) else place)


def path_in(address: str) -> Path:
    """Return the file of the store at an address.

    Raises
    ------
    StoreAddressError
        As for `is_there`.
    """
    # Not parsed as a URL: a folder may have any character in its name.
    path = address.removeprefix(_SCHEME)
    if path in (address, "", ":memory:"):
        raise StoreAddressError(address)
    return Path(path)
