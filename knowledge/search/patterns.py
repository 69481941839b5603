"""The small notation in which phrases are written, and how it is matched.

A pattern is a row of words. Each stands for itself, whatever the case, apostrophes aside:

* `a|b` either; `(a b|c)` either of several rows; a `?` after a word or bracket: may be left out;
* `exploit*` any word that starts so; `so!` that word only when written in capitals;
* `..` up to three words in between, `..6` up to six; they may pass a comma, never a "not" or the end
  of a sentence, nor a date on the way to one;
* `<name>` any phrase of that list of the file, or something read beforehand (an age, a date, a team, a place).

Words next to each other in a pattern must be next to each other in the text, with no comma between. Nothing repeats
without bound, so matching is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Generic, TypeAlias, TypeVar

from knowledge.search.tokens import Break, Word, words_of

_Payload = TypeVar("_Payload")
GAP = "gap"
_DATES = frozenset({"date", "day", "past", "future"})
_LEXEME = re.compile(r"\.\.(\d*)|<(\w+)>|([()|?])|([^\s()|?<>]+?\*?)(?=[\s()|?<>]|$)")


@dataclass(frozen=True)
class Gap:
    """Up to `most` words of any kind."""

    most: int


@dataclass(frozen=True)
class Slot:
    """Something read before the phrases: an age, a date, a team, a place."""

    kind: str


Step: TypeAlias = "str | Gap | Slot"
Row: TypeAlias = "tuple[Choice | Step, ...]"


@dataclass(frozen=True)
class Found:
    """A slot's filling: words `start` to `end` (exclusive) mean `value`."""

    kind: str
    start: int
    end: int
    value: object


@dataclass(frozen=True)
class Line:
    """A text made ready for matching: its words, and what was read in it beforehand, by kind and first word."""

    words: tuple[Word, ...]
    slots: Mapping[tuple[str, int], Sequence[Found]] = field(default_factory=dict)
    text: str = ""
    barriers: frozenset[str] = frozenset()
    """Words that no gap passes ("not"), since they turn what follows round."""

    def asks_at(self, at: int) -> bool:
        """Whether a question mark stands right before word `at` (or at the end of the text)."""
        start = self.words[at - 1].end if at else 0
        end = self.words[at].start if at < len(self.words) else len(self.text)
        return "?" in self.text[start:end]

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """Where words `start` to `end` (exclusive) stand in the text."""
        return self.words[start].start, self.words[end - 1].end


@dataclass(frozen=True)
class Match(Generic[_Payload]):
    """A phrase found: words `start` to `end` (exclusive)."""

    start: int
    end: int
    payload: _Payload
    filled: tuple[Found, ...]

    @property
    def length(self) -> int:
        """In words."""
        return self.end - self.start

    def pieces(self) -> Iterator[Found]:
        """The runs of words that the phrase names, without what its gaps pass over; none if it has no gaps."""
        start = self.start
        gaps = [found for found in self.filled if found.kind == GAP]
        for gap in gaps:
            yield Found(GAP, start, gap.start, None)
            start = gap.end
        if gaps:
            yield Found(GAP, start, self.end, None)


@dataclass(frozen=True)
class Choice:
    """One of several rows, or none of them if `optional`."""

    rows: tuple[Row, ...]
    optional: bool = False


def parse(pattern: str, lists: Mapping[str, Sequence[str]], slots: frozenset[str]) -> Row:
    """A pattern as a row of steps and choices. Raises ValueError saying what is wrong with it."""
    lexemes: list[str] = []
    at = 0
    for match in _LEXEME.finditer(pattern):
        if pattern[at : match.start()].strip():
            break
        lexemes.append(match.group())
        at = match.end()
    if pattern[at:].strip():
        raise ValueError(f"cannot read '{pattern[at:].strip()}' in the phrase '{pattern}'")
    row = _Parser(pattern, lexemes, lists, slots).row()
    if lexemes:
        raise ValueError(f"a bracket too many in the phrase '{pattern}'")
    if not row or isinstance(row[0], Gap) or isinstance(row[-1], Gap):
        raise ValueError(f"the phrase '{pattern}' has to start and end with a word")
    return row


