package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
)

// metrics are the series of upstream's runtimes, in Prometheus' text format.
type metrics struct {
	lock    sync.Mutex
	methods map[string]*counts
}

type counts struct {
	calls, failures int
	sum             float64
	buckets         []int
}

var buckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

func newMetrics() *metrics {
	return &metrics{methods: map[string]*counts{}}
}

func (m *metrics) count(method string, seconds float64, failed bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	// A caller can invent methods: not a series for each.
	if m.methods[method] == nil && len(m.methods) >= 20 {
		method = "OTHER"
	}
	of := m.methods[method]
	if of == nil {
		of = &counts{buckets: make([]int, len(buckets))}
		m.methods[method] = of
	}
	of.calls++
	of.sum += seconds
	if failed {
		of.failures++
	}
	for i, most := range buckets {
		if seconds <= most {
			of.buckets[i]++
		}
	}
}

func (m *metrics) text() string {
	m.lock.Lock()
	defer m.lock.Unlock()
	names := make([]string, 0, len(m.methods))
	for name := range m.methods {
		names = append(names, name)
	}
	sort.Strings(names)
	var text strings.Builder
	text.WriteString("# HELP function_calls_total Calls of the function.\n# TYPE function_calls_total counter\n")
	for _, name := range names {
		fmt.Fprintf(&text, "function_calls_total{method=%q} %d\n", name, m.methods[name].calls)
	}
	text.WriteString("# HELP function_failures_total Calls that failed.\n# TYPE function_failures_total counter\n")
	for _, name := range names {
		fmt.Fprintf(&text, "function_failures_total{method=%q} %d\n", name, m.methods[name].failures)
	}
	text.WriteString("# HELP function_duration_seconds How long calls took.\n# TYPE function_duration_seconds histogram\n")
	for _, name := range names {
		of := m.methods[name]
		for i, most := range buckets {
			fmt.Fprintf(&text, "function_duration_seconds_bucket{method=%q,le=\"%g\"} %d\n", name, most, of.buckets[i])
		}
		fmt.Fprintf(&text, "function_duration_seconds_bucket{method=%q,le=\"+Inf\"} %d\n", name, of.calls)
		fmt.Fprintf(&text, "function_duration_seconds_sum{method=%q} %g\n", name, of.sum)
		fmt.Fprintf(&text, "function_duration_seconds_count{method=%q} %d\n", name, of.calls)
	}
	return text.String()
}
