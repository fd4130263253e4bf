<?php
// The loop: connections in, calls to workers, answers out. Nothing in it waits for one of them alone.
class ShimServer
{
    private const DRAIN_SECONDS = 10;
    // Seconds a refused caller may go on sending.
    private const LINGER_SECONDS = 2;
    private const PHRASES = [
        200 => 'OK', 201 => 'Created', 204 => 'No Content', 302 => 'Found', 304 => 'Not Modified', 400 => 'Bad Request',
        403 => 'Forbidden', 404 => 'Not Found', 408 => 'Request Timeout', 413 => 'Payload Too Large', 418 => "I'm a teapot",
        431 => 'Headers Too Large', 500 => 'Internal Server Error', 503 => 'Service Unavailable',
    ];

    private ShimSettings $settings;
    private ShimWorkers $workers;
    private ShimMetrics $metrics;
    private $listener;
    private array $connections = [];
    private float $stopsAt = 0.0;

    public function __construct(ShimSettings $settings, ShimWorkers $workers)
    {
        $this->settings = $settings;
        $this->workers = $workers;
        $this->metrics = new ShimMetrics();
    }

    public function run(): void
    {
        $this->listen();
        $this->takeSignals();
        while ($this->stopsAt === 0.0 || ($this->isBusy() && microtime(true) < $this->stopsAt)) {
            $this->turn();
        }
        $this->workers->close();
        exit(0);
    }

    private function listen(): void
    {
        if ($this->settings->socket !== '') {
            @unlink($this->settings->socket);
            $this->listener = stream_socket_server("unix://{$this->settings->socket}");
        } else {
            $this->listener = @stream_socket_server("tcp://[::]:{$this->settings->port}")
                ?: stream_socket_server("tcp://0.0.0.0:{$this->settings->port}");
        }
        if (!$this->listener) {
            exit(1);
        }
        stream_set_blocking($this->listener, false);
    }

    private function takeSignals(): void
    {
        if (!function_exists('pcntl_async_signals')) {
            return;
        }
        pcntl_async_signals(true);
        foreach ([SIGTERM, SIGINT] as $signal) {
            pcntl_signal($signal, function () {
                $this->stop();
            });
        }
    }

    private function stop(): void
    {
        $this->stopsAt = $this->stopsAt ?: microtime(true) + self::DRAIN_SECONDS;
        if ($this->listener) {
            fclose($this->listener);
            $this->listener = null;
        }
    }

    private function isBusy(): bool
    {
        foreach ($this->connections as $connection) {
            if ($connection->worker || $connection->isWaiting || $connection->unsent !== '') {
                return true;
            }
        }
        return false;
    }

    private function turn(): void
    {
        $read = $this->listener ? [-1 => $this->listener] : [];
        $write = [];
        $answers = [];
        foreach ($this->connections as $id => $connection) {
            if ($connection->unsent !== '') {
                $write[$id] = $connection->socket;
            } elseif ($connection->worker) {
                $answers[$id] = $connection->worker->out;
            } elseif (!$connection->isWaiting) {
                $read[$id] = $connection->socket;
            }
        }
        $ready = $read + $answers;
        $none = null;
        if ($ready === [] && $write === []) {
            usleep(10000);
            return;
        }
        if (@stream_select($ready, $write, $none, 0, $this->patience()) > 0) {
            foreach ($ready as $id => $_) {
                if ($id === -1) {
                    $this->accept();
                } elseif (isset($answers[$id])) {
                    $this->readAnswer($id);
                } else {
                    $this->readRequest($id);
                }
            }
            foreach ($write as $id => $_) {
                $this->send($id);
            }
        }
        $this->endOverdue();
        if (file_exists(__DIR__ . '/stop')) {
            $this->stop();
        }
    }

    // Microseconds until somebody's time is up, at most a fifth of a second.
    private function patience(): int
    {
        $next = 0.2;
        foreach ($this->connections as $connection) {
            if ($connection->worker) {
                $next = min($next, $connection->deadline - microtime(true));
            }
        }
        return (int) max(0, $next * 1e6);
    }

    private function accept(): void
    {
        $socket = @stream_socket_accept($this->listener, 0);
        if ($socket) {
            $this->connections[(int) $socket] = new ShimConnection($socket, $this->settings->mostBytes);
        }
    }

    private function readRequest(int $id): void
    {
        $connection = $this->connections[$id];
        if ($connection->lingersUntil > 0) {
            if (fread($connection->socket, 1 << 20) === '' && feof($connection->socket)) {
                $this->close($id);
            }
            return;
        }
        try {
            $whole = $connection->read();
            if ($whole === false) {
                $this->close($id);
            } elseif ($whole) {
                $this->begin($id);
            }
        } catch (RuntimeException $refusal) {
            $connection->head = ['method' => '', 'keeps' => false];
            $connection->lingersUntil = microtime(true) + self::LINGER_SECONDS;
            $this->answer($id, $refusal->getCode(), $refusal->getMessage(), 'bad-request');
        }
    }

    private function begin(int $id): void
    {
        $connection = $this->connections[$id];
        $path = explode('?', $connection->head['target'], 2)[0];
        $isRead = in_array($connection->head['method'], ['GET', 'HEAD'], true);
        if ($isRead && $path === '/healthz') {
            $this->answer($id, 200, 'OK');
        } elseif ($isRead && $path === '/metrics') {
            $headers = [['Content-Type', 'text/plain; version=0.0.4; charset=utf-8']];
            $this->write($id, ['status' => 200, 'headers' => $headers], $this->metrics->text());
        } elseif ($this->countCalls() >= ShimWorkers::MOST_CALLS) {
            $connection->isWaiting = true;
        } else {
            $this->call($id);
        }
    }

