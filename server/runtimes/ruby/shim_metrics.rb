module Shim
  # /metrics: the series of upstream's runtimes, in Prometheus' text format.
  class Metrics
    BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10].freeze

    def initialize
      @lock = Mutex.new
      @methods = {}
    end

    def count(method, seconds, failed)
      @lock.synchronize do
        # A caller can invent methods: not a series for each.
        method = 'OTHER' if !@methods.key?(method) && @methods.size >= 20
        of = (@methods[method] ||= { calls: 0, failures: 0, sum: 0.0, buckets: Array.new(BUCKETS.size, 0) })
        of[:calls] += 1
        of[:failures] += 1 if failed
        of[:sum] += seconds
        BUCKETS.each_with_index { |most, index| of[:buckets][index] += 1 if seconds <= most }
      end
    end

    def text
      @lock.synchronize do
        lines = ['# HELP function_calls_total Calls of the function.', '# TYPE function_calls_total counter']
        @methods.each { |name, of| lines << "function_calls_total{method=\"#{name}\"} #{of[:calls]}" }
        lines += ['# HELP function_failures_total Calls that failed.', '# TYPE function_failures_total counter']
        @methods.each { |name, of| lines << "function_failures_total{method=\"#{name}\"} #{of[:failures]}" }
        lines += ['# HELP function_duration_seconds How long calls took.', '# TYPE function_duration_seconds histogram']
        @methods.each { |name, of| lines.concat(durations(name, of)) }
        "#{lines.join("\n")}\n"
      end
    end

    private

    def durations(name, of)
      series = 'function_duration_seconds'
      BUCKETS.zip(of[:buckets]).map { |most, count| "#{series}_bucket{method=\"#{name}\",le=\"#{most}\"} #{count}" } + [
        "#{series}_bucket{method=\"#{name}\",le=\"+Inf\"} #{of[:calls]}",
        "#{series}_sum{method=\"#{name}\"} #{of[:sum].round(6)}",
        "#{series}_count{method=\"#{name}\"} #{of[:calls]}"
      ]
    end
  end
end
