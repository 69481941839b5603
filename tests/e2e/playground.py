"""The Agents Playground as a person uses it: type, press, read, look. Written for its version pinned in `deploy`."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from deploy.run_with_playground import bot, install_playground, playground

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = (1100, 900)
PHONE = (390, 844)
PATIENCE_MS = 10_000
# The Playground keeps its chat 600 pixels wide; Teams on a phone does not.
NARROW = """
    *:has(.fai-OutputCard), *:has([data-lexical-editor]) { min-width: 0 !important; margin-right: 0 !important; }
    .fai-OutputCard, .fai-OutputCard > div { max-width: calc(100vw - 68px) !important; padding: 0 !important; }
    div:has(> h1) { display: none !important; }
"""


class Playground:
    """One open chat with the bot, in one browser page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str, size: tuple[int, int] = DESKTOP) -> None:
        """Load the chat and wait for the bot's first words. `size` is the window's width and height in pixels."""
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.route(re.compile(r"^https?://(?!127\.0\.0\.1[:/])"), _refuse)
        self.page.goto(address)
        expect(self._replies.last).to_be_visible()
        self.page.get_by_role("button", name="Hide log panel").click()
        expect(self.page.get_by_text("Log Panel", exact=True)).to_be_hidden()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        if size[0] < DESKTOP[0]:
            self.page.add_style_tag(content=NARROW)

    def say(self, text: str) -> None:
        """Type a message, send it, and wait for the bot's reply."""
        before = self._state()
        self.page.locator("[data-lexical-editor]").click()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")
        self._wait_for_a_change(before)

    def press(self, label: str) -> None:
        """Press a button of the last reply and wait for what comes of it. Raises LookupError if it has none such."""
        before = self._state()
        button = self._replies.last.get_by_role("button", name=label, exact=True)
        more = self._replies.last.get_by_role("button", name="More options")
        if not button.is_visible() and more.is_visible():
            more.click()
            button = self.page.get_by_role("menuitem", name=label, exact=True)
        try:
            button.click()
        except TooLate as late:
            raise LookupError(f"The last reply has no button {label!r}; it has {self.buttons()}") from late
        self._wait_for_a_change(before)

    def choose(self, label: str) -> None:
        """Answer the question in the last reply by hand: its button, or its entry in the list of choices."""
        listed = self._replies.last.get_by_role("combobox")
        if listed.count() == 0:
            self.press(label)
            return
        listed.first.click()
        self.page.get_by_role("option", name=label, exact=True).click()
        self.press("Choose")

    def buttons(self) -> list[str]:
        """What the buttons of the last reply say."""
        return [label.strip() for label in self._replies.last.get_by_role("button").all_inner_texts()]

    def last_reply_text(self) -> str:
        """The words of the last reply, its buttons' too."""
        return self._replies.last.inner_text()

    def wait_for(self, text: str | re.Pattern[str]) -> None:
        """Wait until the last reply holds these words; fails with what it holds instead."""
        expect(self._replies.last).to_contain_text(text)

    def screenshot(self, path: Path) -> None:
        """Save a picture of the window, scrolled so that the last reply is seen from its top."""
        self._replies.last.evaluate("reply => { document.activeElement.blur(); reply.scrollIntoView(true); }")
        self.page.screenshot(path=path)

    def screenshot_of_reply(self, path: Path) -> None:
        """Save a picture of the last reply alone, whole, however long it is."""
        window, reply = self.page.viewport_size, self._replies.last.bounding_box()
        if window is None or reply is None:
            raise ValueError("there is no window or no reply to take a picture of")
        around = 400
        self.page.set_viewport_size({"width": window["width"], "height": int(reply["height"]) + around})
        self._replies.last.screenshot(path=path)
        self.page.set_viewport_size(window)

    @property
    def _replies(self) -> Locator:
        return self.page.locator(".fai-OutputCard")

    def _state(self) -> tuple[int, str]:
        return self._replies.count(), self._replies.last.inner_text()

    def _wait_for_a_change(self, before: tuple[int, str]) -> None:
        self.page.wait_for_function(
            """([count, text]) => {
                const replies = document.querySelectorAll(".fai-OutputCard");
                return replies.length > count || replies[replies.length - 1].innerText !== text;
            }""",
            arg=list(before),
        )
        self.page.wait_for_timeout(300)  # a reply may come as more than one message


def _refuse(route: Route) -> None:
    # The page asks other hosts for fonts and decoration; a test meets nothing but this machine.
    route.abort()


@contextmanager
def browser_page() -> Iterator[Page]:
    """An empty page of the Chromium that is installed on this machine."""
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        raise FileNotFoundError(f"No Chromium on the path (looked for {', '.join(CHROMIUM)}). Install one of them.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=list(SWITCHES))
        try:
            yield browser.new_page(locale="en-GB", viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        finally:
            browser.close()


@contextmanager
def open_chat(
    data_dir: Path, settings: Mapping[str, str] | None = None, size: tuple[int, int] = DESKTOP
) -> Iterator[Playground]:
    """The real bot, started on free ports with its data in `data_dir`, and a chat with it that is open.

    `settings` are environment variables for the bot; `size` is the window's width and height in pixels.
    """
    script = install_playground()
    bot_port, chat_port = _two_free_ports()
    own = {"TRANSFER_BOT_DATA_DIR": str(data_dir), "TRANSFER_BOT_RATE_LIMIT": "0"}
    with bot(bot_port, own | dict(settings or {})), playground(script, chat_port, bot_port), browser_page() as page:
        chat = Playground(page)
        chat.open(f"http://127.0.0.1:{chat_port}/", size)
        yield chat


def _two_free_ports() -> tuple[int, int]:
    with ExitStack() as held:
        first, second = (held.enter_context(socket.socket()) for _ in range(2))
        for probe in (first, second):
            probe.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]
