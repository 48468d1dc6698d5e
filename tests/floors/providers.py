"""Providers that live on this machine: they speak as the real ones do, and send nothing."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """What a provider was asked."""

    path: str
    query: dict
    fields: dict


@dataclass
class Provider:
    """
    Answers what it is told to, in turn; the last answer again and again.

    An answer is a status and a body; a number in its place is a silence of so many seconds.
    """

    answers: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    address: str = ""

    def answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def provider(*answers) -> Iterator[Provider]:
    """Open a provider on a free port of this machine."""
    behind = Provider(list(answers))

    class Speaking(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            where = urlsplit(self.path)
            if "json" in self.headers.get("Content-Type", ""):
                fields = json.loads(body)
            else:
                fields = dict(parse_qsl(body))
            behind.asked.append(Asked(where.path, dict(parse_qsl(where.query)), fields))
            answer = behind.answer()
            if not isinstance(answer, tuple):
                time.sleep(answer)
                self.close_connection = True
                return
            status, said = answer
            sent = (said if isinstance(said, str) else json.dumps(said)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaking)
    server.daemon_threads = True
    behind.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield behind
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
