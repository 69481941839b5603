"""Personal details that must not be kept, and danger that cannot wait. Both err on the side of saying something:
a needless warning costs a tap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.yaml_file import read

_NHS = re.compile(r"(?<![\d+])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_PHONE = re.compile(r"(?<![\d+])(?:\+44 ?\(?0?\)? ?|0044 ?|\(?0)(?:\d[ ()-]{0,2}){8,9}\d(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birth ?date)\b[\s:,-]{0,3}(?:is |was |on )?"
    r"(?:\d{1,2}[\s./-]{1,2}(?:\d{1,2}|[a-z]{3,9})[\s./,-]{1,2}(?:19|20)?\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]{3,9},? (?:19|20)?\d{2}|(?:19|20)\d\d-\d\d-\d\d)",
    re.IGNORECASE,
)
_NAME = r"(?:O['’]|Mc|Mac)?[A-Z][a-z]{1,20}(?:['’-][A-Z][a-z]{1,20})?"
_FULL_NAME = re.compile(rf"({_NAME}) ({_NAME})(?![a-z])")


def looks_personal(text: str) -> tuple[str, ...]:
    """The kinds of personal detail a text seems to hold, in words that fit after "that looks like". Never raises.

    NHS numbers are known by their check digit; a name is looked for only after words that announce one.
    """
    checks = (
        ("an NHS number", any(_nhs_check("".join(match.groups())) for match in _NHS.finditer(text))),
        ("a phone number", _PHONE.search(text) is not None),
        ("an e-mail address", _EMAIL.search(text) is not None),
        ("a postcode", _POSTCODE.search(text) is not None),
        ("an address", _street().search(text) is not None),
        ("a name", _has_name(text)),
        ("a date of birth", _BIRTH.search(text) is not None),
    )
    return tuple(kind for kind, found in checks if found)


def immediate_danger(text: str) -> bool:
    """Whether a text says that somebody is being harmed, or about to be, at this moment. Never raises."""
    plain = " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’‘`´]", "", text.lower())))
    return any(pattern.search(plain) for pattern in _danger())


def _nhs_check(digits: str) -> bool:
    """The check of NHS numbers: nine digits weighted 10 to 2, modulo 11."""
    remainder = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return remainder != 10 and remainder % 11 == int(digits[9]) and len(set(digits)) > 1


def _has_name(text: str) -> bool:
    others = frozenset(_words()["not_names"])
    for cue in _name_cues().finditer(text):
        name = _FULL_NAME.match(text, cue.end())
        if name and not {part.lower() for part in name.groups()} & others:
            return True
    return False


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = read(Path(__file__).with_name("personal.yaml"))
    return data


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where a text holds a postcode, or an e-mail or web address: from which sign up to which."""
    yield from (found.span() for found in _POSTCODE.finditer(text))
    for found in re.finditer(r"\S+", text):
        if "@" in found[0] or "://" in found[0] or found[0].lower().startswith("www."):
            yield found.span()


def street_words() -> frozenset[str]:
    """The words that end the name of a street: "avenue", "close"."""
    return frozenset(map(str, _words()["streets"]))


@cache
def _name_cues() -> re.Pattern[str]:
    cues = "|".join(sorted((cue.replace(" ", r"[ ']{1,2}") for cue in _words()["name_cues"]), key=len, reverse=True))
    return re.compile(rf"\b(?i:{cues})(?i:'s)?[ :,(-]{{1,3}}(?i:(?:is|a|child|called|named) )?")


@cache
def _street() -> re.Pattern[str]:
    kinds = "|".join(_words()["streets"])
    return re.compile(
        rf"\b\d{{1,4}}[a-z]? (?:[A-Z][a-z]+ ){{1,3}}(?i:{kinds})\b|\b(?i:flat|house|apartment) \d{{1,4}}[a-z]?,? \d",
        re.ASCII,
    )


@cache
def _danger() -> tuple[re.Pattern[str], ...]:
    data = _words()["danger"]
    harms, now, just, always = ("|".join(data[key]) for key in ("harms", "now", "just", "always"))
    return (
        re.compile(rf"\b(?:{harms})\b(?: \w+){{0,4}} (?:{now})\b(?! (?:a|on|with|we|closed|in) )"),
        re.compile(rf"\b(?:{now})\b(?: \w+){{0,3}} (?:{harms})\b"),
        re.compile(rf"\b(?:{just})\b (?:been )?(?:now )?(?:{harms})\b"),
        re.compile(rf"\b(?:{always})\b"),
    )
