"""What shims.test.ts asks of every language; `?do=` says what."""
import os
import time

calls = 0


def answer(event, context):
    global calls
    calls += 1
    request = event['extensions']['request']
    what = request.query.get('do', 'echo')
    if what == 'echo':
        return event['data']
    if what == 'fields':
        return {
            'id': event['event-id'],
            'type': event['event-type'],
            'time': event['event-time'],
            'namespace': event['event-namespace'],
            'function': context['function-name'],
            'timeout': str(context['timeout']),
            'runtime': context['runtime'],
            'memory': context['memory-limit'],
        }
    if what == 'request':
        return '%s %s %s' % (request.method, request.path, request.query.get('name'))
    if what == 'term':
        return str(event['data']['term'])
    if what == 'json':
        return {'list': [1, 2.5, True, None], 'name': 'Zoë 🚲'}
    if what == 'binary':
        return bytes(range(256))
    if what == 'large':
        return 'ä' * (5 * 1024 * 1024)
    if what == 'nothing':
        return None
    if what == 'teapot':
        response = event['extensions']['response']
        response.status = 418
        response.set_header('X-Kind', 'tea')
        return 'short and stout'
    if what == 'raise':
        return deeper()
    if what == 'exit':
        os._exit(3)
    if what == 'loop':
        while True:
            pass
    if what == 'sleep':
        time.sleep(3600)
    if what == 'pause':
        time.sleep(0.3)
        return 'rested'
    if what == 'wait':
        print('waiting')
        while not os.path.exists(os.environ['KUBELESS_INSTALL_VOLUME'] + '/go'):
            time.sleep(0.01)
        return 'let go'
    if what == 'print':
        print('one', 'line')
        print('and another')
        return 'printed'
    if what == 'flood':
        for _ in range(20000):
            print('x' * 99)
        print('the end')
        return 'flooded'
    if what == 'count':
        return str(calls)


def deeper():
    raise KeyError('wanted')
