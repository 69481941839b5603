"""The made-up councils: Testshire, on which the engine's behaviour is specified, and Midshire, a whole small pack."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge import Assessment, Pack, assess, read_facts
from knowledge.facts import Json
from knowledge.packs import load_pack, load_vocabulary

TODAY = date(2026, 11, 23)
MADE_UP = Path(__file__).parent.parent / "packs"
TESTSHIRE = MADE_UP / "testshire"
MIDSHIRE = MADE_UP / "midshire"


def load_made_up(folder: Path) -> Pack:
    vocabulary, points, _ = load_vocabulary()
    return load_pack(folder, vocabulary, points)


def load_testshire() -> Pack:
    return load_made_up(TESTSHIRE)


@pytest.fixture(scope="session")
def testshire() -> Pack:
    return load_testshire()


@pytest.fixture(scope="session")
def midshire() -> Pack:
    return load_made_up(MIDSHIRE)


@pytest.fixture
def changed_midshire(tmp_path: Path) -> Callable[..., Pack]:
    """`changed_midshire("rules.yaml", old, new, …)`: Midshire with texts of one file replaced."""

    def change(file: str, *texts: str) -> Pack:
        folder = Path(shutil.copytree(MIDSHIRE, tmp_path / "midshire"))
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in zip(texts[::2], texts[1::2], strict=True):
            assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
            text = text.replace(old, new)
        (folder / file).write_text(text, encoding="utf-8")
        return load_made_up(folder)

    return change


class Asking:
    """`says(plan="cin", …)`: what a made-up council's policy says of a case with these facts."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __call__(self, *, presume: bool = True, today: date = TODAY, **facts: Json) -> Assessment:
        return assess(self.pack, read_facts(self.pack, facts), today=today, presume=presume)


@pytest.fixture(scope="session")
def says(testshire: Pack) -> Asking:
    return Asking(testshire)
