"""
Web and jobs that can be killed, as a program of its own: `python -m tests.flow.nursery`.

It loads the house once and then, for each word read, forks a process: "web" answers requests on a
port that stays open whoever is killed, "jobs" works. It says which process that is; for a process's
number it waits until that one has ended, and says how.
"""

import os
import socket
import sys
import traceback
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


class Quiet(WSGIRequestHandler):
    """Answers without a word on the terminal."""

    def log_message(self, *words: object) -> None:
        """Say nothing."""


class Server(ThreadingMixIn, WSGIServer):
    """Answers on a socket that was opened before."""

    daemon_threads = True


def web(listening: socket.socket) -> None:
    """Answer requests until killed."""
    from guanjia.config.wsgi import application

    server = Server(listening.getsockname(), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(application)
    server.serve_forever()


def jobs(_listening: socket.socket) -> None:
    """Work as `guanjia work` does."""
    from guanjia.doors.jobs.worker import Worker

    Worker().run()


def main() -> None:
    """Fork a process for each word read."""
    import guanjia.config.wsgi  # noqa: F401  (loaded once, before the first fork)

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        _say(listening.getsockname()[1])
        for line in sys.stdin:
            word = line.strip()
            if word.isdecimal():
                _pid, status = os.waitpid(int(word), 0)
                _say(os.waitstatus_to_exitcode(status))
                continue
            child = os.fork()
            if child == 0:
                _become({"web": web, "jobs": jobs}[word], listening)
            _say(child)


def _become(work, listening: socket.socket) -> None:
    code = 1
    try:
        work(listening)
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
