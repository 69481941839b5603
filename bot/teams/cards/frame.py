"""The pieces every card is made of: headings, paragraphs, lists, notes.

Running text and lists are `RichTextBlock`s, in which no client reads Markdown, so nothing that a person typed can turn
into a link or formatting. Headings have to be `TextBlock`s, because only those are announced as headings by a screen
reader; what goes into them is escaped.

Clients differ in what they do with a row of buttons that is too wide (cut, squeeze, scroll), so rows are kept to what
a phone shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from microsoft_teams.cards import ActionSet, CardElement, Container, RichTextBlock, TextBlock, TextRun

from bot.teams.cards.actions import Plan, option_list, submit
from bot.teams.cards.text import escape, one_line
from dialogs.turn import Button, Reply

Gap: TypeAlias = Literal["Small", "Default", "Medium"]
Mark: TypeAlias = Literal["bullets", "numbers"]

OWN_MARKS = ("- ", "• ", "✓ ", "✗ ", "? ")
ROW = 36
"""Characters of button labels, with four for each button's edges, that a row holds on a phone 320 pixels wide."""

def heading(text: str, size: Literal["Medium", "Large"] = "Large", gap: Gap = "Default") -> TextBlock:
    """A heading in larger bold type, announced as one by screen readers."""
    return TextBlock(text=escape(text), size=size, weight="Bolder", style="heading", wrap=True, spacing=gap)


def label(text: str) -> TextBlock:
    """The heading of one part of a card, in ordinary size."""
    return TextBlock(text=escape(text), size="Default", weight="Bolder", style="heading", wrap=True, spacing="Medium")


def run(text: str) -> TextRun:
    """A stretch of ordinary text."""
    return TextRun(text=text)


def bold(text: str) -> TextRun:
    """A stretch of bold text."""
    return TextRun(text=text, weight="Bolder")


def subtle(text: str) -> TextRun:
    """A stretch of quieter text: where something stands, how it was counted."""
    return TextRun(text=text, is_subtle=True)


def paragraph(*parts: str | TextRun, gap: Gap = "Default") -> RichTextBlock:
    """One paragraph, mixed from plain strings and runs. Wraps by itself on every width."""
    inlines: list[CardElement] = [run(part) if isinstance(part, str) else part for part in parts]
    return RichTextBlock(inlines=inlines, spacing=gap)


def paragraphs(text: str, gap: Gap = "Default") -> list[CardElement]:
    """Plain text as one paragraph for each line that holds anything."""
    return [paragraph(line, gap=gap) for line in filter(None, map(one_line, text.splitlines()))]


def listed(items: Iterable[str], mark: Mark = "bullets") -> list[CardElement]:
    """A list of short items, a single one without a mark; nothing when there are none."""
    texts = [line for line in map(one_line, items) if line]
    if len(texts) == 1:
        return [paragraph(texts[0], gap="Small")]
    return [
        paragraph(f"{number}. {text}" if mark == "numbers" else f"• {text}", gap="Small")
        for number, text in enumerate(texts, start=1)
    ]


def lines(items: Sequence[str], mark: Mark | None = None) -> list[CardElement]:
    """Body lines; one that ends in a colon is the heading of those after it.

    Lines under a heading become a list, lines before any heading are sentences unless a mark is asked for. A group in
    which some lines bring their own marks (ticks, dashes) keeps those.
    """
    elements: list[CardElement] = []
    pending: list[str] = []
    under: Mark | None = mark

    def grouped() -> list[CardElement]:
        if under is None or any(item.startswith(OWN_MARKS) for item in pending):
            return [paragraph(f"• {item[2:]}" if item.startswith("- ") else item, gap="Small") for item in pending]
        return listed(pending, under)

    for item in filter(None, map(one_line, items)):
        if item.endswith(":"):
            elements += [*grouped(), label(item.removesuffix(":"))]
            pending, under = [], mark or "bullets"
        else:
            pending.append(item)
    return [*elements, *grouped()]


def panel(items: Sequence[CardElement], style: Literal["emphasis", "warning"] = "emphasis") -> Container:
    """A part set off from the rest by its background. What it is must stand in its words, never in the colour alone."""
    return Container(items=list(items), style=style, spacing="Medium")


def buttons(offered: Sequence[Button], plan: Plan) -> list[CardElement]:
    """Buttons in rows that fit a phone; nothing when there are none."""
    rows: list[list[Button]] = []
    width = ROW
    for button in offered:
        wide = len(button.label) + 4
        if width + wide > ROW:
            rows.append([])
            width = 0
        rows[-1].append(button)
        width += wide
    return [
        ActionSet(actions=[submit(button, plan) for button in row], spacing="Small" if number else "Medium")
        for number, row in enumerate(rows)
    ]


def choose_from_list(plan: Plan) -> list[CardElement]:
    """Options too many for buttons, as a list to open; nothing when the card has no list."""
    return [option_list(plan), *send(plan.entry, plan)] if plan.entry else []


def send(entry: Button, plan: Plan) -> list[CardElement]:
    """The button that sends the card's input, and the reminder that typing does as well."""
    typing = paragraph(subtle("Or just type it as a message."), gap="Small")
    return [ActionSet(actions=[submit(entry, plan)], spacing="Small"), typing]


def understood(reply: Reply) -> list[CardElement]:
    """What was taken from the user's words, on one compact line: "You told me: Age 15 · Plan child in need"."""
    if not reply.understood:
        return []
    parts: list[TextRun] = [subtle("You told me: ")]
    for number, fact in enumerate(reply.understood):
        parts += [subtle(f"{' · ' if number else ''}{one_line(fact.label)} "), bold(one_line(fact.text))]
    return [paragraph(*parts, gap="Small")]


def about_policy(code: str) -> bool:
    """Whether a warning is about the policy document, and so belongs beside its source and not above the answer."""
    return code.startswith("policy")


def top_warnings(reply: Reply) -> list[CardElement]:
    """Warnings to be read before anything else: danger to a child, personal data in the message."""
    urgent = [notice for notice in reply.warnings if not about_policy(notice.code)]
    return [panel([paragraph(bold(one_line(notice.text)))], "warning") for notice in urgent]


def policy_warnings(reply: Reply) -> list[CardElement]:
    """Warnings about the policy itself: review overdue, parts missing."""
    return [
        paragraph(bold("Note: "), one_line(notice.text), gap="Small")
        for notice in reply.warnings
        if about_policy(notice.code)
    ]


def other_side(reply: Reply) -> list[CardElement]:
    """What the other council's own policy says of a case that moves between two councils, set apart."""
    if reply.other_side is None:
        return []
    first, *rest = reply.other_side.lines or (reply.other_side.name,)
    return [panel([label(one_line(first)), *lines(rest)])]


def eyebrow(reply: Reply, heads: str) -> list[CardElement]:
    """The reply's title as a small line above the heading, unless the heading says the same."""
    title = one_line(reply.title)
    return [paragraph(subtle(title))] if title and title.lower() not in heads.lower() else []


def opening(reply: Reply) -> list[CardElement]:
    """What comes first on every card: urgent warnings, then what was said about the message just read."""
    return [*top_warnings(reply), *paragraphs(reply.lead)]
