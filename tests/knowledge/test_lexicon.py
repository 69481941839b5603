"""What a word means depends on where it is asked, and no word of a policy is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from knowledge import Pack, yaml_file
from tests import shipped

KNOWLEDGE = shipped.knowledge()
LEXICON = KNOWLEDGE.lexicon
every_pack = pytest.mark.parametrize("pack", KNOWLEDGE.packs.values(), ids=KNOWLEDGE.packs.keys())


def means(text: str, council: str | None) -> list[str]:
    return [sense.name for sense in LEXICON.word(text, council).here]


def means_elsewhere(text: str, council: str | None) -> dict[str | None, str]:
    return {sense.council: sense.name for sense in LEXICON.word(text, council).elsewhere}


# --- one word, several councils ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "council", "first"),
    [
        ("SG", "somerset", "Safeguarding Team"),
        ("CIC", "kent", "Children in Care Team"),
        ("CIC", "hertfordshire", "looked-after child"),
        ("CLA", "somerset", "Children Looked After Team"),
        ("CLA", "stoke-on-trent", "looked-after child"),
        ("DCS", "kent", "Disabled Children's Services"),
        ("DCS", "stoke-on-trent", "director of children's services"),
        ("FFA", "hertfordshire", "Families First Assessment"),
        ("FFA", "somerset", "fostering for adoption"),
        ("CSC", "hertfordshire", "Customer Service Centre"),
        ("CSC", "somerset", "CSC"),
        ("TS", "northamptonshire", "Targeted Support"),
        ("AS", "northamptonshire", "Adolescent Service"),
        ("LC", "somerset", "Leaving Care Service"),
        ("0-25", "hertfordshire", "0-25 Together Service"),
        ("CWD", "stoke-on-trent", "Children with Disabilities"),
        ("CE", "stoke-on-trent", "child exploitation"),
    ],
)
def test_the_councils_own_meaning_comes_first(letters: str, council: str, first: str) -> None:
    assert means(letters, council)[0] == first


@pytest.mark.parametrize(
    ("letters", "council", "owners"),
    [
        ("CSWT", "stoke-on-trent", {"kent"}),
        ("FIS", "kent", {"somerset"}),
        ("AT", "kent", {"hertfordshire", "somerset"}),
        ("FAST", "hertfordshire", {"stoke-on-trent"}),
        ("FSS", "kent", {"hertfordshire"}),
        ("DAATs", "somerset", {"northamptonshire"}),
        ("ISU", "kent", {"somerset"}),
        ("EWA", "kent", {"hertfordshire"}),
        ("AT", None, {"hertfordshire", "somerset"}),
    ],
)
def test_another_councils_word_is_kept_apart(letters: str, council: str | None, owners: set[str]) -> None:
    assert means(letters, council) == []
    assert set(means_elsewhere(letters, council)) == owners


def test_a_different_meaning_elsewhere_is_known_beside_the_own_one() -> None:
    assert means_elsewhere("SG", "kent") == {"somerset": "Safeguarding Team"}
    assert means_elsewhere("FFA", "somerset") == {"hertfordshire": "Families First Assessment"}


@pytest.mark.parametrize(("text", "council"), [("CIC", "kent"), ("CWD", "stoke-on-trent"), ("early help", "kent")])
def test_another_councils_name_for_the_same_is_no_different_meaning(text: str, council: str) -> None:
    assert means_elsewhere(text, council) == {}


def test_a_council_adds_what_it_calls_a_thing() -> None:
    assert LEXICON.word("CSC", "somerset").here[0].note.startswith("Not spelt out")
    assert LEXICON.word("case record", "kent").here[0].note == KNOWLEDGE.packs["kent"].identity.words["case-record"]


def test_what_people_call_a_team_is_told_from_its_name() -> None:
    assert LEXICON.word("AST", "kent").here[0].nickname is False
    assert LEXICON.word("exploitation team", "kent").here[0].nickname is True


@pytest.mark.parametrize(
    ("text", "council", "first"),
    [
        ("LCS", "somerset", "Liquidlogic"),  # not several LC
        ("OMs", "somerset", "Operations Managers"),
        ("PAs", "hertfordshire", "Personal Advisor"),
        ("PAS", "hertfordshire", "Post Adoption Support"),
        ("pas", "hertfordshire", "Post Adoption Support"),
        ("CICs", "kent", "Children in Care Team"),
    ],
)
def test_a_plural_is_not_taken_for_other_letters(text: str, council: str, first: str) -> None:
    assert means(text, council)[0] == first


def test_the_unknown_means_nothing() -> None:
    word = LEXICON.word("XYZ", "kent")
    assert word.text == "XYZ"
    assert word.senses == ()


# --- nearly alike -----------------------------------------------------------------------------------------------------


def test_a_misspelt_word_has_a_nearest() -> None:
    assert LEXICON.nearest("relinquisment", "kent") == ("relinquishment",)
    assert "Permanency Planning Meeting" in LEXICON.nearest("permenancy planning meeting", "kent")


@pytest.mark.parametrize("text", ["CID", "ICPCC", "CSWTT", "care", "section 27", "child protection plan meeting"])
def test_letters_numbers_and_short_words_have_no_nearest(text: str) -> None:
    assert LEXICON.nearest(text, "kent") == ()


# --- whole ------------------------------------------------------------------------------------------------------------

TOKEN = re.compile(r"[A-Za-z0-9]+(?:&[A-Za-z0-9]+)?\+?|\d+-\d+")
NO_TERMS = {
    "NHS": "everybody knows it",
    "GCSEs": "everybody knows it",
    "RED": "a colour of RAG, in capitals",
    "SCC": "Somerset County Council",
    "SPFT": "SFPT as people mistype it",
}
"""Capitals in the packs that are no words of the trade, with why."""
AGE = re.compile(r"\d+\+")


def prose(data: Any) -> Iterator[str]:
    """Every text of a pack's file, but for the other names of teams, which are known as wholes ("CSS team")."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, part in data.items():
            if not (key == "aliases" and "about" in data):
                yield from prose(part)
    elif isinstance(data, list):
        for part in data:
            yield from prose(part)


