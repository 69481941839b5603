"""The command line. JSON goes to standard output alone, words for people to standard error.

Exit status: 0 done, 1 the check found something, 2 the call was wrong (one line says what, and the mend).
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from bot import ask as asking
from bot.settings import PREFIX, SettingsError
from dialogs import Conversation, Message, Reply, Services, load_services, turn
from dialogs.policy import MOST_FOUND
from dialogs.router import asks_for_a_number
from dialogs.services import Turn
from knowledge import PackError, load_knowledge
from knowledge.pack_faults import Fault
from knowledge.packs import collector_paused

if TYPE_CHECKING:
    from knowledge.rules.analysis import Report

MOST_FAULTS = 40
"""As many faults of one pack as somebody reads at once; one mend often ends many."""
QUIT = frozenset({"quit", "exit", ":q", "bye"})

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Where and when does a child's case transfer? Answers from each council's written policy.",
)
pack_app = typer.Typer(rich_markup_mode=None, help="Work on policy packs.")
app.add_typer(pack_app, name="pack")

Council = Annotated[str | None, typer.Option("--council", metavar="SLUG", help="The council whose policy it is.")]
Today = Annotated[str | None, typer.Option("--today", metavar="YYYY-MM-DD", help="Answer as of this day.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Batch = Annotated[
    str | None, typer.Option("--batch", metavar="FILE", help="A file of JSON lines; - reads standard input.")
]


class WrongCall(Exception):  # noqa: N818 - it is the caller's mistake, told in one line
    """The call was wrong. The message says what and the mend, in one line."""


def main() -> None:
    """Run the command, and turn what went wrong into one line and an exit status."""
    try:
        status = app(standalone_mode=False)
    except WrongCall as error:
        _wrong(str(error))
    except typer.TyperException as error:
        said = " ".join(error.format_message().split()).rstrip(".")
        _wrong(f"{said}. `transfer-bot --help` lists the commands, `transfer-bot COMMAND --help` what each takes.")
    except PackError as error:
        more = len(error.faults) - 1
        _wrong(f"{error.faults[0]}" + (f" ({more} more: run `transfer-bot pack check`)" if more else ""))
    except SettingsError as error:
        _wrong(" ".join(str(error).splitlines()))
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has closed it (`| head`). Keep Python from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)


def _wrong(line: str) -> NoReturn:
    sys.stderr.write(f"{line}\n")
    sys.exit(2)


# --- serve ------------------------------------------------------------------------------------------------------------


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 3978,
) -> int:
    """Run the bot: Teams messages, health, metrics and the HTTP API."""
    from bot.app import run  # the web host takes a second to import, which `ask` does not need
    from bot.settings import read

    settings = read()
    services = _loaded(settings)
    name = settings.default_council
    council = _council(name, services, f"{PREFIX}DEFAULT_COUNCIL: ") if name else None
    return run(settings, asking.served(services, council), host, port)


# --- chat -------------------------------------------------------------------------------------------------------------


@app.command()
def chat(council: Council = None, today: Today = None, as_json: AsJson = False) -> int:
    """Talk to the bot in this terminal. With --json: one message a line in, one Reply a line out."""
    services, council = _ready(council)
    day = _day(today, services) if today else None
    if as_json:
        conversation = Conversation()
        for line in _typed_lines():
            message = Message(text=line, today=day or asking.day_of_now(), council=council)
            outcome = turn(conversation, message, services)
            conversation = outcome.conversation
            _print_json(asking.as_json(outcome.replies[0]))
        return 0
    _talk(services, council, day)
    return 0


def _talk(services: Services, council: str | None, day: Any) -> None:
    console, say = Console(highlight=False, soft_wrap=False), services.words.say
    console.print(f"[dim]{escape(say('terminal.hello'))}[/dim]\n")
    conversation = Conversation()
    first = turn(conversation, Message(text="", today=day or asking.day_of_now(), council=council), services)
    conversation = first.conversation
    _show(console, first.replies[0], services, conversation, council)
    while True:
        try:
            text = console.input("[bold cyan]> [/bold cyan]")
        except (EOFError, KeyboardInterrupt):
            console.print()
            break
        if text.strip().casefold() in QUIT:
            break
        if not text.strip():
            continue
        outcome = turn(conversation, Message(text=text, today=day or asking.day_of_now(), council=council), services)
        conversation = outcome.conversation
        for reply in outcome.replies:
            _show(console, reply, services, conversation, council)
    console.print(f"[dim]{escape(say('terminal.bye'))}[/dim]")


def _show(console: Console, reply: Reply, services: Services, conversation: Conversation, council: str | None) -> None:
    """A reply as the terminal has it: the text, and the buttons as numbers, or as words where a number is an answer."""
    console.print()
    console.print(escape(reply.text))
    message = Message(today=asking.day_of_now(), council=council)
    if reply.buttons and asks_for_a_number(Turn(conversation, message, services)):
        words = " · ".join(button.label for button in reply.buttons)
        console.print(f"[dim]  {escape(services.words.say('terminal.or_say', words=words))}[/dim]")
    else:
        for number, button in enumerate(reply.buttons, start=1):
            console.print(f"  [cyan]{number}[/cyan] [dim]{escape(button.label)}[/dim]")
    console.print()


# --- ask and search ---------------------------------------------------------------------------------------------------


@app.command()
def ask(
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="What you would write to the bot.")] = None,
    council: Council = None,
    today: Today = None,
    facts: Annotated[
        list[str] | None, typer.Option("--set", metavar="FACT=VALUE", help="A fact as data, such as age=15.5.")
    ] = None,
    as_json: AsJson = False,
    batch: Batch = None,
) -> int:
    """One message, one reply. With --batch: one Reply per line, as JSON lines."""
    services, council = _ready(council)
    if batch is not None:
        _only_batch(text, facts)
        return _batch(batch, services, asking.ask, council=council, today=_checked_day(today, services))
    line: dict[str, Any] = {"text": " ".join(text or ())}
    if facts:
        line["facts"] = dict(map(_fact, facts))
    reply = asking.ask(_filled(line, council=council, today=today), services)
    return _one(reply, as_json, services)


@app.command()
def search(
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="What to look for in the policy.")] = None,
    council: Council = None,
    limit: Annotated[int, typer.Option(help="At most so many sections.", min=1, max=50)] = MOST_FOUND,
    as_json: AsJson = False,
    batch: Batch = None,
) -> int:
    """Search a council's policy. With --batch: one result per line, as JSON lines."""
    services, council = _ready(council)
    if batch is not None:
        _only_batch(text, None)
        return _batch(batch, services, asking.search, council=council, limit=limit)
    found = asking.search(_filled({"text": " ".join(text or ())}, council=council, limit=limit), services)
    if found["kind"] == "error":
        raise WrongCall(found["error"])
    if as_json:
        _print_json(found)
        return 0
    console = Console(highlight=False)
    if found["kind"] == "not_covered":
        name = services.knowledge.packs[found["council"]].identity.name
        console.print(escape(services.words.say("not_covered.question", council=name)))
        if found["sections"]:
            console.print(escape(services.words.say("not_covered.nearest")))
    for hit in found["sections"]:
        console.print(f"[bold]{escape(hit['heading'])}[/bold] [dim]({escape(hit['reference'])})[/dim]")
        console.print(f"  {escape(hit['digest'])}")
        for point in hit.get("points", ()):
            console.print(f"  - {escape(point)}")
    return 0


