/** Go: how it is compiled and run, and functions to start from. */
import type { LanguageInfo } from '../../contract/runtimes.ts'
import type { Language, PhaseImage } from '../runtime-images.ts'

export const goRuntimes: Language = {
  id: 'go',
  depName: 'go.mod',
  fileNameSuffix: '.go',
  current: ['1.25', '1.24'],
  older: ['1.23', '1.22', '1.21', '1.20', '1.19', '1.14', '1.13', '1.12', '1.11', '1.10'],
  phasesOf: (version): PhaseImage[] => [
    {
      phase: 'compilation',
      image: `golang:${version}-alpine`,
      // Dependencies come with the compilation: go.mod names them.
      command: 'exec sh "$KUBELESS_INSTALL_VOLUME/.shim/shim-compile.sh"',
    },
    {
      phase: 'runtime',
      image: `golang:${version}-alpine`,
      command: 'exec "$KUBELESS_INSTALL_VOLUME/.shim/server"',
    },
  ],
}

export const go: LanguageInfo = {
  id: 'go',
  language: 'Go',
  editorLanguage: 'go',
  samples: [
    {
      title: 'Hello',
      description: 'Answers with a greeting.',
      name: 'hello',
      handler: 'handler.Hello',
      code: `package kubeless

import (
	"fmt"

	"github.com/kubeless/kubeless/pkg/functions"
)

// Hello is called with every request. event.Data is the body; what is printed goes to the log.
func Hello(event functions.Event, context functions.Context) (string, error) {
	fmt.Println("called with", event.Data)
	return "Hello from Go!", nil
}
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
    {
      title: 'JSON in, JSON out',
      description: 'Adds up the numbers it is sent.',
      name: 'sum',
      handler: 'handler.AddUp',
      code: `package kubeless

import (
	"encoding/json"

	"github.com/kubeless/kubeless/pkg/functions"
)

// AddUp answers the sum of the numbers it is sent.
func AddUp(event functions.Event, context functions.Context) (string, error) {
	var data struct{ Numbers []float64 }
	if err := json.Unmarshal([]byte(event.Data), &data); err != nil {
		return "", err
	}
	sum := 0.0
	for _, number := range data.Numbers {
		sum += number
	}
	event.Extensions.Response.Header().Set("Content-Type", "application/json")
	answer, err := json.Marshal(map[string]float64{"count": float64(len(data.Numbers)), "sum": sum})
	return string(answer), err
}
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "numbers": [3, 4, 5]\n}' },
    },
    {
      title: 'Environment variable',
      description: 'Reads a setting and a query parameter.',
      name: 'greeting',
      handler: 'handler.Greet',
      code: `package kubeless

import (
	"os"

	"github.com/kubeless/kubeless/pkg/functions"
)

// Greet greets whom the query names: add ?name=Ada to the path of the request.
func Greet(event functions.Event, context functions.Context) (string, error) {
	// Set GREETING in the settings of the function to change this.
	greeting := os.Getenv("GREETING")
	if greeting == "" {
		greeting = "Good morning"
	}
	name := event.Extensions.Request.URL.Query().Get("name")
	if name == "" {
		name = "you"
	}
	return greeting + ", " + name + "!", nil
}
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
  ],
}
