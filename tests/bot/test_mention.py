"""The mention of the bot goes; every word stays."""

from types import SimpleNamespace

import pytest

from bot.teams.mention import spoken

BOT, ANN = "28:bot", "29:ann"


def mention(text: str | None, who: str = BOT, name: str = "Transfer") -> SimpleNamespace:
    return SimpleNamespace(type="mention", mentioned={"id": who, "name": name}, text=text)


AT_BOT = mention("<at>Transfer</at>")


@pytest.mark.parametrize(("text", "entities", "said"), [
    ("<at>Transfer</at> when?", [AT_BOT], "when?"),
    ("<at>Transfer</at> Transfer point for CIN?", [AT_BOT], "Transfer point for CIN?"),
    ("<at>Transfer</at>&nbsp;when?&nbsp;", [AT_BOT], "when?"),
    ("<at>Transfer</at>\xa0when?", [AT_BOT], "when?"),
    ("<at>Transfer</at>, when?", [AT_BOT], "when?"),
    ("when? <at>Transfer</at>", [AT_BOT], "when?"),
    ("so<at>Transfer</at>when", [AT_BOT], "so when"),
    ("Transferred in, <at>Transfer</at> who has it?", [AT_BOT], "Transferred in, who has it?"),
    ("<at>Transfer</at> ask <at>Transfer</at> again", [AT_BOT, AT_BOT], "ask again"),
    ("<at>Transfer</at> and <at>Ann Lee</at> agree", [AT_BOT, mention("<at>Ann Lee</at>", ANN)], "and Ann Lee agree"),
    ("<at>Transfer</at> tell <at>Transfer</at>", [AT_BOT, mention("<at>Transfer</at>", ANN)], "tell Transfer"),
    ('<at id="0">Transfer</at> when?', [mention('<at id="0">Transfer</at>')], "when?"),
    ("<at>Transfer</at> when?", [mention(None)], "when?"),
    ("<at>Transfer</at> when?", [], "Transfer when?"),
    ("Transfer when?", [mention("Transfer")], "Transfer when?"),
    ("", [mention("")], ""),
    ("age &lt; 16 &amp; CIN", [], "age < 16 & CIN"),
    ("R&D &copy; a&b;c AT&T", [], "R&D © a&b;c AT&T"),
    ("one\r\ntwo  three", [], "one\ntwo three"),
    (", 15 and CIN", [], ", 15 and CIN"),
    ("<at>Transfer</at>", [AT_BOT], ""),
    ("hi", [SimpleNamespace(type="mention", mentioned=None, text="hi")], "hi"),
    ("hi", [SimpleNamespace(type="clientInfo", mentioned=None, text=None)], "hi"),
])
def test_what_was_said(text, entities, said):
    assert spoken(text, entities, BOT) == said
