"""Serves one function over HTTP: reads the settings, loads the function, listens, stops.

What a function sees is in shim_call.py, the processes it runs in are in shim_workers.py,
HTTP itself is in shim_http.py. Standard library only.
"""
import os
import sys

# The function's folders stand first on the path. A file of the user's called e.g. `socket.py` must not be
# taken for Python's own by the shim, so they are put back only where the function is loaded.
_users = [entry for entry in os.environ.get('PYTHONPATH', '').split(':') if entry]
_path = _users + [entry for entry in sys.path[1:] if entry not in _users]
sys.path[1:] = [entry for entry in _path if entry not in _users]

import signal  # noqa: E402
import socket  # noqa: E402
import threading  # noqa: E402

import shim_http  # noqa: E402
import shim_workers  # noqa: E402
from shim_settings import Settings  # noqa: E402

# Seconds that running calls are given when the shim is told to stop.
DRAIN_SECONDS = 10


class Stopped(Exception):
    """SIGTERM or SIGINT came."""


def main():
    settings = Settings(os.environ)
    workers = shim_workers.start(settings, _path)
    listener = listen(settings)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server = shim_http.Server(settings, workers)
    try:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=server.serve, args=(connection,), daemon=True).start()
    except Stopped:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    listener.close()
    server.drain(DRAIN_SECONDS)
    workers.close()
    sys.stdout.flush()
    os._exit(0)


def stop(_signal, _frame):
    raise Stopped


def listen(settings):
    """The Unix socket FUNC_SOCKET if that is set, else port FUNC_PORT of every interface."""
    if settings.socket:
        if os.path.exists(settings.socket):
            os.unlink(settings.socket)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(settings.socket)
    else:
        listener = listen_on_port(settings.port)
    listener.listen(512)
    return listener


def listen_on_port(port):
    try:
        listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(('::', port))
    except OSError:
        # No IPv6 here.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(('0.0.0.0', port))
    return listener


if __name__ == '__main__':
    main()
