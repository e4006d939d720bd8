"""The table of what became of each hostile file, printed at the end of a whole run."""

import pytest

LEDGER = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def ledger(request: pytest.FixtureRequest) -> list[str]:
    """Lines to be printed when all tests are through."""
    return request.config.stash.setdefault(LEDGER, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the lines."""
    for line in terminalreporter.config.stash.get(LEDGER, []):
        terminalreporter.write_line(line)
