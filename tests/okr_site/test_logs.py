"""Signed links do not stand in a log."""

import logging
import logging.config

import pytest

from okr_site.logs import WithoutTokens


@pytest.mark.parametrize(
    ("words", "args", "written"),
    [
        ("%s: %s", ("Gone", "/answer/abc:def/"), "Gone: /answer/…"),
        ("Not Found: /unsubscribe/x.y:z/?a=1", (), "Not Found: /unsubscribe/…"),
        ("%s %s", ("/join/acme/secret/", 404), "/join/… 404"),
        ("%s", ("/acme/check-ins/",), "/acme/check-ins/"),
    ],
)
def test_token_of_a_link_is_hidden(words, args, written):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, words, args, None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == written


def test_refused_answer_writes_no_token(client, db, capfd, settings):
    logging.config.dictConfig(settings.LOGGING)
    client.get("/answer/some-secret-token/")
    written = capfd.readouterr().err
    assert "/answer/…" in written and "some-secret-token" not in written
