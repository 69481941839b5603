"""What ships, loaded once for all tests of a process. None of it can be changed."""

from __future__ import annotations

from functools import cache

from dialogs import Services
from dialogs.loading import services_of
from knowledge import Knowledge, load_knowledge


@cache
def knowledge() -> Knowledge:
    """The five councils' packs and the words they share."""
    return load_knowledge()


@cache
def services() -> Services:
    """Everything a turn works with."""
    return services_of(knowledge())
