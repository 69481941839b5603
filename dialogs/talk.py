"""Everything that is not a case and not the policy: welcome, help, small talk, danger, personal details, being lost."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.case import button
from dialogs.services import Turn
from dialogs.turn import Button, Reply
from dialogs.words import clause, listed, sentence
from knowledge.rules.model import Choice, Notice, Question

COUNCIL = "council"
"""The one question that is not about the case."""


def welcome(turn: Turn) -> Reply:
    """The first words: what the bot is for, how to write to it, and which council it answers for."""
    lines = [turn.say(f"welcome.{name}") for name in ("hello", "how", "example", "private")]
    if turn.pack is None:
        asked = ask_council(turn)
        lines.append(turn.say("welcome.council"))
        return asked.model_copy(
            update={
                "card": "welcome",
                "title": turn.say("welcome.title"),
                "lines": tuple(lines),
                "text": "\n".join(lines),
            }
        )
    lines.append(turn.say("welcome.ready", council=turn.pack.identity.name))
    return Reply(
        kind="help",
        card="welcome",
        title=turn.say("welcome.title"),
        lines=tuple(lines),
        text="\n".join(lines),
        buttons=(button(turn, "guide"), button(turn, "help")),
    )


def ask_council(turn: Turn, lead: str = "", slugs: Sequence[str] = ()) -> Reply:
    """Which council's policy it shall be; `slugs` narrows the choice."""
    packs = turn.services.knowledge.packs
    choices = tuple(
        Choice(value=slug, label=pack.identity.name) for slug, pack in packs.items() if not slugs or slug in slugs
    )
    asked = Question(fact=COUNCIL, text=turn.say("council.ask"), why=turn.say("council.why"), options=choices)
    return Reply(
        kind="question",
        card="council",
        title=turn.say("council.title"),
        lead=lead,
        text="\n".join(filter(None, (lead, asked.text))),
        lines=(asked.text,),
        question=asked,
        buttons=tuple(
            Button(label=choice.label, action="council", value=choice.value, says=choice.label.lower())
            for choice in choices
        ),
    )


def help_(turn: Turn) -> Reply:
    """What can be said, in examples."""
    lines = tuple(turn.say(f"help.{name}") for name in ("case", "ask", "after", "correct", "look_up", "over", "limits"))
    return _list(turn.say("help.title"), lines, _back(turn))


def onboarding(turn: Turn) -> Reply:
    """For somebody new: the council's teams, the words, and how to ask about a case."""
    teams_of = turn.pack.teams if turn.pack else ()
    held = [team for team in teams_of if team.holds_cases and team.kind in ("team", "service")]
    if turn.pack and held:
        named = [f"{team.name} ({team.abbreviation})" if team.abbreviation else team.name for team in held]
        teams = [
            turn.say("onboarding.teams", council=turn.pack.identity.name, teams=listed(named)),
            turn.say("onboarding.one_team", team=held[0].abbreviation or held[0].name),
        ]
    else:
        teams = [turn.say("onboarding.teams_any")]
    lines = (*teams, turn.say("onboarding.words"), turn.say("onboarding.case"))
    return _list(turn.say("onboarding.title"), lines, (button(turn, "guide"), button(turn, "help"), *_back(turn)))


def _list(title: str, lines: tuple[str, ...], buttons: tuple[Button, ...]) -> Reply:
    text = "\n".join([title, *(f"  - {line}" for line in lines)])
    return Reply(kind="help", card="help", title=title, lines=lines, text=text, buttons=buttons)


def meeting(turn: Turn) -> Reply:
    """There is no list of meetings here: said plainly, with what there is instead."""
    has_case = bool(turn.pack and turn.conversation.facts)
    said = "\n".join((turn.say("meeting.none"), turn.say("meeting.case" if has_case else "meeting.no_case")))
    return line(turn, said, button(turn, "summary" if has_case else "guide"))


def line(turn: Turn, text: str, *buttons: Button) -> Reply:
    """One plain sentence or two, with the way back to a case if there is one."""
    return Reply(
        kind="help", card="notice", text=text, lines=tuple(text.splitlines()), buttons=(*buttons, *_back(turn))
    )


def danger(turn: Turn) -> Reply:
    """Somebody may be in danger: 999 and the front door before anything else."""
    notice = danger_notice(turn)
    lines = [
        *([turn.say("danger.after", say=turn.pack.identity.front_door.say)] if turn.pack else []),
        turn.say("danger.limits"),
        turn.say("danger.go_on"),
    ]
    return Reply(
        kind="help",
        card="notice",
        title=turn.say("danger.title"),
        lines=tuple(lines),
        text="\n".join([notice.text, *lines]),
        warnings=(notice,),
        buttons=_back(turn),
    )


def danger_notice(turn: Turn) -> Notice:
    """999, and then the council's front door, as a warning."""
    door = (
        turn.say("danger.then", front_door=_named(turn, turn.pack.identity.front_door.name))
        if turn.pack
        else turn.say("danger.then_any")
    )
    return Notice(code="danger", text=f"{turn.say('danger.call')} {door}")


def private(turn: Turn, kinds: Sequence[str], *offers: Button) -> Reply:
    """The message holds personal details and nothing to go on with."""
    found, needed = turn.say("private.found", kinds=listed(list(kinds))), turn.say("private.needed")
    return Reply(
        kind="help",
        card="notice",
        title=turn.say("private.title"),
        lines=(needed,),
        text=f"{found}\n{needed}",
        warnings=(Notice(code="personal_data", text=found),),
        buttons=(*offers, *_back(turn), button(turn, "start_again")),
    )


def private_notice(turn: Turn, kinds: Sequence[str]) -> Notice:
    """The warning about personal details, for the top of a reply."""
    found = turn.say("private.found", kinds=listed(list(kinds)))
    return Notice(code="personal_data", text=f"{found} {turn.say('private.needed')}")


def lost(turn: Turn) -> Reply:
    """Nothing in the message could be placed."""
    return line(turn, "\n".join((turn.say("lost.text"), turn.say("lost.hint"))), button(turn, "help"))


def _named(turn: Turn, door: str) -> str:
    return clause(sentence(door)) if turn.chosen.identity.name in door else f"{turn.chosen.identity.name} {door}"


def _back(turn: Turn) -> tuple[Button, ...]:
    return (button(turn, "show"),) if turn.conversation.facts or turn.conversation.unknown else ()
