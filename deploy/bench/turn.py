"""How long one message takes, in process, and what starting up costs.

Times are medians over many runs on this machine, with the 99th percentile beside them; memory is the resident size of
a process that has started serving and answered every message once. The first row is the baseline: reading a JSON
message and writing one back, so that figures of different machines can be compared as ratios.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date

from deploy.bench.tables import Table, Times, milliseconds
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
    return [milliseconds(work) for _ in range(rounds)]


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
    return [milliseconds(lambda: subprocess.run([sys.executable, "-c", code], check=True)) for _ in range(5)]


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


def table() -> Table:
    """Measure."""
    services = load_services()
    kent = services.knowledge.packs["kent"]
    case = read_facts(kent, {"holding_team": "cswt", "plan": "cin", "age": 15, "exploitation": True})
    decided = case.with_fact("risk_of_family_breakdown", True)
    document = json.dumps({"text": MESSAGES[0], "facts": {"age": 15}})
    found = {
        "read and write one JSON message (baseline)": times(lambda: json.dumps(json.loads(document))),
        "evaluate one case": times(lambda: assess(kent, decided, today=TODAY)),
        "evaluate, with the full answer": times(lambda: answer(assess(kent, decided, today=TODAY))),
        "evaluate, and choose the next question": times(lambda: next_question(assess(kent, case, today=TODAY))),
        "answer one message": whole_conversation(services),
        "start up": start_up(),
    }
    rows = {name: Times.of([one]) for name, one in found.items()}
    baseline = rows["read and write one JSON message (baseline)"].median
    return Table(
        "What one message costs",
        ("what", "median", "99 %", "× baseline"),
        [(name, *one.cells(), f"{one.median / baseline:,.0f}") for name, one in rows.items()],
        f"Memory when serving: {serving_memory():.0f} MiB. Packs: {', '.join(services.knowledge.packs)}.",
    )
