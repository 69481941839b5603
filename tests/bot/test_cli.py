"""The command line: JSON alone on standard output, one line for a wrong call, and the exit status."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from dialogs import load_services

EXPLOITED = "15, CIN, being exploited, home about to break down, no disability, CSWT, C&F done 1 Dec 2026"
TODAY = ("--council", "kent", "--today", "2026-11-23")
LOADED = cache(load_services)
"""Loaded once for all tests: every real call loads afresh."""


class Called:
    """What a call wrote and the status it ended with."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cli, "load_services", LOADED)
    for name in ("DEFAULT_COUNCIL", "PACKS_DIR"):
        monkeypatch.delenv(f"TRANSFER_BOT_{name}", raising=False)

    def run(*words: str, typed: str = "") -> Called:
        monkeypatch.setattr(sys, "argv", ["transfer-bot", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Called(int(ended.value.code or 0), out, err)

    return run


def test_ask_answers_in_words(call: Any) -> None:
    called = call("ask", *TODAY, EXPLOITED)
    assert called.status == 0
    assert "Adolescent Support Team (AST)" in called.out
    assert called.err == ""


def test_ask_gives_one_json_object(call: Any) -> None:
    called = call("ask", *TODAY, "--json", EXPLOITED)
    assert called.json["answer"]["deadline"] == "2026-12-15"
    assert called.out.count("\n") == 1


def test_ask_takes_words_without_quotes(call: Any) -> None:
    assert (
        call("ask", *TODAY, "--json", "do", "draft", "assessments", "stop", "a", "transfer").json["kind"] == "sections"
    )


def test_ask_takes_facts_as_data(call: Any) -> None:
    settings = ("--set", "holding_team=CSWT", "--set", "legal_status=interim_care_order", "--set", "age=0.25")
    called = call("ask", *TODAY, "--json", *settings)
    assert called.json["answer"]["to"]["id"] == "cic"
    assert called.json["facts"]["age"] == 0.25


def test_ask_names_the_options_of_a_question(call: Any) -> None:
    called = call("ask", *TODAY, "CSWT. baby, ISO made, stays with nan")
    assert "/ Wants care" in " ".join(called.out.split())


def test_a_batch_of_a_file_keeps_the_order(call: Any, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    lines = [{"id": number, "council": "kent", "text": EXPLOITED, "today": "2026-11-23"} for number in range(3)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    called = call("ask", "--batch", str(file))
    assert [reply["id"] for reply in called.lines] == [0, 1, 2]
    assert called.status == 0


def test_a_batch_from_standard_input_survives_broken_lines(call: Any) -> None:
    typed = 'oops\n{"id": "a", "text": "' + EXPLOITED + '"}\n'
    called = call("ask", *TODAY, "--batch", "-", typed=typed)
    assert [reply["kind"] for reply in called.lines] == ["error", "answer"]
    assert called.status == 0


def test_search_lists_sections(call: Any) -> None:
    called = call("search", "--council", "kent", "--json", "--limit", "1", "draft assessments")
    assert [section["id"] for section in called.json["sections"]] == ["kent.2.actions"]


def test_search_in_a_batch(call: Any) -> None:
    called = call("search", "--batch", "-", typed='{"id": "q", "council": "kent", "text": "draft assessments"}\n')
    assert (called.json["id"], called.json["kind"]) == ("q", "sections")


def test_search_reads_well_in_the_terminal(call: Any) -> None:
    assert "I will not guess" in call("search", "--council", "kent", "the best pizza in town").out


def test_councils_lists_every_policy(call: Any) -> None:
    assert "kent" in [council["slug"] for council in call("councils", "--json").json["councils"]]
    assert "Kent" in call("councils").out


def test_chat_keeps_the_conversation_line_by_line(call: Any) -> None:
    called = call("chat", "--json", *TODAY, typed="CSWT. baby, ISO made, stays with nan\nstill wants care\n\nthanks\n")
    assert [reply["kind"] for reply in called.lines] == ["question", "answer", "answer", "help"]
    assert called.status == 0


def test_chat_counts_its_buttons_and_ends_politely(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["CSWT. baby, ISO made, stays with nan", "2", ""])

    def typed(*_: Any, **__: Any) -> str:
        try:
            return next(said)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("rich.console.Console.input", typed)
    called = call("chat", *TODAY)
    assert "2 Wants care" in called.out
    assert "Children in Care Team (CIC)" in called.out
    assert called.out.rstrip().endswith("Bye for now.")
    assert called.status == 0


def test_chat_does_not_number_buttons_where_a_number_is_the_answer(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["cswt, being exploited, home about to break down, C&F done 1 Dec", "quit"])
    monkeypatch.setattr("rich.console.Console.input", lambda *_, **__: next(said))
    called = call("chat", *TODAY)
    assert "Or say: I don't know" in called.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Missing command"),
        (("fly",), "No such command"),
        (("ask", "--wings", "x"), "No such option"),
        (("ask",), "Give me a text"),
        (("ask", "--council", "atlantis", "x"), 'no policy for "atlantis". I know kent'),
        (("ask", "--today", "soon", "x"), "Write it as 2026-11-23"),
        (("ask", "--set", "age", "x"), "FACT=VALUE"),
        (("ask", "--council", "kent", "--set", "agee=15", "x"), "Did you mean age"),
        (("ask", "--batch", "no/such/file"), "Cannot read no/such/file"),
        (("ask", "--batch", "-", "x"), "not both"),
        (("search",), "Give me a text"),
        (("search", "--limit", "0", "x"), "--limit"),
        (("chat", "--today", "soon"), "--today"),
        (("pack", "check", "atlantis"), "no pack called 'atlantis'"),
        (("serve", "--port", "0"), "--port"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_call_is_told_in_one_line(call: Any, words: tuple[str, ...], says: str) -> None:
    called = call(*words)
    assert called.status == 2
    assert says in called.err
    assert called.err.count("\n") == 1
    assert called.out == ""


def test_a_deployments_default_council_is_used(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFER_BOT_DEFAULT_COUNCIL", "kent")
    assert call("ask", "--json", "--today", "2026-11-23", EXPLOITED).json["council"] == "kent"


def test_an_unknown_default_council_names_its_setting(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFER_BOT_DEFAULT_COUNCIL", "atlantis")
    called = call("ask", EXPLOITED)
    assert called.status == 2
    assert "TRANSFER_BOT_DEFAULT_COUNCIL" in called.err


def test_pack_check_finds_what_is_wrong(call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pack = tmp_path / "brokenshire"
    pack.mkdir()
    (pack / "pack.yaml").write_text("slug: brokenshire\nnmae: Brokenshire\n", encoding="utf-8")
    monkeypatch.setenv("TRANSFER_BOT_PACKS_DIR", str(tmp_path))
    called = call("pack", "check")
    assert called.status == 1
    assert "brokenshire/pack.yaml, line 2" in called.out
    assert "Traceback" not in called.err
    assert call("pack", "check", "--json").json["ok"] is False


def test_pack_graph_prints_each_team_with_its_routes(call: Any) -> None:
    called = call("pack", "graph", "kent")
    assert "Children's Social Work Team (CSWT)" in called.out
    assert "transfers to CIC, at the initial Child in Care Review  [cswt-cic-section-20]" in called.out


def test_pack_graph_draws_the_transfers(call: Any) -> None:
    drawn = call("pack", "graph", "kent", "--mermaid").out.splitlines()
    assert drawn[0] == "flowchart LR"
    assert '  cswt["CSWT"] --> cic["CIC"]' in drawn


def test_pack_graph_of_an_unknown_council_is_a_wrong_call(call: Any) -> None:
    assert call("pack", "graph", "atlantis").status == 2


def test_a_broken_pack_stops_every_other_command(call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pack = tmp_path / "brokenshire"
    pack.mkdir()
    (pack / "pack.yaml").write_text("slug: brokenshire\n", encoding="utf-8")
    monkeypatch.setenv("TRANSFER_BOT_PACKS_DIR", str(tmp_path))
    called = call("ask", "--council", "kent", EXPLOITED)
    assert called.status == 2
    assert "brokenshire" in called.err
    assert called.err.count("\n") == 1


def test_the_command_as_a_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", *TODAY, "--json", EXPLOITED],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert json.loads(done.stdout)["kind"] == "answer"


def test_asking_does_not_load_the_web_host() -> None:
    probe = "import bot.cli, sys; print(sorted({'aiohttp', 'botbuilder', 'sqlalchemy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
