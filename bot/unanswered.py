"""What went unanswered, as whoever keeps a policy reads it: what was asked, how often, and what may mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.storage import unanswered as stored
from bot.storage.unanswered import Unanswered
from knowledge import Knowledge
from knowledge.pack_files import Section
from knowledge.rules.timeline import in_words
from knowledge.search.aliases import suggested_alias

NOTHING = "Nothing is noted: no question has gone unanswered, or all were erased."
KINDS = {
    "not_covered": "found nothing",
    "not_understood": "not understood",
    "none_of_these": "none of the sections shown fitted",
}


class NoSuchNoteError(ValueError):
    """There is not exactly one note of that id. The message says so, and the mend."""


@dataclass(frozen=True)
class Suggestion:
    """A shape, and an alias for the nearest section where the pack lacks one."""

    noted: Unanswered
    section: Section | None
    alias: str | None

    @property
    def line(self) -> str:
        """What to do about it, in one line."""
        if self.section is None:
            return "no section near: does the policy speak of it?"
        if self.noted.kind == "none_of_these":
            return f"not {self.section.id}, somebody said: does another section speak of it?"
        if self.alias is None:
            return f"nearest is {self.section.id}, which its words lead to already: does it answer this?"
        return f"if {self.section.id} answers it, add there  aliases: [{self.alias}]"

    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        noted = self.noted
        return {
            "id": noted.id,
            "council": noted.council,
            "kind": noted.kind,
            "shape": noted.shape,
            "times": noted.times,
            "first_week": noted.first_week.isoformat(),
            "last_week": noted.last_week.isoformat(),
            "section": self.section.id if self.section else None,
            "reference": self.section.reference if self.section else None,
            "alias": self.alias,
        }


def read(url: str, knowledge: Knowledge, council: str | None, limit: int) -> tuple[Suggestion, ...]:
    """What is noted, most often first. Raises bot.state.StorageUnavailable."""
    return tuple(_suggestion(noted, knowledge) for noted in asyncio.run(stored.most_often(url, council, limit)))


def forget(url: str, beginning: str) -> str:
    """Erase one note by its id; says what was done. Raises NoSuchNoteError and bot.state.StorageUnavailable."""
    keys = asyncio.run(stored.forget(url, beginning.strip().lower())) if beginning.strip() else ()
    if len(keys) == 1:
        return f"Erased {keys[0][:stored.SHORTEST_ID]}."
    problem = f"Several notes begin with '{beginning}'" if keys else f"There is no note '{beginning}'"
    raise NoSuchNoteError(f"{problem}. `transfer-bot unanswered` lists them with their ids.")


def forget_all(url: str, council: str | None) -> str:
    """Erase every note, of one council or of all; says what was done. Raises bot.state.StorageUnavailable."""
    erased = asyncio.run(stored.forget_all(url, council))
    whose = f" of {council}" if council else ""
    return f"Erased {erased} {'note' if erased == 1 else 'notes'}{whose}."


def as_lines(found: Sequence[Suggestion]) -> Iterator[str]:
    """The list for the terminal: three lines each."""
    wide = max((len(str(one.noted.times)) for one in found), default=1)
    for one in found:
        noted = one.noted
        yield f"{noted.times:>{wide}} × {noted.shape}"
        yield f"{'':{wide}}   {noted.id} · {noted.council} · {KINDS.get(noted.kind, noted.kind)} · {_weeks(noted)}"
        yield f"{'':{wide}}   {one.line}"
        yield ""


def _weeks(noted: Unanswered) -> str:
    if noted.first_week == noted.last_week:
        return f"week of {_day(noted.first_week)}"
    return f"weeks of {_day(noted.first_week)} to {_day(noted.last_week)}"


def _day(day: date) -> str:
    return in_words(day).partition(" ")[2]


def _suggestion(noted: Unanswered, knowledge: Knowledge) -> Suggestion:
    pack = knowledge.packs.get(noted.council)
    section = next((one for one in pack.sections if one.id == noted.section), None) if pack else None
    if pack is None or section is None or noted.kind == "none_of_these":
        return Suggestion(noted, section, None)
    return Suggestion(noted, section, suggested_alias(noted.shape, pack, section))
