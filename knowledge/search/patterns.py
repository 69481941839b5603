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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from knowledge.search.tokens import Break, Word, words_of

_Payload = TypeVar("_Payload")
GAP = "gap"
_DATES = frozenset({"date", "day", "past", "future"})
_NO_BREAK = Break.NONE  # naming it through its class takes ten times as long, at every word of every phrase
_LEXEME = re.compile(r"\.\.\d*|<\w+>|[()|?]|[^\s()|?<>]+")


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


class Found(NamedTuple):
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
    known: dict[KnownWords, Sequence[tuple[str, ...]]] = field(default_factory=dict, repr=False, compare=False)
    """What each word is to some books, worked out by the first book that asks; a line made from this one keeps it."""

    @cached_property
    def slots_at(self) -> Mapping[int, Sequence[Found]]:
        """The slots by their first word."""
        found: dict[int, list[Found]] = {}
        for slots in self.slots.values():
            for slot in slots:
                found.setdefault(slot.start, []).append(slot)
        return found

    @cached_property
    def passable(self) -> Sequence[int]:
        """For each word, how far a gap that begins there may go: to the word where a sentence begins, or after a
        barrier."""
        return self._passable(lambda at: self.words[at].text in self.barriers)

    @cached_property
    def passable_to_a_date(self) -> Sequence[int]:
        """The same for a gap that a date ends, which passes no other date."""
        return self._passable(lambda at: self.words[at].text in self.barriers or ("date", at) in self.slots)

    def _passable(self, stops: Callable[[int], bool]) -> Sequence[int]:
        furthest = [len(self.words)] * (len(self.words) + 1)
        for at in range(len(self.words) - 1, -1, -1):
            begins = self.words[at].before is Break.SENTENCE
            furthest[at] = at if begins else at + 1 if stops(at) else furthest[at + 1]
        return furthest

    def asks_at(self, at: int) -> bool:
        """Whether a question mark stands right before word `at` (or at the end of the text)."""
        start = self.words[at - 1].end if at else 0
        end = self.words[at].start if at < len(self.words) else len(self.text)
        return "?" in self.text[start:end]

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """Where words `start` to `end` (exclusive) stand in the text."""
        return self.words[start].start, self.words[end - 1].end


class Match(NamedTuple, Generic[_Payload]):
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
        if not self.filled:
            return
        start = self.start
        gaps = [found for found in self.filled if found.kind == GAP]
        for gap in gaps:
            yield Found(GAP, start, gap.start, None)
            start = gap.end
        if gaps:
            yield Found(GAP, start, self.end, None)


class Choice(NamedTuple):
    """One of several rows, or none of them if `optional`."""

    rows: tuple[Row, ...]
    optional: bool = False


def parse(pattern: str, lists: Mapping[str, Sequence[str]], slots: Collection[str]) -> Row:
    """A pattern as a row of steps and choices. Raises ValueError saying what is wrong with it."""
    lexemes = _LEXEME.findall(pattern)
    if "".join(lexemes) != "".join(pattern.split()):
        raise ValueError(f"cannot read '{_unread(pattern)}' in the phrase '{pattern}'")
    parser = _Parser(pattern, [_END, *reversed(lexemes)], lists, slots)
    row = parser.row()
    if parser.left != [_END]:
        raise ValueError(f"a bracket too many in the phrase '{pattern}'")
    if not row or isinstance(row[0], Gap) or isinstance(row[-1], Gap):
        raise ValueError(f"the phrase '{pattern}' has to start and end with a word")
    return row


def _unread(pattern: str) -> str:
    """A pattern from the first sign on that belongs to nothing."""
    at = 0
    for match in _LEXEME.finditer(pattern):
        if pattern[at : match.start()].strip():
            break
        at = match.end()
    return pattern[at:].strip()


_END = ""


