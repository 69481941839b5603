"""The HTTP API of the real bot, as a stranger meets it who has only its description.

Schemathesis reads `/api/openapi.json` and makes up requests for every operation, valid and spoilt ones, and looks at
each response: status, headers, body and media type are as described, what is spoilt is refused, what is valid is taken,
other methods are turned away, and where there are keys nothing goes without one.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.run_with_playground import bot

pytestmark = pytest.mark.e2e

KEY = "a-key-for-one-test-only"
CHECKS = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CASES_PER_OPERATION = 50


@pytest.fixture(params=["", KEY], ids=["without keys", "with keys"])
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(tmp_path: Path, key: str) -> Iterator[str]:
    """The real bot on a free port, with no limit on how often it is called."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATA_DIR": str(tmp_path), "API_RATE_LIMIT": "0", "API_KEYS": key}
    with bot(port, {f"TRANSFER_BOT_{name}": value for name, value in settings.items()}):
        yield f"http://127.0.0.1:{port}"


def test_every_operation_does_as_described(address: str, key: str, tmp_path: Path) -> None:
    command = [
        str(SCHEMATHESIS), "--config-file", str(CHECKS), "--no-color", "run", f"{address}/api/openapi.json",
        "--checks", "all", "--max-examples", str(CASES_PER_OPERATION), "--generation-deterministic",
        *(["--header", f"Authorization: Bearer {key}"] if key else []),
    ]  # fmt: skip
    apart = os.environ | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    done = subprocess.run(command, cwd=tmp_path, env=apart, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 selected / 4 total" in done.stdout


def test_the_description_is_valid_openapi_3_1(address: str) -> None:
    import schemathesis  # only installed for these tests

    with urllib.request.urlopen(f"{address}/api/openapi.json", timeout=30) as answer:  # noqa: S310 - this machine
        described = json.load(answer)
    assert described["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(described).validate()
