"""Derived files lie apart from originals, name what they were made of, and cannot change unseen."""

import hashlib
import io
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from verify.domain import errors
from verify.domain.derived import DerivedKind, Recipe
from verify.domain.object_errors import CannotKeepError
from verify.domain.store_faults import FaultKind
from verify.storage.derived import DerivedFiles

_ORIGIN = hashlib.sha256(b"clip").hexdigest()
_RECIPE = Recipe(
    kind=DerivedKind.STILL,
    origin=_ORIGIN,
    ending=".jpg",
    made_utc=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    tool="verify",
    tool_version="0.5",
    parameters={"time_ms": 1500, "long_side_px": 480},
)


@pytest.fixture
def derived(tmp_path: Path) -> DerivedFiles:
    return DerivedFiles(tmp_path / "home")


def _keep(derived: DerivedFiles, content: bytes = b"jpeg") -> Path:
    name, record = derived.keep(io.BytesIO(content), _RECIPE)
    return derived.path_of(name, record)


def test_a_derived_file_names_origin_tool_version_and_parameters(derived: DerivedFiles) -> None:
    place = _keep(derived)

    record = msgspec.json.decode(place.with_name("record.json").read_bytes())
    assert place.read_bytes() == b"jpeg"
    assert place.name == "still.jpg"
    assert record["sha256"] == hashlib.sha256(b"jpeg").hexdigest()
    assert record["recipe"]["origin"] == _ORIGIN
    assert record["recipe"]["tool"] == "verify"
    assert record["recipe"]["tool_version"] == "0.5"
    assert record["recipe"]["parameters"] == {"time_ms": 1500, "long_side_px": 480}
    assert [found for _name, found in derived.records(_ORIGIN)] == [
        derived.keep(io.BytesIO(b"jpeg"), _RECIPE)[1]
    ]
    assert all(stat.S_IMODE(entry.stat().st_mode) == 0o444 for entry in place.parent.iterdir())
    assert derived.faults() == []


def _edit(file: Path, content: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(content)
    file.chmod(0o444)


@pytest.mark.parametrize(
    ("tamper", "kind"),
    [
        (lambda still: _edit(still, b"gepj"), FaultKind.ALTERED),
        (lambda still: _edit(still, b"jpe"), FaultKind.TRUNCATED),
        (lambda still: _edit(still, b"jpegs"), FaultKind.LENGTHENED),
        (lambda still: still.unlink(), FaultKind.MISSING),
        (lambda still: still.chmod(0o664), FaultKind.MODE_CHANGED),
        (lambda still: still.with_name("more.txt").touch(), FaultKind.STRAY),
        (lambda still: _edit(still.with_name("record.json"), b"{}"), FaultKind.ALTERED),
        (lambda still: still.parent.rename(still.parent.with_name("a" * 64)), FaultKind.ALTERED),
    ],
)
def test_what_was_changed_is_named(
    tamper: Callable[[Path], None], kind: FaultKind, derived: DerivedFiles
) -> None:
    tamper(_keep(derived))

    assert [fault.kind for fault in derived.faults()] == [kind]


@pytest.mark.parametrize("place", ["x.jpg", "ab/x.jpg", "ab/cd/x.jpg"])
def test_a_file_outside_of_the_folders_is_named_a_stray(place: str, derived: DerivedFiles) -> None:
    file = derived.root / place
    file.parent.mkdir(parents=True)
    file.touch()

    (fault,) = derived.faults()
    assert (fault.kind, fault.where) == (FaultKind.STRAY, str(file))


def test_a_folder_that_cannot_be_listed_was_not_checked(derived: DerivedFiles) -> None:
    derived.root.parent.mkdir(parents=True, exist_ok=True)
    derived.root.touch()

    assert [fault.kind for fault in derived.faults()] == [FaultKind.UNREADABLE]


def test_a_derived_file_that_the_log_names_is_missed(derived: DerivedFiles) -> None:
    (fault,) = derived.faults(expected=["b" * 64])

    assert (fault.kind, fault.where) == (FaultKind.MISSING, "b" * 64)


def test_an_empty_file_and_a_bad_place_are_refused(derived: DerivedFiles) -> None:
    with pytest.raises(errors.EmptyFileError):
        derived.keep(io.BytesIO(b""), _RECIPE)
    for recipe in (
        msgspec.structs.replace(_RECIPE, ending="/../../x"),
        msgspec.structs.replace(_RECIPE, origin="../.."),
    ):
        with pytest.raises(ValueError, match="no recipe"):
            derived.keep(io.BytesIO(b"jpeg"), recipe)

    assert not list(derived.root.rglob("*.jpg"))


def test_a_failure_leaves_nothing(
    derived: DerivedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("write", "fsync", "rename"):
        with monkeypatch.context() as patch:

            def fail(*_args: object, **_options: object) -> None:
                raise OSError(5, "Input/output error")

            patch.setattr(os, name, fail)
            with pytest.raises(CannotKeepError, match="Input/output error"):
                _keep(derived)

        assert {entry.name for entry in tmp_path.rglob("*") if entry.is_file()} <= {"lock"}
