"""One message, one reply, as JSON: the same for the command line, batches and the HTTP API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from rapidfuzz import process

from bot.services import Services as Served
from bot.shapes import ALWAYS_SHOWN, Council, FactAsked, Found
from dialogs import turn
from dialogs.policy import MOST_FOUND
from dialogs.services import Services, Turn
from dialogs.source import policy_notices
from dialogs.turn import Conversation, Message, Reply
from dialogs.words import listed
from knowledge import FactError, Pack, read_facts
from knowledge.facts import Json

KEYS = frozenset({"id", "council", "text", "today", "facts", "limit"})


class LineError(ValueError):
    """A line that cannot be answered. The message says what is wrong with it and the mend."""


def ask(line: Mapping[str, Any], services: Services) -> dict[str, Any]:
    """Answer one line of a batch: `id`, `council`, `text`, `today`, `facts`; only `text` is required.

    Returns a Reply as JSON, with the line's `id`. Never raises: what cannot be read gives `kind: error`.
    """
    try:
        message = message_of(line, services)
        reply = turn(Conversation(), message, services).replies[0]
    except (LineError, FactError) as error:
        return error_of(line.get("id"), str(error))
    return as_json(reply, line.get("id"))


def search(line: Mapping[str, Any], services: Services) -> dict[str, Any]:
    """Search a council's policy: `bot.shapes.Found` as JSON, or `kind: error`."""
    try:
        message = message_of(line, services)
        slug = message.council
        if slug is None:
            known = services.knowledge.packs
            if len(known) != 1:
                raise LineError(services.words.say("error.which_council", councils=listed([*known], "or")))
            slug = next(iter(known))
        limit = line.get("limit", MOST_FOUND)
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
            raise LineError(services.words.say("error.wrong_type", name="limit", wanted="a whole number from 1"))
    except LineError as error:
        return error_of(line.get("id"), str(error))
    hits = services.finders[slug](message.text, limit)
    found = Found(council=slug, kind="sections" if hits.covered else "not_covered", sections=hits.hits)
    return as_json(found, line.get("id"))


def councils(services: Services, today: date | None = None) -> list[dict[str, Any]]:
    """Every council with a policy, what its text says of its own date, and what to know before relying on it."""
    return [_council(pack, services, today or day_of_now()) for pack in services.knowledge.packs.values()]


def rules(slug: str, services: Services) -> dict[str, Any]:
    """A council's rules and the facts they read: `bot.shapes.CouncilRules` as JSON. Raises KeyError for an unknown one.

    Of a rule only what its pack states is shown.
    """
    pack = services.knowledge.packs[slug]
    return {
        "council": slug,
        "policy": pack.identity.policy.model_dump(mode="json", exclude_none=True),
        "rules": [rule.model_dump(mode="json", by_alias=True, exclude_defaults=True) for rule in pack.rules],
        "facts": [fact.model_dump(mode="json", include=set(FactAsked.model_fields)) for fact in pack.vocabulary],
    }


def batch(lines: Iterable[str], services: Services, answer: Any = ask, **defaults: Any) -> Iterator[dict[str, Any]]:
    """Answer JSON lines in order, one object each; a line that cannot be read gives `kind: error` and the rest goes on.

    `defaults` stand in for what a line leaves out; `answer` is `ask` or `search`.
    """
    for text in lines:
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield error_of(None, services.words.say("error.not_json", problem=str(error)))
            continue
        if not isinstance(line, dict):
            yield error_of(None, services.words.say("error.not_an_object"))
            continue
        yield answer({name: value for name, value in defaults.items() if value is not None} | line, services)


def served(services: Services, council: str | None = None) -> Served:
    """The functions that the chat's host and the HTTP API are given; `council` answers where a caller names none."""
    default = {"council": council} if council else {}
    return Served(
        turn=lambda conversation, message: turn(conversation, message, services),
        ask=lambda line: ask({**default, **line}, services),
        search=lambda text, asked, limit: search(
            default | {"text": text, "limit": limit} | ({"council": asked} if asked else {}), services
        ),
        councils=lambda: councils(services),
        rules=lambda slug: rules(slug, services),
        warm_ups=(*services.warm_ups, services.shapes.warm_up),
    )