def acronyms(pack: Pack) -> set[str]:
    files = (f"{name}.yaml" for name in ("sections", "rules", "teams", "meetings", "checklists"))
    texts = (text for file in files for text in prose(yaml_file.read(pack.folder / file)))
    tokens = {token for text in texts for token in TOKEN.findall(text)}
    several_capitals = {token for token in tokens if sum(letter.isupper() for letter in token) > 1}
    return several_capitals | {token for token in tokens if re.fullmatch(r"[Ss]\d+|\d+\+|0-25", token)}


@every_pack
def test_every_acronym_of_a_pack_is_a_word_of_its_council(pack: Pack) -> None:
    left = {token for token in acronyms(pack) - NO_TERMS.keys() if not LEXICON.word(token, pack.slug).here}
    assert {token for token in left if not AGE.fullmatch(token)} == set()


def test_no_exception_is_idle() -> None:
    assert NO_TERMS.keys() <= {token for pack in KNOWLEDGE.packs.values() for token in acronyms(pack)}


@every_pack
def test_the_short_list_of_a_council_fits_on_a_page(pack: Pack) -> None:
    letters = LEXICON.letters(pack.slug, 23)
    assert 15 <= len(letters) <= 23
    assert next(team.abbreviation for team in pack.teams if team.abbreviation) == letters[0][0]
    assert len({short for short, _ in letters}) == len(letters)


def test_every_council_that_a_term_names_is_there_and_so_is_every_team() -> None:
    for term in KNOWLEDGE.glossary.terms:
        assert {*term.councils, *([term.only] if term.only else [])} <= KNOWLEDGE.packs.keys(), term.id
        if term.same_as:
            assert term.same_as in {team.id for team in KNOWLEDGE.packs[term.only or ""].teams}, term.id


@every_pack
def test_a_councils_own_words_are_for_terms_that_there_are(pack: Pack) -> None:
    assert pack.identity.words.keys() <= {term.id for term in KNOWLEDGE.glossary.terms}


@every_pack
def test_no_term_of_a_council_hides_its_team(pack: Pack) -> None:
    for team in pack.teams:
        for name in filter(None, (team.name, team.abbreviation)):
            own = KNOWLEDGE.glossary.look_up(name, only=pack.slug)
            assert own is None, f"'{name}' is a team of {pack.slug} and stands in the glossary as '{own.id}'"
