"""Where the hashes of an archive are searched: here, or by workers that are named."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.storage.footage import REPORTER, new_entry
from verify import settings
from verify.domain.errors import BadParameterError
from verify.domain.partition_errors import NoAddressError
from verify.jobs import partitions
from verify.storage.database import open_store
from verify.storage.hamming import HammingIndex, HashKind, compiled
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive.partitioned import hash_index
from verify.workbench.archive.searching import slower_note
from verify.workbench.archive.shelf import Shelf, opened


def in_memory(home: Path) -> Shelf:
    store = memory_store()
    return Shelf(home, store, objects_of(store, home), REPORTER)


def test_an_archive_is_searched_by_this_process_unless_workers_are_named(tmp_path: Path) -> None:
    shelf = in_memory(tmp_path)
    shelf.store.add(new_entry("a"), REPORTER)
    with hash_index(shelf, HashKind.PDQ, None) as index:
        assert isinstance(index, HammingIndex)
        assert index.entries == 1


def test_code_that_one_home_had_compiled_serves_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.CACHE_VARIABLE, str(tmp_path / "cache"))
    compile_it, made = compiled._compiled, []

    def noted(kernel: compiled.Kernel) -> bytes:
        made.append(kernel.__name__)
        return compile_it(kernel)

    monkeypatch.setattr(compiled, "_compiled", noted)
    for home in ("one", "other"):
        # As in a process that has just begun.
        monkeypatch.setattr(compiled, "_LOADED", {})
        (tmp_path / home).mkdir()
        shelf = in_memory(tmp_path / home)
        shelf.store.add(new_entry("a"), REPORTER)
        with hash_index(shelf, HashKind.PDQ, None) as index:
            index.prepare()
    assert made == ["scan_pdq"]


def test_where_no_code_can_be_kept_a_search_says_so_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = in_memory(tmp_path)
    assert slower_note(shelf) is None
    monkeypatch.setenv(settings.CACHE_VARIABLE, str(tmp_path / "cache"))
    settings.code_folder().mkdir(parents=True)
    settings.code_folder().chmod(0o777)
    note = slower_note(shelf)
    assert note is not None
    assert str(settings.code_folder()) in note
    assert "VERIFY_CACHE" in note


def test_workers_are_given_the_address_of_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    @contextmanager
    def open_parts(*given: Any) -> Iterator[str]:
        asked.append(given)
        yield "parts"

    monkeypatch.setattr(partitions, "open_partitioned", open_parts)
    address = f"sqlite:///{tmp_path / 'verify.db'}"
    open_store(address).close()
    with opened(tmp_path, address, REPORTER, makes=False) as shelf:
        with hash_index(shelf, HashKind.PHASH, tmp_path / "columns", "tcp://given:1"):
            pass
        monkeypatch.setenv(settings.CLUSTER_VARIABLE, "tcp://set:2")
        with hash_index(shelf, HashKind.PDQ, None) as index:
            assert str(index) == "parts"
        assert [each[:1] + each[2:] for each in asked] == [
            ("tcp://given:1", address, HashKind.PHASH, settings.code_folder()),
            ("tcp://set:2", address, HashKind.PDQ, settings.code_folder()),
        ]
        assert all(each[1] is shelf.store for each in asked)


def test_an_archive_in_memory_is_not_for_workers(tmp_path: Path) -> None:
    with (
        pytest.raises(NoAddressError, match="no worker can search it"),
        hash_index(in_memory(tmp_path), HashKind.PDQ, None, "local:2"),
    ):
        pass


def test_a_cluster_that_is_none_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'verify.db'}"
    with (
        closing(open_store(address)),
        opened(tmp_path, address, REPORTER, makes=False) as shelf,
        pytest.raises(BadParameterError, match="--cluster is 'two'"),
        hash_index(shelf, HashKind.PDQ, None, "two"),
    ):
        pass
