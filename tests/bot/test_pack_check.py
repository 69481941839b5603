"""`transfer-bot pack check`, on Midshire with one thing broken at a time: each file of tests/packs/broken is one fault.

A file says what is changed in Midshire and everything that the check must then print: the line, the problem, the mend.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge import packs
from knowledge.record import Record
from knowledge.yaml_file import read
from tests.bot.conftest import Called
from tests.knowledge.conftest import MADE_UP, MIDSHIRE

BROKEN = sorted((MADE_UP / "broken").glob("*.yaml"))
SUMMARY = "statements accounted for"
VOCABULARY = cache(packs.load_vocabulary)


class Finding(Record):
    """One line that the check prints."""

    file: str | None = None
    """The file it is about; the one that was changed unless it says another."""
    line: str | None = None
    """How the line reads that it names, the last one of several; none where there is no such file."""
    problem: str
    mend: str


class Broken(Record):
    """One fault in Midshire."""

    what: str
    file: str
    replace: str = ""
    by: str = ""
    remove: bool = False
    save_as: str = "utf-8"
    finds: tuple[Finding, ...]

    def do(self, folder: Path) -> None:
        """Make the change."""
        path = folder / self.file
        if self.remove:
            path.unlink()
            return
        text = path.read_text(encoding="utf-8")
        assert not self.replace or text.count(self.replace) == 1, "the text to replace has to be there once"
        path.write_text(text.replace(self.replace, self.by) if self.replace else text, encoding=self.save_as)

    def printed(self, finding: Finding, folder: Path) -> tuple[str, str]:
        """How the printed line begins, and how it ends."""
        path, number = folder / (finding.file or self.file), 1
        if finding.line is not None:
            lines = [line.strip() for line in path.read_text(encoding=self.save_as).splitlines()]
            number = len(lines) - lines[::-1].index(finding.line)
        stop = "" if finding.problem.endswith("?") else "."
        return f"midshire/{path.name}, line {number}", f": {finding.problem}{stop} {finding.mend}"


@pytest.fixture
def midshire_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of Midshire to be broken, the only council there is: the shipped ones take their time."""
    (tmp_path / "none").mkdir()
    monkeypatch.setattr(packs, "SHIPPED_PACKS", tmp_path / "none")
    monkeypatch.setattr(packs, "load_vocabulary", VOCABULARY)
    return Path(shutil.copytree(MIDSHIRE, tmp_path / "packs" / "midshire"))


@pytest.fixture
def checked(call: Any, monkeypatch: pytest.MonkeyPatch, midshire_alone: Path) -> Any:
    monkeypatch.setenv("TRANSFER_BOT_PACKS_DIR", str(midshire_alone.parent))
    return lambda: call("pack", "check", "midshire")


def faults(called: Called) -> list[str]:
    return [line for line in called.out.splitlines() if SUMMARY not in line and not line.startswith("  note: ")]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_one_fault_is_told_with_its_line_and_its_mend(path: Path, checked: Any, midshire_alone: Path) -> None:
    broken = Broken.model_validate(read(path))
    broken.do(midshire_alone)
    called = checked()
    assert (called.status, called.err) == (1, "")
    told, wanted = faults(called), [broken.printed(finding, midshire_alone) for finding in broken.finds]
    assert len(told) == len(wanted), "\n".join(told)
    for line, (begins, ends) in zip(told, wanted, strict=True):
        assert line.startswith((f"{begins}:", f"{begins}, ")), line
        assert line.endswith(ends), line


def test_nothing_is_wrong_while_nothing_is_broken(checked: Any) -> None:
    called = checked()
    assert (called.status, faults(called)) == (0, [])


def test_a_review_that_is_overdue_is_noted_and_no_fault(checked: Any, midshire_alone: Path) -> None:
    overdue = Broken(what="", file="pack.yaml", replace="review_due: 2027-", by="review_due: 2025-", finds=())
    overdue.do(midshire_alone)
    called = checked()
    assert called.status == 0
    assert "  note: the policy's review was due on 2025-03-31" in called.out.splitlines()


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_files(checked: Any, midshire_alone: Path) -> None:
    for name in ("two-teams-of-one-id", "unknown-transfer-point", "phrase-for-a-fact-that-does-not-exist"):
        Broken.model_validate(read(MADE_UP / "broken" / f"{name}.yaml")).do(midshire_alone)
    told = faults(checked())
    assert [line.split(",")[0] for line in told] == [f"midshire/{name}.yaml" for name in ("phrases", "rules", "teams")]


def test_a_pack_that_cannot_be_used_is_told_in_one_line_by_every_other_command(
    call: Any, monkeypatch: pytest.MonkeyPatch, midshire_alone: Path
) -> None:
    Broken.model_validate(read(MADE_UP / "broken" / "phrase-that-cannot-be-read.yaml")).do(midshire_alone)
    monkeypatch.setenv("TRANSFER_BOT_PACKS_DIR", str(midshire_alone.parent))
    called = call("councils")
    assert called.status == 2
    assert called.err.startswith("midshire/phrases.yaml, line 11: a bracket is not closed")
    assert called.err.count("\n") == 1
