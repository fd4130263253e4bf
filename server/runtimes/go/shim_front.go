package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// front turns requests into calls and answers into responses.
type front struct {
	conf    settings
	workers *pool
	metrics *metrics
}

const stamp = "2006-01-02T15:04:05.000Z"

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		switch r.URL.Path {
		case "/healthz":
			f.plain(w, 200, "", "OK")
			return
		case "/metrics":
			w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
			_, _ = io.WriteString(w, f.metrics.text())
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, f.conf.mostBytes))
	if err != nil {
		text := fmt.Sprintf("The body is larger than %d bytes. FUNC_MEMFILE_MAX in the environment raises the limit.", f.conf.mostBytes)
		f.plain(w, http.StatusRequestEntityTooLarge, "bad-request", text)
		return
	}
	if isPreflight(r) {
		allow(w, r)
		return
	}
	began := time.Now()
	answer, content := f.call(r, body)
	ended := time.Now()
	f.metrics.count(r.Method, ended.Sub(began).Seconds(), answer.Error != "")
	// Upstream's Go runtime lets every web page call the function.
	w.Header().Set("Access-Control-Allow-Origin", "*")
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.Header().Set("X-Kubeless-Began", began.UTC().Format(stamp))
	w.Header().Set("X-Kubeless-Ended", ended.UTC().Format(stamp))
	f.stamp(w, answer.Error)
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", http.DetectContentType(content))
	}
	w.Header().Del("Content-Length")
	if answer.Status != 204 && answer.Status != 304 {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(content)
}

func (f *front) call(r *http.Request, body []byte) (answerHead, []byte) {
	head := callHead{Method: r.Method, Target: r.URL.RequestURI(), Host: r.Host, Header: r.Header, Peer: r.RemoteAddr}
	answer, content, failure := f.workers.call(head, body)
	if failure == nil {
		return answer, content
	}
	header := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	return answerHead{Status: failure.status, Header: header, Error: failure.kind}, []byte(failure.text)
}

func (f *front) plain(w http.ResponseWriter, status int, kind, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	f.stamp(w, kind)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func (f *front) stamp(w http.ResponseWriter, kind string) {
	w.Header().Set("X-Kubeless-Checksum", f.conf.checksum)
	w.Header().Set("X-Kubeless-Pod", f.conf.pod)
	if kind != "" {
		w.Header().Set("X-Kubeless-Error", kind)
	}
}

// A browser's question whether a page of another origin may call, which is not meant for the function.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

func allow(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Methods", r.Header.Get("Access-Control-Request-Method"))
	if asked := r.Header["Access-Control-Request-Headers"]; len(asked) > 0 {
		w.Header().Set("Access-Control-Allow-Headers", strings.Join(asked, ", "))
	}
}
