"""An archive and its originals say the same, whatever happens between them."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, new_entry
from verify.domain.archive import NewEntry
from verify.domain.errors import BadParameterError
from verify.storage.database import open_store
from verify.storage.interface import Store
from verify.storage.memory import memory_store
from verify.storage.object_check import object_faults
from verify.storage.originals import keeps, objects_of, originals_of

_CLIP = b"a clip"
_SHA256 = hashlib.sha256(_CLIP).hexdigest()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, store_file: Path) -> Iterator[Store]:
    opened = memory_store() if request.param == "memory" else open_store(f"sqlite:///{store_file}")
    with closing(opened):
        yield opened


def _entry(**given: object) -> NewEntry:
    return new_entry("clip.mp4", key=_SHA256, size_bytes=len(_CLIP), has_original=True, **given)


def _keep(store: Store, home: Path, entry: NewEntry) -> None:
    objects = objects_of(store, home)
    with objects.keeping(io.BytesIO(_CLIP), Path("clip.mp4"), expected_sha256=entry.key):
        store.add(entry, REPORTER)


def test_an_original_stays_from_the_moment_its_entry_is_added(store: Store, tmp_path: Path) -> None:
    _keep(store, tmp_path, _entry())

    assert keeps(store, _SHA256)
    assert originals_of(store) == {_SHA256: len(_CLIP)}
    objects = objects_of(store, tmp_path)
    assert objects.path_of(_SHA256).read_bytes() == _CLIP
    assert object_faults(objects, originals_of(store)) == []


def test_an_entry_that_came_by_its_hashes_can_be_given_its_original(
    store: Store, tmp_path: Path
) -> None:
    store.add(new_entry("clip.mp4", key=_SHA256), REPORTER)

    assert not keeps(store, _SHA256)
    _keep(store, tmp_path, _entry())
    assert keeps(store, _SHA256)
    assert objects_of(store, tmp_path).path_of(_SHA256).exists()


def test_an_entry_that_is_not_added_leaves_no_original(store: Store, tmp_path: Path) -> None:
    objects = objects_of(store, tmp_path)

    with (
        pytest.raises(BadParameterError),
        objects.keeping(io.BytesIO(_CLIP), Path("clip.mp4")),
    ):
        raise BadParameterError("x", 1, "2")

    assert not objects.path_of(_SHA256).exists()


def test_a_removed_entry_takes_its_original_along(store: Store, tmp_path: Path) -> None:
    _keep(store, tmp_path, _entry())
    objects = objects_of(store, tmp_path)

    with objects.removing(_SHA256):
        store.remove(_SHA256, REPORTER, "asked to")

    assert not objects.path_of(_SHA256).exists()
    assert object_faults(objects, originals_of(store)) == []
