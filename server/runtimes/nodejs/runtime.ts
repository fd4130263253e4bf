/** Node.js: how it is run, and functions to start from. */
import type { LanguageInfo } from '../../contract/runtimes.ts'
import type { Language, PhaseImage } from '../runtime-images.ts'

export const nodejsRuntimes: Language = {
  id: 'nodejs',
  depName: 'package.json',
  fileNameSuffix: '.js',
  current: ['24', '22', '20'],
  older: ['18', '16', '14', '12', '10', '8', '6'],
  phasesOf: (version): PhaseImage[] => [
    {
      phase: 'installation',
      image: `node:${version}-slim`,
      command:
        'cd "$KUBELESS_INSTALL_VOLUME" && npm install --omit=dev --no-audit --no-fund --no-update-notifier --loglevel=error ${NPM_REGISTRY:+--registry="$NPM_REGISTRY"} ${NPM_CONFIG_EXTRA:-}',
      env: { HOME: '$(KUBELESS_INSTALL_VOLUME)/.home' },
    },
    {
      phase: 'runtime',
      image: `node:${version}-slim`,
      command: 'exec node "$KUBELESS_INSTALL_VOLUME/.shim/shim.mjs"',
      env: { NODE_PATH: '$(KUBELESS_INSTALL_VOLUME)/node_modules' },
    },
  ],
}

export const nodejs: LanguageInfo = {
  id: 'nodejs',
  language: 'Node.js',
  editorLanguage: 'javascript',
  samples: [
    {
      title: 'Hello',
      description: 'Answers with a greeting.',
      name: 'hello',
      handler: 'handler.hello',
      code: `exports.hello = async (event, context) => {
  // event.data is the body of the request. What you print goes to the log.
  console.log('called with', event.data)
  return 'Hello from Node.js!'
}
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
    {
      title: 'JSON in, JSON out',
      description: 'Adds up the numbers it is sent.',
      name: 'sum',
      handler: 'handler.addUp',
      code: `exports.addUp = async (event, context) => {
  // A body of type application/json arrives parsed; an object or array is answered as JSON.
  const { numbers } = event.data
  return { count: numbers.length, sum: numbers.reduce((sum, number) => sum + number, 0) }
}
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "numbers": [3, 4, 5]\n}' },
    },
    {
      title: 'Ask another service',
      description: 'Fetches an address, and says so when it cannot.',
      name: 'fetch',
      handler: 'handler.fetchPage',
      code: `exports.fetchPage = async (event, context) => {
  const { url } = event.data
  const began = Date.now()
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
    const text = await response.text()
    return { url, status: response.status, characters: text.length, milliseconds: Date.now() - began }
  } catch (error) {
    return { url, error: error.cause?.message ?? error.message }
  }
}
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "url": "https://example.com/"\n}' },
    },
    {
      title: 'Environment variable',
      description: 'Reads a setting and a query parameter, and chooses the status.',
      name: 'greeting',
      handler: 'handler.greet',
      code: `// Set GREETING in the settings of the function to change this.
const greeting = process.env.GREETING ?? 'Good morning'

exports.greet = async (event, context) => {
  const { request, response } = event.extensions
  // Add ?name=Ada to the path of the request.
  const name = request.query.name ?? 'you'
  if (name.length > 40) {
    response.status(400)
    return 'That is too long for a name.'
  }
  return \`\${greeting}, \${name}!\`
}
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
  ],
}
