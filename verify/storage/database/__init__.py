"""The store of record in a database; `open_store` is the way in."""

from verify.storage.database.postgresql import stay_connected
from verify.storage.database.store import open_store

__all__ = ["open_store", "stay_connected"]
