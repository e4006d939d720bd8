"""Checkpoints of one log as files of its home, and the time stamps over them; none is replaced.

A checkpoint is called by the number of events, the head's first digits and the id of the key, so
two heads of one length lie side by side and show. A time stamp is called by the checkpoint and its
own SHA-256.
"""

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from verify.domain.checkpoints import LARGEST_NOTE_BYTES, Note, read_note
from verify.storage import durable
from verify.storage.drafts import Drafts
from verify.storage.objects import open_regular

LARGEST_TOKEN_BYTES = 1 << 20
"""Of a reply with its certificates; those of known authorities have some kilobytes."""

_NOTE = re.compile(r"[0-9]{16}-[0-9a-f]{16}-[0-9a-f]{8}\.note")
_TOKEN = re.compile(r"([0-9]{16}-[0-9a-f]{16}-[0-9a-f]{8})\.([0-9a-f]{64})\.tsr")
_NAME_DIGITS = 24


class Checkpoints:
    """The checkpoints of one store.

    Parameters
    ----------
    home : Path
        The folder that they belong to; nothing is made before there is one to keep.
    kept_for : str
        What the store is called there, as a home may have several; see `addresses.name_in`.
    """

    def __init__(self, home: Path, kept_for: str) -> None:
        self._home = home
        named = hashlib.sha256(kept_for.encode(errors="surrogateescape")).hexdigest()
        plain = re.fullmatch(r"\w[\w.-]{0,99}", kept_for)
        self.root = home / "checkpoints" / (kept_for if plain else named[:_NAME_DIGITS])
        self._drafts = Drafts(home / "tmp" / "checkpoints")

    def keep(self, note: Note) -> tuple[Path, Note]:
        """Keep a checkpoint, durable on return; one of this head and key that is there stays.

        Returns
        -------
        Path and Note
            The one that is kept now, which is the earlier one if there was one.

        Raises
        ------
        OSError
            If the system refuses; what was there before is as it was.
        ValueError
            If the one that is there is none any more.
        """
        place = self._keep(f"{stem_of(note)}.note", note.content)
        return place, read_note(read_small(place, LARGEST_NOTE_BYTES))

    def keep_token(self, content: bytes, note: Note) -> Path:
        """Keep a time stamp over a checkpoint, as `keep` does."""
        sha256 = hashlib.sha256(content).hexdigest()
        return self._keep(f"{stem_of(note)}.{sha256}.tsr", content)

    def take_over(self, earlier: "Checkpoints") -> None:
        """Keep what is kept for another store too, of which this one is a copy.

        Raises
        ------
        OSError
            If the system refuses.
        """
        for place in sorted(earlier.places()):
            if is_note(place) or token_named(place):
                self._keep(place.name, read_small(place, LARGEST_TOKEN_BYTES))

    def newest(self) -> Note | None:
        """Return the checkpoint of the most events that can be read, None if there is none."""
        for place in sorted(self.places(), reverse=True):
            if is_note(place):
                with suppress(OSError, ValueError):
                    return read_note(read_small(place, LARGEST_NOTE_BYTES))
        return None

    def places(self) -> Iterator[Path]:
        """Return everything in the folder, whatever it is; nothing if there is none.

        Raises
        ------
        OSError
            If the folder cannot be listed.
        """
        with suppress(FileNotFoundError):
            yield from self.root.iterdir()

    def _keep(self, name: str, content: bytes) -> Path:
        place = self.root / name
        if self._drafts.place.is_dir():
            with self._drafts.alone(), self._drafts.abandoned() as left:
                for draft in left:
                    shutil.rmtree(draft)
        with self._drafts.new() as draft:
            try:
                with durable.new_file(draft / name) as handle:
                    durable.write_all(handle, content)
                durable.make_folders(self.root)
                # A link never replaces, and a file appears whole or not at all.
                with suppress(FileExistsError):
                    place.hardlink_to(draft / name)
                durable.sync_folders(self.root, self._home)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        return place


def stem_of(note: Note) -> str:
    """Return what the files of a checkpoint are called, without their endings."""
    sealed = note.checkpoint
    return f"{sealed.events:016d}-{sealed.head[:16]}-{note.key_ids[0]}"


def is_note(place: Path) -> bool:
    """Return whether a checkpoint could be called so."""
    return _NOTE.fullmatch(place.name) is not None


def token_named(place: Path) -> tuple[str, str] | None:
    """Return the stem of a checkpoint and the SHA-256 that a time stamp is called by, else None."""
    found = _TOKEN.fullmatch(place.name)
    return found and (found[1], found[2])


def read_small(place: Path, largest_bytes: int) -> bytes:
    """Return the bytes of a file; one more than the largest number where it is longer.

    Raises
    ------
    OSError
        If it is no file, or cannot be read.
    """
    with open_regular(place) as stream:
        return stream.read(largest_bytes + 1)
