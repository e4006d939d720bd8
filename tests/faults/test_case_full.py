"""A disk that fills up while a case is handed out: a clean sentence, and nothing is left of it."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER
from tests.workbench.whole_home import address, check
from verify import settings
from verify.domain.cases import CaseOpening
from verify.domain.errors import DiskFullError
from verify.domain.packages import Edition
from verify.workbench.archive.shelf import Shelf, opened
from verify.workbench.cases import writing
from verify.workbench.cases.exporting import export_package
from verify.workbench.cases.opening import open_case
from verify.workbench.cases.reporting import write_report

_LARGEST_BYTES = 8_000
HandOut = Callable[[Shelf, CaseOpening, Path], None]


@contextmanager
def _no_room() -> Iterator[None]:
    """Have the system refuse what makes a file longer than a few kilobytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _package(shelf: Shelf, case: CaseOpening, place: Path) -> None:
    export_package(shelf, case, place, Edition.INTERNAL)


def _report(shelf: Shelf, case: CaseOpening, place: Path) -> None:
    write_report(shelf, case, place, Edition.INTERNAL, with_pdf=False)


@pytest.mark.parametrize(
    ("hand_out", "name"), [(_package, "case.zip"), (_package, "case"), (_report, "report")]
)
def test_an_export_that_finds_no_room_leaves_nothing_and_is_not_said_to_have_been_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hand_out: HandOut, name: str
) -> None:
    monkeypatch.setenv(settings.KEYS_VARIABLE, str(tmp_path / "keys"))
    home, out = tmp_path / "home", tmp_path / "out"
    out.mkdir()
    with opened(home, address(home), REPORTER, makes=True) as shelf:
        case = open_case(shelf, "Strike").opening
        for _ in range(10):
            writing.note(shelf, case, "seen by two " * 80)
        before = shelf.store.stats().events
        with _no_room(), pytest.raises(DiskFullError, match="Free some space"):
            hand_out(shelf, case, out / name)

        assert list(out.iterdir()) == []
        assert shelf.store.stats().events == before
        # It goes on once there is room.
        hand_out(shelf, case, out / name)

    assert check(home).is_whole is True
