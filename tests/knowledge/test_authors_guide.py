"""The author's guide shows entries of the shipped packs, as they are."""

from __future__ import annotations

import re

import pytest
import yaml

from knowledge.pack_schema import FILES
from knowledge.packs import HERE, SHIPPED_PACKS
from knowledge.yaml_file import read

GUIDE = (HERE / "README.md").read_text()
SHOWN = [entry for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) for entry in yaml.safe_load(block)]


def in_kents_pack(entry_id: str) -> dict[str, object]:
    kent = SHIPPED_PACKS / "kent"
    lists = (*read(kent / "rules.yaml")["rules"], *read(kent / "statements.yaml")["statements"])
    return next(entry for entry in lists if entry["id"] == entry_id)


@pytest.mark.parametrize("entry", SHOWN, ids=lambda entry: entry["id"])
def test_an_entry_that_the_guide_shows_is_in_the_pack(entry: dict[str, object]):
    real = in_kents_pack(str(entry["id"]))
    assert {name: real.get(name) for name in entry} == entry


def test_the_guide_names_every_file_of_a_pack():
    assert all(name in GUIDE for name in FILES)