def _one(reply: Mapping[str, Any], as_json: bool, services: Services) -> int:
    if reply["kind"] == "error":
        raise WrongCall(reply["error"])
    if as_json:
        _print_json(reply)
    else:
        console = Console(highlight=False)
        console.print(escape(reply["text"]))
        options = reply.get("question", {}).get("options", ())
        if options:
            console.print(
                escape(services.words.say("terminal.options", options=" / ".join(o["label"] for o in options)))
            )
    return 0


def _batch(file: str, services: Services, answer: Any, **defaults: Any) -> int:
    with _lines_of(file) as lines:
        for reply in asking.batch(lines, services, answer, **defaults):
            _print_json(reply)
    return 0


def _only_batch(text: list[str] | None, facts: list[str] | None) -> None:
    if text or facts:
        raise WrongCall("Give either a text or --batch FILE, not both.")


def _fact(setting: str) -> tuple[str, Any]:
    """FACT=VALUE as the fact's name and a plain value: numbers and true/false as such, all else as text."""
    name, sign, value = setting.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise WrongCall(f'--set takes FACT=VALUE, such as --set age=15; not "{setting}".')
    try:
        plain = json.loads(value)
    except ValueError:
        plain = value.strip()
    return name.strip(), plain if isinstance(plain, bool | int | float | str) else value.strip()


