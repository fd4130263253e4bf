// Serves one function over HTTP. The program runs twice: as the server, which has nothing to do with the
// function, and as a worker of the server, in which the function is called.
package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// How long running calls are given when the shim is told to stop.
const drain = 10 * time.Second

// Tells a worker that it is one.
const workerMark = "KUBELESS_SHIM_WORKER"

type settings struct {
	handler, runtime, memoryLimit, timeoutText, socket, port, checksum, pod string
	timeout                                                                time.Duration
	mostBytes                                                              int64
}

func readSettings() settings {
	timeout := getenv("FUNC_TIMEOUT", "180")
	seconds, err := strconv.ParseFloat(timeout, 64)
	if err != nil {
		seconds = 180
	}
	most, err := strconv.ParseInt(os.Getenv("FUNC_MEMFILE_MAX"), 10, 64)
	if err != nil {
		most = 100 << 20
	}
	return settings{
		handler:     os.Getenv("FUNC_HANDLER"),
		runtime:     os.Getenv("FUNC_RUNTIME"),
		memoryLimit: os.Getenv("FUNC_MEMORY_LIMIT"),
		timeoutText: timeout,
		timeout:     time.Duration(seconds * float64(time.Second)),
		socket:      os.Getenv("FUNC_SOCKET"),
		port:        getenv("FUNC_PORT", "8080"),
		checksum:    os.Getenv("FUNC_CHECKSUM"),
		pod:         os.Getenv("HOSTNAME"),
		mostBytes:   most,
	}
}

func getenv(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	conf := readSettings()
	if os.Getenv(workerMark) != "" {
		os.Unsetenv(workerMark)
		work(conf)
		return
	}
	listener, err := listen(conf)
	if err != nil {
		fail(err)
	}
	workers := &pool{conf: conf}
	server := &http.Server{Handler: &front{conf: conf, workers: workers, metrics: newMetrics()}, IdleTimeout: 2 * time.Minute}
	stopped := make(chan struct{})
	go func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
		<-signals
		limit, cancel := context.WithTimeout(context.Background(), drain)
		defer cancel()
		_ = server.Shutdown(limit)
		workers.close()
		close(stopped)
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		fail(err)
	}
	<-stopped
}

func listen(conf settings) (net.Listener, error) {
	if conf.socket == "" {
		return net.Listen("tcp", ":"+conf.port)
	}
	_ = os.Remove(conf.socket)
	return net.Listen("unix", conf.socket)
}

func fail(err error) {
	note(err.Error())
	os.Exit(1)
}

// One line on stderr.
func note(text string) {
	_, _ = os.Stderr.WriteString(strings.TrimRight(text, "\n") + "\n")
}
