"""An archive and its originals say the same, whatever happens between them."""

import hashlib
import io
import platform
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, new_entry
from verify.domain.archive import NewEntry
from verify.domain.errors import BadParameterError
from verify.domain.object_errors import OriginalsAddressError
from verify.domain.store_faults import FaultKind
from verify.storage.database import open_store
from verify.storage.interface import Store
from verify.storage.memory import memory_store
from verify.storage.object_check import object_faults
from verify.storage.originals import (
    keeps,
    name_at,
    objects_of,
    original_faults,
    originals_of,
    total_bytes,
)

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


def test_originals_in_a_shared_folder_are_kept_checked_and_removed_there(
    store: Store, tmp_path: Path
) -> None:
    home, shared = tmp_path / "home", tmp_path / "shared"
    home.mkdir()
    objects = objects_of(store, home, "verify", str(shared))
    with objects.keeping(io.BytesIO(_CLIP), Path("clip.mp4")):
        store.add(_entry(), REPORTER)

    assert objects.local(_SHA256).is_relative_to(shared / "objects")
    assert list(home.iterdir()) == []
    assert original_faults(objects, home, originals_of(store)) == []

    with objects_of(store, tmp_path / "another", "verify", str(shared)).removing(_SHA256):
        store.remove(_SHA256, REPORTER, "asked to")
    assert not objects.path_of(_SHA256).exists()


def test_what_lies_in_the_home_although_originals_are_shared_is_named(
    store: Store, tmp_path: Path
) -> None:
    _keep(store, tmp_path, _entry())
    objects = objects_of(store, tmp_path, "verify", str(tmp_path / "shared"))

    found = original_faults(objects, tmp_path, originals_of(store))

    assert [fault.kind for fault in found] == [FaultKind.STRAY, FaultKind.MISSING]
    assert total_bytes(objects) == 0


def test_a_shared_folder_is_named_by_its_whole_path(store: Store, tmp_path: Path) -> None:
    with pytest.raises(OriginalsAddressError, match="by its whole path"):
        objects_of(store, tmp_path, None, "shared/footage")


@pytest.mark.parametrize(
    ("elsewhere", "name"),
    [
        (None, "verify.db"),
        ("/srv/footage", "/srv/desk/verify.db"),
        ("s3://footage/desk", f"{platform.node()}:/srv/desk/verify.db"),
    ],
)
def test_a_file_is_called_so_that_no_other_home_means_another_by_it(
    elsewhere: str | None, name: str
) -> None:
    home = Path("/srv/desk")

    assert name_at(home, "sqlite:////srv/desk/verify.db", elsewhere) == name
    assert name_at(home, "postgresql://ada@db/desk", elsewhere) == "postgresql://db/desk"
