<?php
// What shims.test.ts asks of every language; `?do=` says what.
$calls = 0;

function answer($event, $context)
{
    global $calls;
    $calls++;
    $request = $event->extensions->request;
    $query = $request->getQueryParams();
    switch ($query['do'] ?? 'echo') {
        case 'echo':
            return $event->data;
        case 'fields':
            return [
                'id' => $event->{'event-id'}, 'type' => $event->{'event-type'}, 'time' => $event->{'event-time'},
                'namespace' => $event->{'event-namespace'}, 'function' => $context->{'function-name'},
                'timeout' => $context->timeout, 'runtime' => $context->runtime, 'memory' => $context->{'memory-limit'},
            ];
        case 'request':
            return "{$request->getMethod()} {$request->getPath()} {$query['name']}";
        case 'term':
            return $event->data->term;
        case 'json':
            return ['list' => [1, 2.5, true, null], 'name' => 'Zoë 🚲'];
        case 'binary':
            return implode('', array_map('chr', range(0, 255)));
        case 'large':
            return str_repeat('ä', 5 * 1024 * 1024);
        case 'nothing':
            return null;
        case 'teapot':
            $event->extensions->response->status = 418;
            $event->extensions->response->headers['X-Kind'] = 'tea';
            return 'short and stout';
        case 'raise':
            return deeper();
        case 'exit':
            exit(3);
        case 'loop':
            while (true);
        case 'sleep':
            sleep(3600);
            return 'woken';
        case 'pause':
            usleep(300000);
            return 'rested';
        case 'wait':
            echo "waiting\n";
            while (!file_exists(getenv('KUBELESS_INSTALL_VOLUME') . '/go')) {
                clearstatcache();
                usleep(10000);
            }
            return 'let go';
        case 'print':
            echo "one line\n";
            echo "and another\n";
            return 'printed';
        case 'flood':
            for ($count = 0; $count < 20000; $count++) {
                echo str_repeat('x', 99) . "\n";
            }
            echo "the end\n";
            return 'flooded';
        case 'count':
            return "$calls";
    }
}

function deeper()
{
    throw new RangeException('wanted');
}
