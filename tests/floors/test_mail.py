"""E-mail goes out by SMTP; what the mail server refuses is final or tried again, as it says."""

import socketserver
import threading
from contextlib import contextmanager

import pytest

from guanjia.outbound.messages import Mail, Message, NotSent, Refused, Unreachable

LETTER = Message(
    key="offer/7",
    channel="email",
    address="wu@example.org",
    title="您的服务方案",
    words="您的服务方案已经拟好。",
    link="https://guanjia.example/go/abc/",
)


@contextmanager
def mail_server(**answers):
    """Open a mail server on this machine that answers each command as told, and keep what it got."""
    got = []

    class Speaking(socketserver.StreamRequestHandler):
        def say(self, words):
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self):
            self.say(answers.get("hello", "220 here"))
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].lower()
                if verb == "data" and "data" not in answers:
                    self.say("354 go on")
                    letter = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        letter.append(part.decode())
                    got.append("".join(letter))
                    self.say(answers.get("taken", "250 taken"))
                elif answers.get(verb) == "hang up":
                    return
                else:
                    self.say(answers.get(verb, "221 bye" if verb == "quit" else "250 fine"))

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaking)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1], got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def by_smtp(settings):
    def send(port, message=LETTER):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", port, False
        settings.PUBLIC_ADDRESS = "https://guanjia.example"
        Mail().send(message)

    return send


def test_a_letter_goes_out_with_its_link_and_a_mark_by_which_it_is_known(by_smtp):
    with mail_server() as (port, got):
        by_smtp(port)

    (letter,) = got
    assert "Message-ID: <offer/7@guanjia.example>" in letter
    assert "To: wu@example.org" in letter


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"rcpt": "550 no such user wu@example.org"}, Refused),
        ({"rcpt": "450 try later"}, NotSent),
        ({"taken": "554 looks like spam"}, Refused),
        ({"taken": "451 busy"}, NotSent),
        ({"data": "503 not now"}, Refused),
        ({"mail": "550 you may not send"}, Unreachable),
        ({"mail": "451 slow down"}, NotSent),
        ({"hello": "421 shut"}, Unreachable),
        ({"hello": "554 shut to you"}, Unreachable),
        ({"mail": "hang up"}, Unreachable),
    ],
)
def test_what_a_mail_server_answers_is_understood(by_smtp, answers, expected):
    with mail_server(**answers) as (port, _got), pytest.raises(NotSent) as caught:
        by_smtp(port)

    assert type(caught.value) is expected
    assert "wu@" not in str(caught.value), "whose letter it was stays encrypted"


def test_a_mail_server_that_is_gone_costs_nothing(by_smtp):
    with mail_server() as (port, _got):
        pass

    with pytest.raises(Unreachable):
        by_smtp(port)


def test_a_key_that_does_not_fit_is_ours_to_mend(by_smtp, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"

    with (
        mail_server(ehlo="250-here\r\n250 AUTH PLAIN", auth="535 wrong") as (port, got),
        pytest.raises(Unreachable, match="our account"),
    ):
        by_smtp(port)

    assert got == []


@pytest.mark.parametrize("changed", [{"title": "一\n二"}, {"address": "nobody\n@example.org"}])
def test_what_can_stand_in_no_letter_is_refused(by_smtp, changed):
    spoilt = Message(
        key="k",
        channel="email",
        **{"address": "a@example.org", "title": "t", "words": "w"} | changed,
    )
    with mail_server() as (port, got), pytest.raises(Refused):
        by_smtp(port, spoilt)

    assert got == []
