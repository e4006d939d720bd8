"""What puts the other findings in doubt stands above them."""

from tests.analyses import an_analysis
from verify.domain.findings import Skipped
from verify.jobs.bounds import cut_short
from verify.presentation.summary import warnings


def _added(skipped: list[Skipped]) -> list[str]:
    before = warnings(an_analysis(skipped=[]))
    return [warning for warning in warnings(an_analysis(skipped=skipped)) if warning not in before]


def test_a_list_that_is_cut_short_is_said_to_be() -> None:
    (warning,) = _added(cut_short("flashes", 12_400, 2_000))

    assert warning.startswith("Of flashes, 12,400 more were found than the 2,000 listed")


def test_what_was_not_asked_for_is_no_warning() -> None:
    assert _added([Skipped(analysis="c2pa", reason="not asked for")]) == []
