"""The words of the trade: what an acronym or term means, in a sentence or two, and what a council calls it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, PrivateAttr, model_validator

from knowledge.record import Record


class Term(Record):
    """One term with every way people write it."""

    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]*$")]
    term: str
    also: tuple[str, ...] = ()
    """Acronyms and other spellings. Matched whole and exactly, whatever the case."""
    means: str
    """One or two plain sentences."""
    councils: Mapping[str, str] = Field(default_factory=dict)
    """What it means or is called in one council, by slug."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The term and every other way to write it."""
        return (self.term, *self.also)


class Glossary(Record):
    """`vocabulary/glossary.yaml`: the terms shared by all councils."""

    terms: tuple[Term, ...]
    _by_spelling: dict[str, Term] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _no_spelling_means_two_things(self) -> Glossary:
        for term in self.terms:
            for spelling in term.spellings:
                other = self._by_spelling.setdefault(written(spelling), term)
                if other is not term:
                    raise ValueError(
                        f"'{spelling}' stands under '{other.id}' and '{term.id}': keep it under one, "
                        "or give it an entry of its own that says it can mean either"
                    )
        return self

    def look_up(self, text: str) -> Term | None:
        """The term that `text` is, or None.

        The whole text has to be one of the term's spellings; case, full stops and spacing do not count, and a plural
        "s" may follow ("LPMs"). Never fuzzy: CIN and CIC are one letter apart.
        """
        wanted = written(text)
        return self._by_spelling.get(wanted) or self._by_spelling.get(wanted.removesuffix("s"))


def written(text: str) -> str:
    """A spelling as it is compared: small letters, no stops or end marks, single spaces, tight "&", "/" and "S47"."""
    plain = re.sub(r"[’‘`]", "'", text.casefold()).replace(".", "")
    plain = re.sub(r"\s*([&/])\s*", r"\1", plain)
    plain = re.sub(r"\bs (?=\d)", "s", plain)  # "S 47", "s. 47"
    return re.sub(r"\s+", " ", plain).strip(" ?!,;:\"'()")
