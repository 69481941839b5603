"""What people take back: "change age to 16", "not 15 its 16", and that it was the same child after all."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from dialogs import answering, case, councils, telling, views
from dialogs.case import Lead
from dialogs.services import Step, Turn
from dialogs.turn import Tap
from knowledge.facts import Fact


def change(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """Handle "change age to 16": the fact by its name, the value in any words."""
    if now.pack is None:
        return None
    what, value = parts.get("what"), parts.get("value")
    if what is None:
        return views.shown(now, "change")
    if value is not None and "council" in what:
        return councils.choose(now, councils.called(now, value))
    fact = _fact_called(now, what)
    if fact is not None:
        return case.ask_for(now, fact.id) if value is None else _change_to(now, fact, value)
    if value is None:
        return None
    step = telling.take(now.with_(asking=None), value, correcting=True)
    if step is not None or not now.conversation.facts:
        return step
    return now.conversation.model_copy(update={"view": "change"}), views.facts_to_change(
        now, now.say("change.no_fact", what=what)
    )


def _change_to(now: Turn, fact: Fact, words: str) -> Step:
    value = answering.entered(now, fact.id, words)
    if value is not None:
        return answering.state(now, fact.id, value)
    lead = now.say("change.not_read", value=words, label=fact.label.lower(), hint=answering.hint(now, fact))
    return case.ask_for(now, fact.id, Lead(text=lead))


def tapped_change(now: Turn, tap: Tap) -> Step | None:
    """One fact to correct, or the list of them."""
    if now.pack is not None and tap.fact is not None and tap.fact in now.pack.vocabulary:
        return case.ask_for(now, tap.fact)
    return views.shown(now, "change")


def _fact_called(now: Turn, name: str) -> Fact | None:
    """The fact that people mean by a name: those of the case before all others."""
    pack = now.chosen
    known = now.services.phrases.fact_names.get(name)
    if known in pack.vocabulary and known is not None:
        return pack.vocabulary[known]
    kept = {fact.fact for fact in now.conversation.facts}
    for facts in ([f for f in pack.vocabulary if f.id in kept], list(pack.vocabulary)):
        names = {fact.id: fact.label.lower() for fact in facts} | {f"{f.id} ": f.id.replace("_", " ") for f in facts}
        found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=80)
        if found:
            return pack.vocabulary[found[2].strip()]
    return None


def correction(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """Handle "not 15 its 16", "actually shes 12": the new value replaces the old one."""
    if now.pack is None or not now.conversation.facts:
        return None
    old = parts.get("old")
    for echo in case.everything(now, ()) if old else ():
        if old in (echo.text.lower(), str(echo.value).lower()):
            value = answering.entered(now, echo.fact, parts["rest"])
            if value is not None:
                return answering.state(now, echo.fact, value)
    return telling.take(now, parts["rest"], correcting=True)


def same_child(now: Turn, _parts: object = None) -> Step | None:
    """The last message was about the same child after all: put both together, the newer fact winning."""
    if not now.conversation.history or not now.conversation.history[-1].facts:
        return None
    earlier = now.conversation.history[-1]
    own = {one.fact: one.value for one in now.conversation.facts}
    both = {one.fact: one.value for one in earlier.facts} | own
    after = case.stated(now.conversation.model_copy(update={"unknown": earlier.unknown, "view": ""}), both)
    return case.reply(now.becoming(after), Lead(text=now.say("case.same")))
