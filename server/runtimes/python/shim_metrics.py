"""/metrics: the series of upstream's runtimes, in Prometheus' text format."""
import threading

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


class Metrics:
    def __init__(self):
        self.lock = threading.Lock()
        self.methods = {}

    def count(self, method, seconds, failed):
        with self.lock:
            # A caller can invent methods: not a series for each.
            if method not in self.methods and len(self.methods) >= 20:
                method = 'OTHER'
            of = self.methods.setdefault(method, {'calls': 0, 'failures': 0, 'sum': 0.0, 'buckets': [0] * len(BUCKETS)})
            of['calls'] += 1
            of['failures'] += 1 if failed else 0
            of['sum'] += seconds
            for index, most in enumerate(BUCKETS):
                if seconds <= most:
                    of['buckets'][index] += 1

    def text(self):
        with self.lock:
            lines = ['# HELP function_calls_total Calls of the function.', '# TYPE function_calls_total counter']
            lines += ['function_calls_total{method="%s"} %d' % (name, of['calls']) for name, of in self.methods.items()]
            lines += ['# HELP function_failures_total Calls that failed.', '# TYPE function_failures_total counter']
            lines += ['function_failures_total{method="%s"} %d' % (name, of['failures']) for name, of in self.methods.items()]
            lines += ['# HELP function_duration_seconds How long calls took.', '# TYPE function_duration_seconds histogram']
            for name, of in self.methods.items():
                for most, count in zip(BUCKETS, of['buckets']):
                    lines.append('function_duration_seconds_bucket{method="%s",le="%s"} %d' % (name, most, count))
                lines.append('function_duration_seconds_bucket{method="%s",le="+Inf"} %d' % (name, of['calls']))
                lines.append('function_duration_seconds_sum{method="%s"} %.6f' % (name, of['sum']))
                lines.append('function_duration_seconds_count{method="%s"} %d' % (name, of['calls']))
        return '\n'.join(lines) + '\n'
