"""The OpenAPI 3.1 description of the HTTP API, its schemas taken from the models themselves."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from dialogs.turn import Reply

_REF = "#/components/schemas/{model}"


def document(line: type[BaseModel]) -> dict[str, Any]:
    """The description; `line` is the model of what `/ask` takes."""
    _, schemas = models_json_schema([(line, "validation"), (Reply, "serialization")], ref_template=_REF)
    components = dict(schemas["$defs"])
    components["Problem"] = {
        "type": "object",
        "description": "RFC 9457 problem document.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"},
            "status": {"type": "integer"}, "detail": {"type": "string"},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Transfer bot",
            "version": "1",
            "description": "Where and when a child's case transfers, by which clause of which council's policy.",
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {
                "type": "http", "scheme": "bearer",
                "description": "One of the keys the bot was set up with; not needed on its own machine if it has none.",
            }},
        },
        "security": [{"key": []}, {}],
        "paths": {
            "/api/v1/ask": {"post": _operation(
                "ask", "Ask one thing about one case", _ref("Reply"),
                body=_ref(line.__name__), problems=("400", "401", "403", "413", "415", "422"),
            )},
            "/api/v1/search": {"get": _operation(
                "search", "Find the sections of a policy that speak of something",
                {"type": "object", "properties": {
                    "kind": {"enum": ["sections", "not_covered"]},
                    "sections": {"type": "array", "items": _ref("SectionHit")},
                }},
                parameters=(
                    _query("q", {"type": "string"}, "What to look for", required=True),
                    _query("council", {"type": "string"}, "The council's slug"),
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 20, "default": 3}, "Most hits"),
                ),
                problems=("400", "401", "403", "404"),
            )},
            "/api/v1/councils": {"get": _operation(
                "councils", "The councils that can be asked about", {"type": "object"}, problems=("401", "403"),
            )},
            "/api/v1/rules/{council}": {"get": _operation(
                "rules", "A council's rules as data", {"type": "object"},
                parameters=({"name": "council", "in": "path", "required": True, "schema": {"type": "string"}},),
                problems=("401", "403", "404"),
            )},
        },
    }


def _ref(model: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=model)}


def _query(name: str, schema: dict[str, Any], description: str, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _operation(
    name: str,
    summary: str,
    answer: dict[str, Any],
    *,
    body: dict[str, Any] | None = None,
    parameters: tuple[dict[str, Any], ...] = (),
    problems: tuple[str, ...],
) -> dict[str, Any]:
    said = {"description": "A problem document.", "content": {"application/problem+json": {"schema": _ref("Problem")}}}
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": answer}}},
            **dict.fromkeys(problems, said),
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if parameters:
        operation["parameters"] = list(parameters)
    return operation
