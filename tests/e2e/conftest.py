"""A chat with the real bot for each test, from an empty database. See `tests.e2e.playground`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.playground import Playground


@pytest.fixture
def kent(tmp_path: Path) -> Iterator[Playground]:
    """A chat that is open with the bot of a deployment that answers for Kent."""
    from tests.e2e.playground import open_chat  # the browser's driver is only installed for these tests

    with open_chat(tmp_path, {"TRANSFER_BOT_DEFAULT_COUNCIL": "kent"}) as chat:
        yield chat
