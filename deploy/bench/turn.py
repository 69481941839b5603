"""How long one message takes, in process, and what starting up costs. Run with `make bench`.

Times are medians over many runs on this machine, with the 99th percentile beside them; memory is the resident size of
a process that has started serving and answered every message once. The first row is the baseline: reading a JSON
message and writing one back, so that figures of different machines can be compared as ratios.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dialogs import Conversation, Message, Services, load_services, turn
from knowledge import answer, assess, next_question, read_facts

TODAY = date(2026, 11, 23)
ROUNDS = 200
MESSAGES = (
    "cswt. baby of 4 months, interim care order made today, with foster carers",
    "14 yr old being exploited by older lads, CIN, home about to break down, assessment finished 12 Nov",
    "autistic boy, can the disability team have him",
    "2 year old stepped down? good progress, family agree to early help, still with the district",
    "moving from Maidstone to Leeds next month, on a CP plan",
    "who tells the IRO and when",
    "whats an ICPC",
)


def times(work: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each of `rounds` runs, after a warm-up of five."""
    for _ in range(5):
        work()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def whole_conversation(services: Services) -> list[float]:
    """Milliseconds of every message, each the first of its conversation, all of them many times."""
    found = []
    for text in MESSAGES:
        message = Message(text=text, today=TODAY, council="kent")
        found.extend(times(lambda message=message: turn(Conversation(), message, services), ROUNDS // 4))
    return found


def start_up() -> list[float]:
    """Milliseconds until a fresh process has everything loaded, five times."""
    code = "from dialogs import load_services; load_services()"
    found = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        found.append((time.perf_counter() - start) * 1000)
    return found


def serving_memory() -> float:
    """Mebibytes of a process that has loaded all that `serve` loads and has answered every message."""
    code = (
        "import json, resource, sys; from datetime import date; import bot.app; "
        "from dialogs import Conversation, Message, load_services, turn; services = load_services(); "
        "[turn(Conversation(), Message(text=t, today=date(2026, 11, 23), council='kent'), services) "
        "for t in json.loads(sys.argv[1])]; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(MESSAGES)], check=True, capture_output=True, text=True
    )
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return int(done.stdout) / unit


def percentile(found: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(found)[min(len(found) - 1, int(len(found) * share))]


def main() -> None:
    """Measure and print the table."""
    services = load_services()
    kent = services.knowledge.packs["kent"]
    case = read_facts(kent, {"holding_team": "cswt", "plan": "cin", "age": 15, "exploitation": True})
    decided = case.with_fact("risk_of_family_breakdown", True)
    document = json.dumps({"text": MESSAGES[0], "facts": {"age": 15}})
    rows = {
        "read and write one JSON message (baseline)": times(lambda: json.dumps(json.loads(document))),
        "evaluate one case": times(lambda: assess(kent, decided, today=TODAY)),
        "evaluate, with the full answer": times(lambda: answer(assess(kent, decided, today=TODAY))),
        "evaluate, and choose the next question": times(lambda: next_question(assess(kent, case, today=TODAY))),
        "answer one message": whole_conversation(services),
        "start up": start_up(),
    }
    baseline = statistics.median(rows["read and write one JSON message (baseline)"])
    table = Table("what", "median", "99 %", "× baseline")
    for name, found in rows.items():
        middle = statistics.median(found)
        table.add_row(name, f"{middle:.3f} ms", f"{percentile(found, 0.99):.3f} ms", f"{middle / baseline:,.0f}")
    Console(width=100).print(table)
    Console().print(
        f"memory when serving: {serving_memory():.0f} MiB · python {sys.version.split()[0]}, {os.cpu_count()} cores"
    )
    Console().print(
        f"packs: {', '.join(services.knowledge.packs)} · {Path(__file__).name}, {time.strftime('%Y-%m-%d')}"
    )


if __name__ == "__main__":
    main()
