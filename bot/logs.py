"""Logs: one JSON object a line on standard error, never holding what anybody typed.

An exception is logged by its type and where it happened. Its message is left out, because messages quote values and
a value may be what somebody wrote about a child.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO, TypeAlias

import structlog

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send the bot's own log (from `level`) and its libraries' warnings to `stream` (standard error) as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        cause_without_words,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    ))
    root = logging.getLogger()
    for earlier in root.handlers[:]:
        if isinstance(earlier.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def cause_without_words(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A structlog step: put the exception's types and places in place of the exception itself."""
    raised = _exc_info(event.pop("exc_info", None))
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        raised = raised or _exc_info(record.exc_info)
        record.exc_info, record.exc_text = None, None
    if raised is not None:
        event["error"], event["traceback"] = _causes(raised[1])
    return event


def _exc_info(given: Any) -> ExcInfo | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    current = sys.exc_info() if given is True else given
    return current if isinstance(current, tuple) and current[1] is not None else None


def _causes(error: BaseException) -> tuple[str, list[str]]:
    """The exception's type with those that led to it, and its frames, the innermost last."""
    kinds: list[str] = []
    frames: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        kinds.append(f"{type(link).__module__}.{type(link).__qualname__}")
        frames[:0] = [
            f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return " from ".join(kinds), frames
