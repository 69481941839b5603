"""What the README promises holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings
from knowledge import Pack
from tests import shipped

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_rules_can_be_used_without_the_bot_as_shown() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(code.strip().splitlines()) <= 6
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "cic" in done.stdout
    assert "initial_cic_review" in done.stdout


@pytest.mark.parametrize("pack", shipped.knowledge().packs.values(), ids=lambda pack: pack.slug)
def test_each_council_is_listed_with_its_statements_and_rules(pack: Pack) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| {pack.identity.name} |"))
    assert [cell.strip() for cell in row.split("|")[3:5]] == [str(len(pack.statements())), str(len(pack.rules))]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert PREFIX in README
    assert f"`{name.upper()}`" in README


@pytest.mark.parametrize("command", sorted(set(re.findall(r"make ([a-z0-9-]+)", README))))
def test_every_make_command_named_exists(command: str) -> None:
    assert re.search(rf"^{command}:.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
