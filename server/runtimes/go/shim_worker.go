package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"

	"github.com/kubeless/kubeless/pkg/functions"
)

// work makes the calls that come until the server is gone.
func work(conf settings) {
	server := &wire{ReadWriter: os.NewFile(3, "server")}
	for {
		var head callHead
		body, err := server.receive(&head)
		if err != nil {
			os.Exit(0)
		}
		go func() {
			answer, content := makeCall(conf, head, body)
			answer.ID = head.ID
			_ = server.send(answer, content)
		}()
	}
}

func makeCall(conf settings, head callHead, body []byte) (answer answerHead, content []byte) {
	limit, cancel := context.WithTimeout(context.Background(), conf.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(limit, head.Method, head.Target, io.NopCloser(bytes.NewReader(body)))
	if err != nil {
		return failed(400, "bad-request", err.Error())
	}
	request.Header, request.Host, request.RemoteAddr, request.RequestURI = head.Header, head.Host, head.Peer, head.Target
	recorder := httptest.NewRecorder()
	event := functions.Event{
		Data:           string(body),
		EventID:        head.Header.Get("event-id"),
		EventType:      head.Header.Get("event-type"),
		EventTime:      head.Header.Get("event-time"),
		EventNamespace: head.Header.Get("event-namespace"),
		Extensions:     functions.Extension{Request: request, Response: recorder, Context: limit},
	}
	defer func() {
		if panicked := recover(); panicked != nil {
			note(fmt.Sprintf("panic: %v\n%s", panicked, stack()))
			answer, content = failed(500, "exception", "Internal Server Error")
		}
	}()
	result, err := handler(event, functions.Context{
		FunctionName: conf.handler,
		Timeout:      conf.timeoutText,
		Runtime:      conf.runtime,
		MemoryLimit:  conf.memoryLimit,
	})
	if err != nil {
		note("Error: " + err.Error())
		return failed(500, "exception", "Error: "+err.Error())
	}
	return answerHead{Status: recorder.Code, Header: recorder.Header()}, append(recorder.Body.Bytes(), result...)
}

func failed(status int, kind, text string) (answerHead, []byte) {
	header := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	return answerHead{Status: status, Header: header, Error: kind}, []byte(text)
}

// stack names the function's own frames, with the paths as they are in every pod.
func stack() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	text := ""
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "main.") {
			break
		}
		if !strings.HasPrefix(frame.Function, "runtime.") {
			file := strings.TrimPrefix(frame.File, modulePath+"/")
			if file != frame.File {
				file = "/kubeless/" + file
			}
			text += fmt.Sprintf("\tat %s (%s:%d)\n", frame.Function, file, frame.Line)
		}
		if !more {
			break
		}
	}
	return text
}
