package main

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"sync"
)

// How the server and its workers speak: a JSON head and a body of bytes, each behind its length.

type callHead struct {
	ID                         int
	Method, Target, Host, Peer string
	Header                     http.Header
}

type answerHead struct {
	ID     int
	Status int
	Header http.Header
	// The word for x-kubeless-error; empty for the function's own answer.
	Error string
}

type wire struct {
	io.ReadWriter
	writing sync.Mutex
}

func (w *wire) send(head any, body []byte) error {
	encoded, err := json.Marshal(head)
	if err != nil {
		return err
	}
	message := make([]byte, 8, 8+len(encoded)+len(body))
	binary.BigEndian.PutUint32(message, uint32(len(encoded)))
	binary.BigEndian.PutUint32(message[4:], uint32(len(body)))
	message = append(append(message, encoded...), body...)
	w.writing.Lock()
	defer w.writing.Unlock()
	_, err = w.Write(message)
	return err
}

func (w *wire) receive(head any) ([]byte, error) {
	lengths := make([]byte, 8)
	if _, err := io.ReadFull(w, lengths); err != nil {
		return nil, err
	}
	encoded := make([]byte, binary.BigEndian.Uint32(lengths))
	if _, err := io.ReadFull(w, encoded); err != nil {
		return nil, err
	}
	body := make([]byte, binary.BigEndian.Uint32(lengths[4:]))
	if _, err := io.ReadFull(w, body); err != nil {
		return nil, err
	}
	return body, json.Unmarshal(encoded, head)
}
