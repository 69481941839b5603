"""What the policies say: facts, rules, packs and search. Usable without the bot.

    from datetime import date
    from knowledge import answer, assess, load_knowledge, read_facts

    kent = load_knowledge().packs["kent"]
    case = read_facts(kent, {"holding_team": "CSWT", "age": 0.25, "legal_status": "interim_care_order"})
    print(answer(assess(kent, case, today=date.today())))
"""

from knowledge.facts import Case, Span, Vocabulary
from knowledge.pack_faults import PackError
from knowledge.packs import Knowledge, Pack, load_knowledge
from knowledge.reading import FactError, fact_in_words, read_facts, read_value, value_in_words, write_value
from knowledge.rules.engine import Assessment, assess
from knowledge.rules.explain import answer, next_transfer, not_yet, what_if, why, why_not
from knowledge.rules.interview import branches, next_question

__all__ = [
    "Assessment",
    "Case",
    "FactError",
    "Knowledge",
    "Pack",
    "PackError",
    "Span",
    "Vocabulary",
    "answer",
    "assess",
    "branches",
    "fact_in_words",
    "load_knowledge",
    "next_question",
    "next_transfer",
    "not_yet",
    "read_facts",
    "read_value",
    "value_in_words",
    "what_if",
    "why",
    "why_not",
    "write_value",
]
