"""Terms are found by every way people write them, and by no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge import yaml_file
from knowledge.glossary import Glossary, Term

VOCABULARY = Path(__file__).parents[2] / "knowledge" / "vocabulary"


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.model_validate(yaml_file.read(VOCABULARY / "glossary.yaml"))


@pytest.mark.parametrize(
    ("written", "term_id"),
    [
        ("ICPC", "icpc"),
        ("icpc", "icpc"),
        ("C & F", "c-and-f"),
        ("S.47", "s47"),
        ("s 47", "s47"),
        ("Section 47?", "s47"),
        ("LPMs", "lpm"),
        ("Education, Health and Care Plan", "ehcp"),
        ("Children’s Guardian", "guardian"),
        ("childrens guardian", "guardian"),
    ],
)
def test_a_term_is_found_however_it_is_written(glossary: Glossary, written: str, term_id: str) -> None:
    found = glossary.look_up(written)
    assert found is not None
    assert found.id == term_id


def test_one_letter_makes_another_term(glossary: Glossary) -> None:
    assert [getattr(glossary.look_up(text), "id", None) for text in ("CIN", "CIC", "S20", "S31")] == [
        "cin",
        "looked-after-child",
        "s20",
        "s31",
    ]


@pytest.mark.parametrize("text", ["CID", "ICP", "S7.3.1", "", "what is a C&F", "SISS X"])
def test_what_is_not_exactly_a_term_is_not_guessed(glossary: Glossary, text: str) -> None:
    assert glossary.look_up(text) is None


def test_a_short_form_with_two_meanings_says_both(glossary: Glossary) -> None:
    asc = glossary.look_up("ASC")
    assert asc is not None
    assert "autistic spectrum condition" in asc.means
    assert "adult social care" in asc.means


def test_a_plural_that_is_a_term_of_its_own_keeps_its_own_meaning(glossary: Glossary) -> None:
    assert getattr(glossary.look_up("PAM"), "id", None) == "placement-arrangement-meeting"
    assert getattr(glossary.look_up("PAMS"), "id", None) == "pams"


def test_one_spelling_under_two_terms_is_refused() -> None:
    with pytest.raises(ValidationError, match="'CP' stands under 'child-protection' and 'care-plan'"):
        Glossary(
            terms=(
                Term(id="child-protection", term="child protection", also=("CP",), means="…"),
                Term(id="care-plan", term="care plan", also=("CP",), means="…"),
            )
        )


def test_a_council_may_use_a_spelling_for_something_else() -> None:
    glossary = Glossary(
        terms=(
            Term(id="director", term="director", also=("DCS",), means="…"),
            Term(id="service", term="Disabled Children's Services", also=("DCS",), only="kent", means="…"),
        )
    )
    assert getattr(glossary.look_up("DCS"), "id", None) == "director"
    assert getattr(glossary.look_up("DCS", only="kent"), "id", None) == "service"
    assert glossary.look_up("DCS", only="somerset") is None


def test_what_one_council_alone_means_has_no_notes_of_councils() -> None:
    with pytest.raises(ValidationError, match="both `only` and `councils`"):
        Term(id="arc", term="ARC", only="hertfordshire", councils={"kent": "…"}, means="…")


def test_the_other_name_of_a_team_belongs_to_a_council() -> None:
    with pytest.raises(ValidationError, match="`same_as` without `only`"):
        Term(id="service", term="Disabled Children's Services", same_as="sis", means="…")


def test_every_term_has_an_id_of_its_own(glossary: Glossary) -> None:
    ids = [term.id for term in glossary.terms]
    assert len(ids) == len(set(ids))
