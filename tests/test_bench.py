"""The benchmark's own pieces give sensible figures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from deploy.bench.search import METHODS, Rewording, this_search, words_in
from deploy.bench.tables import Table, Times
from knowledge import Pack, load_knowledge

QUESTION = "How long after the assessment is the round table?"


@cache
def midshire() -> Pack:
    return load_knowledge(Path(__file__).parent / "packs").packs["midshire"]


INSTALLED = [name for name, method in METHODS.items() if method.installed and name != "MiniLM"]


@pytest.mark.parametrize("name", INSTALLED)
def test_every_method_finds_three_sections(name: str) -> None:
    found = METHODS[name].ready(midshire())(QUESTION)
    assert len(set(found)) == 3
    assert {section.id for section in midshire().sections}.issuperset(found)


@pytest.mark.parametrize("name", [name for name in INSTALLED if name != "rapidfuzz WRatio"])
def test_all_but_one_that_goes_by_letters_find_what_is_asked_for_in_its_own_words(name: str) -> None:
    assert METHODS[name].ready(midshire())(QUESTION)[0] == "midshire.2"


@pytest.mark.parametrize("name", ["this search", "SQLite FTS5", "rapidfuzz WRatio"])
def test_a_question_without_words_stops_no_method(name: str) -> None:
    assert len(METHODS[name].ready(midshire())('"?!* AND (')) <= 3


def test_a_copy_in_other_words_has_as_many_and_is_found_by_them() -> None:
    words = words_in([midshire()])
    other = Rewording(words, seed=1)
    copy = other.pack(midshire())
    assert words_in([copy]) == words
    assert copy.sections[1].digest != midshire().sections[1].digest
    assert this_search(copy)(other.text(QUESTION))[0] == "midshire.2"


def test_times_are_the_medians_of_the_rounds() -> None:
    assert Times.of([[1, 2, 9], [3, 4, 5], [5, 6, 90]]) == Times(median=4, slow=9)


def test_a_table_reads_well_as_plain_text() -> None:
    table = Table("Title", ("what", "median"), [("a", "10.5 ms"), ("longer", "2 ms")])
    assert table.markdown().splitlines() == [
        "## Title",
        "",
        "| what   |  median |",
        "| ------ | ------: |",
        "| a      | 10.5 ms |",
        "| longer |    2 ms |",
    ]
