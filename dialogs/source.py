"""The policy document behind an answer: its sections, and what to know of it before relying on it."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.services import Turn
from dialogs.words import sentence
from knowledge import Pack
from knowledge.rules.model import Notice, SectionHit


def policy_notices(turn: Turn, pack: Pack) -> tuple[Notice, ...]:
    """What to know of the policy itself before relying on it, each in one line."""
    policy = pack.identity.policy
    if policy.review_due is not None and turn.today > policy.review_due:
        overdue = turn.say("warning.review_overdue", due=policy.review_due.strftime("%B %Y"))
        return (Notice(code="policy_review_overdue", text=overdue),)
    if policy.valid_from is None:
        return (Notice(code="policy_undated", text=turn.say("warning.undated", dated=sentence(policy.dated))),)
    return ()


def cited(pack: Pack, sections: Iterable[str]) -> tuple[SectionHit, ...]:
    """The sections of these ids as hits, each once. Raises KeyError for one the pack does not have."""
    return tuple(pack.section(name).hit() for name in dict.fromkeys(sections))
