"""What callers of the HTTP API may send, read strictly: what could be taken two ways is refused, never guessed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from multidict import MultiMapping
from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from knowledge.facts import Json
from knowledge.record import Record

MOST_HITS = 20


class UnreadableError(ValueError):
    """A request that cannot be read. The message names the field and what is wrong with it."""


def _written_out(day: Any) -> Any:
    if not isinstance(day, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        raise ValueError("write a date as 2026-11-23")  # the library would take timestamps for dates too
    return day


def _digits(number: Any) -> Any:
    if isinstance(number, str) and not re.fullmatch(r"[0-9]{1,9}", number):
        raise ValueError(f"give a whole number from 1 to {MOST_HITS}")  # it would take "+3", " 3", "3.0" and "1_0" too
    return number


Day: TypeAlias = Annotated[dt.date, BeforeValidator(_written_out)]


class Line(Record):
    """One message about one case, the same as a line of a batch. There has to be a text or a fact."""

    model_config = ConfigDict(allow_inf_nan=False)

    id: Json | None = None
    """Comes back with the reply."""
    council: Annotated[str, Field(max_length=100)] | None = None
    """Whose policy to answer by: a council's slug or name."""
    text: Annotated[str, Field(max_length=10_000)]
    """What a practitioner would write to the bot."""
    today: Day | None = None
    """The day to count from; the bot's own today where it is left out."""
    facts: Mapping[str, Json] = Field(default_factory=dict)
    """What is known of the case, as data, by the facts' ids."""


class SearchQuery(Record):
    """What to search a policy for."""

    q: Annotated[str, Field(min_length=1, max_length=1000)]
    """What to look for, in anybody's words."""
    council: str | None = None
    """The slug of the council whose policy to search; needed where there is more than one."""
    limit: Annotated[int, Field(ge=1, le=MOST_HITS), BeforeValidator(_digits)] = 3
    """How many sections to give at most."""


def read_line(body: bytes) -> Line:
    """The body of `POST /api/v1/ask`. Raises UnreadableError."""
    try:
        line = Line.model_validate_json(body)
        json.loads(body, object_pairs_hook=_each_once)
    except ValidationError as error:
        raise UnreadableError(_said(error, "The body")) from None
    return line


def read_query(query: MultiMapping[str]) -> SearchQuery:
    """The parameters of `GET /api/v1/search`. Raises UnreadableError."""
    for name in query:
        if len(query.getall(name)) > 1:
            raise UnreadableError(f"{name}: give it once only.")
    try:
        return SearchQuery.model_validate(dict(query))
    except ValidationError as error:
        raise UnreadableError(_said(error, "The query")) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object's members. Two of one name (two ages!) would otherwise leave the last one standing, unseen."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise UnreadableError(f"{name}: give it once only.")
        found[name] = value
    return found


_BRANCHES = frozenset({"bool", "int", "float", "str"})
"""The parts of `Json`, which pydantic names last when a value is none of them."""


def _said(error: ValidationError, whole: str) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place, message = first["loc"], first["msg"].removeprefix("Value error, ").removeprefix("Invalid JSON: ")
    if first["type"] == "json_invalid":
        return f"The body is not JSON: {message}."
    if len(place) > 1 and place[-1] in _BRANCHES:
        place, message = place[:-1], "give one plain value: true or false, a number or a text"
    return f"{'.'.join(str(part) for part in place) or whole}: {message}."
