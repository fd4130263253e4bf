"""event['extensions']: the request, with the names of bottle's (which upstream's runtime hands over), and the response."""
import io
import json
from urllib.parse import parse_qsl, unquote


class Request:
    malformed = object()

    def __init__(self, head, body):
        self.method = head['method']
        self.path, _, self.query_string = head['target'].partition('?')
        self.path = unquote(self.path)
        self.headers = Headers(head['headers'])
        self.remote_addr = head.get('peer', '')
        self.content_type = self.headers.get('Content-Type', '')
        self.content_length = len(body)
        self.body = io.BytesIO(body)
        self.problem = None
        self._bytes = body

    def __repr__(self):
        return '<Request: %s %s>' % (self.method, self.url)

    @property
    def url(self):
        target = self.path + ('?' + self.query_string if self.query_string else '')
        return '%s://%s%s' % (self.headers.get('X-Forwarded-Proto', 'http'), self.headers.get('Host', ''), target)

    @property
    def query(self):
        return Values.parse(self.query_string)

    GET = query

    @property
    def forms(self):
        """Fields of a form sent as application/x-www-form-urlencoded."""
        if self.content_type.split(';')[0].strip() != 'application/x-www-form-urlencoded':
            return Values()
        return Values.parse(self._bytes.decode('utf-8', 'replace'))

    POST = forms

    @property
    def params(self):
        values = self.query
        for name, items in self.forms.lists.items():
            values.lists.setdefault(name, []).extend(items)
            values[name] = items[-1]
        return values

    @property
    def json(self):
        """The body as JSON; None when it is of another type."""
        if self.content_type.split(';')[0].strip() != 'application/json' or not self._bytes:
            return None
        return json.loads(self._bytes.decode('utf-8'))

    @property
    def cookies(self):
        from http.cookies import SimpleCookie

        return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get('Cookie', '')).items()}

    @property
    def environ(self):
        """The request as WSGI has it."""
        env = {
            'REQUEST_METHOD': self.method,
            'PATH_INFO': self.path,
            'QUERY_STRING': self.query_string,
            'CONTENT_TYPE': self.content_type,
            'CONTENT_LENGTH': str(self.content_length),
            'REMOTE_ADDR': self.remote_addr,
            'SCRIPT_NAME': '',
            'SERVER_PROTOCOL': 'HTTP/1.1',
            'wsgi.input': self.body,
            'wsgi.url_scheme': 'http',
        }
        for name, value in self.headers.items():
            env['HTTP_' + name.upper().replace('-', '_')] = value
        return env

    def get_header(self, name, default=None):
        return self.headers.get(name, default)

    def get_cookie(self, name, default=None):
        return self.cookies.get(name, default)


class Headers(dict):
    """Header names mean the same in any case."""

    def __init__(self, pairs):
        super().__init__()
        for name, value in pairs:
            name = name.title()
            self[name] = self[name] + ', ' + value if name in self else value

    def get(self, name, default=None):
        return super().get(name.title(), default)

    def __getitem__(self, name):
        return super().__getitem__(name.title())

    def __contains__(self, name):
        return super().__contains__(name.title())


class Values(dict):
    """Names and values; the last one counts when there are several."""

    def __init__(self):
        super().__init__()
        self.lists = {}

    @classmethod
    def parse(cls, text):
        values = cls()
        for name, value in parse_qsl(text, keep_blank_values=True):
            values.lists.setdefault(name, []).append(value)
            values[name] = value
        return values

    def getall(self, name):
        return self.lists.get(name, [])

    getlist = getall

    def __getattr__(self, name):
        """bottle's `query.term`: an empty text when there is none."""
        if name.startswith('__'):
            raise AttributeError(name)
        return self.get(name, '')


class Response:
    """Status and headers of the answer, for functions that set them."""

    def __init__(self):
        self.status = 200
        self.headers = []

    def set_header(self, name, value):
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        self.add_header(name, value)

    def add_header(self, name, value):
        if any(mark in '%s%s' % (name, value) for mark in '\r\n\0'):
            raise ValueError('A header cannot hold a line break: %s' % name)
        self.headers.append((name, str(value)))
