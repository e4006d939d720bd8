"""A home with all that `verify check` looks at, and the check of it, in this process."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.storage.footage import REPORTER, new_entry
from verify.domain.checkpoints import read_note
from verify.domain.custody import Action
from verify.domain.timestamps import Token
from verify.storage import stamp_check
from verify.workbench.archive import checking, sealing
from verify.workbench.archive.shelf import Shelf

CONTENT = {"a": b"the first file as received", "b": b"the second file, as received"}
KEY = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()}


def address(home: Path) -> str:
    return f"sqlite:///{home / 'verify.db'}"


def add(shelf: Shelf, name: str, content: bytes) -> str:
    """Add an entry whose file is kept; return its key."""
    with shelf.objects.keeping(io.BytesIO(content), Path(name)) as kept:
        given = {"key": kept.sha256, "size_bytes": len(content), "has_original": True}
        shelf.store.add(new_entry(name, **given), REPORTER)
    return kept.sha256


def stamp(shelf: Shelf, place: Path) -> None:
    """Take in a reply, of a form of our own, over a checkpoint."""
    note = read_note(place.read_bytes())
    content = b"reply over " + hashlib.sha256(note.content).digest()
    shelf.checkpoints.keep_token(content, note)
    words = {"token_sha256": hashlib.sha256(content).hexdigest()}
    shelf.store.record(Action.TIMESTAMPED, note.sha256, words, REPORTER)


def read_stamps_here(patch: pytest.MonkeyPatch) -> None:
    """Read replies of that form, which no library is needed for."""

    def read(content: bytes) -> Token:
        return Token(content, datetime(2026, 2, 27, tzinfo=UTC), content[11:], "sha256")

    patch.setattr(stamp_check, "read_token", read)
    patch.setattr(stamp_check, "is_of_authority", lambda *_: True)


def check(home: Path, against: str | None = None) -> checking.Checked:
    elsewhere = None if against is None else sealing.head_kept_elsewhere(against)
    roots: Any = ["of our own"]
    checked = checking.Checked(checking.CheckpointCheck(sealing.known_keys(), roots, elsewhere))
    with checking.opened_to_be_checked(home, address(home)) as shelf:
        for fault in checking.faults_of(shelf, checked, lambda _: None):
            assert fault.meaning.endswith(".")
            assert fault.advice.endswith(".")
    return checked
