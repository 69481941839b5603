"""Measures what a message and a search cost, prints it, and writes it to RESULTS.md. Run with `make bench`."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.bench import search, turn

RESULTS = Path(__file__).with_name("RESULTS.md")


def measured() -> Iterator[str]:
    """The parts of the report, as they come."""
    machine = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    busy = f"; {os.getloadavg()[0]:.1f} processes wanted a core when it began" if hasattr(os, "getloadavg") else ""
    yield "# What it costs and how well it finds"
    yield f"`make bench`, {time.strftime('%Y-%m-%d')}: {machine}{busy}."
    yield turn.table().markdown()
    for table in search.tables():
        yield table.markdown()


def main() -> None:
    """Measure, print each table as it is ready, and write them all."""
    parts = []
    for part in measured():
        print(part, end="\n\n", flush=True)
        parts.append(part)
    RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
