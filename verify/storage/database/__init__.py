"""The store of record in a database; `open_store` is the way in."""

from verify.storage.database.store import is_there, name_in, open_store

__all__ = ["is_there", "name_in", "open_store"]