@dataclass
class _Parser:
    """Takes the lexemes of one pattern from the front. In brackets `|` parts rows, outside it parts single words."""

    pattern: str
    lexemes: list[str]
    lists: Mapping[str, Sequence[str]]
    slots: frozenset[str]

    def row(self) -> Row:
        elements: list[Choice | Step] = []
        while self.lexemes and self.lexemes[0] not in "|)":
            elements.append(self._element())
            while self.lexemes[:1] == ["|"] and not self._in_brackets:
                self.lexemes.pop(0)
                if not self.lexemes:
                    raise ValueError(f"nothing after | in the phrase '{self.pattern}'")
                elements[-1] = Choice((*_rows(elements[-1]), *_rows(self._element())))
            if self.lexemes[:1] == ["?"]:
                self.lexemes.pop(0)
                elements[-1] = Choice(_rows(elements[-1]), optional=True)
        if self.lexemes[:1] == ["|"] and not self._in_brackets:
            raise ValueError(f"nothing before | in the phrase '{self.pattern}'")
        return tuple(elements)

    _in_brackets = 0

    def _element(self) -> Choice | Step:
        lexeme = self.lexemes.pop(0)
        if lexeme == "(":
            self._in_brackets += 1
            rows = [self.row()]
            while self.lexemes[:1] == ["|"]:
                self.lexemes.pop(0)
                rows.append(self.row())
            self._in_brackets -= 1
            if self.lexemes[:1] != [")"]:
                raise ValueError(f"a bracket is not closed in the phrase '{self.pattern}'")
            self.lexemes.pop(0)
            return Choice(tuple(filter(None, rows)), optional=not all(rows))
        if lexeme == "?":
            raise ValueError(f"nothing before ? in the phrase '{self.pattern}'")
        if lexeme.startswith(".."):
            return Gap(int(lexeme[2:] or 3))
        if lexeme.startswith("<"):
            return self._named(lexeme[1:-1])
        if lexeme[-1] in "*!":
            return lexeme.lower()
        words = _words(lexeme)
        if not words:
            raise ValueError(f"'{lexeme}' is no word, in the phrase '{self.pattern}'")
        return words[0] if len(words) == 1 else Choice((words,))

    def _named(self, name: str) -> Choice | Step:
        if name in self.slots:
            return Slot(name)
        if name not in self.lists:
            raise ValueError(f"there is no list '{name}' for the phrase '{self.pattern}'")
        return Choice(tuple(parse(entry, self.lists, self.slots) for entry in self.lists[name]))


@lru_cache(maxsize=4096)
def _words(lexeme: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(lexeme))


def _rows(element: Choice | Step) -> tuple[Row, ...]:
    return element.rows if isinstance(element, Choice) and not element.optional else ((element,),)


class PhraseBook(Generic[_Payload]):
    """Phrases, all found in a line in one pass."""

    def __init__(self) -> None:
        self._root = _Node[_Payload]()
        self.vocabulary: set[str] = set()
        """Every plain word of the phrases."""

    def add(self, row: Row, payload: _Payload) -> None:
        """Know this row to mean `payload`."""
        for node in self._attach([self._root], row):
            if node is not self._root:
                node.payloads.append(payload)

    def _attach(self, tails: list[_Node[_Payload]], row: Row) -> list[_Node[_Payload]]:
        """Lay a row out from every tail; the nodes at which it can end."""
        for element in row:
            if isinstance(element, Choice):
                after: _Node[_Payload] = _Node()
                for each in element.rows:
                    self._join(self._attach(tails, each[:-1]), each[-1], after)
                tails = [after, *tails] if element.optional else [after]
            else:
                after = _Node()
                self._join(tails, element, after)
                tails = [after]
        return tails

    def _join(self, tails: list[_Node[_Payload]], last: Choice | Step, after: _Node[_Payload]) -> None:
        if isinstance(last, Choice):
            for each in last.rows:
                self._join(self._attach(tails, each[:-1]), each[-1], after)
            if last.optional:
                for tail in tails:
                    tail.also.append(after)
            return
        if isinstance(last, str):
            self.vocabulary.add(last)
        for tail in tails:
            tail.link(last, after)

    def find(self, line: Line) -> Iterator[Match[_Payload]]:
        """Every phrase at every word, shorter ones inside longer ones included."""
        for start in self._starts(line):
            best: dict[int, tuple[int, tuple[Found, ...], _Payload]] = {}
            for node, end, filled in self._root.walk(line, start, joined=False):
                for payload in node.payloads:
                    known = best.get(id(payload))
                    if known is None or end > known[0]:
                        best[id(payload)] = (end, filled, payload)
            for end, filled, payload in best.values():
                yield Match(start, end, payload, filled)

    def _starts(self, line: Line) -> Iterator[int]:
        return (at for at in range(len(line.words)) if self._root.goes_on(line, at))

    def spans(self, line: Line) -> set[tuple[int, int, _Payload]]:
        """Every stretch of words that is a phrase, and its payload; a phrase that can end at two words gives both."""
        return {
            (start, end, payload)
            for start in self._starts(line)
            for node, end, _ in self._root.walk(line, start, joined=False)
            for payload in node.payloads
        }