@dataclass
class _Parser:
    """Takes the lexemes of one pattern from the front. In brackets `|` parts rows, outside it parts single words."""

    pattern: str
    left: list[str]
    """The lexemes not taken yet, the next one last, the end of the pattern first."""
    lists: Mapping[str, Sequence[str]]
    slots: Collection[str]

    def row(self) -> Row:
        elements: list[Choice | Step] = []
        left = self.left
        while left[-1] not in _ENDS_A_ROW:
            element = self._element()
            while left[-1] == "|" and not self._in_brackets:
                left.pop()
                if left[-1] == _END:
                    raise ValueError(f"nothing after | in the phrase '{self.pattern}'")
                element = Choice((*_rows(element), *_rows(self._element())))
            if left[-1] == "?":
                left.pop()
                element = Choice(_rows(element), optional=True)
            elements.append(element)
        if left[-1] == "|" and not self._in_brackets:
            raise ValueError(f"nothing before | in the phrase '{self.pattern}'")
        return tuple(elements)

    _in_brackets = 0

    def _element(self) -> Choice | Step:
        lexeme = self.left.pop()
        if lexeme == "(":
            return self._choice()
        if lexeme == "?":
            raise ValueError(f"nothing before ? in the phrase '{self.pattern}'")
        if lexeme.startswith("<"):
            return self._named(lexeme[1:-1])
        step = _step(lexeme)
        if step is None:
            raise ValueError(f"'{lexeme}' is no word, in the phrase '{self.pattern}'")
        return step

    def _choice(self) -> Choice:
        self._in_brackets += 1
        rows = [self.row()]
        while self.left[-1] == "|":
            self.left.pop()
            rows.append(self.row())
        self._in_brackets -= 1
        if self.left[-1] != ")":
            raise ValueError(f"a bracket is not closed in the phrase '{self.pattern}'")
        self.left.pop()
        return Choice(tuple(filter(None, rows)), optional=not all(rows))

    def _named(self, name: str) -> Choice | Step:
        if name in self.slots:
            return Slot(name)
        if name not in self.lists:
            raise ValueError(f"there is no list '{name}' for the phrase '{self.pattern}'")
        return Choice(tuple(parse(entry, self.lists, self.slots) for entry in self.lists[name]))


_ENDS_A_ROW = frozenset({"|", ")", _END})


@lru_cache(maxsize=16_384)
def _step(lexeme: str) -> Choice | Step | None:
    """What a lexeme stands for that is no bracket and no list: a gap, a word, or several; None if it is none."""
    if lexeme.startswith(".."):
        return Gap(int(lexeme[2:] or 3))
    if lexeme[-1] in "*!":
        return lexeme.lower()
    words = tuple(word.text for word in words_of(lexeme))
    return None if not words else words[0] if len(words) == 1 else Choice((words,))


def _rows(element: Choice | Step) -> tuple[Row, ...]:
    return element.rows if isinstance(element, Choice) and not element.optional else ((element,),)


class KnownWords:
    """The words of some phrase books: beginnings of words end in a star, words in capitals in an exclamation mark."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._beginnings: dict[int, set[str]] = {}
        self._met: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Words met before that are known: as many as the patterns have, and no name of a person among them."""

    def add(self, word: str) -> None:
        """Know a word as it is written in a pattern."""
        self._met.clear()
        if word.endswith("*"):
            self._beginnings.setdefault(len(word) - 1, set()).add(word[:-1])
        else:
            self._words.add(word)

    def known(self, line: Line) -> Sequence[tuple[str, ...]]:
        """What each word of a line is, as patterns write it: never the word itself, unless a pattern has it."""
        known = line.known.get(self)
        if known is None:
            met = self._met
            known = line.known[self] = [
                met.get(forms) or self._of(forms) for forms in (word.forms for word in line.words)
            ]
        return known

    def _of(self, forms: tuple[str, ...]) -> tuple[str, ...]:
        found = [form for form in forms if form in self._words]
        for form in forms:
            for length, beginnings in self._beginnings.items():
                if form[:length] in beginnings:
                    found.append(form[:length] + "*")
        if found and any(form in self._words for form in forms):
            self._met[forms] = tuple(found)
        return tuple(found)


