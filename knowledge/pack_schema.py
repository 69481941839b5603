"""JSON Schema for every file of a pack, for the editors that authors write them in.

Draft-07, which is what YAML language servers understand. A field's docstring becomes its description, so that an editor
explains the field under the cursor. `make schema` writes the files to `knowledge/schema/`; a test keeps them current.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge.pack_files import ExamplesFile, MessagesFile, StatementsFile
from knowledge.packs import PACK_FILES
from knowledge.record import Record
from knowledge.search.phrases import OwnPhrases

SCHEMAS = Path(__file__).parent / "schema"
DRAFT = "http://json-schema.org/draft-07/schema#"

FILES: Mapping[str, type[Record]] = {
    **PACK_FILES,
    "examples.yaml": ExamplesFile,
    "messages.yaml": MessagesFile,
    "statements.yaml": StatementsFile,
    "phrases.yaml": OwnPhrases,
}
"""Every file of a pack with the schema it is read by."""


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of each file, by the name it is written under ("rules.schema.json")."""
    for name, record in FILES.items():
        yield f"{Path(name).stem}.schema.json", _schema(name, record)


def write_schemas(folder: Path = SCHEMAS) -> None:
    """Write every schema into a folder, in place of what is there."""
    folder.mkdir(exist_ok=True)
    for name, schema in schemas():
        (folder / name).write_text(f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n", encoding="utf-8")


def _schema(name: str, record: type[Record]) -> dict[str, Any]:
    schema = record.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    describe({**definitions, record.__name__: schema})
    body = {"$schema": DRAFT, "title": f"{name} of a policy pack", **{k: v for k, v in schema.items() if k != "title"}}
    if definitions:
        body["definitions"] = definitions
    draft_07: dict[str, Any] = _refer_to_definitions(body)
    return draft_07


def _records() -> Iterator[type[Record]]:
    """Every schema there is; only the names that a file uses are looked up."""
    edge: list[type[Record]] = [Record]
    while edge:
        for child in edge.pop().__subclasses__():
            edge.append(child)
            yield child


def describe(definitions: Mapping[str, dict[str, Any]]) -> None:
    """Give each property of these schemas, by the names of their records, its field's docstring for a description."""
    described = {record.__name__: record for record in _records()}
    for title, definition in definitions.items():
        if title in described:
            _describe(definition, described[title])


def _describe(definition: dict[str, Any], record: type[Record]) -> None:
    said = dict(_docstrings(record))
    for name, field in record.model_fields.items():
        prop = definition.get("properties", {}).get(field.alias or name)
        if prop is not None and name in said:
            prop["description"] = said[name]
        if prop is not None:
            prop.pop("title", None)


def _docstrings(record: type[Record]) -> Iterator[tuple[str, str]]:
    """A field's name with the text that stands beneath it in the class."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for field, text in pairwise(statements):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            value = text.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield field.target.id, " ".join(value.value.split())


def _refer_to_definitions(node: Any) -> Any:
    """The schema with references as draft-07 has them."""
    if isinstance(node, dict):
        return {
            key: value.replace("#/$defs/", "#/definitions/") if key == "$ref" else _refer_to_definitions(value)
            for key, value in node.items()
        }
    return [_refer_to_definitions(item) for item in node] if isinstance(node, list) else node


if __name__ == "__main__":
    write_schemas()
