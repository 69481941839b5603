"""Pictures of a scripted chat, for people to look at: `python -m tests.e2e.screenshots FOLDER [SCRIPT]`.

A script is a text file with one thing to do a line: words to say, or a button to press in square brackets. Each reply
is saved at a phone's width and at a desktop's: the window as `phone-01.png`, the whole reply as `phone-01-reply.png`.
Run it in an environment made by `make install-e2e`; it needs Node 18+ and Chromium.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.playground import DESKTOP, PHONE, open_chat

SCRIPT = (
    "interim care order this morning, baby of 3 months with foster carers, cswt hold it",
    "why?",
    "start again",
    "14, county lines, cin, home about to fall apart, C&F finished 12 Nov, cswt",
    "whats a C&F",
)


def take(folder: Path, script: Sequence[str], council: str) -> None:
    """Play the script once at each width and save a picture of every reply in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
        with (
            tempfile.TemporaryDirectory() as data_dir,
            open_chat(Path(data_dir), {"TRANSFER_BOT_DEFAULT_COUNCIL": council}, size) as chat,
        ):
            chat.screenshot(folder / f"{name}-00.png")
            for number, line in enumerate(script, start=1):
                if line.startswith("["):
                    chat.press(line.strip("[]"))
                else:
                    chat.say(line)
                chat.screenshot(folder / f"{name}-{number:02}.png")
                chat.screenshot_of_reply(folder / f"{name}-{number:02}-reply.png")
                print(f"--- {name} {number}: {line}\n{chat.last_reply_text()}\n")


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description="Save pictures of a scripted chat with the bot.")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument(
        "script", type=Path, nargs="?", help="a text file: words to say, or [a button to press], a line"
    )
    parser.add_argument("--council", default="kent")
    given = parser.parse_args()
    lines = given.script.read_text(encoding="utf-8").splitlines() if given.script else SCRIPT
    take(given.folder, [line.strip() for line in lines if line.strip()], given.council)


if __name__ == "__main__":
    main()