class PhraseBook(Generic[_Payload]):
    """Phrases, all found in a line in one pass."""

    def __init__(self, known: KnownWords | None = None) -> None:
        """Books that read the same lines are quicker with one `known` between them."""
        self._known_words = known or KnownWords()
        self._root = _Node[_Payload]()
        self._states = _States[_Payload]()
        self.vocabulary: set[str] = set()
        """Every word of the phrases, as `KnownWords` has it."""

    def add(self, row: Row, payload: _Payload) -> None:
        """Know this row to mean `payload`."""
        self._states = _States()
        for node in self._attach([self._root], row):
            if node is not self._root:
                node.payloads += (payload,)

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
                    tail.also += (after,)
            return
        if isinstance(last, str):
            self.vocabulary.add(last)
            self._known_words.add(last)
        for tail in tails:
            tail.link(last, after)

    def find(self, line: Line) -> Iterator[Match[_Payload]]:
        """Every phrase at every word, shorter ones inside longer ones included."""
        for start, reached in self._reached(line):
            best: dict[int, tuple[int, tuple[Found, ...], _Payload]] = {}
            for state, end, filled in reached:
                for payload in state.payloads:
                    known = best.get(id(payload))
                    if known is None or end > known[0]:
                        best[id(payload)] = (end, filled, payload)
            for end, filled, payload in best.values():
                yield Match(start, end, payload, filled)

    def spans(self, line: Line) -> set[tuple[int, int, _Payload]]:
        """Every stretch of words that is a phrase, and its payload; a phrase that can end at two words gives both."""
        return {
            (start, end, payload)
            for start, reached in self._reached(line)
            for state, end, _ in reached
            for payload in state.payloads
        }

    def _reached(self, line: Line) -> Iterator[tuple[int, list[_Reached[_Payload]]]]:
        """For each word at which a phrase begins: where phrases end from there."""
        walk = _Walk(line, self._known_words.known(line))
        root = self._states.of((self._root,))
        begins, slots_at = root.after, line.slots_at
        for start, tokens in enumerate(walk.tokens):
            if begins[tokens] or start in slots_at:
                reached: list[_Reached[_Payload]] = []
                walk.past(root, start, (), reached)
                if reached:
                    yield start, reached


class PhraseLists:
    """The lists that phrases name, found in a line beforehand as slots: each is laid out once and not once a phrase."""

    def __init__(
        self, lists: Mapping[str, Sequence[str]], slots: frozenset[str], known: KnownWords | None = None
    ) -> None:
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
            layer: PhraseBook[str] = PhraseBook(known)
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
            slots = dict(line.slots)
            for start, end, name in layer.spans(line):
                slots[name, start] = [*slots.get((name, start), ()), Found(name, start, end, None)]
            line = replace(line, slots=slots)
        return line


class _Node(Generic[_Payload]):
    """Where a row of steps has led to, and what may come next."""

    __slots__ = ("also", "gaps", "payloads", "slots", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node[_Payload]]] = {}
        self.slots: dict[str, list[_Node[_Payload]]] | None = None
        # Most of the many nodes have none of these.
        self.gaps: tuple[tuple[int, _Node[_Payload]], ...] = ()
        self.also: tuple[_Node[_Payload], ...] = ()
        """Nodes reached without another word."""
        self.payloads: tuple[_Payload, ...] = ()

    def link(self, step: Step, after: _Node[_Payload]) -> None:
        if isinstance(step, Gap):
            self.gaps += ((step.most, after),)
        elif isinstance(step, Slot):
            self.slots = self.slots or {}
            self.slots.setdefault(step.kind, []).append(after)
        else:
            self.words.setdefault(step, []).append(after)


class _States(Generic[_Payload]):
    """All nodes that one run of words leads to, taken together: each set of them is worked out once, when it is met."""

    def __init__(self) -> None:
        self._by_nodes: dict[tuple[int, ...], _State[_Payload]] = {}

    def of(self, nodes: Iterable[_Node[_Payload]]) -> _State[_Payload]:
        """The state of being at each of these nodes, and at those reached from them without another word."""
        together: dict[int, _Node[_Payload]] = {}
        left = list(nodes)[::-1]
        while left:
            node = left.pop()
            if id(node) not in together:
                together[id(node)] = node
                left += node.also[::-1]
        key = tuple(together)
        state = self._by_nodes.get(key)
        if state is None:
            state = self._by_nodes[key] = _State(self, tuple(together.values()))
        return state


