"""YAML files with line numbers, read the way rule authors expect.

Two departures from plain YAML 1.1: a key is always text (so a fact may have `yes:` and `no:` clauses), and the same
key twice in one mapping is an error instead of a silent loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

try:  # the C parser is about ten times faster; every wheel has it, source builds may not
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader  # type: ignore[assignment]


class UnreadableYamlError(ValueError):
    """A file that is not readable as YAML. Carries the line (1 for the first)."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


class _Loader(SafeLoader):
    pass


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            raise UnreadableYamlError("a key has to be plain text", key_node.start_mark.line + 1)
        if key in result:
            raise UnreadableYamlError(f"'{key}' is there twice: keep one", key_node.start_mark.line + 1)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(path: Path) -> Any:
    """The data of a YAML file. Raises UnreadableYamlError with the line, OSError when there is no such file."""
    try:
        return yaml.load(path.read_bytes(), _Loader)  # noqa: S506 - a SafeLoader subclass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYamlError(error.problem or "not readable as YAML", mark.line + 1 if mark else 1) from error


@lru_cache(maxsize=16)
def _composed(path: Path, _changed: int) -> yaml.Node | None:
    """The nodes of a file, kept while it does not change: a check asks for many lines of the same few files."""
    node: yaml.Node | None = yaml.compose(path.read_bytes(), SafeLoader)
    return node


def line_of(path: Path, where: Sequence[str | int]) -> int:
    """The line on which the field at `where` (keys and positions) stands, or its nearest parent that is there."""
    node = _composed(path, path.stat().st_mtime_ns)
    line = 1
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            return line
    return line