def _filled(line: dict[str, Any], **more: Any) -> dict[str, Any]:
    return line | {name: value for name, value in more.items() if value is not None}


# --- what went unanswered ---------------------------------------------------------------------------------------------


@app.command()
def unanswered(
    council: Council = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=5000)] = 20,
    as_json: AsJson = False,
    forget: Annotated[
        str | None, typer.Option("--forget", metavar="ID", help="Erase this one, once it is dealt with.")
    ] = None,
    forget_all: Annotated[bool, typer.Option("--forget-all", help="Erase all, or all of --council.")] = False,
) -> int:
    """What people asked the bot and got no answer to, most often first, and an alias that may mend it."""
    from bot import unanswered as notes  # SQLAlchemy, which `ask` does not need
    from bot.state import StorageUnavailable

    if forget is not None and forget_all:
        raise WrongCall("Give either --forget ID or --forget-all, not both.")
    settings = _settings()
    knowledge = load_knowledge(settings.packs_dir)
    if council is not None and council not in knowledge.packs:
        raise WrongCall(f"There is no pack called '{council}'. There are: {', '.join(knowledge.packs)}.")
    try:
        if forget is not None:
            typer.echo(notes.forget(settings.database, forget))
            return 0
        if forget_all:
            typer.echo(notes.forget_all(settings.database, council))
            return 0
        found = notes.read(settings.database, knowledge, council, limit)
    except (StorageUnavailable, notes.NoSuchNoteError) as error:
        raise WrongCall(str(error)) from None
    if as_json:
        _print_json({"unanswered": [note.as_json() for note in found]})
        return 0
    if not found:
        typer.echo(notes.NOTHING)
    for line in notes.as_lines(found):
        typer.echo(line)
    return 0


# --- councils and packs -----------------------------------------------------------------------------------------------


@app.command()
def councils(as_json: AsJson = False) -> int:
    """The policies there are, with their dates and what to know of them."""
    services, _ = _ready(None)
    listed = asking.councils(services)
    if as_json:
        _print_json({"councils": listed})
        return 0
    console = Console(highlight=False)
    for council in listed:
        console.print(f"[bold]{escape(council['name'])}[/bold] [dim]({escape(council['slug'])})[/dim]")
        console.print(f"  {escape(council['policy'])}")
        for warning in council["warnings"]:
            console.print(f"  [yellow]![/yellow] {escape(warning['text'])}")
    return 0


@pack_app.callback()
def pack() -> None:
    """Work on policy packs."""


@pack_app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[COUNCIL]…", help="Which packs; all when none.")] = None,
    as_json: AsJson = False,
) -> int:
    """Check packs: schema, references, citations, every statement of the policy accounted for. Exit 1 if any fault."""
    from knowledge.rules import analysis  # only this command reads examples and statements

    try:
        packs = load_knowledge(_settings().packs_dir).packs
    except PackError as error:
        _show_faults(error.faults, as_json)
        return 1
    unknown = [name for name in names or () if name not in packs]
    if unknown:
        raise WrongCall(f"There is no pack called '{unknown[0]}'. There are: {', '.join(packs)}.")
    reports = [analysis.check(packs[slug], asking.day_of_now()) for slug in names or packs]
    ok = not any(report.faults for report in reports)
    if as_json:
        _print_json({"ok": ok, "packs": [_report_json(report) for report in reports]})
        return 0 if ok else 1
    for report in reports:
        _show_faults(report.faults[:MOST_FAULTS], as_json=False)
        if len(report.faults) > MOST_FAULTS:
            typer.echo(f"… and {len(report.faults) - MOST_FAULTS} more in {report.council}; --json lists them all")
        typer.echo(
            f"{report.council}: {report.accounted} of {report.statements} statements accounted for, "
            f"{report.rules} rules, {len(report.faults) or 'nothing'} wrong"
        )
        for note in report.notes:
            typer.echo(f"  note: {note}")
    wrong = sum(len(report.faults) for report in reports)
    typer.echo(
        f"{len(reports)} packs, {sum(report.accounted for report in reports):,} of "
        f"{sum(report.statements for report in reports):,} statements accounted for, {wrong or 'nothing'} wrong"
    )
    return 0 if ok else 1


