"""How a conversation goes: a message and what is remembered in, a reply and what to remember out.

from datetime import date
from dialogs import Conversation, Message, load_services, turn

outcome = turn(Conversation(), Message(text="…", today=date.today(), council="kent"), load_services())
print(outcome.replies[0].text)
"""

from dialogs.loading import load_services
from dialogs.router import turn
from dialogs.services import Services
from dialogs.turn import Conversation, Message, Outcome, Reply, Tap

__all__ = ["Conversation", "Message", "Outcome", "Reply", "Services", "Tap", "load_services", "turn"]
