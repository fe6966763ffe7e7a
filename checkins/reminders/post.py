"""The way to the mail server, and what its answers mean."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection

logger = logging.getLogger(__name__)

# After the first, the second and the third attempt; after each further one the last of these, for a day.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
MOST_ATTEMPTS = 3 + 24
# The server is going away, whatever it was asked.
CLOSING = 421
PERMANENT = range(500, 600)
# What we said, or who we are: no address is at fault.
ABOUT_US = frozenset([500, 502, 503, 504, 530, 534, 535, 538])
# Relaying denied, spam suspected, a signature missing: what a server says of whoever sends (RFC 3463, X.7.X).
POLICY = " 5.7."
MOST_FAILURES = 2


class Fate(Enum):
    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What became of a mail; `is_about_the_server` where another mail would have met the same."""

    fate: Fate
    words: str = ""
    is_about_the_server: bool = False


def verdict_on(error: Exception) -> Verdict:
    """What an error of an open connection means: 5xx is about the address, 4xx passes, the rest is about the server."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(as_mapping(error.recipients).values()), (0, b""))
        return verdict_on_answer(code, words)
    if isinstance(error, SMTPDataError):
        return verdict_on_answer(error.smtp_code, error.smtp_error)
    if isinstance(error, SMTPNotSupportedError):
        return Verdict(Fate.REFUSED, str(error))
    if isinstance(error, SMTPResponseException):
        return Verdict(Fate.LATER, answer(error.smtp_code, error.smtp_error), is_about_the_server=True)
    if isinstance(error, OSError):
        return Verdict(Fate.LATER, str(error), is_about_the_server=True)
    # An address that cannot be written down at all; anything else is a mistake of ours.
    fate = Fate.REFUSED if isinstance(error, ValueError) else Fate.LATER
    return Verdict(fate, words_of(error))


def verdict_on_answer(code: int, words: bytes | str) -> Verdict:
    said = answer(code, words)
    is_about_us = code in ABOUT_US or POLICY in said
    fate = Fate.REFUSED if code in PERMANENT and not is_about_us else Fate.LATER
    return Verdict(fate, said, is_about_the_server=code == CLOSING or is_about_us)


def words_of(error: Exception) -> str:
    return str(error) or type(error).__name__


def answer(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def as_mapping(recipients: Any) -> Mapping[str, tuple[int, bytes]]:
    return recipients if isinstance(recipients, Mapping) else {}


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None where it is given up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return PAUSES[min(attempts, len(PAUSES)) - 1]


class Post:
    """One connection for many mails; when the server fails twice in a row, nobody else waits for it."""

    def __init__(self) -> None:
        self.server = get_connection()
        self.failures = 0

    @property
    def is_down(self) -> bool:
        return self.failures >= MOST_FAILURES

    def send(self, mail: EmailMessage) -> Verdict:
        verdict = self.opened() or self.sent(mail)
        self.failures = self.failures + 1 if verdict.is_about_the_server else 0
        if verdict.fate != Fate.SENT:
            logger.warning("The mail %s was not taken: %s", mail.extra_headers.get("Message-ID"), verdict.words)
            # After a refusal the conversation may stand in the middle of a mail.
            self.close()
        return verdict

    def opened(self) -> Verdict | None:
        """Left open for the next one; opens again where the last was cut off. No address is at fault where it fails:
        without encryption or a sign-in that we ask for, or where the server's name is wrong, nobody gets any mail.
        """
        try:
            self.server.open()
        except Exception as error:
            return Verdict(Fate.LATER, words_of(error), is_about_the_server=True)
        return None

    def sent(self, mail: EmailMessage) -> Verdict:
        try:
            self.server.send_messages([mail])
        except Exception as error:
            return verdict_on(error)
        return Verdict(Fate.SENT)

    def close(self) -> None:
        try:
            self.server.close()
        except OSError:
            # It is gone already; the next mail opens another.
            self.server = get_connection()
