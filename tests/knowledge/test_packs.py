"""A pack that is wrong is refused whole, with messages that a rule author can act on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.pack_faults import PackError
from knowledge.packs import load_pack, load_vocabulary
from tests.knowledge.conftest import TESTSHIRE

VOCABULARY, POINTS, _ = load_vocabulary()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TESTSHIRE, tmp_path / "testshire"))


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Put `new` in the place of `old`; the line on which it stands."""
    text = (folder / file).read_text()
    assert text.count(old) >= 1
    (folder / file).write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_pack(folder, VOCABULARY, POINTS)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem", "mend"),
    [
        ("rules.yaml", "to: youth", "to: young", "there is no receiving team 'young'", "Correct it"),
        (
            "rules.yaml",
            "section: testshire.3",
            "section: testshire.9",
            "there is no section 'testshire.9'",
            "add the section",
        ),
        (
            "rules.yaml",
            "at: initial_cin_meeting",
            "at: cin_meting",
            "there is no transfer point 'cin_meting'",
            "Correct it",
        ),
        (
            "rules.yaml",
            "exploitation: no",
            "exploited: no",
            "there is no fact called 'exploited'",
            "Mend the condition",
        ),
        ("rules.yaml", "exploitation: no", "exploitation: maybe", "'exploitation' is answered yes or no", "Mend"),
        ("rules.yaml", "plan: [cin, cp]", "plan: [cin, cpp]", "'plan' has no option 'cpp'", "Mend the condition"),
        ("rules.yaml", "{at_least: 13}", "{from: 13}", "'age' is a number: use at_least", "Mend the condition"),
        ("rules.yaml", "anchor: assessment_completed", "anchor: age", "there is no date fact 'age'", "Correct it"),
        ("rules.yaml", "cautions: [four-weeks]", "cautions: [five]", "there is no caution 'five'", "add the caution"),
        (
            "rules.yaml",
            "checklists: [hand-over]",
            "checklists: [handover]",
            "there is no checklist 'handover'",
            "add the",
        ),
        ("rules.yaml", "    to: care\n", "", "a rule that transfers has to say where to", "Add 'to'"),
        ("rules.yaml", "safer: report-late", "safer: report-never", "no rule or group 'report-never'", "Correct it"),
        (
            "rules.yaml",
            "checklists: [hand-over]",
            "cheklists: [hand-over]",
            "there is no such field here",
            "Check its spelling",
        ),
        ("rules.yaml", "outcome: silent", "outcome: quiet", "this value is not one of those allowed", "Use one of"),
        ("rules.yaml", "id: care-adults\n", "id: care-keeps\n", "'care-keeps' is there twice", "Rename or delete one"),
        ("teams.yaml", "part_of: family", "part_of: families", "there is no team 'families'", "Correct it"),
        ("pack.yaml", "escalation: ladder", "escalation: rope", "there is no escalation 'rope'", "Correct it"),
        ("sections.yaml", "see_also: [testshire.2]", "see_also: [two]", "there is no section 'two'", "Correct it"),
    ],
)
def test_a_fault_is_named_with_its_file_line_and_mend(
    folder: Path, file: str, old: str, new: str, problem: str, mend: str
):
    change(folder, file, old, new)
    (fault, *_) = faults(folder)
    assert f"testshire/{file}, line " in fault
    assert problem in fault
    assert mend in fault


def test_the_line_is_that_of_the_faulty_field(folder: Path):
    line = change(folder, "rules.yaml", "to: youth", "to: young")
    assert f"line {line}," in faults(folder)[0]


def test_all_faults_come_at_once(folder: Path):
    change(folder, "rules.yaml", "to: youth", "to: young")
    change(folder, "rules.yaml", "at: initial_cic_review", "at: review")
    change(folder, "teams.yaml", "part_of: family", "part_of: families")
    assert len(faults(folder)) == 3


def test_exceptions_that_go_round_in_a_circle_are_refused(folder: Path):
    change(
        folder,
        "rules.yaml",
        "  - id: family-youth\n",
        "  - id: family-youth\n    exception_to: [family-youth-physical]\n",
    )
    assert any("these exceptions go round in a circle" in fault for fault in faults(folder))


def test_a_key_given_twice_is_refused(folder: Path):
    line = change(folder, "pack.yaml", "name: Testshire", "name: Testshire\nname: Elsewhere")
    assert f"line {line + 1}: 'name' is there twice" in faults(folder)[0]


def test_a_file_that_is_not_yaml_is_refused_with_its_line(folder: Path):
    change(folder, "teams.yaml", "teams:", "teams: [")
    assert "testshire/teams.yaml, line" in faults(folder)[0]


def test_a_missing_file_is_named(folder: Path):
    (folder / "meetings.yaml").unlink()
    assert faults(folder) == ["testshire/meetings.yaml, line 1: the file is missing. Add meetings.yaml to the folder"]


def test_yes_and_no_are_plain_text_as_keys_and_answers_as_values():
    fact = VOCABULARY["exploitation"]
    assert fact.yes == "exploitation is the main worry"
    assert fact.unless_said is not None
    assert fact.unless_said.value is False
