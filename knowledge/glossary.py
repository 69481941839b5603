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
    """Other names for the very same thing. Matched whole and exactly, whatever the case."""
    means: str
    """One or two plain sentences."""
    councils: Mapping[str, str] = Field(default_factory=dict)
    """What a council's policy adds to a meaning that all share, by slug: its own name for it, or how it uses it."""
    only: str | None = None
    """The one council, by slug, whose policy uses the term so."""
    same_as: str | None = None
    """The id of the team for which this is the council's other name; a term of one council only."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The term and every other way to write it."""
        return (self.term, *self.also)

    @model_validator(mode="after")
    def _one_council_or_all(self) -> Term:
        if self.only and self.councils:
            raise ValueError(f"'{self.id}' has both `only` and `councils`: what one council means goes into `means`")
        if self.same_as and not self.only:
            raise ValueError(f"'{self.id}' has `same_as` without `only`: name the council whose team it is")
        return self


class Glossary(Record):
    """`vocabulary/glossary.yaml`: the terms shared by all councils, and those that one council alone uses so."""

    terms: tuple[Term, ...]
    _by_spelling: dict[tuple[str | None, str], Term] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _no_spelling_means_two_things(self) -> Glossary:
        for term in self.terms:
            for spelling in term.spellings:
                other = self._by_spelling.setdefault((term.only, written(spelling)), term)
                if other is not term:
                    raise ValueError(
                        f"'{spelling}' stands under '{other.id}' and '{term.id}': keep it under one, "
                        "give it an entry of its own that says it can mean either, or say `only` for which council"
                    )
        return self

    def look_up(self, text: str, only: str | None = None) -> Term | None:
        """The term that `text` is to everybody, or with `only` the one that council alone means by it; or None.

        The whole text has to be one of the term's spellings; case, full stops and spacing do not count, and a plural
        "s" may follow ("LPMs"). Never fuzzy: CIN and CIC are one letter apart.
        """
        return self.spelt(text, only) or self.spelt(written(text).removesuffix("s"), only)

    def spelt(self, text: str, only: str | None = None) -> Term | None:
        """As `look_up`, without the plural."""
        return self._by_spelling.get((only, written(text)))


def written(text: str) -> str:
    """A spelling as it is compared: small letters, single spaces, tight "&" and "S47", no stops or marks."""
    plain = re.sub(r"[.'’‘`]", "", text.casefold())
    plain = re.sub(r"\s*([&/])\s*", r"\1", plain)
    plain = re.sub(r"\bs (?=\d)", "s", plain)  # "S 47", "s. 47"
    return re.sub(r"\s+", " ", plain).strip(' ?!,;:"()')
