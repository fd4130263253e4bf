// /metrics: the series of upstream's runtimes, in Prometheus' text format.

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics() {
  const methods = new Map()
  return {
    count(method, seconds, hasFailed) {
      if (!methods.has(method))
        methods.set(method, { calls: 0, failures: 0, sum: 0, counts: buckets.map(() => 0) })
      const of = methods.get(method)
      of.calls++
      if (hasFailed) of.failures++
      of.sum += seconds
      buckets.forEach((most, index) => {
        if (seconds <= most) of.counts[index]++
      })
    },
    text() {
      const name = 'function_duration_seconds'
      const every = [...methods]
      const lines = [
        '# HELP function_calls_total Calls of the function.',
        '# TYPE function_calls_total counter',
        ...every.map(([method, of]) => `function_calls_total{method="${method}"} ${of.calls}`),
        '# HELP function_failures_total Calls that failed.',
        '# TYPE function_failures_total counter',
        ...every.map(([method, of]) => `function_failures_total{method="${method}"} ${of.failures}`),
        `# HELP ${name} How long calls took.`,
        `# TYPE ${name} histogram`,
        ...every.flatMap(([method, of]) => [
          ...buckets.map(
            (most, index) => `${name}_bucket{method="${method}",le="${most}"} ${of.counts[index]}`,
          ),
          `${name}_bucket{method="${method}",le="+Inf"} ${of.calls}`,
          `${name}_sum{method="${method}"} ${of.sum}`,
          `${name}_count{method="${method}"} ${of.calls}`,
        ]),
      ]
      return `${lines.join('\n')}\n`
    },
  }
}
