"""The mails that this machine would have sent, under /mail/; it exists only where Sightline runs its own services."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# Django's file backend writes this line after every mail of one connection.
END_OF_MAIL = b"-" * 79 + b"\n"
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Mail:
    name: str
    subject: str
    to: str
    sent_at: datetime
    text: str
    html: str


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "okr_site/mailbox.html", {"mails": stored_mails()})


@never_cache
@require_safe
def mail_message(request: HttpRequest, name: str) -> HttpResponse:
    for mail in stored_mails():
        if mail.name == name:
            return render(request, "okr_site/mail_message.html", {"mail": mail})
    raise Http404


@never_cache
@require_safe
def mail_as_html(request: HttpRequest, name: str) -> HttpResponse:
    """The other part of it, as a mail program shows it: with its own styles, without scripts."""
    for mail in stored_mails():
        if mail.name == name and mail.html:
            response = HttpResponse(mail.html)
            response.headers["Content-Security-Policy"] = HTML_POLICY
            return response
    raise Http404


def stored_mails() -> list[Mail]:
    """Newest first."""
    mails = [mail for path in Path(settings.EMAIL_FILE_PATH).glob("*.log") for mail in read_mails(path)]
    return sorted(mails, key=lambda mail: (mail.sent_at, mail.name), reverse=True)


def read_mails(path: Path) -> Iterator[Mail]:
    for number, source in enumerate(path.read_bytes().split(END_OF_MAIL)):
        if source.strip():
            message = message_from_bytes(source, _class=EmailMessage, policy=policy.default)
            body, html = message.get_body(("plain", "html")), message.get_body(("html",))
            yield Mail(
                name=f"{path.stem}-{number}",
                subject=str(message["Subject"]),
                to=str(message["To"]),
                sent_at=parsedate_to_datetime(str(message["Date"])),
                text=body.get_content() if body else "",
                html=html.get_content() if html else "",
            )
