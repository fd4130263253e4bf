<?php
// /metrics: the series of upstream's runtimes, in Prometheus' text format.
class ShimMetrics
{
    private const BUCKETS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10'];

    private array $methods = [];

    public function count(string $method, float $seconds, bool $failed): void
    {
        // A caller can invent methods: not a series for each.
        if (!isset($this->methods[$method]) && (count($this->methods) >= 20 || !ctype_alpha($method))) {
            $method = 'OTHER';
        }
        $of = $this->methods[$method] ?? ['calls' => 0, 'failures' => 0, 'sum' => 0.0, 'buckets' => array_fill_keys(self::BUCKETS, 0)];
        $of['calls']++;
        $of['failures'] += $failed ? 1 : 0;
        $of['sum'] += $seconds;
        foreach (self::BUCKETS as $most) {
            $of['buckets'][$most] += $seconds <= (float) $most ? 1 : 0;
        }
        $this->methods[$method] = $of;
    }

    public function text(): string
    {
        $text = "# HELP function_calls_total Calls of the function.\n# TYPE function_calls_total counter\n";
        foreach ($this->methods as $name => $of) {
            $text .= "function_calls_total{method=\"$name\"} {$of['calls']}\n";
        }
        $text .= "# HELP function_failures_total Calls that failed.\n# TYPE function_failures_total counter\n";
        foreach ($this->methods as $name => $of) {
            $text .= "function_failures_total{method=\"$name\"} {$of['failures']}\n";
        }
        $text .= "# HELP function_duration_seconds How long calls took.\n# TYPE function_duration_seconds histogram\n";
        foreach ($this->methods as $name => $of) {
            foreach ($of['buckets'] as $most => $count) {
                $text .= "function_duration_seconds_bucket{method=\"$name\",le=\"$most\"} $count\n";
            }
            $text .= "function_duration_seconds_bucket{method=\"$name\",le=\"+Inf\"} {$of['calls']}\n";
            $text .= "function_duration_seconds_sum{method=\"$name\"} {$of['sum']}\n";
            $text .= "function_duration_seconds_count{method=\"$name\"} {$of['calls']}\n";
        }
        return $text;
    }
}
