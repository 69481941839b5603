"""Questions about the trade's words: what one means, how two differ, which there are.

A message is such a question only if the words it asks about are known whole, or are letters that no policy uses; all
else is left to be read as a case or looked up in the policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from dialogs import answering, councils, policy, talk
from dialogs.case import Lead
from dialogs.heard import WordsAsked
from dialogs.services import Found, Step, Turn
from dialogs.turn import Button
from dialogs.words import listed, sentence
from knowledge.glossary import written
from knowledge.lexicon import ACRONYM, Sense, Word
from knowledge.rules.model import SectionHit

LINES_OF_THE_LIST = 23
MOST_WORDS = 4
"""More words than this name no term."""
NOT_WORDS = frozenset({"it", "this", "that", "they", "them", "these", "those", "he", "she", "you", "we", "i", "both"})
BETWEEN = re.compile(r"(\s*[,;/]\s*(?:(?:and|or)\s+)?|\s+(?:vs|versus|v|and|n|or|&|\+)\s+|\s*&\s*)")
"""What may stand between two words; also inside one ("C&F"), which is why the longest known word is taken."""

WITH_ITS_COUNCIL = (
    re.compile(r"(?P<term>.+) (?:in|at|for|under) (?P<place>.+?)", re.IGNORECASE),
    re.compile(r"(?P<place>\S+?)(?:['’]s|s['’]|s)? (?P<term>.+)", re.IGNORECASE),
)


@dataclass(frozen=True)
class Asked:
    """A word as it was typed, with the council (by slug) whose meaning is asked for."""

    typed: str
    """With the capitals it was typed with."""
    council: str | None
    word: Word

    @property
    def known(self) -> bool:
        """Whether it is a word anywhere."""
        return bool(self.word.senses)


def asked(now: Turn, text: str) -> Step | None:
    """Answer a question about words; None if the message is none."""
    read = now.services.phrases.words_asked(text)
    questions = [one for one in read if not one.where or councils.called(now, one.where)]
    for question in questions:
        if question.kind == "list":
            return _list(now)
        words = _words(now, text, question)
        if words:
            return _answered(now, question, words)
    if _is_a_bare_word(now, text):
        return _answered(now, WordsAsked("what"), [_look_up(now, text, text)])
    return _unknown(now, text, questions)


def _words(now: Turn, text: str, question: WordsAsked) -> list[Asked]:
    """The words that are asked about; none unless all are known, but for letters that no policy uses."""
    of = now.with_(council=councils.called(now, question.where)) if question.where else now
    words = [one for side in question.sides for one in _terms(of, text, side, whole=len(question.sides) > 1)]
    enough = len(words) > 1 or not question.compares
    strict = all(one.known or _can_be_asked(now, question, one) for one in words)
    return words if enough and strict and any(one.known for one in words) else []


def _answered(now: Turn, question: WordsAsked, words: Sequence[Asked]) -> Step:
    lines = list(_all_lines(now, words))
    if question.compares and all(one.known for one in words):
        lines = [*_verdict(now, question, words), *lines]
    if question.kind == "who" and not any(sense.council for one in words for sense in one.word.senses):
        lines.append(now.say("glossary.no_names"))
    section = _section(now, words[0]) if len(words) == 1 and now.conversation.asking is None else None
    if section is None:
        return answering.interruption(now, "\n".join(lines))
    lines.append(now.say("glossary.section", reference=section.reference))
    more = Button(label=section.heading, action="section", value=section.id, says=section.heading.lower())
    return now.conversation, talk.line(now, "\n".join(lines), more).model_copy(update={"sections": (section,)})


def _section(now: Turn, asked: Asked) -> SectionHit | None:
    """The section of the council's policy about a word that is the policy's own or that it has something to say of."""
    pack = now.pack
    if pack is None or asked.council != pack.slug:
        return None
    for sense in asked.word.here:
        if sense.section:
            return pack.section(sense.section).hit()
    named = next((sense for sense in asked.word.here if sense.council or sense.note), None)
    if named is None:
        return None
    hits = policy.search(now, named.name).hits
    return next((hit for hit in hits if _mentions(hit, (named.name, named.letters, asked.word.text))), None)


def _mentions(hit: SectionHit, names: Sequence[str]) -> bool:
    text = written(" ".join((hit.heading, hit.digest, *hit.points)))
    return any(re.search(rf"\b{re.escape(written(name))}\b", text) for name in names if name)


def _verdict(now: Turn, question: WordsAsked, words: Sequence[Asked]) -> Iterator[str]:
    """Whether words that are compared are names for one thing. Nothing is claimed of what people only call so."""
    senses = [{one.id: one for one in asked.word.senses} for asked in words]
    common = set.intersection(*(set(one) for one in senses))
    if any(not any(found[id_].nickname for found in senses) for id_ in common):
        yield sentence(now.say("glossary.same", words=listed([one.word.text for one in words])))
    elif not common and question.kind == "same" and all(_is_plain(one.word) for one in words):
        yield now.say("glossary.different")


def _is_plain(word: Word) -> bool:
    """Whether a word means one thing here, and is not letters that may be short for several."""
    return bool(word.here) and not any(sense.council is None and ACRONYM.fullmatch(sense.name) for sense in word.here)


def _terms(now: Turn, text: str, side: str, *, whole: bool) -> list[Asked]:
    """The words in one side of a question: the longest that are known, in order; `whole`: the side is one word."""
    pieces = [side] if whole else BETWEEN.split(side)
    found: list[Asked] = []
    while pieces:
        for end in range(len(pieces), 0, -2):
            one = _look_up(now, text, "".join(pieces[:end]))
            if one.known or end == 1:
                break
        found.append(one)
        pieces = pieces[end + 1 :]
    return found


def _look_up(now: Turn, text: str, term: str) -> Asked:
    """A word in the council at hand, or in the one that is named with it: "SG in Somerset", "Kent's CSWT"."""
    term = _as_typed(text, re.sub(r"^(?:the|a|an|our|your) (?=\S)", "", term.strip(" .,!?;:\"'()")))
    lexicon, slug = now.services.knowledge.lexicon, now.pack.slug if now.pack else None
    word = lexicon.word(term, slug)
    for pattern in () if word.senses else WITH_ITS_COUNCIL:
        match = pattern.fullmatch(term)
        place = councils.called(now, match["place"]) if match else None
        if match and place:
            return Asked(match["term"], place, lexicon.word(match["term"], place))
    return Asked(term, slug, word)


def _as_typed(text: str, term: str) -> str:
    match = re.search(re.escape(term), text, re.IGNORECASE)
    return match[0] if match else term


def _all_lines(now: Turn, words: Sequence[Asked]) -> Iterator[str]:
    """What words mean, one after the other. What two of them mean alike is said once."""
    said: set[str] = set()
    for one in words:
        yield from _lines(now, one, said)
        said |= {sense.id for sense in one.word.senses}


def _lines(now: Turn, asked: Asked, said: Set[str] = frozenset()) -> Iterator[str]:
    """What a word means: in the council at hand first, and what it means in others apart from that."""
    word = asked.word
    if not word.senses:
        yield now.say("glossary.unknown", text=asked.typed)
    if not word.here and word.elsewhere and asked.council:
        yield now.say("glossary.not_here", text=word.text, council=_council(now, asked.council))
    for sense in word.senses:
        if sense.id not in said:
            yield from _sense_lines(now, asked, sense)
        elif sense.nickname:
            council = _council(now, sense.council)
            yield now.say("glossary.called_too", text=word.text, council=council, name=_full_name(sense))
    if word.here and word.elsewhere:
        others = [
            now.say("glossary.in_a_council", name=_full_name(sense, word.text), council=_council(now, sense.council))
            for sense in word.elsewhere
        ]
        yield now.say("glossary.elsewhere", text=word.text, senses="; ".join(others))


def _sense_lines(now: Turn, asked: Asked, sense: Sense) -> Iterator[str]:
    key = "shared" if sense.council is None else "called" if sense.nickname else "own"
    said = now.say(
        f"glossary.{key}",
        text=asked.word.text,
        name=_full_name(sense),
        means=sentence(sense.means),
        council=_council(now, sense.council),
    )
    yield sentence(said)
    if sense.note:
        yield now.say("glossary.note", council=_council(now, asked.council), means=sentence(sense.note))


def _full_name(sense: Sense, beside: str = "") -> str:
    """A name with its letters, unless they stand beside it anyway."""
    return f"{sense.name} ({sense.letters})" if sense.letters not in ("", beside) else sense.name


def _council(now: Turn, council: str | None) -> str:
    return now.services.knowledge.packs[council].identity.name if council else ""


# --- words that are not known, and all of them ------------------------------------------------------------------------


def _can_be_asked(now: Turn, question: WordsAsked, asked: Asked) -> bool:
    """Whether an unknown word can only be meant as letters or a name: a single one that no policy text uses.

    "What is …" begins other questions too, and there it has to be typed as letters: "what is CP, five year old".
    """
    letters = re.compile(r"[A-Z]{2,6}") if question.kind in ("what", "who") else re.compile(r"[A-Za-z]+(&[A-Za-z]+)?")
    if letters.fullmatch(asked.typed) is None or asked.typed.casefold() in NOT_WORDS:
        return False
    return not now.services.knowledge.lexicon.is_of_the_policy(asked.typed)


def _is_a_bare_word(now: Turn, text: str) -> bool:
    """Nothing but known letters and a question mark, when no case is under way: "LPM?"."""
    bare = text.strip()
    started = now.conversation.facts or now.conversation.asking
    letters = bare.endswith("?") and ACRONYM.fullmatch(bare.rstrip("? "))
    return bool(letters) and not started and _look_up(now, text, bare).known


def _unknown(now: Turn, text: str, questions: Sequence[WordsAsked]) -> Step | None:
    """A word that is asked about outright and not known: the nearest that is, and what the policy has on it.

    The reply is kept for a day: it repeats letters and the policy's own words, never what may be somebody's name.
    """
    for question in questions:
        if question.compares or len(question.sides[0].split()) > MOST_WORDS:
            continue
        one = _look_up(now, text, question.sides[0])
        near = now.services.knowledge.lexicon.nearest(one.typed, one.council)
        outright = question.kind == "stands_for" and one.typed.casefold() not in NOT_WORDS
        if near or outright or _can_be_asked(now, question, one):
            return _not_in_the_list(now, text, one, near)
    return None


def _not_in_the_list(now: Turn, text: str, one: Asked, near: Sequence[str]) -> Step:
    lexicon = now.services.knowledge.lexicon
    of_the_policy = all(lexicon.is_of_the_policy(word, one.council) for word in one.typed.split())
    harmless = near or of_the_policy or ACRONYM.fullmatch(one.typed)
    lines = [now.say("glossary.unknown", text=one.typed) if harmless else now.say("glossary.unknown_at_all")]
    for spelling in near:
        lines += [now.say("glossary.nearest", near=spelling), *_lines(now, _look_up(now, spelling, spelling))]
    if now.pack is None or near or now.conversation.asking is not None:
        return answering.interruption(now, "\n".join(lines))
    found = policy.search(now, text) if of_the_policy else None
    if found is None or not found.covered:
        return now.conversation, policy.not_found(now, Found(), Lead(text="\n".join(lines)))
    lines.append(now.say("glossary.found", council=now.pack.identity.name))
    return now.conversation, policy.sections(now, found.hits, Lead(text="\n".join(lines)), close=found.close)


def _list(now: Turn) -> Step:
    """The words that the council's policy lives by."""
    if now.pack is None:
        return now.conversation, talk.ask_council(now)
    letters = now.services.knowledge.lexicon.letters(now.pack.slug, LINES_OF_THE_LIST)
    title = now.say("glossary.title", council=now.pack.identity.name)
    more = now.say("glossary.more", count=len(now.services.knowledge.glossary.terms) // 50 * 50)
    lines = (*(now.say("glossary.letters", letters=short, name=name) for short, name in letters), more)
    text = "\n".join([f"{title}:", *(f"  - {line}" for line in lines[:-1]), more])
    return now.conversation, talk.line(now, text).model_copy(update={"card": "help", "title": title, "lines": lines})
