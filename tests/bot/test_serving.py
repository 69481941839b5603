"""The process: it starts quickly, says so, stops cleanly, and says in one line why it cannot start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = """
import sys
from bot.app import run
from bot.settings import read
from tests.bot.conftest import services, remembering
import time
def slow(conversation, message):
    if message.text == "slow":
        time.sleep(1)
    return remembering(conversation, message)
sys.exit(run(read(), services(slow), sys.argv[1], int(sys.argv[2])))
"""


def start(folder: Path, host: str, port: int, **environment: str) -> subprocess.Popen[str]:
    names = {f"TRANSFER_BOT_{name}": value for name, value in ({"DATA_DIR": str(folder)} | environment).items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRANSFER_BOT_")}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, host, str(port)], env=inherited | names, text=True,
                            stderr=subprocess.PIPE, stdout=subprocess.PIPE)


@pytest.fixture
def port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def serving(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = start(tmp_path, "127.0.0.1", port)
    assert process.stderr
    assert "this machine only" in process.stderr.readline()
    yield process
    process.kill()
    process.communicate()


def test_it_serves_until_it_is_asked_to_stop(serving, port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        assert answer.status == 200
    serving.send_signal(signal.SIGTERM)
    out, _ = serving.communicate(timeout=15)
    assert serving.returncode == 0
    assert out == "", "standard output is for answers"


def test_what_is_in_hand_is_finished_before_it_stops(serving, port):
    body = (b'{"type": "message", "text": "slow", "channelId": "msteams", "serviceUrl": "http://127.0.0.1:9/", '
            b'"deliveryMode": "expectReplies", "conversation": {"id": "c"}, "from": {"id": "u"}, '
            b'"recipient": {"id": "b"}}')
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(b"POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        time.sleep(0.3)
        serving.send_signal(signal.SIGTERM)
        assert caller.recv(65536).startswith(b"HTTP/1.1 200")
    assert serving.wait(15) == 0


def test_a_busy_port_is_one_clear_line_and_exit_status_2(tmp_path, serving, port):
    second = start(tmp_path / "second", "127.0.0.1", port)
    _, said = second.communicate(timeout=15)
    assert second.returncode == 2
    assert said == f"Port {port} is in use by another program. Stop that one, or choose another port with --port.\n"


def test_another_host_without_an_identity_is_refused(tmp_path, port):
    process = start(tmp_path, "0.0.0.0", port)  # noqa: S104 - refused
    _, said = process.communicate(timeout=15)
    assert process.returncode == 2
    assert said.startswith("Without an identity the bot serves this machine only")
    assert len(said.splitlines()) == 1


def test_a_database_that_cannot_be_opened_is_one_line_and_exit_status_2(tmp_path, port):
    process = start(tmp_path, "127.0.0.1", port, DATABASE_URL="postgresql+asyncpg://bot:very-secret-word@127.0.0.1:9/x")
    _, said = process.communicate(timeout=15)
    assert process.returncode == 2
    assert "TRANSFER_BOT_DATABASE_URL" in said
    assert len(said.splitlines()) == 1
    assert "very-secret-word" not in said
