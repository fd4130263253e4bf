"""How the server and its workers speak: a JSON head and a body of bytes, each behind its length."""
import json
import struct
import time

LENGTHS = struct.Struct('!II')


class Ended(Exception):
    """The other side is gone."""


def send(sock, head, body=b''):
    encoded = json.dumps(head).encode()
    sock.sendall(LENGTHS.pack(len(encoded), len(body)) + encoded)
    if body:
        sock.sendall(body)


def receive(sock, deadline=None):
    """Head and body of the next message. Raises Ended, or socket.timeout at the deadline (time.monotonic)."""
    head, body = LENGTHS.unpack(_exactly(sock, LENGTHS.size, deadline))
    return json.loads(bytes(_exactly(sock, head, deadline)).decode()), bytes(_exactly(sock, body, deadline))


def _exactly(sock, size, deadline):
    data = bytearray(size)
    view, have = memoryview(data), 0
    while have < size:
        if deadline is not None:
            sock.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            count = sock.recv_into(view[have:])
        except ConnectionError:
            raise Ended()
        if count == 0:
            raise Ended()
        have += count
    return data
