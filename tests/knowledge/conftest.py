"""Testshire: a small made-up council on which the engine's behaviour is specified."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge import Assessment, Pack, assess, read_facts
from knowledge.facts import Json
from knowledge.packs import load_pack, load_vocabulary

TODAY = date(2026, 11, 23)
TESTSHIRE = Path(__file__).parent.parent / "packs" / "testshire"


def load_testshire() -> Pack:
    vocabulary, points, _ = load_vocabulary()
    return load_pack(TESTSHIRE, vocabulary, points)


@pytest.fixture(scope="session")
def testshire() -> Pack:
    return load_testshire()


class Asking:
    """`says(plan="cin", …)`: what Testshire's policy says of a case with these facts."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __call__(self, *, presume: bool = True, **facts: Json) -> Assessment:
        return assess(self.pack, read_facts(self.pack, facts), today=TODAY, presume=presume)


@pytest.fixture(scope="session")
def says(testshire: Pack) -> Asking:
    return Asking(testshire)
