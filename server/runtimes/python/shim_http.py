"""HTTP/1.1, as much of it as a function needs: one thread per connection, no code of the user's."""
import socket
import threading
import time
from http import HTTPStatus

import shim_metrics
import shim_workers
from shim_settings import seconds

MOST_HEADER_BYTES = 64 * 1024
# Seconds a connection may be silent.
IDLE_SECONDS = 120
# Seconds a refused caller may go on sending.
LINGER_SECONDS = 2


class Refused(Exception):
    """The request cannot be served: status and sentence."""


class Server:
    def __init__(self, settings, workers):
        self.settings = settings
        self.workers = workers
        self.metrics = shim_metrics.Metrics()
        self.changed = threading.Condition()
        self.running = 0
        self.draining = False

    def drain(self, most_seconds):
        """Waits until every running call is answered."""
        with self.changed:
            self.draining = True
            self.changed.wait_for(lambda: self.running == 0, most_seconds)

    def serve(self, connection):
        connection.settimeout(IDLE_SECONDS)
        try:
            with connection, connection.makefile('rb') as stream:
                while self.serve_one(connection, stream):
                    pass
        except (OSError, ValueError):
            # The caller is gone, or silent for too long.
            pass

    def serve_one(self, connection, stream):
        """Whether the connection stays open for another request."""
        try:
            head = read_head(stream)
            if head is None:
                return False
            body = self.read_body(connection, stream, head)
        except Refused as refusal:
            status, text = refusal.args
            self.write(connection, {'method': ''}, *plain(status, text, 'bad-request'), stays=False)
            linger(connection)
            return False
        with self.changed:
            self.running += 1
        try:
            answer, content = self.answer(head, body)
            stays = head['keeps'] and not self.draining
            self.write(connection, head, answer, content, stays)
        finally:
            with self.changed:
                self.running -= 1
                self.changed.notify_all()
        return stays

    def answer(self, head, body):
        path = head['target'].partition('?')[0]
        if head['method'] in ('GET', 'HEAD') and path == '/healthz':
            return plain(200, 'OK')
        if head['method'] in ('GET', 'HEAD') and path == '/metrics':
            return plain(200, self.metrics.text(), kind='text/plain; version=0.0.4; charset=utf-8')
        began = time.time()
        answer, content = self.call(head, body)
        ended = time.time()
        self.metrics.count(head['method'], ended - began, answer.get('error'))
        answer['headers'] += [['x-kubeless-began', iso(began)], ['x-kubeless-ended', iso(ended)]]
        return answer, content

    def call(self, head, body):
        name, timeout = self.settings.handler, seconds(self.settings.timeout)
        try:
            return self.workers.call({key: head[key] for key in ('method', 'target', 'headers', 'peer')}, body)
        except shim_workers.TimedOut:
            text = '%s did not answer within %s, its timeout, and was stopped.' % (name, timeout)
            shim_workers.note(text)
            return plain(408, text, 'timeout')
        except shim_workers.Crashed as crash:
            text = 'The process of %s %s before it had answered.' % (name, crash)
            shim_workers.note(text)
            return plain(500, 'Internal Server Error: ' + text, 'crash')
        except shim_workers.Busy:
            return plain(503, '%s is busy: too many calls are waiting for it. Try again later.' % name, 'busy')

    def read_body(self, connection, stream, head):
        most = self.settings.most_bytes
        chunked = 'chunked' in head['values'].get('transfer-encoding', '').lower()
        length = head['values'].get('content-length', '0')
        if not length.isdigit():
            raise Refused(400, 'The Content-Length is not a number.')
        if int(length) > most:
            raise too_large(most)
        if head['values'].get('expect', '').lower() == '100-continue':
            connection.sendall(b'HTTP/1.1 100 Continue\r\n\r\n')
        if chunked:
            return read_chunks(stream, most)
        body = stream.read(int(length)) if int(length) else b''
        if len(body) < int(length):
            raise OSError('the caller is gone')
        return body

    def write(self, connection, head, answer, content, stays):
        status = answer['status']
        headers = [pair for pair in answer['headers'] if pair[0].lower() not in ('content-length', 'connection')]
        if answer.get('error'):
            headers.append(['x-kubeless-error', answer['error']])
        headers.append(['x-kubeless-checksum', self.settings.checksum])
        headers.append(['x-kubeless-pod', self.settings.pod])
        bodiless = status in (204, 304) or status < 200
        if not bodiless:
            headers.append(['Content-Length', str(len(content))])
        headers.append(['Connection', 'keep-alive' if stays else 'close'])
        lines = ['HTTP/1.1 %d %s' % (status, phrase(status))] + ['%s: %s' % tuple(pair) for pair in headers]
        block = ('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1', 'replace')
        silent = bodiless or head['method'] == 'HEAD'
        connection.sendall(block + (b'' if silent else content))


def read_head(stream):
    """Method, target and headers; None at the end of the connection."""
    line = stream.readline(MOST_HEADER_BYTES)
    if line in (b'\r\n', b'\n'):
        line = stream.readline(MOST_HEADER_BYTES)
    if not line:
        return None
    words = line.decode('latin-1').split()
    if len(words) != 3 or not words[2].startswith('HTTP/1.'):
        raise Refused(400, 'This is not a request of HTTP/1.1.')
    head = {'method': words[0], 'target': words[1], 'headers': [], 'values': {}, 'peer': ''}
    size = len(line)
    while True:
        line = stream.readline(MOST_HEADER_BYTES)
        size += len(line)
        if size > MOST_HEADER_BYTES:
            raise Refused(431, 'The headers are larger than %d bytes.' % MOST_HEADER_BYTES)
        if line in (b'\r\n', b'\n'):
            break
        name, colon, value = line.decode('latin-1').partition(':')
        if not colon:
            raise Refused(400, 'A header has no colon.')
        head['headers'].append((name, value.strip()))
        head['values'][name.lower()] = value.strip()
    keeps = head['values'].get('connection', '').lower()
    head['keeps'] = keeps == 'keep-alive' if words[2] == 'HTTP/1.0' else keeps != 'close'
    return head


def read_chunks(stream, most):
    body = bytearray()
    while True:
        try:
            size = int(stream.readline(1024).split(b';')[0], 16)
        except ValueError:
            raise Refused(400, 'The size of a chunk is not a number.')
        if len(body) + size > most:
            raise too_large(most)
        chunk = stream.read(size)
        if len(chunk) < size:
            raise OSError('the caller is gone')
        body += chunk
        if size == 0:
            while stream.readline(MOST_HEADER_BYTES) not in (b'\r\n', b'\n', b''):
                pass
            return bytes(body)
        stream.readline(16)


def linger(connection):
    """Takes in what is still being sent: a connection closed before that is reset, and the answer lost with it."""
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + LINGER_SECONDS
    while time.monotonic() < deadline:
        connection.settimeout(LINGER_SECONDS)
        if not connection.recv(1 << 20):
            return


def too_large(most):
    return Refused(413, 'The body is larger than %d bytes. FUNC_MEMFILE_MAX in the environment raises the limit.' % most)


def plain(status, text, error=None, kind='text/plain; charset=utf-8'):
    return {'status': status, 'headers': [['Content-Type', kind]], 'error': error}, text.encode('utf-8')


def phrase(status):
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return 'Unknown'


def iso(seconds):
    """UTC with milliseconds."""
    return '%s.%03dZ' % (time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds)), int(seconds % 1 * 1000))