class PhraseLists:
    """The lists that phrases name, found in a line beforehand as slots: each is laid out once and not once a phrase."""

    def __init__(self, lists: Mapping[str, Sequence[str]], slots: frozenset[str]) -> None:
        """Raises ValueError for an entry that cannot be read, and for lists that name each other in a circle."""
        self.names = frozenset(lists)
        self._layers: list[PhraseBook[str]] = []
        left = dict(lists)
        while left:
            ready = [
                name for name, entries in left.items() if not any(f"<{other}>" in e for e in entries for other in left)
            ]
            if not ready:
                raise ValueError(f"the lists {', '.join(sorted(left))} name each other in a circle")
            layer: PhraseBook[str] = PhraseBook()
            for name in ready:
                for entry in left.pop(name):
                    layer.add(parse(entry, {}, slots | self.names), name)
            self._layers.append(layer)

    @property
    def vocabulary(self) -> set[str]:
        """Every plain word of the lists."""
        return {word for layer in self._layers for word in layer.vocabulary}

    def found_in(self, line: Line) -> Line:
        """The line with the lists' entries in it as slots."""
        for layer in self._layers:
            slots = {at: list(found) for at, found in line.slots.items()}
            for start, end, name in layer.spans(line):
                slots.setdefault((name, start), []).append(Found(name, start, end, None))
            line = replace(line, slots=slots)
        return line


class _Node(Generic[_Payload]):
    """Where a row of steps has led to, and what may come next."""

    __slots__ = ("also", "gaps", "payloads", "prefix_lengths", "prefixes", "slots", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node[_Payload]]] = {}
        self.prefixes: dict[str, list[_Node[_Payload]]] = {}
        self.prefix_lengths: set[int] = set()
        self.slots: dict[str, list[_Node[_Payload]]] = {}
        self.gaps: list[tuple[int, _Node[_Payload]]] = []
        self.also: list[_Node[_Payload]] = []
        """Nodes reached without another word."""
        self.payloads: list[_Payload] = []

    def link(self, step: Step, after: _Node[_Payload]) -> None:
        if isinstance(step, Gap):
            self.gaps.append((step.most, after))
        elif isinstance(step, Slot):
            self.slots.setdefault(step.kind, []).append(after)
        elif step.endswith("*"):
            self.prefixes.setdefault(step[:-1], []).append(after)
            self.prefix_lengths.add(len(step) - 1)
        else:
            self.words.setdefault(step, []).append(after)

    def walk(
        self, line: Line, at: int, *, joined: bool = True
    ) -> Iterator[tuple[_Node[_Payload], int, tuple[Found, ...]]]:
        """Every node reached from word `at` on that ends a phrase, with the word after its last and the slots filled.

        `joined`: whether word `at` has to follow the one before it without a break.
        """
        words = line.words
        if at < len(words) and not (joined and words[at].before is not Break.NONE):
            for node in self._after(words[at]):
                yield from node.reached(line, at + 1, ())
            for kind, nodes in self.slots.items():
                for found in line.slots.get((kind, at), ()):
                    for node in nodes:
                        yield from node.reached(line, found.end, (found,))
        for most, node in self.gaps:
            before_a_date = not _DATES.isdisjoint(node.slots)
            for here in range(at, min(at + most + 1, len(words))):
                passed = here > at and words[here - 1].text in line.barriers
                if (
                    words[here].before is Break.SENTENCE
                    or passed
                    or (before_a_date and ("date", here - 1) in line.slots)
                ):
                    break
                skipped = (Found(GAP, at, here, None),) if here > at else ()
                for reached, end, filled in node.walk(line, here, joined=False):
                    yield reached, end, skipped + filled
        for node in self.also:
            yield from node.walk(line, at, joined=joined)

    def goes_on(self, line: Line, at: int) -> bool:
        """Whether anything leads on from here at word `at`: a cheap look before the walk."""
        return (
            any(
                form in self.words or any(form[:length] in self.prefixes for length in self.prefix_lengths)
                for form in line.words[at].forms
            )
            or any((kind, at) in line.slots for kind in self.slots)
            or bool(self.also or self.gaps)
        )

    def _after(self, word: Word) -> Iterator[_Node[_Payload]]:
        for form in word.forms:
            yield from self.words.get(form, ())
            for length in self.prefix_lengths:
                yield from self.prefixes.get(form[:length], ())

    def reached(
        self, line: Line, at: int, filled: tuple[Found, ...]
    ) -> Iterator[tuple[_Node[_Payload], int, tuple[Found, ...]]]:
        for node in (self, *self.also):
            if node.payloads:
                yield node, at, filled
        for node, end, more in self.walk(line, at):
            yield node, end, filled + more


def group_slots(found: Sequence[Found]) -> dict[tuple[str, int], list[Found]]:
    """Slots by kind and first word, as `Line` wants them."""
    grouped: dict[tuple[str, int], list[Found]] = defaultdict(list)
    for each in found:
        grouped[each.kind, each.start].append(each)
    return grouped
