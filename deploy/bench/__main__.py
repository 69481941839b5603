"""Measures what a message and a search cost, prints it, and writes it to RESULTS.md. Run with `make bench`."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

from deploy.bench import search, turn

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure, print and write."""
    machine = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    busy = f"{os.getloadavg()[0]:.1f} processes were running when it began" if hasattr(os, "getloadavg") else ""
    parts = ["# What it costs and how well it finds", f"`make bench`, {time.strftime('%Y-%m-%d')}: {machine}; {busy}."]
    parts += [table.markdown() for table in (turn.table(), *search.tables())]
    RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
