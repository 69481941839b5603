"""The JSON Schemas that authors' editors check packs against."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from knowledge.pack_schema import DRAFT, FILES, SCHEMAS, schemas
from knowledge.packs import SHIPPED_PACKS
from knowledge.yaml_file import read

WRITTEN = dict(schemas())
PACKS = [folder for folder in sorted(SHIPPED_PACKS.iterdir()) if (folder / "pack.yaml").is_file()]


@pytest.mark.parametrize("name", WRITTEN)
def test_the_schema_in_the_repository_is_the_one_the_packs_are_read_by(name: str):
    assert json.loads((SCHEMAS / name).read_text()) == WRITTEN[name], "Run `make schema`"


def test_no_schema_is_left_over():
    assert {path.name for path in SCHEMAS.iterdir()} == set(WRITTEN)


@pytest.mark.parametrize("name", WRITTEN)
def test_each_is_a_closed_draft_07_schema(name: str):
    schema = WRITTEN[name]
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == DRAFT
    assert schema["additionalProperties"] is False
    assert "$defs" not in json.dumps(schema)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("file", FILES)
def test_every_shipped_pack_meets_it(folder: Any, file: str):
    schema = WRITTEN[file.replace(".yaml", ".schema.json")]
    faults = list(Draft7Validator(schema).iter_errors(json.loads(json.dumps(read(folder / file), default=str))))
    assert not faults, faults[0].message


def test_a_fields_docstring_is_what_the_editor_shows():
    at = WRITTEN["rules.schema.json"]["definitions"]["Rule"]["properties"]["at"]
    assert at["description"].startswith("The transfer point")


def test_a_misspelt_field_is_refused():
    faults = Draft7Validator(WRITTEN["meetings.schema.json"]).iter_errors({"meetings": [], "pionts": []})
    assert "pionts" in next(faults).message
