"""The desk that the views of this process work at, and who works at it in this browser.

The server sets both once. A test sets the desk alone, and whoever has this account works at it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.desk import Desk
from verify.workbench.people import Person
from verify.workbench.tasks import Tasks

if TYPE_CHECKING:
    from verify.workbench.case_desk import CaseDesk

_Whose = Callable[[], Person]

_desks: list[tuple[Desk, _Whose]] = []


def use(desk: Desk, whose: _Whose | None = None) -> None:
    """Let the views work at this desk from now on.

    Parameters
    ----------
    desk : Desk
    whose : callable, optional
        Returns who looks at the page that is being drawn.
    """
    _desks[:] = [(desk, whose or (lambda: desk.person))]


def person() -> Person:
    """Return who looks at this page."""
    _desk, whose = _desks[0]
    return whose()


def desk() -> Desk:
    """Return the desk in use, with whoever looks at this page at it."""
    one, whose = _desks[0]
    return one.worked_at_by(whose())


def archive_desk() -> ArchiveDesk:
    """Return the archive of the desk in use."""
    return ArchiveDesk(desk())


def tasks() -> Tasks:
    """Return the long work on the archive of the desk in use."""
    return Tasks(desk())


def case_desk() -> "CaseDesk":
    """Return the cases of the desk in use."""
    return load_cases()(desk())


def load_cases() -> "type[CaseDesk]":
    """Load what works on cases: by itself soon, so that nobody waits when a page first needs it."""
    # Imported here: reading articles takes longer to load than all else, and is not needed first.
    from verify.workbench.case_desk import CaseDesk

    return CaseDesk
