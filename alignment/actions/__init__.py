"""What happens to requests; each function is one transaction, raises what is refused and leaves an Activity."""

from alignment.actions.answering import UNDONE_WITHIN, accept, decline, undo_decline, withdraw
from alignment.actions.asking import ask

__all__ = ["UNDONE_WITHIN", "accept", "ask", "decline", "undo_decline", "withdraw"]
