"""Where a store is said to lie: its address, and what can be told without opening it.

Light to import: a command that only asks whether there is an archive loads no database.
"""

import os
import re
from pathlib import Path

from verify.domain.store_errors import StoreAddressError

_SCHEME = "sqlite:///"
_SERVER = re.compile(r"postgresql://(?:[^/]*@)?([^/@?#]*/[^/@?#]+)(?:\?[^#]*)?", re.ASCII)


def is_there(address: str) -> bool:
    """Return whether anything lies where a store of this address would; nothing is made.

    A server is not asked: who names one means a database that somebody made there for Verify.

    Raises
    ------
    StoreAddressError
        If the address names nothing that this version opens.
    """
    return is_on_server(address) or os.path.lexists(path_in(address))


def name_in(home: Path, address: str) -> str:
    """Return what the store of an address is called in a home: its path, from there if inside.

    One on a server is called by host and database, whoever signs in there.

    Raises
    ------
    StoreAddressError
        As for `is_there`.
    """
    if is_on_server(address):
        return server_name(address)
    place, folder = path_in(address).resolve(), home.resolve()
    return str(place.relative_to(folder) if place.is_relative_to(folder) else place)


def is_on_server(address: str) -> bool:
    """Return whether the store of an address is a database of a server's, not a file."""
    return address.startswith("postgresql:")


def server_name(address: str) -> str:
    """Return an address on a server without who signs in there, and with which password.

    Raises
    ------
    StoreAddressError
        As for `is_there`.

    Examples
    --------
    >>> server_name("postgresql://verify:secret@db.example:5433/verify?sslmode=require")
    'postgresql://db.example:5433/verify'
    """
    named = _SERVER.fullmatch(address)
    if named is None:
        raise StoreAddressError(address)
    return f"postgresql://{named[1]}"


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
