"""A failure is apologised for, and can be found in the log, which never holds what anybody typed."""

from __future__ import annotations

import asyncio
import io
import json
import logging

import pytest
import structlog

from bot import logs
from dialogs.turn import Conversation, Message, Outcome
from tests.bot.conftest import said, tapped

TYPED = "Zebedee Example of 7 Nowhere Lane"


@pytest.fixture
def lines():
    """Everything logged so far, as the raw text and as objects."""
    stream = io.StringIO()
    logs.configure(logging.DEBUG, stream)

    def read() -> tuple[str, list[dict[str, object]]]:
        raw = stream.getvalue()
        return raw, [json.loads(line) for line in raw.splitlines()]

    return read


def breaking(_conversation: Conversation, message: Message) -> Outcome:
    try:
        int(message.text or str(message.tap))
    except ValueError as error:
        raise RuntimeError(f"cannot read {message}") from error
    raise AssertionError


@pytest.mark.parametrize("activity", [
    said(TYPED), tapped(action="answer", fact="name", value=TYPED),
], ids=["typed", "tapped"])
async def test_a_failure_gives_a_reference_that_the_log_knows_without_the_words(start, lines, activity):
    async with start(breaking) as teams:
        await teams.post(activity)
    [apology] = teams.channel.texts
    raw, logged = lines()
    [line] = [line for line in logged if line["event"] == "turn_failed"]
    assert line["reference"] in apology
    assert line["error"] == "builtins.RuntimeError from builtins.ValueError"
    assert "in breaking" in str(line["traceback"])
    assert TYPED not in raw
    assert "Zebedee" not in raw


async def test_what_was_said_before_a_failure_is_still_known_after_it(teams):
    await teams.says("fifteen")
    await teams.says("please break")
    assert await teams.says("cin") == ["fifteen cin"]


async def test_nothing_that_is_typed_gets_into_the_log(teams, lines):
    teams.channel.answers = [(403, {}, {"error": {"code": "Other", "message": TYPED}})]
    await teams.says(TYPED)
    await teams.post(said(TYPED, id=4))
    await teams.post(tapped(action=TYPED, value=[TYPED]))
    await teams.post({"type": "invoke", "name": TYPED, "value": {"action": TYPED}})
    await teams.bot.post("/api/messages", data=TYPED, headers={"Content-Type": "application/json"})
    await teams.bot.post("/api/v1/ask", json={"text": TYPED, "council": "atlantis"})
    await teams.bot.get("/api/v1/search", params={"q": TYPED})
    raw, logged = lines()
    assert logged
    assert "Zebedee" not in raw


async def test_storage_that_fails_ends_in_an_apology_and_no_words(teams, lines, tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "transfer-bot.sqlite3") as connection:
        connection.execute("DROP TABLE turns")
    connection.close()
    [apology] = await teams.says(TYPED)
    assert "quote reference" in apology
    raw, _ = lines()
    assert "turn_failed" in raw
    assert "Zebedee" not in raw


async def test_an_unexpected_error_in_the_api_is_a_problem_with_a_reference(start, lines, monkeypatch):
    def broken(_line: object) -> dict[str, object]:
        raise RuntimeError(TYPED)

    monkeypatch.setattr("tests.bot.conftest.ask", broken)
    async with start() as teams:
        answer = await teams.bot.post("/api/v1/ask", json={"text": TYPED})
        body = await answer.json(content_type="application/problem+json")
    raw, [line] = lines()
    assert answer.status == 500
    assert line["reference"] in body["detail"]
    assert "Zebedee" not in raw
    assert "Zebedee" not in str(body)


async def test_errors_of_libraries_are_stripped_of_their_messages_too(lines):
    async def fails() -> None:
        raise ValueError(TYPED)

    [error] = await asyncio.gather(fails(), return_exceptions=True)
    asyncio.get_running_loop().call_exception_handler({"message": "Task failed", "exception": error})
    try:
        raise KeyError(TYPED)
    except KeyError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
    structlog.get_logger("bot.x").error("given", exc_info=ValueError(TYPED))
    raw, logged = lines()
    assert [line["error"] for line in logged] == ["builtins.ValueError", "builtins.KeyError", "builtins.ValueError"]
    assert "Zebedee" not in raw