class _State(Generic[_Payload]):
    """Several nodes taken as one."""

    def __init__(self, states: _States[_Payload], nodes: tuple[_Node[_Payload], ...]) -> None:
        self._states = states
        self._nodes = nodes
        self.after: Mapping[tuple[str, ...], _State[_Payload] | None] = _After(self)
        """Where a word leads, given by what the book knows it as."""
        self.payloads = tuple({id(payload): payload for node in nodes for payload in node.payloads}.values())
        self.ends = not any(node.words or node.slots or node.gaps for node in nodes)
        """Whether nothing goes on from here."""
        self.forks = any(node.slots or node.gaps for node in nodes)
        """Whether something other than the next word may go on from here."""

    @cached_property
    def _words(self) -> Mapping[str, Sequence[_Node[_Payload]]]:
        """Where each word leads, from any of the nodes."""
        if len(self._nodes) == 1:
            return self._nodes[0].words
        found: dict[str, list[_Node[_Payload]]] = {}
        for node in self._nodes:
            for word, nodes in node.words.items():
                found.setdefault(word, []).extend(nodes)
        return found

    @cached_property
    def slots(self) -> Mapping[str, _State[_Payload]]:
        """Where each kind of slot leads."""
        found: dict[str, list[_Node[_Payload]]] = {}
        for node in self._nodes:
            for kind, nodes in (node.slots or {}).items():
                found.setdefault(kind, []).extend(nodes)
        return {kind: self._states.of(nodes) for kind, nodes in found.items()}

    @cached_property
    def gaps(self) -> Sequence[tuple[int, bool, _State[_Payload]]]:
        """The gaps that may follow: how long, whether a date ends them, and where they lead."""
        found: dict[tuple[int, bool], list[_Node[_Payload]]] = {}
        for node in self._nodes:
            for most, after in node.gaps:
                found.setdefault((most, not _DATES.isdisjoint(after.slots or ())), []).append(after)
        return [(*gap, self._states.of(nodes)) for gap, nodes in found.items()]

    def reached_by(self, tokens: tuple[str, ...]) -> _State[_Payload] | None:
        """Where a word leads, worked out."""
        nodes = [after for token in tokens for after in self._words.get(token, ())]
        return self._states.of(nodes) if nodes else None


class _After(dict[tuple[str, ...], "_State[_Payload] | None"], Generic[_Payload]):
    """Where words lead from a state, worked out when it is first asked."""

    def __init__(self, state: _State[_Payload]) -> None:
        self._state = state

    def __missing__(self, tokens: tuple[str, ...]) -> _State[_Payload] | None:
        found = self[tokens] = self._state.reached_by(tokens)
        return found


_Reached: TypeAlias = "tuple[_State[_Payload], int, tuple[Found, ...]]"
"""A state in which a phrase ends, the word after its last, and the slots filled on the way."""


@dataclass(frozen=True)
class _Walk:
    """A line, and for each of its words what the book knows it as."""

    line: Line
    tokens: Sequence[tuple[str, ...]]

    def on(
        self, state: _State[_Payload], at: int, filled: tuple[Found, ...], reached: list[_Reached[_Payload]]
    ) -> None:
        """Note that a state is reached before word `at`, if a phrase ends there, and every end of one from there."""
        while True:
            if state.payloads:
                reached.append((state, at, filled))
            if state.ends or at >= len(self.tokens):
                return
            joined = self.line.words[at].before is _NO_BREAK
            if state.forks:
                if joined:
                    self.past(state, at, filled, reached)
                if state.gaps:
                    self._over(state, at, filled, reached)
                return
            after = state.after[self.tokens[at]] if joined else None
            if after is None:
                return
            state, at = after, at + 1

    def past(
        self, state: _State[_Payload], at: int, filled: tuple[Found, ...], reached: list[_Reached[_Payload]]
    ) -> None:
        """Go on past word `at`, or past what was read there, whatever parts it from the word before."""
        if after := state.after[self.tokens[at]]:
            self.on(after, at + 1, filled, reached)
        if state.slots:
            for found in self.line.slots_at.get(at, ()):
                if slot := state.slots.get(found.kind):
                    self.on(slot, found.end, (*filled, found), reached)

    def _over(
        self, state: _State[_Payload], at: int, filled: tuple[Found, ...], reached: list[_Reached[_Payload]]
    ) -> None:
        """Pass over words from word `at` on, as many as a gap allows. Most words it comes to lead nowhere."""
        for most, before_a_date, after in state.gaps:
            furthest = (self.line.passable_to_a_date if before_a_date else self.line.passable)[at]
            for here in range(at, min(at + most + 1, furthest)):
                if after.after[self.tokens[here]] or (after.slots and here in self.line.slots_at) or after.gaps:
                    over = (*filled, Found(GAP, at, here, None)) if here > at else filled
                    self.past(after, here, over, reached)
                    if after.gaps:
                        self._over(after, here, over, reached)


def group_slots(found: Sequence[Found]) -> dict[tuple[str, int], list[Found]]:
    """Slots by kind and first word, as `Line` wants them."""
    grouped: dict[tuple[str, int], list[Found]] = defaultdict(list)
    for each in found:
        grouped[each.kind, each.start].append(each)
    return grouped
