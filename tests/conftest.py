"""What all tests share: saying which kinds of test a run left out, and why."""

from __future__ import annotations

import pytest

from dialogs import Services
from tests import shipped

LEFT_OUT = {
    "e2e": "the tests of the whole bot, which need Node 18+, Chromium and Schemathesis",
    "postgres": "the PostgreSQL tests, which need its server programs",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """End the run with what its marker expression deselects, so that a green run cannot be taken for all of it."""
    left_out = [f"{why} (-m {name})" for name, why in LEFT_OUT.items() if f"not {name}" in config.option.markexpr]
    if left_out:
        terminalreporter.write_line(f"Left out: {'; '.join(left_out)}. `make e2e` runs them.")


@pytest.fixture(scope="session")
def services() -> Services:
    """Everything a turn works with, as it ships."""
    return shipped.services()
