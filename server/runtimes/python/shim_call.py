"""What a function sees of a call, and what becomes of that which it returns."""
import importlib.util
import inspect
import io
import json
import os
import sys
import traceback

from shim_request import Request, Response

# Sent as upstream's Python runtime sends it.
TEXT = 'text/html; charset=UTF-8'


def load(settings):
    """The function. Says on stderr why there is none, and ends the process."""
    own_output()
    try:
        # A file called like a module that Python has loaded already must not take that module's place.
        name = settings.module if settings.module not in sys.modules else 'function'
        if not os.path.exists(settings.file):
            raise ModuleNotFoundError("No module named '%s'" % settings.module)
        spec = importlib.util.spec_from_file_location(name, settings.file)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return find(module, settings)
    except SystemExit as error:
        complain('SystemExit: %s.py ended its process while it was being loaded (%s)\n' % (settings.module, error))
    except BaseException as error:
        complain(told(error, settings))
    os._exit(1)


def find(module, settings):
    function = getattr(module, settings.handler, None)
    if callable(function):
        if inspect.iscoroutinefunction(function):
            # Once, here, and not in every worker.
            import asyncio  # noqa: F401
        return function
    own = [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith('_')
    ]
    there = 'the functions in it are: %s' % ', '.join(own) if own else 'there is no function in it'
    raise AttributeError("module '%s' has no attribute '%s'; %s" % (settings.module, settings.handler, there))


def make(settings, function, head, body):
    """Calls the function. Returns the head and the body of the answer."""
    request = Request(head, body)
    response = Response()
    event = {'data': data_of(request, body)}
    if event['data'] is request.malformed:
        return answer(400, 'The body is not JSON, though its Content-Type says so: %s.' % request.problem, 'bad-request')
    for name in ('event-id', 'event-type', 'event-time', 'event-namespace'):
        event[name] = request.get_header(name)
    event['extensions'] = {'request': request, 'response': response}
    context = {
        'function-name': settings.handler,
        'timeout': settings.timeout,
        'runtime': settings.runtime,
        'memory-limit': settings.memory_limit,
    }
    try:
        result = function(event, context)
        if inspect.iscoroutine(result):
            import asyncio

            result = asyncio.run(result)
        return succeed(result, response)
    except SystemExit as error:
        complain('SystemExit: %s ended its process (%s)\n' % (settings.handler, error))
        return answer(500, 'Internal Server Error', 'crash')
    except BaseException as error:
        if is_response(error):
            # bottle's HTTPError and HTTPResponse may be raised as well as returned.
            return succeed(error, response)
        complain(told(error, settings))
        return answer(500, 'Internal Server Error', 'exception')
    finally:
        flush()


def rehearse(settings):
    """A call of nothing. A fresh process is slow at everything it does first: better before its call than in it."""
    head = {'method': 'GET', 'target': '/?a=b', 'headers': [('Content-Type', 'application/json')], 'peer': ''}
    make(settings, lambda event, context: event['extensions']['request'].query, head, b'{}')


def data_of(request, body):
    """As upstream: parsed only when the type is exactly application/json, else the bytes."""
    if request.content_type != 'application/json':
        return body
    if not body:
        return None
    try:
        return json.loads(body.decode('utf-8'))
    except ValueError as error:
        request.problem = error
        return request.malformed


def succeed(result, response):
    """A result as an answer: text, bytes and files as they are, nothing for None, JSON for the rest."""
    headers = response.headers
    status = response.status
    if is_response(result):
        status = result.status_code
        headers = list(result.headerlist if hasattr(result, 'headerlist') else dict(result.headers).items())
        result = getattr(result, 'body', None)
    content, kind = encode(result)
    if not any(name.lower() == 'content-type' for name, _ in headers):
        headers = headers + [('Content-Type', kind)]
    return {'status': status, 'headers': headers}, content


def encode(result):
    if result is None:
        return b'', TEXT
    if isinstance(result, str):
        return result.encode('utf-8'), TEXT
    if isinstance(result, (bytes, bytearray, memoryview)):
        return bytes(result), TEXT
    if hasattr(result, 'read'):
        return encode(result.read())
    if inspect.isgenerator(result):
        result = list(result)
    if isinstance(result, (list, tuple)) and result:
        # Upstream joins these.
        if all(isinstance(part, str) for part in result):
            return encode(''.join(result))
        if all(isinstance(part, bytes) for part in result):
            return b''.join(result), TEXT
    return json.dumps(result).encode('utf-8'), 'application/json'


def is_response(value):
    """Whether it is a response object of bottle or the like."""
    return hasattr(value, 'status_code') and hasattr(value, 'headers')


def answer(status, text, error):
    return {'status': status, 'headers': [('Content-Type', 'text/plain; charset=UTF-8')], 'error': error}, text.encode()


def told(error, settings):
    """The traceback without the shim's frames, and with the paths as they are in every pod."""
    own = os.path.dirname(os.path.abspath(__file__)) + os.sep
    steps = traceback.TracebackException(type(error), error, error.__traceback__)
    chained, seen = steps, 0
    while chained is not None and seen < 100:
        # Where the user's code begins, the shim's and importlib's ends.
        while chained.stack and (chained.stack[0].filename.startswith(own) or 'importlib' in chained.stack[0].filename):
            chained.stack.pop(0)
        chained, seen = chained.__cause__ or chained.__context__, seen + 1
    return ''.join(steps.format()).replace(settings.volume + '/', '/kubeless/')


def own_output():
    """Lines reach the log when they are complete, each in one piece, whoever else is writing."""
    for name, number in (('stdout', 1), ('stderr', 2)):
        raw = io.BufferedWriter(io.FileIO(number, 'w', closefd=False), 64 * 1024)
        setattr(sys, name, io.TextIOWrapper(raw, 'utf-8', 'backslashreplace', line_buffering=True))


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # Closed by the function: there is nothing left to say.
            pass


def complain(text):
    flush()
    data = text.encode('utf-8', 'backslashreplace')
    while data:
        data = data[os.write(2, data) :]
