"""Text as cards need it: on one line, cut to length, safe from Markdown."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)|^(?:[#+=-]|\d+(?=[.)]))")
"""Whatever Markdown could act on: emphasis, links, tags and entities anywhere, list and heading marks at the start."""


def one_line(text: str) -> str:
    """The text with every run of white space, line breaks too, as a single space."""
    return " ".join(text.split())


def sentence(text: str) -> str:
    """The text on one line with its first letter in upper case, for a clause that stands alone."""
    line = one_line(text)
    return line[:1].upper() + line[1:]


def escape(text: str) -> str:
    """The text on one line, so written that Markdown shows it exactly as it stands.

    Only characters that could be markup get a backslash: some phone clients show the backslash, and ordinary names and
    dates should never have one.
    """
    return _MARKUP.sub(lambda mark: f"{mark[0]}\\" if mark[0].isdigit() else f"\\{mark[0]}", one_line(text))


def clip(text: str, most: int) -> str:
    """The text cut at a word when it is longer than `most` characters, with an ellipsis to show it."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut.strip() else cut.strip()}…"
