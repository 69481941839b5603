"""What people say to steer the conversation, from the phrases in `heard.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from knowledge.yaml_file import read

FILE = Path(__file__).with_name("heard.yaml")


@dataclass(frozen=True)
class Heard:
    """An action somebody asked for in words, with the parts of the message it is about."""

    action: str
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WordsAsked:
    """A way to read a message as a question about words."""

    kind: str
    """`what` ("who are FIS"), `who` ("who is the IRO"), `stands_for` ("what does FIS mean"), `difference`, `same`, or
    `list` (all words)."""
    sides: tuple[str, ...] = ()
    """The words asked about, as said: one text that may hold several, or the two sides of a comparison."""
    where: str = ""
    """Of which council it is asked ("in Somerset"), where the question says so apart from the word."""

    @property
    def compares(self) -> bool:
        """Whether it asks how words differ."""
        return self.kind in ("difference", "same")


@dataclass(frozen=True)
class Phrases:
    """Every phrase, compiled."""

    steering: tuple[tuple[str, re.Pattern[str]], ...]
    words: tuple[tuple[str, re.Pattern[str]], ...]
    word_ends: re.Pattern[str]
    openings: re.Pattern[str]
    asking: re.Pattern[str]
    about_a_case: re.Pattern[str]
    whether_now: re.Pattern[str]
    what_next: re.Pattern[str]
    parting: re.Pattern[str]
    fact_names: Mapping[str, str]
    hypothetical: Mapping[str, str]

    def all_heard(self, text: str) -> tuple[Heard, ...]:
        """Every action that the whole message can stand for, likeliest first: "I'm in X" names a council or a team."""
        plain = self.plain(text)
        found = ((action, pattern.fullmatch(plain)) for action, pattern in self.steering)
        return tuple(Heard(action, _parts(match)) for action, match in found if match)

    def words_asked(self, text: str) -> tuple[WordsAsked, ...]:
        """Every way in which the whole message can be a question about words, likeliest first."""
        plain = self.plain(text)
        while ending := self.word_ends.search(plain):
            plain = plain[: ending.start()]
        found = ((kind, pattern.fullmatch(plain)) for kind, pattern in self.words)
        return tuple(_words_of(kind, _parts(match)) for kind, match in found if match)

    def is_asking(self, text: str) -> bool:
        """Whether the message is put as a question."""
        return self.asking.search(_straight(text)) is not None

    def opens_as_question(self, text: str) -> bool:
        """Whether the message begins as a question does."""
        return self.asking.match(self.plain(text)) is not None

    def questions_in(self, text: str) -> tuple[str, ...]:
        """The parts of a message that are put as questions: "and who tells the IRO?"."""
        parts = (part.strip() for part in self.parting.split(_straight(text)))
        return tuple(part for part in parts if self.is_asking(part))

    def is_about_a_case(self, text: str) -> bool:
        """Whether the message asks where or when a case goes."""
        return self.about_a_case.search(_straight(text)) is not None

    def asks_now(self, text: str) -> bool:
        """Whether it is asked if a case passes on now: "do we hand her over now?", "can LC take it yet"."""
        return any(self.whether_now.search(part) for part in self.questions_in(text) or (_straight(text),))

    def asks_next(self, text: str) -> bool:
        """Whether it is asked when a case passes on, or who has it next: "who has her next and when"."""
        return self.what_next.search(_straight(text)) is not None

    def supposed(self, text: str) -> str:
        """What follows "what if", put as a plain statement: "she was 12" as "she is 12"."""
        longest_first = sorted(self.hypothetical, key=len, reverse=True)
        pattern = rf"(?<![\w'])({'|'.join(map(re.escape, longest_first))})(?![\w'])"
        return re.sub(pattern, lambda match: self.hypothetical[match[0]], text)

    def plain(self, text: str) -> str:
        """The message as phrases are compared: small letters, straight quotes, no opening "so", no marks at the end."""
        plain = _straight(text).strip(" .,!?;:…-")
        while (opening := self.openings.match(plain)) and opening.end() < len(plain):
            plain = plain[opening.end() :]
        return plain


def _straight(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[’‘`´]", "'", text.casefold())).strip()


def _parts(match: re.Match[str]) -> dict[str, str]:
    return {name: part.strip() for name, part in match.groupdict().items() if part}


def _words_of(kind: str, parts: Mapping[str, str]) -> WordsAsked:
    return WordsAsked(kind, tuple(part for name, part in parts.items() if name != "where"), parts.get("where", ""))


@cache
def load_phrases(path: Path = FILE) -> Phrases:
    """All phrases of the file, compiled once. Raises ValueError for one that is no regular expression, naming it."""
    data = read(path)
    return Phrases(
        steering=tuple((entry["action"], _compiled(line)) for entry in data["heard"] for line in entry["says"]),
        words=tuple((entry["kind"], _compiled(line)) for entry in data["words"] for line in entry["says"]),
        word_ends=_compiled(rf"[ ,]+(?:{data['word_ends']})$"),
        openings=_compiled(rf"(?:{data['openings']})[ ,:;.!-]+"),
        asking=_compiled(data["asking"]),
        about_a_case=_folded(data["about_a_case"]),
        whether_now=_folded(data["now"]),
        what_next=_folded(data["next"]),
        parting=_compiled(data["parting"]),
        fact_names=data["fact_names"],
        hypothetical=data["hypothetical"],
    )


def _folded(pattern: str) -> re.Pattern[str]:
    """A pattern that the file breaks into lines after its bars."""
    return _compiled(re.sub(r"\|\s+", "|", pattern.strip()))


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{FILE.name}: '{pattern}' is no regular expression: {error}") from error
