"""`pack check` finds what only a look at the whole pack shows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.packs import load_pack, load_vocabulary
from knowledge.rules.analysis import Report, check
from tests.knowledge.conftest import TESTSHIRE, TODAY

VOCABULARY, POINTS, _ = load_vocabulary()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TESTSHIRE, tmp_path / "testshire"))


def report(folder: Path, today: date = TODAY) -> Report:
    return check(load_pack(folder, VOCABULARY, POINTS), today)


def statement(folder: Path, line: str) -> None:
    (folder / "statements.yaml").write_text(f"statements:\n  - {line}\n")


def messages(found: Report) -> str:
    return "\n".join(map(str, found.faults))


def test_a_statement_with_a_link_is_accounted_for(folder: Path):
    statement(
        folder, "{id: t1, section: testshire.2, kind: rule, says: Youth at 13., stands_for: ['rule:family-youth']}"
    )
    found = report(folder)
    assert (found.accounted, found.statements) == (1, 1)


def test_a_statement_whose_link_leads_nowhere_is_not_accounted_for(folder: Path):
    statement(folder, "{id: t1, section: testshire.2, kind: rule, says: Youth at 13., stands_for: ['rule:nothing']}")
    found = report(folder)
    assert (found.accounted, found.statements) == (0, 1)
    assert "'t1' stands for 'rule:nothing', which does not exist" in messages(found)


def test_a_statement_that_decides_something_cannot_be_waved_away(folder: Path):
    statement(folder, "{id: t1, section: testshire.2, kind: rule, says: Youth at 13., because: too hard}")
    assert "nothing in the pack stands for 't1'" in messages(report(folder))


def test_context_needs_a_reason_for_having_no_rule(folder: Path):
    statement(folder, "{id: t1, section: testshire.2, kind: context, says: Children matter.}")
    assert "'t1' stands for nothing and does not say why" in messages(report(folder))


def test_a_rule_that_no_statement_stands_behind_is_reported(folder: Path):
    assert "no statement stands behind rule 'family-youth'" in messages(report(folder))


def test_a_silence_needs_no_statement(folder: Path):
    assert "no statement stands behind rule 'remand-silent'" not in messages(report(folder))


def test_an_example_that_comes_out_otherwise_is_reported(folder: Path):
    text = (folder / "examples.yaml").read_text().replace("to: youth}", "to: care}")
    (folder / "examples.yaml").write_text(text)
    assert "example 'youth-fires': to should be care, is youth" in messages(report(folder))


def test_a_rule_without_a_firing_example_and_a_near_miss_is_reported(folder: Path):
    found = messages(report(folder))
    assert "no example of rule 'family-youth' shows it holding" not in found
    assert "no example of rule 'family-youth' misses it narrowly" in found
    assert "no example of rule 'care-order' shows it holding" in found


def test_a_clock_without_a_start_needs_a_caution(folder: Path):
    path = folder / "rules.yaml"
    path.write_text(path.read_text().replace("    cautions: [four-weeks]\n", ""))
    assert "the clock of 'care-agreement' is doubtful without a caution" in messages(report(folder))


def test_a_review_that_is_overdue_is_noted(folder: Path):
    path = folder / "pack.yaml"
    path.write_text(path.read_text().replace("dated: made up for tests", "dated: made up, review_due: 2024-03-31"))
    assert "the policy's review was due on 2024-03-31" in report(folder).notes
