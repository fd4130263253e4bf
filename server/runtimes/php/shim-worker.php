<?php
// The process of one call: loads the function, says so, makes the call, ends.
require __DIR__ . '/shim-settings.php';
require __DIR__ . '/shim-event.php';

ini_set('memory_limit', '-1');
ini_set('display_errors', 'stderr');
ini_set('log_errors', '0');
if (function_exists('posix_setpgid')) {
    // A group of its own, so that what the function starts can be ended with it.
    posix_setpgid(0, 0);
}

$shim = new ShimWorkerProcess(new ShimSettings());
$shim->load();
$shim->work();

class ShimWorkerProcess
{
    private ShimSettings $settings;
    private $in;
    private $out;

    public function __construct(ShimSettings $settings)
    {
        $this->settings = $settings;
        $this->in = fopen('php://fd/3', 'r');
        $this->out = fopen('php://fd/4', 'w');
    }

    // Says on stderr why there is no function, and ends the process.
    public function load(): void
    {
        try {
            shim_include("{$this->settings->volume}/{$this->settings->module}.php", $this->settings->volume);
        } catch (Throwable $error) {
            $this->complain($this->told($error));
            exit(1);
        }
        if (!function_exists($this->settings->handler)) {
            $names = array_map(function ($name) {
                return (new ReflectionFunction($name))->getName();
            }, array_diff(get_defined_functions()['user'], ['shim_include']));
            $there = $names ? 'the functions in it are: ' . implode(', ', $names) : 'there is no function in it';
            $this->complain("Error: {$this->settings->module}.php has no function {$this->settings->handler}; $there\n");
            exit(1);
        }
        $this->send(['loaded' => true], '');
    }

    public function work(): void
    {
        $lengths = stream_get_contents($this->in, 8);
        if (strlen((string) $lengths) < 8) {
            // The server is gone.
            exit(0);
        }
        ['head' => $head, 'body' => $body] = unpack('Nhead/Nbody', $lengths);
        $request = new ShimRequest(json_decode(stream_get_contents($this->in, $head), true), $body ? stream_get_contents($this->in, $body) : '');
        [$answer, $content] = $this->make($request);
        $this->send($answer, $content);
        exit(0);
    }

    private function make(ShimRequest $request): array
    {
        $data = $request->getBody();
        // As upstream: parsed only when the type is exactly application/json, to objects.
        if ($request->getHeaderLine('content-type') === 'application/json' && $data !== '') {
            $data = json_decode($data);
            if (json_last_error() !== JSON_ERROR_NONE) {
                return $this->failure(400, 'The body is not JSON, though its Content-Type says so: ' . json_last_error_msg() . '.', 'bad-request');
            }
        }
        $response = new ShimResponse();
        try {
            $result = ($this->settings->handler)($request->event($data, $response), $this->context());
            return $this->succeed($result, $response);
        } catch (Throwable $error) {
            $this->complain($this->told($error));
            return $this->failure(500, 'Internal Server Error', 'exception');
        }
    }

    private function context(): stdClass
    {
        return (object) [
            'function-name' => $this->settings->handler,
            'timeout' => $this->settings->timeoutText,
            'runtime' => $this->settings->runtime,
            'memory-limit' => $this->settings->memoryLimit,
        ];
    }

    // Text as it is, nothing for null, JSON for the rest.
    private function succeed($result, ShimResponse $response): array
    {
        $type = 'text/plain; charset=utf-8';
        if ($result === null || is_string($result)) {
            $content = (string) $result;
            if (!preg_match('//u', $content)) {
                $type = 'application/octet-stream';
            }
        } else {
            $content = json_encode($result, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR);
            $type = 'application/json';
        }
        $headers = $response->headers;
        if (!isset(array_change_key_case($headers)['content-type'])) {
            $headers['Content-Type'] = $type;
        }
        return [['status' => $response->status, 'headers' => array_map(null, array_keys($headers), array_values($headers))], $content];
    }

    private function failure(int $status, string $text, string $error): array
    {
        return [['status' => $status, 'headers' => [['Content-Type', 'text/plain; charset=utf-8']], 'error' => $error], $text];
    }

    // In full, without the shim's own frames, and with the paths as they are in every pod.
    private function told(Throwable $error): string
    {
        $text = get_class($error) . ": {$error->getMessage()} in {$error->getFile()}:{$error->getLine()}\n";
        foreach ($error->getTrace() as $frame) {
            if (isset($frame['file']) && strncmp($frame['file'], __DIR__, strlen(__DIR__)) !== 0) {
                $text .= "    at {$frame['file']}:{$frame['line']}, calling {$frame['function']}\n";
            }
        }
        if ($error->getPrevious()) {
            $text .= 'Caused by ' . $this->told($error->getPrevious());
        }
        return str_replace("{$this->settings->volume}/", '/kubeless/', $text);
    }

    private function complain(string $text): void
    {
        fwrite(STDERR, $text);
    }

    private function send(array $head, string $body): void
    {
        $encoded = json_encode($head, JSON_INVALID_UTF8_SUBSTITUTE);
        fwrite($this->out, pack('NN', strlen($encoded), strlen($body)) . $encoded . $body);
        fflush($this->out);
    }
}

// The user's file, where it sees no variable of the shim's; with Composer's packages if there are any.
function shim_include(string $shimFile, string $shimVolume): void
{
    if (!is_file($shimFile)) {
        throw new Error('There is no file ' . basename($shimFile) . ' to load the function from');
    }
    set_include_path($shimVolume . PATH_SEPARATOR . get_include_path());
    if (is_file("$shimVolume/vendor/autoload.php")) {
        require_once "$shimVolume/vendor/autoload.php";
    }
    require_once $shimFile;
}
