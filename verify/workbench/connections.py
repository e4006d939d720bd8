"""Connections of a process in which many people open the archive all the time.

Each page and route opens the store of its home and closes it again; see `archive.shelf`.
"""

from pathlib import Path

from verify import settings
from verify.storage.addresses import is_on_server


def stay_connected(home: Path) -> None:
    """Keep connections to where the store of a home lies, if that is on a server."""
    if is_on_server(settings.storage_address(home)):
        # Imported here: a database takes longer to load than most commands.
        from verify.storage import database

        database.stay_connected()
