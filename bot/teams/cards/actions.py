"""What can be tapped: which buttons a card has room for, and what a tap sends back.

A card holds at most six actions. A tap sends `{"action", "fact", "value", "token"}`, whatever does not apply left out;
an input on the card adds its own value as `choice`, which stands for whichever of value and fact the action left open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from microsoft_teams.cards import Choice, ChoiceSetInput, SubmitAction, SubmitActionData

from bot.teams.cards.taps import INPUT
from bot.teams.cards.text import clip, one_line
from dialogs.turn import Button, Reply, Tap
from knowledge.facts import Json

MOST = 6
"""Teams' own guideline for one card."""
MOST_OPTIONS = 5
"""As many answers as are shown as buttons; more of them become a list to choose from."""

RANK = ("dont_know", "why", "what_if", "checklist", "summary", "change", "why_ask", "back")
"""Which secondary buttons stay when there is not room for all; the others follow in the order they came in."""
LAST = ("start_again", "cancel", "help")
"""Which go first: everybody can type them."""

OptionsAs: TypeAlias = Literal["buttons", "list"]


@dataclass(frozen=True)
class Plan:
    """How a reply's buttons are laid out on its card."""

    token: str
    options: tuple[Button, ...] = ()
    """The buttons that belong to the body: answers to choose from, presumptions to turn round."""
    options_as: OptionsAs = "buttons"
    entry: Button | None = None
    """What the button beside the card's input does, where there is one."""
    row: tuple[Button, ...] = ()
    """The buttons at the foot of the card."""
    left_out: tuple[Button, ...] = ()
    """Those there was no room for."""


def arrange(reply: Reply) -> Plan:
    """Choose which of the reply's buttons the card shows, and how.

    On a question: its answers as buttons while they are few, as a list when they are many; an input alone when it has
    no answers to choose from. On an answer: a button for each presumption as long as the four most useful others keep
    their place. On any other card: the buttons that share one action count as its options.
    """
    options = _options(reply)
    others = _ranked([button for button in reply.buttons if button not in options])
    entry: Button | None = None
    options_as: OptionsAs = "buttons"
    if reply.card == "answer":
        shown = options[: max(MOST - len(others), 2)]
    elif len(options) > MOST_OPTIONS and (fact := _open_field(options)) is not None:
        entry = Button(label="Choose", action=options[0].action, fact=options[0].fact if fact == "value" else None)
        options_as = "list"
        shown = options
    else:
        shown = options[:MOST_OPTIONS]
        if reply.card == "question" and reply.question and _wants_input(reply):
            entry = Button(label="Send", action="answer", fact=reply.question.fact)
            shown = shown[: MOST - 2]
    taken = int(entry is not None) + (0 if options_as == "list" else len(shown))
    row = others[: MOST - taken]
    kept = {id(button) for button in (*shown, *row)}
    return Plan(reply.token, tuple(shown), options_as, entry, tuple(row),
                tuple(button for button in reply.buttons if id(button) not in kept))


def _wants_input(reply: Reply) -> bool:
    """Whether the open question is answered with a date, a number or words rather than one of a few answers."""
    return reply.question is not None and (
        question_kind(reply) in {"date", "number"} or not any(button.action == "answer" for button in reply.buttons)
    )


def question_kind(reply: Reply) -> str:
    """The kind of fact that is asked for, "" when the question does not say."""
    return str(getattr(reply.question, "kind", "") or "")


def _options(reply: Reply) -> list[Button]:
    """The buttons that belong to the body of this card, in their order."""
    actions = Counter(button.action for button in reply.buttons)
    if reply.card == "answer":
        main = "flip"
    elif "answer" in actions:
        main = "answer"
    else:
        main = next((action for action, times in actions.most_common(1) if times > 1), "")
    return [button for button in reply.buttons if button.action == main]


def _ranked(others: Sequence[Button]) -> list[Button]:
    def rank(button: Button) -> int:
        if button.action in RANK:
            return RANK.index(button.action)
        return len(RANK) + (1 + LAST.index(button.action) if button.action in LAST else 0)

    return sorted(others, key=rank)


def _open_field(options: Sequence[Button]) -> Literal["value", "fact"] | None:
    """What tells these buttons apart, and so what a list of them has to send: their value or their fact."""
    if len({button.fact for button in options}) == 1:
        return "value"
    return "fact" if all(button.value is None for button in options) else None


def data_of(button: Button, token: str) -> dict[str, Any]:
    """What a tap on this button sends, read back by `tapped`."""
    return Tap(action=button.action, fact=button.fact, value=button.value, token=token or None).model_dump(
        exclude_none=True
    )


def submit(button: Button, plan: Plan) -> SubmitAction:
    """The button as an action. Only the one that belongs to the card's input sends what was entered there."""
    action = SubmitAction(title=clip(one_line(button.label), 120), data=SubmitActionData(**data_of(button, plan.token)))
    if button.says and button.says.casefold() != button.label.casefold():
        action = action.with_tooltip(clip(one_line(button.says), 120))
    return action.with_style("positive") if button is plan.entry else action.with_associated_inputs("none")


def option_list(plan: Plan) -> ChoiceSetInput:
    """Too many options for buttons, as one list that opens on a tap."""
    field = _open_field(plan.options)
    return ChoiceSetInput(
        id=INPUT,
        style="compact",
        label="Your choice",
        choices=[Choice(title=button.label, value=_typed(button.value if field == "value" else button.fact))
                 for button in plan.options],
        wrap=True,
        is_required=True,
        error_message="Choose one from the list, or type your answer as a message.",
    )


def _typed(value: Json | None) -> str:
    """A value as an input holds it: text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
