<?php
// One caller: its request as it comes in, the answer as it goes out.
class ShimConnection
{
    private const MOST_HEADER_BYTES = 65536;

    public $socket;
    // The request once its headers are here: method, target, headers, values, keeps.
    public ?array $head = null;
    public string $body = '';
    public ?ShimWorker $worker = null;
    public float $began = 0.0;
    public float $deadline = 0.0;
    public bool $isWaiting = false;
    public string $unsent = '';
    public bool $closes = false;
    // Refused, but still sending: closed now, the connection would be reset and the answer lost with it.
    public float $lingersUntil = 0.0;
    private string $read = '';
    private int $mostBytes;
    private int $bodyLength = 0;

    public function __construct($socket, int $mostBytes)
    {
        stream_set_blocking($socket, false);
        $this->socket = $socket;
        $this->mostBytes = $mostBytes;
    }

    // Takes in what has come. True once a request is whole, false when the caller is gone, null otherwise.
    // Throws [status, sentence] as an exception when the request cannot be served.
    public function read(): ?bool
    {
        $chunk = fread($this->socket, 1 << 20);
        if ($chunk === false || ($chunk === '' && feof($this->socket))) {
            return false;
        }
        $this->read .= $chunk;
        return $this->parse();
    }

    public function parse(): ?bool
    {
        if ($this->head === null && !$this->parseHead()) {
            return null;
        }
        if (stripos($this->head['values']['transfer-encoding'] ?? '', 'chunked') !== false) {
            return $this->parseChunks();
        }
        if (strlen($this->read) < $this->bodyLength) {
            return null;
        }
        $this->body = substr($this->read, 0, $this->bodyLength);
        $this->read = substr($this->read, $this->bodyLength);
        return true;
    }

    private function parseHead(): bool
    {
        $end = strpos($this->read, "\r\n\r\n");
        if ($end === false) {
            if (strlen($this->read) > self::MOST_HEADER_BYTES) {
                throw new RuntimeException('The headers are larger than ' . self::MOST_HEADER_BYTES . ' bytes.', 431);
            }
            return false;
        }
        $lines = explode("\r\n", ltrim(substr($this->read, 0, $end)));
        $this->read = substr($this->read, $end + 4);
        $words = explode(' ', array_shift($lines));
        if (count($words) !== 3 || strncmp($words[2], 'HTTP/1.', 7) !== 0) {
            throw new RuntimeException('This is not a request of HTTP/1.1.', 400);
        }
        $headers = $values = [];
        foreach ($lines as $line) {
            [$name, $value] = explode(':', $line, 2) + [1 => ''];
            $headers[] = [$name, trim($value)];
            $values[strtolower($name)] = trim($value);
        }
        $connection = strtolower($values['connection'] ?? '');
        $keeps = $words[2] === 'HTTP/1.0' ? $connection === 'keep-alive' : $connection !== 'close';
        $this->head = ['method' => $words[0], 'target' => $words[1], 'headers' => $headers, 'values' => $values, 'keeps' => $keeps];
        $length = $values['content-length'] ?? '0';
        if (!ctype_digit($length)) {
            throw new RuntimeException('The Content-Length is not a number.', 400);
        }
        $this->bodyLength = (int) $length;
        $this->limit($this->bodyLength);
        if (strtolower($values['expect'] ?? '') === '100-continue') {
            $this->unsent .= "HTTP/1.1 100 Continue\r\n\r\n";
        }
        return true;
    }

    private function parseChunks(): ?bool
    {
        while (($end = strpos($this->read, "\r\n")) !== false) {
            $line = trim(explode(';', substr($this->read, 0, $end))[0]);
            if (!ctype_xdigit($line)) {
                throw new RuntimeException('The size of a chunk is not a number.', 400);
            }
            $size = (int) hexdec($line);
            $this->limit(strlen($this->body) + $size);
            if (strlen($this->read) < $end + 2 + $size + 2) {
                return null;
            }
            $this->body .= substr($this->read, $end + 2, $size);
            $this->read = substr($this->read, $end + 2 + $size + 2);
            if ($size === 0) {
                return true;
            }
        }
        return null;
    }

    private function limit(int $bytes): void
    {
        if ($bytes > $this->mostBytes) {
            throw new RuntimeException("The body is larger than {$this->mostBytes} bytes. FUNC_MEMFILE_MAX in the environment raises the limit.", 413);
        }
    }

    // Ready for the next request of this caller.
    public function reset(): void
    {
        [$this->head, $this->body, $this->bodyLength, $this->worker] = [null, '', 0, null];
    }

    // Whether everything has gone out.
    public function write(): bool
    {
        if ($this->unsent === '') {
            return true;
        }
        $count = @fwrite($this->socket, substr($this->unsent, 0, 1 << 20));
        if ($count === false) {
            $this->closes = true;
            $this->unsent = '';
            return true;
        }
        $this->unsent = substr($this->unsent, $count);
        return $this->unsent === '';
    }
}
