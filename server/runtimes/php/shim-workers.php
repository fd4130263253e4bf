<?php
// The processes that functions run in. Each has loaded the function before its call comes, makes that one call
// and ends, as PHP does with every request: nothing is left over for the next call, and one that hangs is killed.
class ShimWorker
{
    public $process;
    public $in;
    public $out;
    public int $pid;
    public bool $isLoaded = false;
    // Read from it so far; an answer is whole when its lengths say so.
    private string $read = '';

    public function __construct()
    {
        $pipes = [];
        $spec = [0 => ['file', '/dev/null', 'r'], 1 => STDOUT, 2 => STDERR, 3 => ['pipe', 'r'], 4 => ['pipe', 'w']];
        $this->process = proc_open([PHP_BINARY, __DIR__ . '/shim-worker.php'], $spec, $pipes);
        [$this->in, $this->out] = [$pipes[3], $pipes[4]];
        stream_set_blocking($this->out, false);
        stream_set_blocking($this->in, false);
        $this->pid = proc_get_status($this->process)['pid'];
    }

    // Takes in what has come: [head, body] of the next message, null when it is not whole, false at the end.
    public function read()
    {
        $chunk = fread($this->out, 1 << 20);
        $this->read .= $chunk === false ? '' : $chunk;
        if (strlen($this->read) >= 8) {
            ['head' => $head, 'body' => $body] = unpack('Nhead/Nbody', $this->read);
            if (strlen($this->read) >= 8 + $head + $body) {
                $message = [json_decode(substr($this->read, 8, $head), true), substr($this->read, 8 + $head, $body)];
                $this->read = substr($this->read, 8 + $head + $body);
                return $message;
            }
        }
        return feof($this->out) ? false : null;
    }

    // With everything it started, where PHP can tell. How it ended.
    public function end(bool $kill): string
    {
        if ($kill) {
            if (function_exists('posix_kill')) {
                @posix_kill(-$this->pid, 9);
            }
            proc_terminate($this->process, 9);
        }
        // Its pipes are closed: it ends within a moment.
        for ($tries = 0; ($status = proc_get_status($this->process))['running'] && $tries < 500; $tries++) {
            usleep(1000);
        }
        @fclose($this->in);
        @fclose($this->out);
        if ($status['running']) {
            proc_terminate($this->process, 9);
        }
        proc_close($this->process);
        return $status['signaled'] ? "was killed by signal {$status['termsig']}" : "ended with exit code {$status['exitcode']}";
    }
}

class ShimWorkers
{
    private const SPARE = 2;
    public const MOST_CALLS = 10;

    private array $spare = [];

    public function __construct()
    {
        $this->spare[] = new ShimWorker();
    }

    // Waits until the function is loaded; ends this process when it cannot be. The worker has said why.
    public function awaitFirst(): void
    {
        $first = $this->spare[0];
        stream_set_blocking($first->out, true);
        if (!is_array($first->read())) {
            exit(1);
        }
        $first->isLoaded = true;
        stream_set_blocking($first->out, false);
        $this->refill();
    }

    public function take(): ShimWorker
    {
        return array_shift($this->spare) ?? new ShimWorker();
    }

    public function refill(): void
    {
        while (count($this->spare) < self::SPARE) {
            $this->spare[] = new ShimWorker();
        }
    }

    public function close(): void
    {
        foreach ($this->spare as $worker) {
            $worker->end(true);
        }
    }
}

// A line on stderr, left out rather than waited for when nobody reads what a flood of prints has filled.
function shim_note(string $text): void
{
    [$none, $write] = [null, [STDERR]];
    if (@stream_select($none, $write, $none, 0) > 0) {
        fwrite(STDERR, "$text\n");
    }
}
