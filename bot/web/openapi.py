"""The OpenAPI 3.1 description of the HTTP API, its schemas taken from the models themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.services import Services
from bot.shapes import ALWAYS_SHOWN, CouncilRules, Councils, Found
from bot.web.inputs import Line, SearchQuery
from dialogs.turn import Reply
from knowledge.pack_schema import describe
from knowledge.rules.logic import COMPARISONS

_SCHEMA = "#/components/schemas/{model}"

_PROBLEMS: Mapping[int, tuple[str, str | None, str]] = {
    400: ("The request cannot be read: something is missing, unknown, there twice or of the wrong shape.", None,
          "text: Field required."),
    401: ("The bot has keys, and the request carries none of them.", "WWW-Authenticate",
          "Send one of the bot's API keys as Authorization: Bearer <key>."),
    403: ("The bot has no keys, and the request comes from another machine.", None,
          "Without API keys this is served on the bot's own machine only."),
    404: ("There is no such council.", None, "No council is called that. There are: kent, somerset."),
    405: ("There is something at this address, but not by this method.", "Allow", "Use POST here."),
    413: ("The body is too large.", None, "The body is larger than 256 KB. Send less."),
    415: ("The body is not JSON in UTF-8, or it is compressed.", None,
          "Send JSON: Content-Type: application/json; charset=utf-8."),
    422: ("The request can be read, but not answered: an unknown council or fact, or a value that a fact cannot have.",
          None, "'age' lies between 0 and 30 years, not 200."),
    429: ("More calls than the limit of a minute.", "Retry-After", "The limit is 600 calls a minute. Wait 20 s."),
    500: ("Something went wrong here.", None, "Something went wrong here. The log has it under reference R9FWQB."),
}
"""Each problem: when it arises, the header that comes with it, and a detail it may have."""

_HEADERS: Mapping[str, dict[str, Any]] = {
    "Allow": {"description": "The methods there are.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1, "maximum": 60}},
    "WWW-Authenticate": {"description": "How to send a key.", "schema": {"const": "Bearer"}},
}


def document(services: Services, *, keyed: bool) -> dict[str, Any]:
    """The description of the API as this deployment serves it. `keyed`: whether callers need a key."""
    slugs = [str(council["slug"]) for council in services.councils()]
    slug = "kent" if "kent" in slugs else slugs[0]
    lines = _lines(slug)
    found = services.search("Who takes a case to conference?", slug, 1)
    council = {"type": "string", "enum": slugs}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Transfer bot",
            "version": "1",
            "summary": "Where and when a child's case transfers, by which clause of which council's policy.",
            "description": "The rule engine behind the bot, for other systems. The same facts give the same answer "
            "every time. Nothing that is sent is kept. Responses may gain fields; none is renamed or dropped.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "components": {
            "schemas": _schemas(services, slugs),
            "responses": {_name(status): _problem(status) for status in _PROBLEMS},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "One of the bot's API keys."},
                "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key."},
            },
        },
        "security": [{"bearer": []}, {"header": []}] if keyed else [],
        "paths": {
            "/api/v1/ask": {"post": {
                "operationId": "ask",
                "summary": "Ask one thing about one case",
                "requestBody": {"required": True, "content": _json(Line.__name__, examples=lines)},
                "responses": _responses(
                    Reply, (400, 401, 403, 405, 413, 415, 422, 429, 500),
                    {name: {"value": services.ask(line["value"])} for name, line in lines.items()},
                ),
            }},
            "/api/v1/search": {"get": {
                "operationId": "search",
                "summary": "Find the sections of a policy that speak of something",
                "parameters": list(_query(council)),
                "responses": _responses(
                    Found, (400, 401, 403, 404, 405, 422, 429, 500), {"found": {"value": found}},
                ),
            }},
            "/api/v1/councils": {"get": {
                "operationId": "councils",
                "summary": "The councils that can be asked about",
                "responses": _responses(Councils, (401, 403, 405, 429, 500)),
            }},
            "/api/v1/rules/{council}": {"get": {
                "operationId": "rules",
                "summary": "A council's rules as data, and every fact that can be stated of a case",
                "parameters": [{
                    "name": "council", "in": "path", "required": True, "description": "The council's slug",
                    "schema": council, "example": slug,
                }],
                "responses": _responses(CouncilRules, (401, 403, 404, 405, 429, 500)),
            }},
        },
    }


def _lines(slug: str) -> dict[str, Any]:
    """Lines to ask with, by what they show."""
    day = "2026-11-23"
    return {
        "a case in words": {"value": {
            "id": "v1", "council": slug, "today": day,
            "text": "baby of 3 months, interim care order made today, foster carers, first review not held yet",
        }},
        "a case as facts": {"value": {
            "council": slug, "today": day, "text": "", "facts": {"age": 15.5, "looked_after": True},
        }},
        "a question about the policy": {"value": {
            "council": slug, "today": day, "text": "Do draft assessments hold up a transfer?",
        }},
    }


def _schemas(services: Services, slugs: Iterable[str]) -> dict[str, Any]:
    models = (Reply, Found, Councils, CouncilRules)
    _, schemas = models_json_schema(
        [(Line, "validation"), *((model, "serialization") for model in models)], ref_template=_SCHEMA
    )
    components: dict[str, Any] = schemas["$defs"]
    describe(components)
    line = components.pop(Line.__name__)
    for schema in components.values():
        _as_sent(schema)
    components["Rule"]["properties"]["when"] = _ref("Condition")
    line["properties"]["facts"] |= {
        "properties": {
            fact["id"]: {"description": f"{fact['label']}: {fact['ask']}", **_ref("Plain")}
            for slug in slugs
            for fact in services.rules(slug)["facts"]
        },
        "additionalProperties": False,
    }
    return {Line.__name__: line, **components, "Plain": _PLAIN, "Condition": _CONDITION, "Problem": _PROBLEM}


def _as_sent(schema: dict[str, Any]) -> None:
    """A response's schema as it is sent: a field that does not apply is left out, and there may be new ones."""
    if schema.get("additionalProperties") is False:
        del schema["additionalProperties"]
    always = dict.fromkeys(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        if field.get("default", "") is None:
            del field["default"]
            options = [option for option in field.pop("anyOf") if option != {"type": "null"}]
            field |= options[0] if len(options) == 1 else {"anyOf": options}
        elif name in ALWAYS_SHOWN:
            always[name] = None
    if always:
        schema["required"] = [*always]


_PLAIN = {
    "description": "A fact's value: yes or no, one of its options, a team, a number (or a range, as \"13-15\"), or a "
    "date as 2026-11-23. \"unknown\" says that nobody knows.",
    "type": ["boolean", "number", "string"],
}
_CONDITION = {
    "description": "What has to be so: facts with the values that they must have, all of them. A yes/no fact takes "
    "true or false; a choice or a team one value or several, of which one has to be so; a number its bounds; and any "
    "fact \"given\".",
    "type": "object",
    "properties": {
        "not": {"$ref": _SCHEMA.format(model="Condition")},
        "any_of": {"type": "array", "minItems": 1, "items": {"$ref": _SCHEMA.format(model="Condition")}},
        "all_of": {"type": "array", "minItems": 1, "items": {"$ref": _SCHEMA.format(model="Condition")}},
    },
    "additionalProperties": {"anyOf": [
        {"type": ["boolean", "string"]},
        {"type": "array", "minItems": 1, "items": {"type": "string"}},
        {
            "type": "object",
            "properties": {word: {"type": "number"} for word in COMPARISONS},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]},
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem document.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string", "description": "The kind of problem."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What is wrong with this request, and what to do about it."},
    },
}


