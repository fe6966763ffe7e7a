"""Mails that land under var/mail can be read, and their links followed."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def deliver(*subjects: str, text: str = "Grüße: http://localhost/x?a=1&b=2 <b>") -> None:
    connection = get_connection(BACKEND)
    mails = [EmailMultiAlternatives(subject, text, "from@acme.test", ["to@acme.test"]) for subject in subjects]
    for mail in mails:
        mail.attach_alternative("<p>as HTML</p>", "text/html")
    connection.send_messages(mails)


@pytest.mark.django_db
def test_mailbox_is_empty_at_first(client, mail_folder):
    assert b"There is no mail yet." in client.get("/mail/").content


@pytest.mark.django_db
def test_mailbox_lists_each_mail_newest_first(client, mail_folder, time_machine):
    time_machine.move_to("2026-05-01T10:00:00Z")
    deliver("First", "Second in the same breath")
    time_machine.move_to("2026-05-01T10:01:00Z")
    deliver("Last")
    page = client.get("/mail/").content.decode()
    assert page.index("Last") < page.index("Second in the same breath") < page.index("First")


@pytest.mark.django_db
def test_mail_shows_its_text_with_links_and_nothing_raw(client, mail_folder):
    deliver("Your link")
    name = client.get("/mail/").context["mails"][0].name
    page = client.get(f"/mail/{name}/").content.decode()
    assert '<a href="http://localhost/x?a=1&amp;b=2"' in page
    assert "Grüße" in page
    assert "&lt;b&gt;" in page
    assert "as HTML" not in page


@pytest.mark.django_db
def test_mail_shows_its_other_part_with_its_styles_and_without_scripts(client, mail_folder):
    deliver("Your link")
    name = client.get("/mail/").context["mails"][0].name
    assert f'href="/mail/{name}/html/"' in client.get(f"/mail/{name}/").content.decode()
    response = client.get(f"/mail/{name}/html/")
    assert response.content.strip() == b"<p>as HTML</p>"
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "script-src" not in policy and "default-src 'none'" in policy


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["none", "..%2Flocal.env", "%00"])
def test_unknown_mail_is_not_found(client, mail_folder, name):
    assert client.get(f"/mail/{name}/").status_code == 404
    assert client.get(f"/mail/{name}/html/").status_code == 404
