"""Which council's policy it is, and which team the user is in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogs import case, talk
from dialogs.case import Lead, readable
from dialogs.services import Proposal, Step, Turn
from dialogs.turn import Tap
from dialogs.words import listed


def tapped(now: Turn, tap: Tap) -> Step:
    """A council's button."""
    return choose(now, str(tap.value) if tap.value is not None else None)


def choose(now: Turn, slug: str | None) -> Step:
    """Answer for this council from now on. What was said before it was known is not lost; another council's case is."""
    packs = now.services.knowledge.packs
    if slug not in packs or slug is None:
        return now.conversation, talk.ask_council(now)
    if now.pack is not None and now.pack.slug == slug:
        chosen = now.with_(council=slug)
        if chosen.conversation.facts:
            return case.reply(chosen, Lead(text=now.say("council.already", council=packs[slug].identity.name)))
        return chosen.conversation, talk.line(chosen, now.say("welcome.ready", council=packs[slug].identity.name))
    kept = now.conversation.pending.get(slug, ())
    hinted = now.conversation.pending_half_said.get(slug, ())
    doubt = now.conversation.pending_in_doubt.get(slug)
    then = {"council": slug, "facts": kept, "half_said": hinted, "in_doubt": doubt, "my_team": None}
    fresh = case.cleared(now.conversation).model_copy(update=then)
    chosen = now.becoming(fresh)
    name = packs[slug].identity.name
    if kept:
        told = readable(packs[slug], [Proposal(one.fact, one.value) for one in kept])
        return case.reply(chosen, Lead(text=now.say("council.chosen", council=name), fresh=told))
    said = "council.switched" if now.pack is not None else "welcome.ready"
    return fresh, talk.line(chosen, now.say(said, council=name))


def named(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """Handle "I'm in Kent" and "I'm in Kent CIC"."""
    words = parts["council"]
    slug = called(now, words)
    if slug is not None:
        return choose(now, slug)
    first, _, rest = words.partition(" ")
    slug = called(now, first)
    team = now.services.knowledge.packs[slug].find_team(rest) if slug and rest else None
    if slug is None or team is None:
        return unknown(now, words)
    conversation, reply = choose(now, slug)
    noted = now.say("team.noted", team=team.abbreviation or team.name)
    said = {"text": f"{noted}\n{reply.text}", "lines": (noted, *reply.lines)}
    return conversation.model_copy(update={"my_team": team.id}), reply.model_copy(update=said)


def unknown(now: Turn, name: str) -> Step | None:
    """Say that there is no policy for a council, instead of answering from another's; None if it is no council."""
    bare = re.sub(
        r"\b(county |city |borough |metropolitan )*(council|authority|la)\b", "", name.strip().casefold()
    ).strip()
    if not bare or not now.services.elsewhere(bare):
        return None
    known = listed([pack.identity.name for pack in now.services.knowledge.packs.values()])
    said = now.say("council.unknown", name=bare.title(), councils=known)
    return now.conversation, talk.ask_council(now, f"{said} {now.say('council.left_out')}")


def called(now: Turn, name: str) -> str | None:
    """The slug of the council that goes by this name or place; None if there is none."""
    wanted = name.strip().casefold()
    for slug, pack in now.services.knowledge.packs.items():
        if wanted in {one.casefold() for one in (slug, pack.identity.name, *pack.identity.also_called)}:
            return slug
    return None
