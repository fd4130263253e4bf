<?php
// $event->extensions: the request, with the names of PSR-7 (which upstream's runtime hands over), and the response.
class ShimRequest
{
    private array $head;
    private string $body;
    private array $headers = [];

    public function __construct(array $head, string $body)
    {
        $this->head = $head;
        $this->body = $body;
        foreach ($head['headers'] as [$name, $value]) {
            $this->headers[strtolower($name)][] = $value;
        }
    }

    public function event($data, ShimResponse $response): stdClass
    {
        $event = (object) ['data' => $data];
        foreach (['event-id', 'event-type', 'event-time', 'event-namespace'] as $name) {
            $event->$name = $this->headers[$name][0] ?? null;
        }
        $event->extensions = (object) ['request' => $this, 'response' => $response];
        return $event;
    }

    public function getMethod(): string
    {
        return $this->head['method'];
    }

    public function getPath(): string
    {
        return rawurldecode(explode('?', $this->head['target'], 2)[0]);
    }

    public function getQueryParams(): array
    {
        parse_str(explode('?', $this->head['target'], 2)[1] ?? '', $values);
        return $values;
    }

    public function getHeaders(): array
    {
        return $this->headers;
    }

    public function getHeaderLine(string $name): string
    {
        return implode(', ', $this->headers[strtolower($name)] ?? []);
    }

    public function getBody(): string
    {
        return $this->body;
    }
}

// Status and headers of the answer, for functions that set them.
class ShimResponse
{
    public int $status = 200;
    public array $headers = [];
}
