"""Mail servers with a will of their own."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

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
