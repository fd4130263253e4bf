// Package functions is what a function in Go imports: the event it is called with, and the context.
package functions

import (
	"context"
	"net/http"
)

// Event is the call.
type Event struct {
	Data           string
	EventID        string
	EventType      string
	EventTime      string
	EventNamespace string
	Extensions     Extension
}

// Extension is the HTTP request behind the event, and the answer as far as it is more than the text returned.
type Extension struct {
	Request  *http.Request
	Response http.ResponseWriter
	// Context is done when the time of the call is over.
	Context context.Context
}

// Context is the function that is called.
type Context struct {
	FunctionName string
	Timeout      string
	Runtime      string
	MemoryLimit  string
}