@pack_app.command()
def graph(
    council: Annotated[str, typer.Argument(metavar="COUNCIL", help="Which pack.")],
    mermaid: Annotated[bool, typer.Option("--mermaid", help="As a Mermaid flowchart of the transfers.")] = False,
    as_json: AsJson = False,
) -> int:
    """Print a council's teams and every route between them."""
    from knowledge import routes

    packs = load_knowledge(_settings().packs_dir).packs
    if council not in packs:
        raise WrongCall(f"There is no pack called '{council}'. There are: {', '.join(packs)}.")
    pack = packs[council]
    if as_json:
        _print_json({"council": council, "routes": [asdict(route) for route in routes.routes(pack)]})
        return 0
    for line in routes.as_mermaid(pack) if mermaid else routes.as_lines(pack):
        typer.echo(line)
    return 0


def _report_json(report: Report) -> dict[str, Any]:
    return {
        "council": report.council,
        "statements": report.statements,
        "accounted": report.accounted,
        "rules": report.rules,
        "faults": [_fault_json(fault) for fault in report.faults],
        "notes": list(report.notes),
        "silences": {team: list(matters) for team, matters in report.silences.items()},
    }


def _show_faults(faults: Iterable[Fault], as_json: bool) -> None:
    """Faults, one a line; as JSON only where no pack could be loaded at all."""
    if as_json:
        _print_json({"ok": False, "packs": [], "faults": [_fault_json(fault) for fault in faults]})
        return
    for fault in faults:
        typer.echo(str(fault))


def _fault_json(fault: Fault) -> dict[str, Any]:
    return {
        "file": f"{fault.file.parent.name}/{fault.file.name}",
        "line": fault.line,
        "field": fault.field,
        "problem": fault.problem,
        "mend": fault.mend,
    }


# --- parts ------------------------------------------------------------------------------------------------------------


def _settings() -> Any:
    from bot.settings import read

    return read()


def _ready(council: str | None) -> tuple[Services, str | None]:
    """Everything loaded, and the council's slug: the one asked for, else the deployment's default."""
    settings = _settings()
    services = _loaded(settings)
    if council is not None:
        return services, _council(council, services, "")
    default = settings.default_council
    return services, _council(default, services, f"{PREFIX}DEFAULT_COUNCIL: ") if default else None


def _loaded(settings: Any) -> Services:
    """The services, never looked through for rubbish: nearly all of it stays, and that takes half as long again."""
    with collector_paused():
        services = load_services(settings.packs_dir)
        gc.freeze()
    return services


def _council(name: str, services: Services, where: str) -> str | None:
    try:
        return asking.council_of(name, services)
    except asking.LineError as error:
        raise WrongCall(f"{where}{error}") from None


def _day(value: str, services: Services) -> Any:
    try:
        return asking.day_of(value, services)
    except asking.LineError as error:
        raise WrongCall(f"--today: {error}") from None


def _checked_day(value: str | None, services: Services) -> str | None:
    if value is not None:
        _day(value, services)
    return value


@contextmanager
def _lines_of(file: str) -> Iterator[Iterable[str]]:
    """The lines of a file, or of standard input for "-"."""
    if file == "-":
        yield _typed_lines()
        return
    try:
        with Path(file).open(encoding="utf-8", errors="replace") as lines:
            yield lines
    except OSError as error:
        raise WrongCall(f"Cannot read {file}: {error.strerror}. Check the path.") from None


def _typed_lines() -> Iterator[str]:
    """Lines of standard input as they come, without their line ends; whatever bytes they hold."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def _print_json(body: Any) -> None:
    sys.stdout.write(f"{json.dumps(body, ensure_ascii=False)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