def _query(council: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """The parameters of a search, from their model."""
    schema = SearchQuery.model_json_schema()
    describe({SearchQuery.__name__: schema})
    examples = {"q": "Who takes a case to conference?", "council": council["enum"][0]}
    for name, field in schema["properties"].items():
        about = {"description": field.pop("description")}
        example = {"example": examples[name]} if name in examples else {}
        yield {
            "name": name, "in": "query", "required": name in schema["required"], **about, **example,
            "schema": council if name == "council" else field,
        }


def _responses(model: type, problems: Iterable[int], examples: Mapping[str, Any] | None = None) -> dict[str, Any]:
    done = {"description": (model.__doc__ or "").partition("\n")[0], "content": _json(model.__name__, examples)}
    return {"200": done} | {
        str(status): {"$ref": f"#/components/responses/{_name(status)}"} for status in problems
    }


def _problem(status: int) -> dict[str, Any]:
    when, header, detail = _PROBLEMS[status]
    example = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    schema = {"allOf": [_ref("Problem"), {"properties": {"status": {"const": status}}}]}
    return {
        "description": when,
        **({"headers": {header: {"required": True, **_HEADERS[header]}}} if header else {}),
        "content": {"application/problem+json": {"schema": schema, "example": example}},
    }


def _name(status: int) -> str:
    """"BadRequest" for 400."""
    return "".join(word.capitalize() for word in HTTPStatus(status).phrase.split())


def _json(model: str, examples: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"application/json": {"schema": _ref(model)} | ({"examples": dict(examples)} if examples else {})}


def _ref(model: str) -> dict[str, str]:
    return {"$ref": _SCHEMA.format(model=model)}
