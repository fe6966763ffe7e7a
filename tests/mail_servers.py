"""Mail servers with a will of their own."""

import asyncio
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail.backends.locmem import EmailBackend


class Refusing(EmailBackend):
    """Knows nobody whose address begins with `nobody`."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0].startswith("nobody"):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such mailbox")})
        return super().send_messages(messages)


class Down(EmailBackend):
    """Hangs up."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


# What a Sink may do instead of answering: nothing at all, or keep the mail and hang up before it says so.
HANG, DROP = "hang", "drop"
TAKEN = "250 2.0.0 Taken"
CLOSING = "421"


@dataclass(frozen=True)
class Arrival:
    """A mail that a Sink has; `is_swallowed` where its sender was never told so."""

    message: EmailMessage
    recipients: tuple[str, ...]
    at: float
    is_swallowed: bool = False

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class Sink:
    """A real SMTP server on a free port, in a thread of its own: it keeps every mail, and answers as it was told to.

    `at_rcpt` and `at_data` are told the answers for an address, or for the n-th mail that begins (from 1), to be given
    one after the other: "451 Try again", HANG, DROP (after DATA alone), TAKEN. Told with `always`, the last one stays.
    `hangs_at_ehlo` while it greets nobody. `delay` is how long each mail takes, half before the Sink has it and half
    before it says so. `asked_for` are the addresses that were named to it, each time.
    """

    delay: float = 0
    hangs_at_ehlo: bool = False
    arrivals: list[Arrival] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    sessions_count: int = 0
    begun_count: int = 0

    def __post_init__(self) -> None:
        self.rcpt_answers: dict[str | int, deque[str]] = defaultdict(deque)
        self.data_answers: dict[str | int, deque[str]] = defaultdict(deque)
        self.lasting: set[tuple[str, str | int]] = set()
        self.is_up = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self) -> "Sink":
        self.thread.start()
        assert self.is_up.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.stopping.set)
        self.thread.join(10)
        assert not self.thread.is_alive()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def at_rcpt(self, who: str | int, *answers: str, always: bool = False) -> None:
        self.rcpt_answers[who].extend(answers)
        if always:
            self.lasting.add(("rcpt", who))

    def at_data(self, who: str | int, *answers: str, always: bool = False) -> None:
        self.data_answers[who].extend(answers)
        if always:
            self.lasting.add(("data", who))

    def mails_to(self, address: str) -> list[Arrival]:
        return [arrival for arrival in self.arrivals if address in arrival.recipients]

    def addresses(self) -> set[str]:
        return {address for arrival in self.arrivals for address in arrival.recipients}

    # What follows runs in the Sink's own thread.

    def serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.run())
        self.loop.close()

    async def run(self) -> None:
        self.stopping = asyncio.Event()
        server = await self.loop.create_server(self.session, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.is_up.set()
        await self.stopping.wait()
        server.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def session(self) -> SMTP:
        self.sessions_count += 1
        return SMTP(self, hostname="sink", loop=self.loop, enable_SMTPUTF8=True)

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, said: list[str]) -> Any:
        session.host_name = name
        if self.hangs_at_ehlo:
            await self.given(HANG, server)
        return said

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any) -> str:
        self.asked_for.append(address)
        if not envelope.rcpt_tos:
            self.begun_count += 1
            envelope.number = self.begun_count
        answer = self.next_answer("rcpt", self.rcpt_answers, [address, envelope.number])
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
            return TAKEN
        return await self.given(answer, server)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.next_answer("data", self.data_answers, [*envelope.rcpt_tos, envelope.number])
        await asyncio.sleep(self.delay / 2)
        if answer in (TAKEN, DROP):
            self.keep(envelope, is_swallowed=answer == DROP)
        await asyncio.sleep(self.delay / 2)
        return await self.given(answer, server)

    def next_answer(self, when: str, answers: dict[str | int, deque[str]], whos: Iterable[str | int]) -> str:
        for who in whos:
            if told := answers.get(who):
                stays = len(told) == 1 and (when, who) in self.lasting
                return told[0] if stays else told.popleft()
        return TAKEN

    def keep(self, envelope: Envelope, *, is_swallowed: bool) -> None:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.arrivals.append(Arrival(message, tuple(envelope.rcpt_tos), time.time(), is_swallowed))

    async def given(self, answer: str, server: SMTP) -> str:
        """The answer; a server that closes says so first, one that drops or hangs says nothing."""
        if answer == DROP:
            server.transport.abort()
        if answer in (HANG, DROP):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), 3600)
        if answer.startswith(CLOSING):
            self.loop.call_soon(server.transport.close)
        return answer
