"""The desk that the views of this process work at: set once by the server, or by a test."""

from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Desk

_desks: list[Desk] = []


def use(desk: Desk) -> None:
    """Let the views work at this desk from now on."""
    _desks[:] = [desk]


def desk() -> Desk:
    """Return the desk in use."""
    return _desks[0]


def case_desk() -> CaseDesk:
    """Return the cases of the desk in use."""
    return CaseDesk(desk())