def message_of(line: Mapping[str, Any], services: Services) -> Message:
    """A line as a message. Raises LineError for whatever in it cannot be used."""
    say = services.words.say
    unknown = sorted(set(line) - KEYS)
    if unknown:
        raise LineError(say("error.unknown_key", name=unknown[0]))
    text = line.get("text")
    if not isinstance(text, str) or not (text.strip() or line.get("facts")):
        raise LineError(say("error.no_text"))
    council = council_of(line.get("council"), services)
    facts = facts_of(line.get("facts"), services, services.knowledge.packs[council] if council else None)
    return Message(text=text, today=day_of(line.get("today"), services), council=council, facts=facts)


def council_of(name: object, services: Services) -> str | None:
    """A council's slug, from the slug or the name. Raises LineError for one there is no policy for."""
    if name is None:
        return None
    packs = services.knowledge.packs
    wanted = str(name).strip().casefold()
    for slug, pack in packs.items():
        if wanted in (slug, pack.identity.name.casefold()):
            return slug
    raise LineError(services.words.say("error.unknown_council", name=name, councils=listed([*packs])))


def day_of(value: object, services: Services) -> date:
    """A day written as 2026-11-23; today where none is given. Raises LineError."""
    if value is None:
        return day_of_now()
    try:
        return (
            date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-11-23") else _no_date(value)
        )
    except ValueError:
        raise LineError(services.words.say("error.bad_date", value=value)) from None


def _no_date(value: object) -> date:
    raise ValueError(value)


def day_of_now() -> date:
    """Today, as the machine's clock has it."""
    return datetime.now(UTC).astimezone().date()


def facts_of(value: object, services: Services, pack: Pack | None) -> dict[str, Json]:
    """Facts given as data. Raises LineError for an unknown fact or a value that it does not take."""
    if value is None:
        return {}
    say = services.words.say
    if not isinstance(value, Mapping):
        raise LineError(say("error.wrong_type", name="facts", wanted='an object like {"age": 15}'))
    vocabulary = pack.vocabulary if pack else services.knowledge.vocabulary
    for name, given in value.items():
        if name not in vocabulary:
            near = [
                match
                for match, _, _ in process.extract(
                    str(name), [fact.id for fact in vocabulary], limit=3, score_cutoff=60
                )
            ]
            raise LineError(
                say(
                    "error.unknown_fact", name=name, near=say("error.near", names=listed(near, "or")) if near else ""
                ).strip()
            )
        if not isinstance(given, bool | int | float | str):
            raise LineError(say("error.wrong_type", name=name, wanted="one plain value"))
    if pack is not None:
        try:
            read_facts(pack, value)
        except FactError as error:
            raise LineError(_sentence(str(error))) from None
    return dict(value)


def error_of(line_id: object, text: str) -> dict[str, Any]:
    """A line that cannot be answered, as JSON."""
    return {"id": line_id, "kind": "error", "error": text, "text": text}


def as_json(reply: Reply | Found, line_id: object = None) -> dict[str, Any]:
    """A reply as the contract's JSON: aliases for names, parts that do not apply left out."""
    body = reply.model_dump(mode="json", by_alias=True, exclude_none=True)
    if line_id is not None:
        body = {"id": line_id, **{name: value for name, value in body.items() if name != "id"}}
    return {
        name: _pruned(value) if name not in ("lines",) else value
        for name, value in body.items()
        if value not in ("", []) or name in ALWAYS_SHOWN
    }


def _pruned(value: Any) -> Any:
    """The value without empty texts and lists inside it."""
    if isinstance(value, dict):
        return {
            name: _pruned(inner) for name, inner in value.items() if inner not in ("", [], None) or name in ALWAYS_SHOWN
        }
    return [_pruned(inner) for inner in value] if isinstance(value, list) else value


def _council(pack: Pack, services: Services, today: date) -> dict[str, Any]:
    policy = pack.identity.policy
    notices = policy_notices(Turn(Conversation(), Message(today=today), services), pack)
    return Council(
        slug=pack.slug,
        name=pack.identity.name,
        policy=policy.title,
        dated=policy.dated,
        valid_from=policy.valid_from,
        review_due=policy.review_due,
        warnings=tuple(notices),
    ).model_dump(mode="json")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
