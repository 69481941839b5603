"""The reading and the search as they are shipped, with Kent's pack, compiled once for all tests."""

from __future__ import annotations

import pytest

from knowledge import Knowledge, Pack, load_knowledge
from knowledge.packs import HERE
from knowledge.search.answers import Answers
from knowledge.search.index import SectionIndex
from knowledge.search.phrases import load_phrases
from knowledge.search.recognise import Recogniser


@pytest.fixture(scope="session")
def shipped() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def kent(shipped: Knowledge) -> Pack:
    return shipped.packs["kent"]


@pytest.fixture(scope="session")
def recogniser(shipped: Knowledge) -> Recogniser:
    phrases = load_phrases(HERE / "vocabulary" / "phrases.yaml", shipped.vocabulary)
    return Recogniser(shipped.vocabulary, phrases, shipped.packs.values())


@pytest.fixture(scope="session")
def answers(recogniser: Recogniser) -> Answers:
    return Answers(recogniser)


@pytest.fixture(scope="session")
def index(kent: Pack) -> SectionIndex:
    return SectionIndex(kent)
