"""The reading and the search as they are shipped, with Kent's pack, compiled once for all tests."""

from __future__ import annotations

import pytest

from knowledge import Knowledge, Pack
from knowledge.packs import HERE
from knowledge.search.answers import Answers
from knowledge.search.index import SectionIndex
from knowledge.search.phrases import load_phrases
from knowledge.search.recognise import Recogniser
from tests import shipped


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return shipped.knowledge()


@pytest.fixture(scope="session")
def kent(knowledge: Knowledge) -> Pack:
    return knowledge.packs["kent"]


@pytest.fixture(scope="session")
def recogniser(knowledge: Knowledge) -> Recogniser:
    phrases = load_phrases(HERE / "vocabulary" / "phrases.yaml", knowledge.vocabulary)
    return Recogniser(knowledge.vocabulary, phrases, knowledge.packs.values())


@pytest.fixture(scope="session")
def answers(recogniser: Recogniser) -> Answers:
    return Answers(recogniser)


@pytest.fixture(scope="session")
def index(kent: Pack) -> SectionIndex:
    return SectionIndex(kent)
