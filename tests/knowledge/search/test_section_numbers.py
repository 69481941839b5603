"""A section asked for by its number is found exactly; the law's sections are not mistaken for the policy's."""

from __future__ import annotations

import pytest

from knowledge.search.index import SectionIndex


@pytest.mark.parametrize(
    ("text", "number"), [("section 4", "4"), ("what does sect 8 say", "8"), ("Part 3 please", "3")]
)
def test_a_section_is_found_by_its_number(text: str, number: str, index: SectionIndex) -> None:
    found = index.search(text)
    assert found.covered
    assert found.hits[0].reference.startswith(number)


@pytest.mark.parametrize("text", ["section 20", "section 47", "section 7 report", "section 37"])
def test_the_laws_sections_are_not_the_policys(text: str, index: SectionIndex) -> None:
    hits = index.search(text).hits
    assert not hits or hits[0].id not in ("kent.7", "kent.4", "kent.3")


def test_a_section_named_in_passing_does_not_decide_a_longer_question(index: SectionIndex) -> None:
    text = "family on CIN moved district without warning, who does the section 2 things"
    assert "kent.8" in {hit.id for hit in index.search(text).hits}
