"""Start the bot on this machine and, where Node is installed, a Teams-like chat in the browser to try it in.

The chat is the Microsoft 365 Agents Playground, pinned in `deploy/playground` and installed into `.playground`.
`make run` calls this; the browser tests use its parts. Both programs listen on the loopback address alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "deploy" / "playground"
PLAYGROUND = ROOT / ".playground"
OLDEST_NODE = 18
WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SetupError(Exception):
    """Something stands in the way. The message says what, and the mend."""


def node_version() -> int | None:
    """The major version of the Node that is installed, or None without one."""
    node = shutil.which("node")
    if node is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else None


def install_playground() -> Path:
    """Install the pinned Playground into `.playground` unless it is there, and return the script that starts it.

    Raises `SetupError` when there is no Node that can run it, or when npm could not install it.
    """
    version = node_version()
    npm = shutil.which("npm")
    if version is None or npm is None:
        raise SetupError(f"Node and npm are not installed. Install Node {OLDEST_NODE} or newer.")
    if version < OLDEST_NODE:
        raise SetupError(f"Node {version} is too old. Install Node {OLDEST_NODE} or newer.")
    script = PLAYGROUND / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
    pins, done = (PINS / "package-lock.json").read_bytes(), PLAYGROUND / "installed.json"
    if script.exists() and done.exists() and done.read_bytes() == pins:
        return script
    PLAYGROUND.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PINS / name, PLAYGROUND / name)
    installing = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    if subprocess.run(installing, cwd=PLAYGROUND, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        raise SetupError("npm could not install the Agents Playground; what it said is above. Mend that and try again.")
    done.write_bytes(pins)
    return script


def require_free(port: int, purpose: str, variable: str) -> None:
    """Raise `SetupError` when something listens on this port of the loopback address already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SetupError(
                f"Port {port}, where {purpose} would listen, is in use by another program: perhaps an earlier "
                f"`make run`. Stop that, or choose another port: make run {variable}={port + 1}"
            )


@contextmanager
def bot(port: int, settings: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run the bot on the loopback address until the block ends; ready when the block starts.

    `settings` are environment variables on top of this process's own. An identity in the environment is left out,
    because the Playground signs nothing and a bot with an identity would turn it away.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRANSFER_BOT_APP_")}
    transfer_bot = Path(sys.executable).with_name("transfer-bot")
    command = [str(transfer_bot), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with _running("The bot", command, f"http://127.0.0.1:{port}/healthz", inherited | dict(settings or {})) as process:
        yield process


@contextmanager
def playground(script: Path, port: int, bot_port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the Playground, in its Teams mode and with telemetry off, until the block ends."""
    environment = os.environ | {
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(PLAYGROUND / "playground.log"),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }
    command = [
        "node", "--require", str(PINS / "loopback.cjs"), str(script), "start", "--disable-telemetry",
        "--channel-id", "msteams",
        "--app-endpoint", f"http://127.0.0.1:{bot_port}/api/messages",
        "--port", str(port),
        "--service-url", f"http://127.0.0.1:{port}/_connector",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    with _running("The Playground", command, address, environment, stdout=subprocess.DEVNULL) as process:
        yield process


@contextmanager
def _running(
    name: str, command: list[str], address: str, environment: Mapping[str, str], stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    # In a process group of its own, so that Ctrl-C reaches this launcher alone and each program is told to stop once.
    try:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=stdout, process_group=0
        )
    except FileNotFoundError as missing:
        raise SetupError(f"{command[0]} is not there. Run: make install") from missing
    try:
        _wait_until_it_answers(name, process, address)
        yield process
    finally:
        _stop(process)


def _wait_until_it_answers(name: str, process: subprocess.Popen[bytes], address: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SetupError(
                f"{name} stopped before it answered (exit status {process.returncode}); what it said is above."
            )
        try:
            WITHOUT_PROXY.open(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SetupError(f"{name} did not answer at {address} within {seconds:.0f} seconds.")


def _stop(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _port(variable: str, default: int) -> int:
    given = os.environ.get(variable) or str(default)
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise SetupError(
            f"{variable} is {given!r}, and a port is a number from 1 to 65535. Try: make run {variable}={default}"
        )
    return int(given)


def _tell(message: str) -> None:
    print(message, flush=True)


def _run() -> None:
    bot_port, chat_port = _port("PORT", 3978), _port("PLAYGROUND_PORT", 56150)
    if bot_port == chat_port:
        raise SetupError(f"PORT and PLAYGROUND_PORT are both {bot_port}; give them different values.")
    require_free(bot_port, "the bot", "PORT")
    require_free(chat_port, "the chat", "PLAYGROUND_PORT")
    script, without = None, ""
    try:
        script = install_playground()
    except SetupError as trouble:
        without = str(trouble)
    with ExitStack() as running:
        programs = {"The bot": running.enter_context(bot(bot_port))}
        if script is not None:
            programs["The Playground"] = running.enter_context(playground(script, chat_port, bot_port))
        _tell(f"\n  The bot answers at      http://127.0.0.1:{bot_port}/api/messages")
        if script is not None:
            _tell(f"  Chat with it at         http://127.0.0.1:{chat_port}")
        else:
            _tell("  Chat with it by         make chat   (in another terminal)")
            _tell(f"  No chat in the browser: {without}")
        _tell("  Stop with               Ctrl-C\n")
        while all(process.poll() is None for process in programs.values()):
            time.sleep(0.3)
        ended = {name: process.returncode for name, process in programs.items() if process.poll() is not None}
        raise SetupError(
            " ".join(f"{name} stopped by itself (exit status {status})." for name, status in ended.items())
        )


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> int:
    """Run until Ctrl-C. Returns 0 when told to stop, 1 when something stood in the way."""
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, _interrupt)
    try:
        _run()
    except KeyboardInterrupt:
        _tell("\nStopped.")
        return 0
    except SetupError as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
