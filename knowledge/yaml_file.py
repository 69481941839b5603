"""YAML files with line numbers, read the way rule authors expect.

Two departures from plain YAML 1.1: a key is always text (so a fact may have `yes:` and `no:` clauses), and the same
key twice in one mapping is an error instead of a silent loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

try:  # the C parser is about ten times faster; every wheel has it, source builds may not
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader  # type: ignore[assignment]


class UnreadableYamlError(ValueError):
    """A file that is not readable as YAML. Carries the line (1 for the first) and the mend."""

    def __init__(self, problem: str, line: int, mend: str = "Mend the YAML there") -> None:
        super().__init__(problem)
        self.line = line
        self.mend = mend


class _Plain(NamedTuple):
    """What the parser says, in part; what is wrong, in words for people who write policies; and the mend."""

    part: str
    problem: str
    mend: str
    at_its_start: bool = False
    """Whether the line to look at is the one where the thing begins, and not the one where the parser gave up."""


IN_PLAIN_WORDS = (
    _Plain(
        "did not find expected ',' or",
        "a bracket that opens here is not closed, or a comma is missing",
        "Close it, and put text that has a comma, colon or bracket in it in quotes",
        at_its_start=True,
    ),
    _Plain("unexpected end of stream", "a quote that opens here is not closed", "Close it", at_its_start=True),
    _Plain(
        "mapping values are not allowed",
        "there is a colon where none can stand",
        "Put text that has a colon in it in quotes, or line the field up with those above it",
    ),
    _Plain("a tab character", "this line is indented with a tab", "Indent it with spaces"),
    _Plain(
        "cannot start any token",
        "nothing can start with this sign",
        "Indent with spaces and not with tabs; put text that starts with @, % or ` in quotes",
    ),
    _Plain(
        "did not find expected key",
        "this line does not fit those above it",
        "Line it up with them, and look for a quote that is not closed",
    ),
    _Plain(
        "could not find expected ':'",
        "there is text here without a field",
        "Write it as 'field: text'",
        at_its_start=True,
    ),
)


class _Loader(SafeLoader):
    pass


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            raise UnreadableYamlError("a key has to be plain text", key_node.start_mark.line + 1)
        if key in result:
            raise UnreadableYamlError(f"'{key}' is there twice", key_node.start_mark.line + 1, "Keep one")
        try:
            result[key] = loader.construct_object(value_node, deep=True)
        except UnreadableYamlError:
            raise
        except ValueError as error:  # 2026-02-30: it looks like a date and is none
            problem = f"there is no such date under '{key}'"
            raise UnreadableYamlError(problem, key_node.start_mark.line + 1, "Correct it") from error
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(path: Path) -> Any:
    """The data of a YAML file. Raises UnreadableYamlError with the line, OSError when there is no such file."""
    text = path.read_bytes()
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader subclass
    except yaml.MarkedYAMLError as error:
        raise _in_plain_words(error) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count(b"\n") + 1
        raise UnreadableYamlError("there is a sign here that is not UTF-8", line, "Save the file as UTF-8") from error


def _in_plain_words(error: yaml.MarkedYAMLError) -> UnreadableYamlError:
    said = error.problem or "not readable as YAML"
    plain = next((one for one in IN_PLAIN_WORDS if one.part in said), None)
    mark = error.context_mark if plain and plain.at_its_start else error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    return UnreadableYamlError(plain.problem, line, plain.mend) if plain else UnreadableYamlError(said, line)


@lru_cache(maxsize=16)
def _composed(path: Path, _changed: int) -> yaml.Node | None:
    """The nodes of a file, kept while it does not change: a check asks for many lines of the same few files."""
    node: yaml.Node | None = yaml.compose(path.read_bytes(), SafeLoader)
    return node


def line_of(path: Path, where: Sequence[str | int]) -> int:
    """The line on which the field at `where` (keys and positions) stands, or its nearest parent that is there."""
    lines = [line for _, line in _way(path, where, leave_out=False)]
    return lines[-1] if lines else 1


def steps_of(path: Path, where: Sequence[str | int]) -> tuple[str | int, ...]:
    """The steps of `where` that lead somewhere in the file: those that name no key or entry are left out."""
    return tuple(step for step, _ in _way(path, where, leave_out=True))


def _way(path: Path, where: Sequence[str | int], *, leave_out: bool) -> Iterator[tuple[str | int, int]]:
    """Each step that leads on, with its line; at one that does not, the way ends or (`leave_out`) passes over it."""
    node = _composed(path, path.stat().st_mtime_ns)
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is not None:
                node = found[1]
                yield step, found[0].start_mark.line + 1
                continue
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            yield step, node.start_mark.line + 1
            continue
        if not leave_out:
            return