    private function countCalls(): int
    {
        return count(array_filter($this->connections, function ($connection) {
            return $connection->worker !== null;
        }));
    }

    private function call(int $id): void
    {
        $connection = $this->connections[$id];
        $connection->isWaiting = false;
        $connection->began = microtime(true);
        $connection->deadline = $connection->began + $this->settings->timeout;
        $connection->worker = $worker = $this->workers->take();
        $head = json_encode(array_intersect_key($connection->head, ['method' => 1, 'target' => 1, 'headers' => 1]), JSON_INVALID_UTF8_SUBSTITUTE);
        // A worker reads its call at once: this waits for nothing but the copying.
        stream_set_blocking($worker->in, true);
        @fwrite($worker->in, pack('NN', strlen($head), strlen($connection->body)) . $head . $connection->body);
        $this->workers->refill();
    }

    private function readAnswer(int $id): void
    {
        $connection = $this->connections[$id];
        $worker = $connection->worker;
        $message = $worker->read();
        if (is_array($message) && !$worker->isLoaded) {
            $worker->isLoaded = true;
            $message = $worker->read();
        }
        if ($message === null) {
            return;
        }
        if (is_array($message)) {
            $worker->end(false);
            $this->finish($id, $message[0], $message[1]);
            return;
        }
        $text = "The process of {$this->settings->handler} {$worker->end(false)} before it had answered.";
        shim_note($text);
        $this->finish($id, $this->plain(500, 'crash'), "Internal Server Error: $text");
    }

    private function endOverdue(): void
    {
        foreach ($this->connections as $id => $connection) {
            if ($connection->lingersUntil > 0 && microtime(true) > $connection->lingersUntil) {
                $this->close($id);
            } elseif ($connection->worker && microtime(true) >= $connection->deadline) {
                $connection->worker->end(true);
                $text = "{$this->settings->handler} did not answer within {$this->settings->timeoutInWords()}, its timeout, and was stopped.";
                shim_note($text);
                $this->finish($id, $this->plain(408, 'timeout'), $text);
            }
        }
    }

    private function finish(int $id, array $head, string $body): void
    {
        $connection = $this->connections[$id];
        $ended = microtime(true);
        $this->metrics->count($connection->head['method'], $ended - $connection->began, isset($head['error']));
        $head['headers'][] = ['x-kubeless-began', $this->iso($connection->began)];
        $head['headers'][] = ['x-kubeless-ended', $this->iso($ended)];
        $connection->worker = null;
        $this->write($id, $head, $body);
        foreach ($this->connections as $other => $waiting) {
            if ($waiting->isWaiting) {
                $this->call($other);
                break;
            }
        }
    }

    private function iso(float $seconds): string
    {
        return gmdate('Y-m-d\TH:i:s', (int) $seconds) . sprintf('.%03dZ', (int) (($seconds - floor($seconds)) * 1000));
    }

    private function plain(int $status, ?string $error): array
    {
        return ['status' => $status, 'headers' => [['Content-Type', 'text/plain; charset=utf-8']], 'error' => $error];
    }

    private function answer(int $id, int $status, string $text, ?string $error = null): void
    {
        $this->write($id, $this->plain($status, $error), $text);
    }

    private function write(int $id, array $head, string $body): void
    {
        $connection = $this->connections[$id];
        $status = $head['status'];
        $bodiless = $status === 204 || $status === 304;
        $headers = array_filter($head['headers'], function ($pair) {
            return !in_array(strtolower($pair[0]), ['content-length', 'connection', 'transfer-encoding'], true);
        });
        if (isset($head['error'])) {
            $headers[] = ['x-kubeless-error', $head['error']];
        }
        $headers[] = ['x-kubeless-checksum', $this->settings->checksum];
        $headers[] = ['x-kubeless-pod', $this->settings->pod];
        if (!$bodiless) {
            $headers[] = ['Content-Length', (string) strlen($body)];
        }
        $connection->closes = !$connection->head['keeps'] || $this->stopsAt > 0;
        $headers[] = ['Connection', $connection->closes ? 'close' : 'keep-alive'];
        $text = "HTTP/1.1 $status " . (self::PHRASES[$status] ?? 'Status') . "\r\n";
        foreach ($headers as [$name, $value]) {
            $text .= "$name: " . strtr((string) $value, "\r\n", '  ') . "\r\n";
        }
        $connection->unsent .= "$text\r\n" . ($bodiless || $connection->head['method'] === 'HEAD' ? '' : $body);
        $this->send($id);
    }

    private function send(int $id): void
    {
        $connection = $this->connections[$id];
        if (!$connection->write() || $connection->worker || $connection->isWaiting) {
            return;
        }
        if ($connection->closes) {
            if ($connection->lingersUntil > 0) {
                stream_socket_shutdown($connection->socket, STREAM_SHUT_WR);
            } else {
                $this->close($id);
            }
            return;
        }
        // A `100 Continue` has gone out: the body is still to come.
        if ($connection->head !== null && $connection->began === 0.0 && $connection->body === '' && isset($connection->head['values']['expect'])) {
            $connection->head['values']['expect'] = null;
            return;
        }
        $connection->reset();
    }

    private function close(int $id): void
    {
        fclose($this->connections[$id]->socket);
        unset($this->connections[$id]);
    }
}
